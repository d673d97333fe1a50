"""A daemon whose clock is the test's: it loads at eight in the morning, and at ten everything that fires at nine is due at once."""
import os
import struct
import time

from harness import day


def holidays():
    """Every day is a working day, whatever day the test runs on."""
    days = [day(offset) for offset in range(-60, 61)]
    years = sorted({one[:4] for one in days} | {str(int(days[0][:4]) - 1), str(int(days[-1][:4]) + 1)})
    return 'years = ( %s );\n' % ', '.join('{ year = %s; work = [ %s ]; }' % (year, ', '.join('"%s"' % one for one in days if one[:4] == year))
                                           for year in years)


class Clock:
    """It stands in a file of the scratch directory, beside days.conf, the holidays of its configuration."""

    def __init__(self, scratch, preloaded):
        self.path = os.path.join(scratch.dir, 'clock')
        self.environment = {'LD_PRELOAD': preloaded, 'CLOCK_OFFSET': self.path,
                            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}
        with open(os.path.join(scratch.dir, 'days.conf'), 'w', encoding='utf-8') as file:
            file.write(holidays())
        self.set(8)

    def set(self, hour):
        """To that hour of today in the configured zone, eight hours east."""
        now = int(time.time())
        with open(self.path, 'r+b' if os.path.exists(self.path) else 'wb') as file:
            file.write(struct.pack('=q', (hour - 8) * 3600 - (now + 8 * 3600) % 86400 + 8 * 3600))
