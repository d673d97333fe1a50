"""A clock that is set while lunzhid runs, by a library preloaded into it: see clock.c. The machine's own clock stays."""
import os
import resource
import signal

from clock import Clock
from harness import day, equal, run, test, wait_until

def alerts(scratch):
    return [one for one in scratch.get('/v1/outbox?max=1000')['messages'] if one['kind'] == 'alert']


def told(scratch, word):
    with open(scratch.out, encoding='utf-8') as out:
        return [line for line in out if '"alert"' in line and word in line]


@test
def a_step_is_told_with_its_size(scratch):
    clock = Clock(scratch)
    daemon = scratch.start(environment=clock.environment)
    clock.set(2)
    daemon.wait_log('set by +2 s')
    equal(alerts(scratch), [])
    clock.set(7202)
    daemon.wait_log('set by +7200 s')
    wait_until(lambda: os.path.exists(scratch.out) and told(scratch, '+7200'), 'the alert arrives')
    clock.set(7802)
    daemon.wait_log('set by +600 s')
    scratch.post('/v1/notify/test', to='script')
    equal(len(alerts(scratch)), 1)
    clock.set(2)
    wait_until(lambda: told(scratch, '-7800'), 'the way back is told')


@test
def a_step_over_a_rung_sends_it_once(scratch):
    clock = Clock(scratch)
    clock.set_hour(8)
    scratch.configure(soon=day(40), over=day(41), holidays='"./days.conf"')
    daemon = scratch.start(environment=clock.environment)
    wait_until(lambda: not [one for one in scratch.get('/v1/outbox')['messages'] if one['state'] in ('queued', 'sending')], 'an empty queue')

    def reminders():
        return [one for one in scratch.get('/v1/outbox?max=1000')['messages'] if one['occurrence'] == 'su/soon/now']

    equal(reminders(), [])
    clock.set_hour(10, days=38)
    wait_until(lambda: [one for one in reminders() if one['state'] == 'delivered'], 'a reminder')
    number = len(reminders())
    clock.set_hour(8)
    daemon.wait_log('set by -')
    clock.set_hour(10, days=38)
    wait_until(lambda: daemon.log().count('set by +') == 2, 'forward again')
    scratch.post('/v1/notify/test', to='script')
    equal(len(reminders()), number)
    equal(daemon.stop(), 0)


@test
def a_database_that_keeps_failing_is_told(scratch):
    clock = Clock(scratch)
    daemon = scratch.start(environment=clock.environment, preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
    wait_until(lambda: not [one for one in scratch.get('/v1/outbox')['messages'] if one['state'] in ('queued', 'sending')], 'an empty queue')
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    equal(scratch.ask('POST', '/v1/records', {'organizations': ['su'], 'obligation': 'soon', 'on': day(-1)})[0], 503)
    clock.set(100)
    equal(scratch.ask('POST', '/v1/records', {'organizations': ['su'], 'obligation': 'soon', 'on': day(-1)})[0], 503)
    daemon.wait_log('the database has been failing since')
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    # "has been failing since" if that could be written the moment it was known, else "failed from … to …"
    wait_until(lambda: os.path.exists(scratch.out) and told(scratch, 'the database '), 'it is told once it works again')
    wait_until(lambda: told(scratch, '+100'), 'so is what had to wait')
    equal(len(alerts(scratch)), 2)
    wait_until(lambda: scratch.get('/v1/status')['database']['trouble'] is None, 'the engine has seen it, too')
    assert scratch.get('/v1/check')['exit'] < 2, scratch.get('/v1/check')


run()
