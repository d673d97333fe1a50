"""Names that cannot be resolved, with a resolver of the test on loopback in a network namespace of its own: one that never answers, fails,
or answers nonsense. Another channel goes on, and a stop does not wait for the resolver."""
import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading

INSIDE = 'LUNZHI_TEST_NAMESPACE'

if os.environ.get(INSIDE) is None:
    if os.geteuid() != 0 or subprocess.run(['unshare', '--net', '--mount', 'true'], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print('1..0 # SKIP only root makes a network namespace')
        sys.exit(0)
    os.execvpe('unshare', ['unshare', '--net', '--mount', sys.executable, *sys.argv], dict(os.environ, **{INSIDE: '1'}))

from beside import HOOK, MAIL, hook, judge, smtp  # noqa: E402
from harness import run, test  # noqa: E402

HANGS, FAILS, UNKNOWN, NONSENSE = 'hangs.example.edu.cn', 'fails.example.edu.cn', 'unknown.example.edu.cn', 'nonsense.example.edu.cn'


def bring_up_loopback():
    with socket.socket() as one:
        request = struct.pack('16sh', b'lo', 1)  # IFF_UP; netdevice(7)
        fcntl.ioctl(one, 0x8914, request)  # SIOCSIFFLAGS


def use_resolver():
    with tempfile.NamedTemporaryFile('w', prefix='resolv-', delete=False) as file:
        file.write('nameserver 127.0.0.1\n')
    subprocess.run(['mount', '--bind', file.name, '/etc/resolv.conf'], check=True)
    os.unlink(file.name)


def question(data):
    """The name that is asked for."""
    labels, at = [], 12
    while data[at]:
        labels.append(data[at + 1:at + 1 + data[at]].decode())
        at += 1 + data[at]
    return '.'.join(labels)


def serve(resolver, asked):
    while True:
        data, address = resolver.recvfrom(4096)
        name = question(data)
        asked.add(name)
        if name in (FAILS, UNKNOWN):
            code = 2 if name == FAILS else 3  # RFC 1035, 4.1.1: server failure, no such name
            resolver.sendto(data[:2] + bytes([0x81, 0x80 | code]) + data[4:6] + bytes(6) + data[12:], address)
        elif name == NONSENSE:
            resolver.sendto(data[:2] + b'\xff' * 300, address)


bring_up_loopback()
use_resolver()
names = set()
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(('127.0.0.1', 53))
threading.Thread(target=serve, args=(udp, names), daemon=True).start()


def check(setting, good, where):
    names.clear()
    judge(setting, good, {name: where % name for name in (HANGS, FAILS, UNKNOWN, NONSENSE)})
    assert names >= {HANGS, FAILS, UNKNOWN, NONSENSE}, names


@test
def a_mail_server_without_an_address(_):
    check(MAIL, smtp(), 'backend = "email"; server = "smtp://%s"; from = "office@example.edu.cn"; to = "group@example.edu.cn"; timeout_s = 2;')


@test
def a_webhook_receiver_without_an_address(_):
    check(HOOK, hook(), 'backend = "webhook"; url = "http://%s/hook"; timeout_s = 2;')


run()
