"""While one peer misbehaves, another's deliveries take no more than twice their time alone, and the loop is never away for long."""
from beside import HOOK, MAIL, REPLIES, hook, judge, smtp
from harness import run, test

MEGABYTES = 10 << 20


# What a peer does: whether it goes on.
def silent(server, request):
    server.silence()
    return False


def says(data):
    def act(server, request):
        request.sendall(data)
        return True
    return act


def trickles(data):
    def act(server, request):
        server.trickle(request, data)
        return True
    return act


def closes(server, request):
    return False


def silent_at_connect(server, request, lines):
    server.silence()


def loops(server, request):
    head = 'HTTP/1.1 307 Again\r\nLocation: http://127.0.0.1:%d/hook\r\nContent-Length: 0\r\n\r\n' % server.port
    request.sendall(head.encode())
    return True


LONG_LINE = b'250-' + b'x' * MEGABYTES + b'\r\n'
LONG_REPLY = b'250-and so on\r\n' * (MEGABYTES // 15)
NONSENSE = b'\x00\xff nonsense \r\n\r\n'

BAD_MAIL = {
    'silent at connect': silent_at_connect,
    **{'silent at %s' % step: smtp(step, silent) for step in ('EHLO', 'MAIL', 'RCPT', 'DATA', 'DOT', 'QUIT')},
    **{'one byte a second at %s' % step: smtp(step, trickles(REPLIES[step] * 20)) for step in ('GREETING', 'DOT')},
    **{'a line of 10 MB at %s' % step: smtp(step, says(LONG_LINE)) for step in ('GREETING', 'EHLO', 'RCPT', 'DOT')},
    **{'a reply of 10 MB at %s' % step: smtp(step, says(LONG_REPLY)) for step in ('GREETING', 'EHLO', 'DOT')},
    **{'nonsense at %s' % step: smtp(step, says(NONSENSE)) for step in ('GREETING', 'MAIL', 'DOT')},
    **{'closing at %s' % step: smtp(step, closes) for step in ('GREETING', 'RCPT', 'DOT')},
    'refusing everything': smtp('RCPT', says(b'550 no such user\r\n')),
    'greylisting': smtp('RCPT', says(b'451 later\r\n')),
}
BAD_HOOK = {
    'silent after the request': hook(silent),
    'silent at connect': silent_at_connect,
    'one byte a second': hook(trickles(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
    'a body of 10 MB': hook(says(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % MEGABYTES + b'x' * MEGABYTES)),
    'headers of 10 MB': hook(says(b'HTTP/1.1 200 OK\r\n' + b'X: y\r\n' * (MEGABYTES // 6))),
    'nonsense instead of HTTP': hook(says(NONSENSE)),
    'redirecting in a loop': hook(loops),
    'closing after the request': hook(closes),
    'asking for a pause': hook(says(b'HTTP/1.1 429 Slow\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n')),
}


@test
def a_mail_server_that_misbehaves(_):
    judge(MAIL, smtp(), BAD_MAIL)


@test
def a_webhook_receiver_that_misbehaves(_):
    judge(HOOK, hook(), BAD_HOOK)


if __name__ == '__main__':
    run()
