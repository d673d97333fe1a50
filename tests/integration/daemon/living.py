"""What the tests of a turn's life share: an organization whose turns are proposed and handed over, and lunzhictl."""
import os
import subprocess

from harness import LUNZHID, configuration, day

LUNZHICTL = os.path.join(os.path.dirname(os.path.dirname(LUNZHID)), 'ctl', 'lunzhictl')

LIFE = 'proposal = "turn-answer"; handover = "turn-handover"; '
CASES = ''',
        { preset = "turn-answer"; escalate = ( ); },
        { preset = "turn-handover"; notify = [ "outgoing_chair" ]; escalate = ( );
          stages = ( { id = "minutes"; omit = true; } ); }'''


def living(scratch, **changes):
    """Three in the order; the next term begins in ten days."""
    values = {'out': scratch.out, 'ends': day(5), 'soon': day(3), 'next_begins': day(10), 'extra': CASES}
    values.update(changes)
    text = configuration(**values)
    text = text.replace('order = [ "jia", "yi" ]', 'order = [ "jia", "yi", "bing" ]')
    return text.replace('rotation = { ', 'rotation = { ' + LIFE)


def with_later_term(text):
    """A second term ahead."""
    later = '{ id = "later"; year = "2002-2003"; begins = "%s"; ends = "%s"; } ); } );' % (day(210), day(300))
    return text.replace('ends = "%s"; } ); } );' % day(200), 'ends = "%s"; }, %s' % (day(200), later))


def ctl(scratch, *words, code=0, language='en'):
    env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE=language)
    done = subprocess.run([LUNZHICTL, '--socket', scratch.socket, *words], capture_output=True, text=True, timeout=30, env=env)
    assert done.returncode == code, (words, done)
    return done.stdout if code == 0 else done.stdout + done.stderr


def planned(scratch):
    return [turn for turn in scratch.get('/v1/turns?org=su')['turns'] if turn['planned']][0]


def messages(scratch, kind):
    return [message for message in scratch.get('/v1/outbox?max=1000')['messages'] if message['kind'] == kind]
