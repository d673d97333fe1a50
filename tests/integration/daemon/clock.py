"""The clock of the tests: none depends on the day or the hour at which it runs. Importing this starts the test again with clock.c preloaded
into it and into all it starts, at NOW; it runs on from there. LUNZHI_TEST_NOW in the environment is another instant (ISO 8601)."""
import datetime
import os
import struct
import sys
import time

NOW = '2026-11-25T10:00:00+08:00'  # a Wednesday
LIBRARY = os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), '..', 'tests', 'integration', 'daemon', 'libsettable_clock.so')

if 'CLOCK_BASE' not in os.environ:
    now = datetime.datetime.fromisoformat(os.environ.get('LUNZHI_TEST_NOW', NOW))
    os.execve(sys.executable, sys.orig_argv, dict(
        os.environ, CLOCK_BASE=str(int(now.timestamp() - time.time())), LD_PRELOAD=LIBRARY,
        ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'))


def day(offset):
    """A day relative to today in the configured zone."""
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    return (today + datetime.timedelta(days=offset)).isoformat()


def holidays():
    """Every day is a working day, whatever day the test runs on."""
    days = [day(offset) for offset in range(-60, 61)]
    years = sorted({one[:4] for one in days} | {str(int(days[0][:4]) - 1), str(int(days[-1][:4]) + 1)})
    return 'years = ( %s );\n' % ', '.join('{ year = %s; work = [ %s ]; }' % (year, ', '.join('"%s"' % one for one in days if one[:4] == year))
                                           for year in years)


class Clock:
    """A daemon's clock that is set while it runs, ahead of the test's own. It stands in a file of the scratch directory, beside days.conf, a
    list of holidays without any."""

    def __init__(self, scratch):
        self.path = os.path.join(scratch.dir, 'clock')
        self.environment = {'CLOCK_OFFSET': self.path}
        with open(os.path.join(scratch.dir, 'days.conf'), 'w', encoding='utf-8') as file:
            file.write(holidays())
        self.set(0)

    def set(self, seconds):
        with open(self.path, 'r+b' if os.path.exists(self.path) else 'wb') as file:
            file.write(struct.pack('=q', seconds))

    def set_hour(self, hour, days=0):
        """To that hour of today, or so many days later, in the configured zone, eight hours east: at eight a daemon loads, and at ten all that
        fires at nine is due."""
        self.set(days * 86400 + hour * 3600 - (int(time.time()) + 8 * 3600) % 86400)
