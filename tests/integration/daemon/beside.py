"""A channel with a good peer beside one with a bad one, both due at once: how long the good one takes, and for how long the loop is ever away.

`good`'s peer answers each message after a little while. Its time runs from the moment somebody is first asked to its last message's arrival."""
import os
import socket
import socketserver
import threading
import time

from clock import Clock
from harness import Scratch, day, equal, wait_until

GOOD, BAD = 40, 8
THINKS_S = 0.05  # of the good peers: so that their time is not that of the machine
STALL_MS = 50


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, talk):
        self.arrived, self.asked = [], threading.Event()
        self.over = threading.Event()
        super().__init__(('127.0.0.1', 0), None)
        self.talk = talk
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def finish_request(self, request, client_address):
        self.asked.set()
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with request.makefile('rb') as lines:
                self.talk(self, request, lines)
        except OSError:
            pass

    def silence(self):
        self.over.wait(60)

    def trickle(self, request, data):
        for byte in data:
            if self.over.wait(1):
                return
            request.sendall(bytes([byte]))

    def end(self):
        self.over.set()
        self.shutdown()
        self.server_close()


REPLIES = {'GREETING': b'220 peer ESMTP\r\n', 'EHLO': b'250-peer\r\n250 PIPELINING\r\n', 'MAIL': b'250 ok\r\n', 'RCPT': b'250 ok\r\n', 'DATA': b'354 go on\r\n',
           'DOT': b'250 taken\r\n', 'QUIT': b'221 bye\r\n'}


def smtp(step=None, act=None):
    """A mail server that acts so at that step, and is well otherwise."""
    def say(server, request, now):
        if now == step:
            return act(server, request)
        if now == 'DOT':
            time.sleep(THINKS_S)
            server.arrived.append(time.monotonic())
        request.sendall(REPLIES.get(now, b'250 ok\r\n'))
        return now != 'QUIT'

    def talk(server, request, lines):
        if not say(server, request, 'GREETING'):
            return
        for line in lines:
            word = line.split()[0].decode('ascii', 'replace').upper() if line.split() else ''
            if not say(server, request, word):
                return
            if word == 'DATA':
                for text in iter(lines.readline, b'.\r\n'):
                    if not text:
                        return
                if not say(server, request, 'DOT'):
                    return
    return talk


def read_request(lines):
    size = 0
    for line in iter(lines.readline, b'\r\n'):
        if not line:
            return False
        if line.lower().startswith(b'content-length:'):
            size = int(line.split(b':')[1])
    lines.read(size)
    return True


def hook(act=None):
    """A receiver of webhooks that acts so at each request; without, it is well."""
    def talk(server, request, lines):
        while read_request(lines):
            if act is not None:
                if not act(server, request):
                    return
                continue
            time.sleep(THINKS_S)
            server.arrived.append(time.monotonic())
            request.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    return talk


MAIL = 'backend = "email"; server = "smtp://127.0.0.1:%d"; from = "office@example.edu.cn"; to = "group@example.edu.cn"; timeout_s = 5; timeout_data_s = 5;'
HOOK = 'backend = "webhook"; url = "http://127.0.0.1:%d/hook"; timeout_s = 5;'


def configuration(good, bad):
    """`good` and `bad`: settings of a channel. One obligation a message; a digest would make one of them all."""
    obligations = ', '.join('{ id = "%s%d"; title = "t"; per = "once"; due = "%s"; remind = [ "0d" ]; repeat = "1d"; notify = [ "%s" ]; }' % (to, number, day(-2), to)
                            for to, count in (('good', GOOD), ('bad', BAD if bad else 0)) for number in range(count))
    extra = ', { id = "bad"; connections = 4; digest = false; %s }' % bad if bad else ''
    return '''
timezone = "Asia/Shanghai"; language = "en";
channels = ( { id = "good"; connections = 2; digest = false; %s }%s );
calendars = ( { id = "c"; holidays = [ "./days.conf" ]; terms = ( { id = "2026-2027-1"; begins = "%s"; ends = "%s"; } ); } );
organizations = ( { id = "su"; name = "su"; calendar = "c"; obligations = ( %s ); } );
''' % (good, extra, day(-40), day(80), obligations)


class Round:
    """The time `good` took, in seconds, and the loop's longest stall, in milliseconds."""

    def __init__(self, scratch, setting, good, bad=None, bad_setting=None):
        """`bad_setting`: of a peer that is not a server of ours, and so is never seen to be asked."""
        self.good, self.bad = Server(good), Server(bad) if bad else None
        scratch.configure(text=configuration(setting % self.good.port, setting % self.bad.port if bad else bad_setting))
        clock = Clock(scratch)
        clock.set_hour(8)
        daemon = scratch.start(environment=clock.environment)
        clock.set_hour(10)
        try:
            wait_until(lambda: self.good.asked.is_set() or (bad and self.bad.asked.is_set()), 'somebody is asked')
            began = time.monotonic()
            wait_until(lambda: len(self.good.arrived) >= GOOD, '%d of %d arrive' % (len(self.good.arrived), GOOD))
            self.seconds = self.good.arrived[-1] - began
            if bad:
                wait_until(self.bad.asked.is_set, 'the bad peer is asked')
            if bad_setting:
                wait_until(lambda: self.failed(scratch), 'a try of `bad` has failed')
            self.stall_ms = scratch.get('/v1/status')['loop']['longest_stall_ms']
            equal(len(self.good.arrived), GOOD)
            equal(daemon.stop(), 0)
        finally:
            daemon.kill()
            for server in (self.good, self.bad):
                if server:
                    server.end()

    @staticmethod
    def failed(scratch):
        messages = [one for one in scratch.get('/v1/outbox?max=100')['messages'] if one['channel'] == 'bad']
        assert not any(one['state'] in ('delivered', 'refused') for one in messages), messages
        return any(one['state'] == 'queued' and one['last_reply'] for one in messages)


def in_scratch(*arguments, **more):
    scratch = Scratch()
    try:
        return Round(scratch, *arguments, **more)
    finally:
        scratch.close()


def judge(setting, good, misbehaving):
    """`misbehaving`: by name, what a server does or, as a text, the setting of a channel without one. A busy machine is told apart from a blocked loop, which would wait for the bad peer's five seconds."""
    alone = max(in_scratch(setting, good).seconds for _ in range(2))
    most_ms = STALL_MS if os.getloadavg()[0] < os.cpu_count() else 10 * STALL_MS
    longest, stall_ms = 0, 0
    for name, bad in misbehaving.items():
        one = in_scratch(setting, good, bad_setting=bad) if isinstance(bad, str) else in_scratch(setting, good, bad)
        assert one.seconds <= 2 * alone, '%s: %.2f s, alone %.2f s' % (name, one.seconds, alone)
        assert one.stall_ms < most_ms, '%s: the loop stood still for %d ms' % (name, one.stall_ms)
        longest, stall_ms = max(longest, one.seconds), max(stall_ms, one.stall_ms)
    print('# alone %.2f s; beside %d peers that misbehave at most %.2f s; the longest stall %d ms' % (alone, len(misbehaving), longest, stall_ms), flush=True)
