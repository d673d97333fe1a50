"""lunzhid as a process: its exit statuses, reloads, signals, the service manager, faults of the disk, and idleness."""
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time

from harness import DATA, LUNZHID, PATIENCE_S, Skip, configuration, day, equal, run, test, wait_until


def snapshot(path):
    """Names and contents of a directory and all below it."""
    found = {}
    for folder, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                found[os.path.relpath(os.path.join(folder, name), path)] = file.read()
    return found


@test
def usage(scratch):
    for arguments in (['--nonsense'], ['file'], ['--config'], ['--check=1']):
        done = scratch.run(*arguments)
        equal(done.returncode, 2)
        assert done.stderr and not done.stdout
    done = subprocess.run([LUNZHID, '--help'], capture_output=True, text=True, timeout=PATIENCE_S)
    equal(done.returncode, 0)
    for word in ('--config', '--state', '--socket', '--check', '--data'):
        assert word in done.stdout
    done = subprocess.run([LUNZHID, '--version'], capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0 and done.stdout.startswith('lunzhid ')


@test
def check_says_what_is_wrong(scratch):
    equal(scratch.run('--check').returncode, 0)
    scratch.configure(extra=', { id = "bad"; title = "x"; per = "trem"; due = "week 99"; notify = [ "executive_chair" ]; }')
    done = scratch.run('--check')
    equal(done.returncode, 78)
    assert done.stderr.startswith(scratch.config + ':') and 'error' in done.stderr, done.stderr
    assert not os.path.exists(scratch.state)
    os.unlink(scratch.config)
    equal(scratch.run('--check').returncode, 78)


@test
def files_that_channels_name_are_looked_for(scratch):
    with open(scratch.config, encoding='utf-8') as file:
        text = file.read()
    named = '{ id = "hook"; backend = "webhook"; url = "http://127.0.0.1:9/"; secret_file = "hook.secret"; }, '
    text = text.replace('channels = ( ', 'channels = ( ' + named)
    assert named in text, text
    scratch.configure(text)
    tried = os.path.join(scratch.dir, 'hook.secret')
    warning = 'warning: channels[0].secret_file: cannot use %s: No such file or directory' % tried
    done = scratch.run('--check')
    equal(done.returncode, 0)
    assert warning + '\n' in done.stderr and scratch.config + ':' in done.stderr, done.stderr
    done = scratch.run('--check', environment={'CREDENTIALS_DIRECTORY': scratch.dir})
    assert warning + '\n' in done.stderr, done.stderr  # one place, said once
    done = scratch.run('--check', environment={'CREDENTIALS_DIRECTORY': '/nonexistent'})
    assert warning + '; and there is no credential /nonexistent/hook.secret\n' in done.stderr, done.stderr
    daemon = scratch.start()
    assert 'channels[0].secret_file: cannot use %s' % tried in daemon.log(), daemon.log()
    with open(tried, 'w', encoding='ascii') as file:
        file.write('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
    assert 'secret_file' not in scratch.run('--check').stderr


@test
def what_the_main_file_names_is_looked_for(scratch):
    scratch.configure(top='heartbeat = { url_file = "ping.url"; };')
    with open(scratch.config, encoding='utf-8') as file:
        text = file.read().replace('operators = [ "', 'operators = [ "nobody-of-that-name", "')
    scratch.configure(text)
    lines = text.split('\n')
    place = lambda words: '%s:%d: warning: ' % (scratch.config, 1 + next(i for i, line in enumerate(lines) if words in line))
    tried = os.path.join(scratch.dir, 'ping.url')
    wanted = place('heartbeat') + 'heartbeat.url_file: cannot use %s: No such file or directory\n' % tried
    done = scratch.run('--check')
    equal(done.returncode, 0)
    assert wanted in done.stderr, done.stderr
    assert place('operators') + 'control.operators: this system has no user nobody-of-that-name\n' in done.stderr, done.stderr
    with open(tried, 'w', encoding='ascii') as file:
        file.write('http://127.0.0.1:9/ping')
    assert 'url_file' not in scratch.run('--check').stderr


@test
def bad_configuration_at_start(scratch):
    daemon = scratch.start()
    equal(daemon.stop(), 0)
    before = snapshot(scratch.state)
    scratch.configure(extra=', { id = "one"; per = "trem"; }, { id = "two"; title = "x"; per = "term"; due = "someday"; }')
    done = scratch.run()
    equal(done.returncode, 78)
    lines = [line for line in done.stderr.splitlines() if scratch.config + ':' in line]
    assert len(lines) >= 2, done.stderr
    equal(snapshot(scratch.state), before)


@test
def reload_good_and_bad(scratch):
    daemon = scratch.start()
    scratch.configure(extra=', { id = "survey"; title = "调研"; per = "term"; due = "%s"; notify = [ "executive_chair" ]; }' % day(20))
    reply = scratch.post('/v1/reload')
    equal(set(reply), {'organizations', 'occurrences', 'findings'})
    equal(reply['organizations'], 1)
    equal(scratch.get('/v1/occurrence?id=su/survey/now')['occurrence']['due_on'], day(20))
    scratch.configure(timezone='Mars/Olympus')
    status, refused = scratch.ask('POST', '/v1/reload')
    equal(status, 422)
    assert refused['error'] and refused['findings'], refused
    equal(set(refused['findings'][0]), {'level', 'file', 'line', 'setting', 'text'})
    shown = scratch.get('/v1/status')['configuration']
    assert shown['failed_at'] is not None and shown['findings'], shown
    equal(scratch.get('/v1/check')['status'], 'WARNING')
    equal(scratch.get('/v1/status')['timezone'], 'Asia/Shanghai')
    equal(scratch.get('/v1/occurrence?id=su/survey/now')['occurrence']['state'], 'open')
    scratch.configure()
    scratch.post('/v1/reload')
    equal(scratch.get('/v1/status')['configuration']['failed_at'], None)
    equal(scratch.get('/v1/occurrence?id=su/survey/now')['occurrence']['state'], 'withdrawn')
    equal(daemon.stop(), 0)


@test
def reload_by_signal(scratch):
    daemon = scratch.start()
    scratch.configure(extra=', { id = "survey"; title = "调研"; per = "term"; due = "%s"; notify = [ "executive_chair" ]; }' % day(20))
    daemon.signal(signal.SIGHUP)
    assert daemon.wait_told('RELOADING=1')
    assert any('MONOTONIC_USEC=' in message for message in daemon.told), daemon.told
    daemon.wait_ready()
    equal(scratch.get('/v1/occurrence?id=su/survey/now')['occurrence']['due_on'], day(20))
    scratch.configure(text='nonsense')
    daemon.signal(signal.SIGHUP)
    assert daemon.wait_told('RELOADING=1')
    daemon.wait_ready()
    assert scratch.get('/v1/status')['configuration']['findings']
    # control.alerts are told
    wait_until(lambda: [one for one in scratch.get('/v1/outbox')['messages'] if one['kind'] == 'alert'], 'an alert')
    equal(daemon.stop(), 0)


@test
def zone_and_language_reload(scratch):
    scratch.start()
    scratch.configure(timezone='Europe/Berlin', language='zh_CN')
    scratch.post('/v1/reload')
    status = scratch.get('/v1/status')
    equal((status['timezone'], status['language']), ('Europe/Berlin', 'zh_CN'))
    assert status['now'][-6:] in ('+01:00', '+02:00'), status['now']


@test
def stops_cleanly(scratch):
    for number in (signal.SIGTERM, signal.SIGINT):
        daemon = scratch.start()
        scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-1))
        began = time.monotonic()
        daemon.signal(number)
        assert daemon.wait_told('STOPPING=1')
        equal(daemon.wait(), 0)
        assert time.monotonic() - began < 5
        assert 'handle was left open' not in daemon.log(), daemon.log()
        assert not os.path.exists(scratch.socket)
        equal(sorted(name for name in os.listdir(scratch.state) if not name.endswith('.lock')), ['evidence', 'lunzhi.db'])
    scratch.start()
    equal(len(scratch.get('/v1/occurrence?id=su/soon/now')['records']), 2)


@test
def stop_with_a_message_under_way(scratch):
    text = configuration(out=scratch.out).replace('cat >>', 'sleep 30; cat >>')
    scratch.configure(text=text)
    daemon = scratch.start()
    identity = scratch.post('/v1/notify/test', to='script')['messages'][0]['id']
    wait_until(lambda: scratch.get('/v1/outbox/%d' % identity)['message']['state'] == 'sending', 'sending')
    began = time.monotonic()
    equal(daemon.stop(), 0)
    assert time.monotonic() - began < 5
    scratch.configure()
    scratch.start()
    message = scratch.get('/v1/outbox/%d' % identity)['message']
    assert message['state'] in ('unknown', 'queued') and message['next_at'], message
    scratch.post('/v1/outbox/%d/retry' % identity)
    wait_until(lambda: scratch.get('/v1/outbox/%d' % identity)['message']['state'] == 'delivered', 'delivered after all')
    equal(scratch.get('/v1/outbox/%d' % identity)['message']['message_id'], message['message_id'])


@test
def stop_during_a_backup(scratch):
    daemon = scratch.start()
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.connect(scratch.socket)
    client.sendall(b'GET /v1/backup HTTP/1.1\r\nHost: x\r\n\r\n')
    equal(daemon.stop(), 0)
    client.close()
    assert not [name for name in os.listdir(scratch.state) if 'backup' in name], os.listdir(scratch.state)


@test
def survives_kill_9(scratch):
    daemon = scratch.start()
    scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-1))
    daemon.kill()
    scratch.start()
    equal(scratch.get('/v1/occurrence?id=su/soon/now')['occurrence']['state'], 'met')
    equal(scratch.get('/v1/log/verify')['bad_line'], None)


@test
def one_daemon_a_state(scratch):
    scratch.start()
    other = list(scratch.arguments())
    other[other.index('--socket') + 1] = os.path.join(scratch.dir, 'other.sock')
    done = subprocess.run(other, capture_output=True, text=True, timeout=PATIENCE_S, env=dict(os.environ, LC_ALL='C.UTF-8'))
    equal(done.returncode, 1)
    assert scratch.state in done.stderr, done.stderr
    other = list(scratch.arguments())
    other[other.index('--state') + 1] = os.path.join(scratch.dir, 'other')
    done = subprocess.run(other, capture_output=True, text=True, timeout=PATIENCE_S, env=dict(os.environ, LC_ALL='C.UTF-8'))
    equal(done.returncode, 1)
    assert scratch.socket in done.stderr, done.stderr
    assert not os.path.exists(os.path.join(scratch.dir, 'other', 'lunzhi.db')), done.stderr
    equal(scratch.get('/v1/status')['database']['trouble'], None)


@test
def refuses_what_is_not_its_database(scratch):
    path = os.path.join(scratch.state, 'lunzhi.db')
    os.mkdir(scratch.state)
    sqlite3.connect(path).executescript('CREATE TABLE t (a); INSERT INTO t VALUES (1);')
    foreign = snapshot(scratch.state)['lunzhi.db']
    for content in (foreign, b'not a database at all' * 500, os.urandom(8192)):
        with open(path, 'wb') as file:
            file.write(content)
        done = scratch.run()
        equal(done.returncode, 1)
        assert path in done.stderr, done.stderr
        equal(snapshot(scratch.state)['lunzhi.db'], content)


@test
def refuses_a_newer_or_broken_database(scratch):
    path = os.path.join(scratch.state, 'lunzhi.db')
    equal(scratch.start().stop(), 0)
    good = snapshot(scratch.state)['lunzhi.db']
    database = sqlite3.connect(path)
    database.execute('PRAGMA user_version = 9999')
    database.close()
    newer = snapshot(scratch.state)['lunzhi.db']
    broken = good[:4096] + os.urandom(4096) + good[8192:]
    for content in (newer, broken, good[:5000]):
        with open(path, 'wb') as file:
            file.write(content)
        done = scratch.run()
        equal(done.returncode, 1)
        assert path in done.stderr, done.stderr
        equal(snapshot(scratch.state)['lunzhi.db'], content)


@test
def read_only_state(scratch):
    if os.geteuid() == 0:
        prefix = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
        if not shutil.which('setpriv'):
            raise Skip('no setpriv to be nobody with')
    else:
        prefix = []
    os.chmod(scratch.config, 0o644)
    os.mkdir(scratch.state, 0o555)
    done = scratch.run(prefix=prefix)
    equal(done.returncode, 1)
    assert scratch.state in done.stderr, done.stderr


@test
def disk_full(scratch):
    """RLIMIT_FSIZE is a disk that fills up and can be emptied: with SIGXFSZ ignored, writes beyond it fail."""
    daemon = scratch.start(preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    status, reply = scratch.ask('POST', '/v1/records', {'organizations': ['su'], 'obligation': 'soon', 'on': day(-1)})
    equal(status, 503)
    assert reply['error'], reply
    shown = scratch.get('/v1/status')['database']
    assert shown['trouble'], shown
    check = scratch.get('/v1/check')
    equal((check['exit'], check['status']), (2, 'CRITICAL'))
    equal(scratch.get('/v1/occurrence?id=su/soon/now')['records'], [])
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    wait_until(lambda: scratch.get('/v1/status')['database']['trouble'] is None, 'it works again')
    scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-1))
    equal(scratch.get('/v1/log/verify')['bad_line'], None)
    equal(daemon.stop(), 0)


# Binds the socket as a service manager does and becomes lunzhid.
ACTIVATE = '''
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
s.bind(sys.argv[1]); s.listen(8)
os.dup2(s.fileno(), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_PID"] = str(os.getpid()); os.environ["LISTEN_FDS"] = "1"
os.execv(sys.argv[2], sys.argv[2:])
'''


@test
def socket_activation(scratch):
    path = os.path.join(scratch.dir, 'passed.sock')
    daemon = scratch.start(prefix=[sys.executable, '-c', ACTIVATE, path])
    assert not os.path.exists(scratch.socket)
    scratch.socket = path
    equal(scratch.get('/v1/chair')['at'], day(0))
    equal(daemon.stop(), 0)
    assert os.path.exists(path), 'the service manager\'s socket was removed'


@test
def watchdog(scratch):
    daemon = scratch.start(environment={'WATCHDOG_USEC': '200000'})
    for _ in range(3):
        assert daemon.wait_told('WATCHDOG=1')
    equal(daemon.stop(), 0)


@test
def descriptors_are_not_inherited(scratch):
    scratch.configure(text=configuration(out=scratch.out).replace('cat >>', 'ls /proc/self/fd >'))
    scratch.start()
    scratch.get('/v1/status')
    scratch.post('/v1/notify/test', to='script')
    wait_until(lambda: os.path.exists(scratch.out) and os.path.getsize(scratch.out) > 0, 'a list of descriptors')
    with open(scratch.out, encoding='ascii') as out:
        equal(set(out.read().split()), {'0', '1', '2', '3'})  # 3 is ls looking


@test
def idle_is_silence(scratch):
    daemon = scratch.start()
    wait_until(lambda: not [one for one in scratch.get('/v1/outbox')['messages'] if one['state'] in ('queued', 'sending')], 'an empty queue')
    time.sleep(0.5)

    def switches():
        total = 0
        for task in os.listdir('/proc/%d/task' % daemon.pid):
            with open('/proc/%d/task/%s/status' % (daemon.pid, task), encoding='utf-8') as status:
                total += sum(int(line.split()[1]) for line in status if line.startswith(('voluntary_ctxt', 'nonvoluntary_ctxt')))
        return total

    before = switches()
    time.sleep(3)
    equal(switches() - before, 0)


run()
