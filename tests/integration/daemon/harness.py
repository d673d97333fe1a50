"""Starts a real lunzhid on a small configuration in a scratch directory, talks to it over its socket, and prints TAP.

A test is a function; @test registers it. run() calls all of them, each within its own Scratch, bounded in time, and leaves no process behind."""
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

from clock import day

LUNZHID = sys.argv[1]
DATA = sys.argv[2]
PATIENCE_S = 20

tests = []


class Skip(Exception):
    """The condition under which a test cannot run here."""


def test(function):
    tests.append(function)
    return function


def configuration(**changes):
    """The text of a small configuration around today: a term that runs, a chair, something due, something overdue."""
    values = {
        'timezone': 'Asia/Shanghai', 'language': 'en', 'extra': '', 'top': '', 'holidays': '', 'out': '/dev/null',
        'last_begins': day(-200), 'last_ends': day(-60), 'begins': day(-40), 'ends': day(80), 'next_begins': day(100), 'next_ends': day(200),
        'elected': day(-300), 'soon': day(10), 'over': day(-3),
    }
    values.update(changes)
    return '''
timezone = "%(timezone)s";
language = "%(language)s";
control = { operators = [ "65534" ]; alerts = [ "script" ]; };
calendars = ( { id = "wust"; holidays = [ %(holidays)s ]; terms = (
    { id = "last"; year = "2001-2002"; begins = "%(last_begins)s"; ends = "%(last_ends)s"; },
    { id = "now"; year = "2001-2002"; begins = "%(begins)s"; ends = "%(ends)s"; },
    { id = "next"; year = "2002-2003"; begins = "%(next_begins)s"; ends = "%(next_ends)s"; } ); } );
channels = ( { id = "script"; backend = "command"; command = [ "/bin/sh", "-c", "cat >>'%(out)s'; echo taken" ]; } );
organizations = ( { id = "su"; name = "校学生会"; calendar = "wust";
    members = ( { id = "jia"; name = "甲"; post = "presidium"; channels = [ "script" ]; since = "%(elected)s"; },
                { id = "yi"; name = "乙"; post = "presidium"; channels = [ "script" ]; since = "%(elected)s"; },
                { id = "bing"; name = "丙"; post = "secretary_general"; channels = [ "script" ]; since = "%(elected)s"; } );
    rotation = { mandates = ( { elected = "%(elected)s"; order = [ "jia", "yi" ]; } ); };
    obligations = (
        { id = "soon"; title = "快到的事"; per = "term"; due = "%(soon)s"; remind = [ "-3d", "0d" ]; notify = [ "executive_chair" ]; },
        { id = "over"; title = "过期的事"; per = "term"; due = "%(over)s"; remind = [ "-1d" ]; repeat = "3wd"; notify = [ "executive_chair" ];
          escalate = ( { after = "2wd"; to = [ "secretary_general" ]; } ); },
        { id = "congress"; title = "代表大会"; per = "once"; due = "event -10wd"; remind = [ "-7d" ]; notify = [ "bing" ]; }%(extra)s ); } );
%(top)s
''' % values


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('localhost', timeout=PATIENCE_S)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(self.path)


class Scratch:
    """A directory with a configuration, and the daemons started in it."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='lunzhid-')
        os.chmod(self.dir, 0o755)
        self.config = os.path.join(self.dir, 'lunzhi.conf')
        self.state = os.path.join(self.dir, 'state')
        self.socket = os.path.join(self.dir, 'control.sock')
        self.out = os.path.join(self.dir, 'out')
        self.started = []
        self.configure()

    def configure(self, text=None, **changes):
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write(configuration(**dict({'out': self.out}, **changes)) if text is None else text)

    def arguments(self):
        return [LUNZHID, '--config', self.config, '--state', self.state, '--socket', self.socket, '--data', DATA]

    def start(self, prefix=(), environment=None, **options):
        """Returns once READY=1 was told, or the process has ended."""
        daemon = Daemon(self, list(prefix) + self.arguments(), environment or {}, options)
        self.started.append(daemon)
        daemon.wait_ready()
        return daemon

    def run(self, *arguments, prefix=(), environment=None):
        """A lunzhid that is expected to end by itself."""
        env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en', **(environment or {}))
        return subprocess.run(list(prefix) + self.arguments() + list(arguments), capture_output=True, text=True, timeout=PATIENCE_S, env=env)

    def connect(self):
        return Connection(self.socket)

    def ask(self, method, path, body=None, headers=None, raw=None):
        """(status, JSON)."""
        connection = self.connect()
        try:
            data = raw if raw is not None else None if body is None else json.dumps(body)
            connection.request(method, path, data.encode() if isinstance(data, str) else data, headers or {})
            reply = connection.getresponse()
            text = reply.read()
            return reply.status, json.loads(text) if text else None
        finally:
            connection.close()

    def get(self, path, **headers):
        status, reply = self.ask('GET', path, headers={name.replace('_', '-'): value for name, value in headers.items()})
        assert status == 200, (path, status, reply)
        return reply

    def post(self, path, **body):
        status, reply = self.ask('POST', path, body)
        assert status == 200, (path, status, reply)
        return reply

    def close(self):
        for daemon in self.started:
            daemon.kill()
        shutil.rmtree(self.dir, ignore_errors=True)


class Daemon:
    def __init__(self, scratch, arguments, environment, options):
        self.notify_path = os.path.join(scratch.dir, 'notify-%d' % len(scratch.started))
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(self.notify_path)
        os.chmod(self.notify_path, 0o777)
        self.log_path = os.path.join(scratch.dir, 'log-%d' % len(scratch.started))
        self.told = []
        env = {name: value for name, value in os.environ.items() if name not in ('WATCHDOG_USEC', 'LISTEN_FDS', 'LISTEN_PID')}
        env.update(NOTIFY_SOCKET=self.notify_path, LC_ALL='C.UTF-8', **environment)
        with open(self.log_path, 'wb') as log:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, **options)
        self.pid = self.process.pid

    def wait_told(self, word, patience_s=PATIENCE_S):
        """True once the service manager's socket was told a message with the word; False when the process ended without."""
        end = time.monotonic() + patience_s
        self.notify.settimeout(0.05)
        while time.monotonic() < end:
            try:
                message = self.notify.recv(4096).decode()
                self.told.append(message)
                if word in message.split('\n') or any(line.startswith(word) for line in message.split('\n')):
                    return True
            except TimeoutError:
                if self.process.poll() is not None:
                    return False
        raise AssertionError('%s was not told within %d s; log: %s' % (word, patience_s, self.log()))

    def wait_ready(self):
        assert self.wait_told('READY=1'), self.log()

    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as log:
            return log.read()

    def wait_log(self, words):
        wait_until(lambda: words in self.log(), 'log line "%s" in %s' % (words, self.log_path))

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, patience_s=PATIENCE_S):
        return self.process.wait(patience_s)

    def stop(self):
        """SIGTERM; the exit status."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.notify.close()


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, 'not within %d s: %s' % (PATIENCE_S, what)
        time.sleep(0.02)


def equal(found, expected):
    assert found == expected, 'found %r, expected %r' % (found, expected)


def run():
    print('1..%d' % len(tests))
    failed = 0
    for number, function in enumerate(tests, 1):
        scratch = Scratch()
        try:
            function(scratch)
            print('ok %d - %s' % (number, function.__name__), flush=True)
        except Skip as skip:
            print('ok %d - %s # SKIP %s' % (number, function.__name__, skip), flush=True)
        except Exception:
            failed += 1
            print('not ok %d - %s' % (number, function.__name__), flush=True)
            for line in traceback.format_exc().splitlines() + [line for daemon in scratch.started for line in daemon.log().splitlines()[-30:]]:
                print('# ' + line)
        finally:
            scratch.close()
    sys.exit(1 if failed else 0)
