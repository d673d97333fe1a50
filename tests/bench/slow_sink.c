/* A mail server that takes its time after the dot: slow_sink MILLISECONDS. Prints its port. Offers PIPELINING, takes everything, keeps
 * nothing. It ends when its standard input does. */
#include <arpa/inet.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <uv.h>

struct session {
    uv_tcp_t tcp;
    uv_timer_t timer;
    char line[65536];
    size_t size;
    bool in_mail;
    int handles;
};

static uint64_t delay_ms;

static void on_closed(uv_handle_t *handle)
{
    struct session *session = handle->data;

    if (--session->handles == 0)
        free(session);
}

static void hang_up(struct session *session)
{
    if (uv_is_closing((uv_handle_t *)&session->tcp))
        return;
    uv_close((uv_handle_t *)&session->tcp, on_closed);
    uv_close((uv_handle_t *)&session->timer, on_closed);
}

static void say(struct session *session, const char *words)
{
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)words, (unsigned)strlen(words));

    if (uv_try_write((uv_stream_t *)&session->tcp, &buffer, 1) < 0)
        hang_up(session);
}

static void on_taken(uv_timer_t *timer)
{
    say(timer->data, "250 2.0.0 taken\r\n");
}

static void take_line(struct session *session, const char *line)
{
    if (session->in_mail) {
        if (strcmp(line, ".") != 0)
            return;
        session->in_mail = false;
        uv_timer_start(&session->timer, on_taken, delay_ms, 0);
    } else if (strncasecmp(line, "DATA", 4) == 0) {
        session->in_mail = true;
        say(session, "354 go on\r\n");
    } else if (strncasecmp(line, "EHLO", 4) == 0) {
        say(session, "250-slow\r\n250 PIPELINING\r\n");
    } else if (strncasecmp(line, "QUIT", 4) == 0) {
        say(session, "221 bye\r\n");
        hang_up(session);
    } else {
        say(session, "250 ok\r\n");
    }
}

static void take_lines(struct session *session)
{
    char *line = session->line, *end;

    while ((end = memchr(line, '\n', session->size - (size_t)(line - session->line))) != NULL) {
        *end = '\0';
        if (end > line && end[-1] == '\r')
            end[-1] = '\0';
        take_line(session, line);
        line = end + 1;
    }
    session->size -= (size_t)(line - session->line);
    memmove(session->line, line, session->size);
}

static void allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    struct session *session = handle->data;

    *ret = uv_buf_init(session->line + session->size, (unsigned)(sizeof session->line - session->size));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct session *session = stream->data;

    if (n < 0) {
        hang_up(session);
        return;
    }
    session->size += (size_t)n;
    take_lines(session);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct session *session = calloc(1, sizeof *session);

    if (status < 0 || session == NULL)
        errx(1, "no connection");
    session->handles = 2;
    uv_tcp_init(listener->loop, &session->tcp);
    uv_timer_init(listener->loop, &session->timer);
    session->tcp.data = session->timer.data = session;
    uv_accept(listener, (uv_stream_t *)&session->tcp);
    uv_read_start((uv_stream_t *)&session->tcp, allocate, on_read);
    uv_tcp_nodelay(&session->tcp, 1); /* else a reply to what was pipelined waits for the ACK of the one before */
    say(session, "220 slow ESMTP\r\n");
}

static void on_input(uv_poll_t *poll, int status, int events)
{
    char byte;

    if (read(0, &byte, 1) <= 0)
        exit(0);
}

int main(int argc, char **argv)
{
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t listener;
    uv_poll_t input;
    struct sockaddr_in address;
    int size = sizeof address;

    if (argc != 2)
        errx(2, "usage: slow_sink MILLISECONDS");
    delay_ms = strtoul(argv[1], NULL, 10);
    uv_ip4_addr("127.0.0.1", 0, &address);
    uv_tcp_init(loop, &listener);
    if (uv_tcp_bind(&listener, (struct sockaddr *)&address, 0) != 0 || uv_listen((uv_stream_t *)&listener, 1024, on_connection) != 0 ||
        uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &size) != 0)
        errx(1, "no port");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    uv_poll_init(loop, &input, 0);
    uv_poll_start(&input, UV_READABLE, on_input);
    return uv_run(loop, UV_RUN_DEFAULT);
}
