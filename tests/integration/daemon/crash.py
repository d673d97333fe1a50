"""A delivery run killed at each of its steps in turn, n = 1, 2, … until a run passes untouched. After each kill a second run delivers the rest:
everything has arrived, what arrived twice did so under one id, and no connection doubled more than the one message it had in flight."""
import collections
import email
import http.server
import json
import signal
import socketserver
import sys
import threading

from clock import LIBRARY, Clock
from harness import Daemon, Scratch, day, equal, run, test, wait_until

CRASH = sys.argv[3]
MEMBERS = ('jia', 'yi', 'bing', 'ding')
OBLIGATIONS = ('o0', 'o1', 'o2')
MESSAGES = len(MEMBERS) + len(OBLIGATIONS)
CONNECTIONS = 2


class Arrived:
    """What two peers have taken: (kind, whom and about what, id, connection)."""

    def __init__(self):
        self.lock = threading.Lock()
        self.taken = []
        self.connections = 0

    def take(self, kind, what, identity, connection):
        with self.lock:
            self.taken.append((kind, what, identity, connection))

    def connected(self):
        with self.lock:
            self.connections += 1
            return self.connections


class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.talk(self.server.arrived.connected())
        except OSError:
            pass  # the peer was killed

    def say(self, line):
        self.wfile.write(line.encode() + b'\r\n')

    def talk(self, connection):
        recipient = None
        self.say('220 peer ESMTP')
        for line in self.rfile:
            word = line[:4].upper()
            if word == b'DATA':
                self.say('354 go on')
                text = b''.join(iter(self.rfile.readline, b'.\r\n'))
                if not self.complete(text):
                    return
                message = email.message_from_bytes(text)
                self.server.arrived.take('mail', recipient, message['Message-ID'], connection)
                self.say('250 2.0.0 taken')
            elif word == b'QUIT':
                self.say('221 bye')
                return
            else:
                recipient = line.decode().strip() if word == b'RCPT' else recipient
                self.say('250 peer' if word != b'EHLO' else '250-peer\r\n250 PIPELINING')

    @staticmethod
    def complete(text):
        return text.endswith(b'\r\n') and b'\r\n\r\n' in text


class Hook(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def setup(self):
        super().setup()
        self.connection_number = self.server.arrived.connected()

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        if len(body) < int(self.headers['Content-Length']):
            return
        self.server.arrived.take('hook', json.loads(body)['obligation'], self.headers['webhook-id'], self.connection_number)
        self.send_response(200)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    def log_message(self, *arguments):
        pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, handler, arrived):
        super().__init__(('127.0.0.1', 0), handler)
        self.arrived = arrived
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


def configuration(mail, hook):
    members = ', '.join('{ id = "%s"; name = "%s"; post = "presidium"; since = "%s"; email = "%s@example.edu.cn"; }' % (one, one, day(-300), one)
                        for one in MEMBERS)
    obligations = ', '.join('{ id = "%s"; title = "%s"; per = "once"; due = "%s"; remind = [ "0d" ]; repeat = "1d"; notify = [ %s"hook" ]; }'
                            % (one, one, day(-2), '"presidium", ' if one == OBLIGATIONS[0] else '') for one in OBLIGATIONS)
    return '''
timezone = "Asia/Shanghai"; language = "en";
channels = ( { id = "mail"; backend = "email"; server = "smtp://127.0.0.1:%d"; from = "office@example.edu.cn"; connections = %d; digest = false; },
             { id = "hook"; backend = "webhook"; url = "http://127.0.0.1:%d/hook"; connections = %d; digest = false; } );
calendars = ( { id = "c"; holidays = [ "./days.conf" ]; terms = ( { id = "2026-2027-1"; begins = "%s"; ends = "%s"; } ); } );
organizations = ( { id = "su"; name = "su"; calendar = "c"; members = ( %s ); obligations = ( %s ); } );
''' % (mail, CONNECTIONS, hook, CONNECTIONS, day(-40), day(80), members, obligations)


class Round:
    """One scratch directory: a run that is killed, and one that is not. Each loads before nine and then comes to ten o'clock."""

    def __init__(self, mail, hook):
        self.scratch = Scratch()
        self.scratch.configure(text=configuration(mail, hook))
        self.clock = Clock(self.scratch)
        self.clock.set_hour(8)

    def start(self, crash_at):
        daemon = Daemon(self.scratch, self.scratch.arguments(), dict(self.clock.environment, LD_PRELOAD=CRASH + ':' + LIBRARY, CRASH_AT=str(crash_at)), {})
        self.scratch.started.append(daemon)
        return daemon

    def settled(self):
        messages = self.scratch.get('/v1/outbox?max=1000')['messages']
        return len(messages) == MESSAGES and all(one['state'] == 'delivered' for one in messages)

    def run(self, crash_at):
        """Whether the process was killed."""
        daemon = self.start(crash_at)
        if daemon.wait_told('READY=1'):
            self.clock.set_hour(10)
            wait_until(lambda: daemon.process.poll() is not None or self.settles(), 'everything delivered, or killed')
        killed = daemon.process.poll() is not None
        if killed:
            equal(daemon.process.returncode, -signal.SIGKILL)
        return killed

    def settles(self):
        try:
            return self.settled()
        except OSError:
            return False  # it was killed meanwhile


def judge(taken, before):
    """`before`: how many of `taken` the killed run had sent."""
    ids = collections.defaultdict(set)
    for kind, what, identity, _ in taken:
        ids[kind, what].add(identity)
    equal(sorted(ids), sorted([('mail', 'RCPT TO:<%s@example.edu.cn>' % one) for one in MEMBERS] + [('hook', one) for one in OBLIGATIONS]))
    for about, found in ids.items():
        assert len(found) == 1, ('two ids', about, found)
    times = collections.Counter(identity for _, _, identity, _ in taken)
    assert max(times.values()) <= 2, ('more than twice', taken)
    doubled = collections.Counter(connection for _, _, identity, connection in taken[:before] if times[identity] > 1)
    assert max(doubled.values(), default=0) <= 1, ('a connection doubled more than the one it had in flight', taken)
    return sum(doubled.values())


@test
def everything_arrives_whenever_it_is_killed(_):
    arrived = Arrived()
    mail, hook = Server(Mail, arrived), Server(Hook, arrived)
    step, killed, doubled = 0, True, 0
    while killed:
        step += 1
        del arrived.taken[:]
        one = Round(mail.port, hook.port)
        try:
            killed = one.run(step)
            before = len(arrived.taken)
            if killed:
                equal(one.run(0), False)
            doubled += judge(list(arrived.taken), before)
            equal(one.scratch.get('/v1/log/verify')['bad_line'], None)
        except AssertionError as error:
            raise AssertionError('killed at step %d: %s' % (step, error)) from error
        finally:
            one.scratch.close()
    assert step > 60, 'only %d steps' % step
    print('# killed at each of %d steps; %d messages arrived twice' % (step - 1, doubled), flush=True)
    mail.shutdown()
    hook.shutdown()


if __name__ == '__main__':
    run()
