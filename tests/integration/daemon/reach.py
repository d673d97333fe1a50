"""Who was reached and who is told when something is wrong: members, attempts, alerts, the heartbeat, channels in trouble."""
import http.server
import os
import resource
import signal
import socket
import threading
import time

from harness import PATIENCE_S, configuration, day, equal, run, test, wait_until


def refused(scratch, status, method, path, body=None, words=''):
    found, reply = scratch.ask(method, path, body)
    assert found == status, (method, path, body, found, reply)
    assert reply['error'] and words in reply['error'], (words, reply)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Watcher:
    """An HTTP server that keeps what it is asked: "GET /p/start", "POST /p/fail WORDS"."""

    def __init__(self, status=200, port=0):
        self.seen = []
        watcher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get('Content-Length', 0))).decode()
                watcher.seen.append(' '.join([self.command, self.path] + ([body] if body else [])))
                self.send_response(status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            do_GET = do_POST = answer

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def more_channels(scratch, channels, alerts, **changes):
    """The usual configuration with other channels beside `script`, and other alerts."""
    text = configuration(**dict({'out': scratch.out}, **changes))
    text = text.replace('alerts = [ "script" ]', 'alerts = %s' % alerts)
    return text.replace('channels = ( {', 'channels = ( %s {' % channels, 1)


def messages(scratch, kind):
    return [one for one in scratch.get('/v1/outbox?max=1000')['messages'] if one['kind'] == kind]


def settled(scratch, message):
    return scratch.get('/v1/outbox/%d' % message['id'])['message']['state'] not in ('queued', 'sending')


def alerts_about(scratch, word):
    with open(scratch.out, encoding='utf-8') as out:
        return [line for line in out if '"alert"' in line and word in line]


@test
def members_and_whom_nothing_reaches(scratch):
    text = configuration(out=scratch.out).replace('{ id = "bing"; name = "丙"; post = "secretary_general"; channels = [ "script" ];',
                                                  '{ id = "bing"; name = "丙"; post = "secretary_general";')
    scratch.configure(text=text.replace('since = "%s"; },' % day(-300), 'since = "%s"; until = "%s"; },' % (day(-300), day(400)), 1))
    scratch.start()
    reply = scratch.get('/v1/members?org=su')
    equal(reply['at'], day(0))
    equal([one['id'] for one in reply['members']], ['jia', 'yi', 'bing'])
    jia, yi, bing = reply['members']
    equal(set(jia), {'id', 'name', 'organization', 'posts', 'since', 'until', 'in_office', 'away', 'chair', 'reachable', 'reached_at', 'channels'})
    equal((jia['name'], jia['organization'], jia['posts'], jia['since'], jia['until']),
          ('甲', {'id': 'su', 'name': '校学生会'}, ['presidium'], day(-300), day(400)))
    equal((jia['in_office'], jia['away'], jia['reachable']), (True, False, True))
    equal([one['id'] for one in (jia, yi) if one['chair']], [scratch.get('/v1/chair')['chairs'][0]['chair']['id']])
    equal((bing['reachable'], bing['channels'], bing['reached_at']), (False, [], None))
    equal(scratch.get('/v1/members'), reply)
    refused(scratch, 404, 'GET', '/v1/members?org=nobody')
    refused(scratch, 400, 'GET', '/v1/members?member=jia')


@test
def reached_when_and_on_what(scratch):
    switch = os.path.join(scratch.dir, 'works')
    text = configuration(out=scratch.out).replace('echo taken', 'test -e %s || { echo no such desk; exit 1; }; echo taken' % switch)
    text = text.replace('channels = [ "script" ]; since', 'channels = [ "script", "second" ]; since', 1)
    scratch.configure(text=text.replace('channels = ( {', 'channels = ( { id = "second"; backend = "command"; command = [ "/bin/true" ]; }, {', 1))
    scratch.start()
    wait_until(lambda: not [one for one in scratch.get('/v1/outbox')['messages'] if one['state'] in ('queued', 'sending')], 'an empty queue')

    def ways(member):
        found = [one for one in scratch.get('/v1/members?org=su')['members'] if one['id'] == member][0]
        return found['reached_at'], {one['id']: one for one in found['channels']}

    for message in scratch.post('/v1/notify/test', to='su/jia')['messages']:
        wait_until(lambda: settled(scratch, message), 'the tests')
    reached_at, channels = ways('jia')
    equal(list(channels), ['script', 'second'])
    equal(set(channels['script']), {'id', 'address', 'delivered_at', 'failed_at', 'reply', 'trouble'})
    equal((channels['script']['delivered_at'], channels['script']['reply']), (None, 'no such desk'))
    assert channels['script']['failed_at'].startswith(day(0)), channels
    equal((channels['second']['failed_at'], channels['second']['reply']), (None, None))
    equal(reached_at, channels['second']['delivered_at'])
    assert reached_at.startswith(day(0)), reached_at
    with open(switch, 'w', encoding='ascii'):
        pass
    message = scratch.post('/v1/notify/test', to='su/jia')['messages'][0]
    wait_until(lambda: settled(scratch, message), 'the test')
    channels = ways('jia')[1]
    assert channels['script']['delivered_at'] and channels['script']['reply'] == 'no such desk', channels
    # it outlives a restart
    scratch.started[-1].kill()
    scratch.start()
    equal(ways('jia')[1], channels)


@test
def attempts_after_retry_and_cancel(scratch):
    switch = os.path.join(scratch.dir, 'works')
    scratch.configure(text=configuration(out=scratch.out).replace('echo taken', 'test -e %s || { echo busy; exit 75; }; echo taken' % switch))
    scratch.start()
    first, second = (scratch.post('/v1/notify/test', to='script')['messages'][0] for _ in range(2))
    path, other = ('/v1/outbox/%d' % one['id'] for one in (first, second))
    for one in (path, other):
        wait_until(lambda: scratch.get(one)['attempts'] and scratch.get(one)['message']['state'] == 'queued', 'put off')
    cancelled = scratch.post(other + '/cancel')['message']
    equal((cancelled['state'], cancelled['next_at'], cancelled['attempts']), ('cancelled', None, 1))
    equal([(one['number'], one['state'], one['reply']) for one in scratch.get(other)['attempts']], [(1, 'queued', 'busy')])
    refused(scratch, 409, 'POST', other + '/retry')
    with open(switch, 'w', encoding='ascii'):
        pass
    before = scratch.get(path)['message']
    scratch.post(path + '/retry')
    wait_until(lambda: scratch.get(path)['message']['state'] == 'delivered', 'delivered')
    reply = scratch.get(path)
    equal([(one['number'], one['state'], one['code'], one['reply']) for one in reply['attempts']],
          [(1, 'queued', 75, 'busy'), (2, 'delivered', 0, 'taken')])
    for one in reply['attempts']:
        assert 0 <= one['duration_ms'] < 60000 and one['began_at'].startswith(day(0)), one
    equal(reply['message']['message_id'], before['message_id'])
    refused(scratch, 409, 'POST', path + '/cancel')
    refused(scratch, 409, 'POST', path + '/retry')
    equal(sorted(line['action'] for line in scratch.get('/v1/log')['log'] if line['object'] == 'message %d' % first['id']), ['retry'])
    equal(sorted(line['action'] for line in scratch.get('/v1/log')['log'] if line['object'] == 'message %d' % second['id']), ['cancel'])


@test
def records_name_the_organization_at_fault(scratch):
    second = ''', { id = "gsu"; name = "研究生会"; calendar = "wust"; members = ( { id = "ding"; name = "丁"; post = "presidium"; channels = [ "script" ]; } );
        obligations = ( { id = "other"; title = "别的事"; per = "term"; due = "end"; notify = [ "ding" ]; } ); } );'''
    text = configuration(out=scratch.out)
    end = text.rindex(' ); } );')
    scratch.configure(text=text[:end] + ' ); }' + second + text[end + len(' ); } );'):])
    scratch.start()
    refused(scratch, 404, 'POST', '/v1/records', {'organizations': ['su', 'gsu'], 'obligation': 'soon', 'on': day(-1)}, 'gsu/soon')
    refused(scratch, 404, 'POST', '/v1/records', {'organizations': ['su', 'gsu'], 'obligation': 'other', 'on': day(-1)}, 'su/other')
    refused(scratch, 404, 'POST', '/v1/records', {'organizations': ['su', 'nobody'], 'obligation': 'soon', 'on': day(-1)}, 'nobody/soon')


@test
def a_mail_channel_as_recipient(scratch):
    mail = '{ id = "mail"; backend = "email"; server = "smtp://127.0.0.1:%d"; from = "office@example.edu.cn"; %s },'
    port = free_port()
    scratch.configure(text=more_channels(scratch, mail % (port, ''), '[ "script", "mail" ]'))
    done = scratch.run('--check')
    equal(done.returncode, 78)
    assert 'control.alerts[1]' in done.stderr and 'setting to' in done.stderr, done.stderr
    scratch.configure(text=more_channels(scratch, mail % (port, ''), '[ "script" ]'))
    scratch.start()
    refused(scratch, 409, 'POST', '/v1/notify/test', {'to': 'mail'}, 'ORGANIZATION/MEMBER')
    scratch.configure(text=more_channels(scratch, mail % (port, 'to = "秘书处 <office@example.edu.cn>";'), '[ "script", "mail" ]'))
    equal(scratch.post('/v1/reload')['findings'], scratch.get('/v1/status')['configuration']['findings'])
    message = scratch.post('/v1/notify/test', to='mail')['messages'][0]
    equal((message['channel'], message['recipient']['id']), ('mail', 'mail'))


@test
def a_broken_channel_is_told_on_another(scratch):
    watcher = Watcher(status=410)
    try:
        hook = '{ id = "hook"; backend = "webhook"; url = "http://127.0.0.1:%d/"; },' % watcher.port
        scratch.configure(text=more_channels(scratch, hook, '[ "hook", "script" ]'))
        scratch.start()
        scratch.post('/v1/notify/test', to='hook')
        wait_until(lambda: messages(scratch, 'alert'), 'an alert')
        equal([one['channel'] for one in messages(scratch, 'alert')], ['script'])
        wait_until(lambda: alerts_about(scratch, 'hook'), 'the alert arrives')
        assert 'gone' in alerts_about(scratch, 'hook')[0], alerts_about(scratch, 'hook')
        channel = [one for one in scratch.get('/v1/status')['channels'] if one['id'] == 'hook'][0]
        assert 'gone' in channel['trouble'] and channel['since'].startswith(day(0)), channel
        check = scratch.get('/v1/check')
        assert 'channels in trouble: 1' in check['text'] and 'channels_in_trouble=1' in check['perfdata'], check
        # at most once an hour, restarts included
        scratch.post('/v1/reload')
        scratch.post('/v1/notify/test', to='hook')
        wait_until(lambda: scratch.started[-1].log().count('refuses for good') >= 2, 'it broke again')
        scratch.started[-1].kill()
        scratch.start()
        scratch.post('/v1/notify/test', to='hook')
        scratch.started[-1].wait_log('refuses for good')
        scratch.post('/v1/notify/test', to='script')
        equal(len(messages(scratch, 'alert')), 1)
    finally:
        watcher.close()


@test
def an_alert_about_the_only_channel_goes_nowhere(scratch):
    watcher = Watcher(status=410)
    try:
        hook = '{ id = "hook"; backend = "webhook"; url = "http://127.0.0.1:%d/"; },' % watcher.port
        scratch.configure(text=more_channels(scratch, hook, '[ "hook" ]'))
        done = scratch.run('--check')
        assert done.returncode == 0 and 'warning' in done.stderr and '"hook" itself fails' in done.stderr, done.stderr
        daemon = scratch.start()
        scratch.post('/v1/notify/test', to='hook')
        daemon.wait_log('refuses for good')
        time.sleep(0.2)
        equal(messages(scratch, 'alert'), [])
    finally:
        watcher.close()


@test
def a_channel_that_refuses_connections(scratch):
    hook = '{ id = "hook"; backend = "webhook"; url = "http://127.0.0.1:%d/"; },' % free_port()
    scratch.configure(text=more_channels(scratch, hook, '[ "script" ]'))
    scratch.start()
    message = scratch.post('/v1/notify/test', to='hook')['messages'][0]
    path = '/v1/outbox/%d' % message['id']
    for number in range(1, 6):
        wait_until(lambda: len(scratch.get(path)['attempts']) >= number, 'attempt %d' % number)
        if number < 5:
            scratch.post(path + '/retry')
        if number >= 3:
            break  # the channel rests
    channel = [one for one in scratch.get('/v1/status')['channels'] if one['id'] == 'hook'][0]
    assert 'onnect' in channel['trouble'] and channel['since'], channel
    check = scratch.get('/v1/check')
    assert check['exit'] >= 1 and 'channels in trouble: 1' in check['text'], check


@test
def a_channel_that_puts_everything_off(scratch):
    scratch.configure(text=configuration(out=scratch.out, over=day(3)).replace('echo taken', 'echo come back later; exit 75'))
    scratch.start()
    message = scratch.post('/v1/notify/test', to='script')['messages'][0]
    path = '/v1/outbox/%d' % message['id']

    def channel():
        return [one for one in scratch.get('/v1/status')['channels'] if one['id'] == 'script'][0]

    for number in range(1, 6):
        wait_until(lambda: len(scratch.get(path)['attempts']) >= number and scratch.get(path)['message']['state'] == 'queued', 'attempt %d' % number)
        equal(channel()['trouble'], None if number < 5 else 'come back later')
        if number < 5:
            scratch.post(path + '/retry')
    equal(scratch.get('/v1/check')['status'], 'WARNING')


@test
def a_failed_reload_is_told_once(scratch):
    daemon = scratch.start()
    good = configuration(out=scratch.out)
    scratch.configure(text=good.replace('per = "term"', 'per = "trem"'))
    equal(scratch.ask('POST', '/v1/reload')[0], 422)
    wait_until(lambda: os.path.exists(scratch.out) and alerts_about(scratch, 'trem'), 'the first findings')
    told = alerts_about(scratch, 'trem')[0]
    assert scratch.config in told and told.count('obligations[') == 2, told
    daemon.signal(signal.SIGHUP)
    wait_until(lambda: daemon.log().count('errors; the old one stays') >= 2, 'a second failure')
    scratch.post('/v1/notify/test', to='script')
    equal(len(messages(scratch, 'alert')), 1)
    scratch.configure(text=good)
    scratch.post('/v1/reload')
    equal(scratch.get('/v1/status')['configuration']['failed_at'], None)


@test
def a_failing_database_is_told_afterwards(scratch):
    """RLIMIT_FSIZE is a disk that fills up. A short failure is told to nobody."""
    daemon = scratch.start(preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))

    def fail():
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        equal(scratch.ask('POST', '/v1/records', {'organizations': ['su'], 'obligation': 'soon', 'on': day(-1)})[0], 503)
        assert scratch.get('/v1/status')['database']['trouble']

    def work():
        resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        wait_until(lambda: scratch.get('/v1/status')['database']['trouble'] is None, 'it works again')

    fail()
    work()
    scratch.post('/v1/notify/test', to='script')
    equal(messages(scratch, 'alert'), [])


@test
def the_heartbeat(scratch):
    watcher = Watcher()
    try:
        beat = 'heartbeat = { url = "http://127.0.0.1:%d/ping"; period = "%s"; };'
        scratch.configure(top=beat % (watcher.port, '1m'))
        daemon = scratch.start()
        wait_until(lambda: len(watcher.seen) >= 2, 'two beats')
        equal(watcher.seen, ['GET /ping/start', 'GET /ping'])
        equal(scratch.get('/v1/status')['heartbeat'], {'period_seconds': 60, 'trouble': None})
        scratch.post('/v1/reload')
        time.sleep(0.2)
        equal(len(watcher.seen), 2)  # nothing about it was changed
        with open(os.path.join(scratch.dir, 'ping.url'), 'w', encoding='ascii') as file:
            file.write('http://127.0.0.1:%d/secret\n' % watcher.port)
        scratch.configure(top='heartbeat = { url_file = "ping.url"; };')
        scratch.post('/v1/reload')
        wait_until(lambda: len(watcher.seen) >= 4, 'two beats elsewhere')
        equal(watcher.seen[2:], ['GET /secret/start', 'GET /secret'])
        assert 'secret' not in daemon.log(), daemon.log()
        scratch.configure()
        scratch.post('/v1/reload')
        equal(scratch.get('/v1/status')['heartbeat'], None)
        equal(daemon.stop(), 0)
        equal(len(watcher.seen), 4)
    finally:
        watcher.close()


@test
def the_heartbeat_of_a_daemon_that_is_late(scratch):
    """Started on an outbox that was made older meanwhile."""
    watcher = Watcher()
    try:
        import sqlite3
        hook = '{ id = "hook"; backend = "webhook"; url = "http://127.0.0.1:%d/"; timeout_s = 30; connections = 1; },'
        silent = socket.socket()
        silent.bind(('127.0.0.1', 0))
        silent.listen(8)
        text = more_channels(scratch, hook % silent.getsockname()[1], '[ "script" ]',
                             top='heartbeat = { url = "http://127.0.0.1:%d/ping"; period = "1m"; late_after = "1m"; };' % watcher.port)
        scratch.configure(text=text)
        daemon = scratch.start()
        for _ in range(2):
            scratch.post('/v1/notify/test', to='hook')
        wait_until(lambda: [one for one in messages(scratch, 'test') if one['state'] == 'sending'], 'one is sent')
        equal(daemon.stop(), 0)
        database = sqlite3.connect(os.path.join(scratch.state, 'lunzhi.db'))
        database.execute("UPDATE outbox SET next_at = next_at - 2000 WHERE kind = 'test' AND next_at IS NOT NULL")
        database.commit()
        database.close()
        del watcher.seen[:]
        scratch.start()
        wait_until(lambda: len(watcher.seen) >= 2, 'two beats')
        equal(watcher.seen[0], 'GET /ping/start')
        assert watcher.seen[1].startswith('POST /ping/fail ') and int(watcher.seen[1].split()[-2]) > 1800, watcher.seen
        status = scratch.get('/v1/status')
        assert status['outbox']['late_seconds'] > 1800, status['outbox']
        check = scratch.get('/v1/check')
        late = [int(word.split('=')[1].rstrip('s')) for word in check['perfdata'].split() if word.startswith('queue_late=')][0]
        assert late > 1800, check
        assert 'engine_late=' in check['perfdata'], check
        silent.close()
    finally:
        watcher.close()


@test
def a_watcher_that_hangs_or_is_not_there(scratch):
    silent = socket.socket()
    silent.bind(('127.0.0.1', 0))
    silent.listen(8)
    beat = 'heartbeat = { url = "http://127.0.0.1:%d/ping"; period = "1m"; };'
    scratch.configure(top=beat % silent.getsockname()[1])
    daemon = scratch.start()
    began = time.monotonic()
    scratch.post('/v1/notify/test', to='script')
    wait_until(lambda: [one for one in messages(scratch, 'test') if one['state'] == 'delivered'], 'messages go out meanwhile')
    assert time.monotonic() - began < PATIENCE_S / 2
    equal(scratch.get('/v1/status')['heartbeat']['trouble'], None)  # it may still answer
    began = time.monotonic()
    equal(daemon.stop(), 0)  # with the call under way
    assert time.monotonic() - began < 5
    scratch.configure(top=beat % free_port())
    daemon = scratch.start()
    wait_until(lambda: scratch.get('/v1/status')['heartbeat']['trouble'], 'it is said')
    assert 'heartbeat is not heard' in scratch.get('/v1/check')['text'], scratch.get('/v1/check')
    scratch.configure(top='heartbeat = { url_file = "nothing.url"; };')
    scratch.post('/v1/reload')
    assert 'nothing.url' in scratch.get('/v1/status')['heartbeat']['trouble'], scratch.get('/v1/status')['heartbeat']
    silent.close()
    equal(daemon.stop(), 0)


run()
