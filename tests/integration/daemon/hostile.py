"""Clients that are wrong, slow, mad or not allowed: each loses its own connection at most, and the daemon goes on answering others."""
import os
import socket
import subprocess
import sys
import time

from harness import PATIENCE_S, Skip, day, equal, run, test, wait_until

REQUEST = b'GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n'


def raw(scratch, data, patience_s=PATIENCE_S):
    """What the daemon sends back until it closes or falls silent: what may still become a request is waited for (SILENCE_S in server.c)."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(patience_s)
    client.connect(scratch.socket)
    reply = b''
    try:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        while True:
            piece = client.recv(65536)
            if not piece:
                break
            reply += piece
    except (ConnectionResetError, BrokenPipeError, TimeoutError):
        pass
    finally:
        client.close()
    return reply


def alive(scratch):
    equal(scratch.get('/v1/status')['database']['trouble'], None)


def bad(scratch, status, method, path, **request):
    found, reply = scratch.ask(method, path, **request)
    assert found == status and reply['error'], (status, found, reply)


@test
def malformed_json(scratch):
    scratch.start()
    for body in ('{', '[]', '"x"', '1', 'null', '{"a": 1, "a": 2}', '{"organizations": ["su"]} x', b'\xff\xfe', '{"document": "\\ud800"}',
                 b'{"document": "\x00"}', '[' * 5000, '{"a":' * 5000):
        bad(scratch, 400, 'POST', '/v1/records', raw=body)
    bad(scratch, 400, 'POST', '/v1/reload', body={'now': True})
    alive(scratch)


@test
def wrong_method_and_path(scratch):
    scratch.start()
    for method, path, status in (('GET', '/', 404), ('GET', '/v1', 404), ('POST', '/v1/status', 405), ('GET', '/v1/records', 405),
                                 ('DELETE', '/v1/outbox/1', 405), ('PUT', '/v1/records', 405), ('OPTIONS', '/v1/status', 405),
                                 ('GET', '/v1/../etc/passwd', 404), ('GET', '/v1/status%00', 404), ('GET', '/v1/status?x=1', 400),
                                 ('GET', '/v1/chair?at', 400), ('GET', '/v1/chair?at=', 400), ('GET', '/v1/chair?or%00g=su', 400)):
        bad(scratch, status, method, path)
    equal(scratch.ask('HEAD', '/v1/status'), (200, None))
    alive(scratch)


@test
def body_of_a_megabyte(scratch):
    scratch.start()
    bad(scratch, 413, 'POST', '/v1/records', raw=b'{"document": "' + b'x' * (1 << 20) + b'"}')
    padding = 65536 - len('{"document": ""}')
    bad(scratch, 400, 'POST', '/v1/records', raw='{"document": "%s"}' % ('x' * padding))
    bad(scratch, 413, 'POST', '/v1/records', raw='{"document": "%s"}' % ('x' * (padding + 1)))
    alive(scratch)


@test
def endless_chunks(scratch):
    scratch.start()
    head = b'POST /v1/records HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n'
    chunk = b'10000\r\n' + b'x' * 65536 + b'\r\n'
    reply = raw(scratch, head + chunk * 160)
    assert not reply.startswith(b'HTTP/1.1 200'), reply[:100]
    reply = raw(scratch, head + chunk * 2 + b'0\r\n\r\n')
    assert reply.startswith(b'HTTP/1.1 413'), reply[:100]
    alive(scratch)


@test
def garbage(scratch):
    scratch.start()
    for data in (b'\x00' * 4096, b'\x16\x03\x01\x02\x00\x01', b'hello\r\n\r\n', b'GET\r\n\r\n', os.urandom(8192), b'\r\n' * 100, b'GET /v1/status',
                 b'GET /' + b'a' * 100000 + b' HTTP/1.1\r\nHost: x\r\n\r\n', b'GET /v1/status HTTP/1.1\r\n' + b'X: ' + b'y' * 100000 + b'\r\n\r\n',
                 b'GET /v1/status HTTP/9.9\r\nHost: x\r\n\r\n', b'GET /v1/status HTTP/1.1\r\n\r\n',
                 b'POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
                 b'POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n',
                 b'POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{}',
                 b'POST /v1/records HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'):
        reply = raw(scratch, data, 0.5)
        assert not reply.startswith(b'HTTP/1.1 2'), (data[:40], reply[:100])
        alive(scratch)


@test
def many_requests_on_one_connection(scratch):
    scratch.start()
    reply = raw(scratch, REQUEST * 200)
    equal(reply.count(b'HTTP/1.1 200'), 200)
    connection = scratch.connect()
    for _ in range(200):
        connection.request('GET', '/v1/chair')
        equal(connection.getresponse().read()[:1], b'{')
    connection.close()


@test
def slow_and_silent_clients(scratch):
    daemon = scratch.start()
    clients = []
    for data in (b'', b'GET /v1', b'POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'):
        for _ in range(10):
            client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            client.connect(scratch.socket)
            client.sendall(data)
            clients.append(client)
    began = time.monotonic()
    alive(scratch)
    assert time.monotonic() - began < 2
    for client in clients:
        client.close()
    alive(scratch)
    equal(daemon.stop(), 0)


@test
def clients_that_hang_at_a_stop(scratch):
    daemon = scratch.start()
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.connect(scratch.socket)
    client.sendall(b'POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{')
    began = time.monotonic()
    equal(daemon.stop(), 0)
    assert time.monotonic() - began < 5
    client.close()


@test
def more_connections_than_allowed(scratch):
    scratch.start()
    clients = []
    for _ in range(100):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.setblocking(False)
        try:
            client.connect(scratch.socket)
        except BlockingIOError:
            pass
        clients.append(client)
    time.sleep(0.2)
    for client in clients:
        client.close()
    wait_until(lambda: scratch.ask('GET', '/v1/chair')[0] == 200, 'answered again')


def connects(client, path):
    try:
        client.connect(path)
    except BlockingIOError:
        return False
    return True


@test
def silent_connections_keep_nobody_out(scratch):
    """More of them than there are places; some have begun a request line."""
    scratch.start()
    clients = []
    for i in range(200):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.settimeout(PATIENCE_S)
        wait_until(lambda: connects(client, scratch.socket), 'the queue of connections moves on')
        if i % 2:
            try:
                client.sendall(b'GET /v1')
            except OSError:
                pass  # it had to make room already
        clients.append(client)
    for _ in range(3):
        began = time.monotonic()
        alive(scratch)
        assert time.monotonic() - began < 2
    equal(clients[0].recv(1), b'')  # the one that was silent longest went
    clients[-1].setblocking(False)
    try:
        assert clients[-1].recv(1) != b'', 'the newest one went'
    except BlockingIOError:
        pass
    for client in clients:
        client.close()
    alive(scratch)


@test
def who_closes_without_reading(scratch):
    scratch.start()
    for _ in range(50):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(scratch.socket)
        client.sendall(REQUEST * 20)
        client.close()
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.connect(scratch.socket)
    client.sendall(b'GET /v1/backup HTTP/1.1\r\nHost: x\r\n\r\n')
    client.close()
    alive(scratch)


# Run as a stranger: the status of a read and of a change.
STRANGER = '''
import http.client, os, socket, sys
os.setgid(%d); os.setuid(%d)
class C(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(sys.argv[1])
for method, path in (("GET", "/v1/chair"), ("POST", "/v1/reload"), ("GET", "/v1/backup")):
    c = C("localhost")
    c.request(method, path)
    print(c.getresponse().status)
'''


def as_user(scratch, uid):
    os.chmod(scratch.socket, 0o666)
    done = subprocess.run([sys.executable, '-c', STRANGER % (uid, uid), scratch.socket], capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@test
def only_operators_change_things(scratch):
    if os.geteuid() != 0:
        raise Skip('only root can be somebody else')
    scratch.start()
    equal(as_user(scratch, 65533), ['200', '403', '403'])
    equal(as_user(scratch, 65534), ['200', '200', '200'])
    log = scratch.get('/v1/log')['log']
    assert any(line['actor'].startswith('uid 65534') for line in log), log
    assert not any(line['actor'].startswith('uid 65533') for line in log), log


run()
