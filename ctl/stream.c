#include "stream.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "intl.h"
#include "memory.h"

void stream_init(struct stream *stream, const char *path, size_t size, int timeout_ms)
{
    *stream = (struct stream){.path = xstrdup(path), .fd = -1, .buffer = xmalloc(size), .size = size, .timeout_ms = timeout_ms};
}

void stream_done(struct stream *stream)
{
    stream_close(stream);
    free(stream->buffer);
    free(stream->path);
}

void stream_close(struct stream *stream)
{
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
    stream->start = stream->end = 0;
}

int stream_fail(struct stream *stream, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(stream->error, sizeof stream->error, format, args);
    va_end(args);
    return code;
}

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void stream_renew(struct stream *stream)
{
    stream->deadline_ms = monotonic_ms() + stream->timeout_ms;
}

static int fail_connect(struct stream *stream, int error)
{
    if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR)
        return stream_fail(stream, ERROR_NOT_FOUND, _("no lunzhid listens on %s"), stream->path);
    if (error == EACCES || error == EPERM)
        return stream_fail(stream, ERROR_PERMISSION, _("%s: permission denied; reading needs the group lunzhi"), stream->path);
    return stream_fail(stream, ERROR_IO, "%s: %s", stream->path, strerror(error));
}

int stream_open(struct stream *stream)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(stream->path) >= sizeof address.sun_path)
        return stream_fail(stream, ERROR_INVALID, _("%s: too long for the path of a socket"), stream->path);
    strcpy(address.sun_path, stream->path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return stream_fail(stream, ERROR_IO, "%s: %s", stream->path, strerror(errno));
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        int error = errno;

        close(fd);
        /* A full backlog, on a local socket: the daemon is there and does not come round to us. */
        return error == EAGAIN ? stream_fail(stream, ERROR_TIMEOUT, _("lunzhid does not answer on %s"), stream->path)
                               : fail_connect(stream, error);
    }
    stream->fd = fd;
    return 0;
}

static int wait_for(struct stream *stream, short events)
{
    for (;;) {
        int64_t left_ms = stream->deadline_ms - monotonic_ms();
        struct pollfd poll_fd = {.fd = stream->fd, .events = events};

        if (stream->stop != NULL && *stream->stop != 0)
            return stream_fail(stream, ERROR_CANCELLED, _("interrupted"));
        int ready = left_ms > 0 ? poll(&poll_fd, 1, (int)left_ms) : 0;
        if (ready > 0)
            return 0;
        if (ready == 0)
            return stream_fail(stream, ERROR_TIMEOUT, _("lunzhid gave no full answer within %d seconds"),
                               (stream->timeout_ms + 999) / 1000);
        if (errno != EINTR)
            return stream_fail(stream, ERROR_IO, "%s: %s", stream->path, strerror(errno));
    }
}

bool stream_is_stale(const struct stream *stream)
{
    char byte;

    return stream->fd >= 0 && (stream->start != stream->end || recv(stream->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0);
}

int stream_send(struct stream *stream, const char *data, size_t bytes)
{
    while (bytes > 0) {
        ssize_t sent = send(stream->fd, data, bytes, MSG_NOSIGNAL);

        if (sent >= 0) {
            data += sent;
            bytes -= (size_t)sent;
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return 0;
        } else if (errno == EAGAIN) {
            int rc = wait_for(stream, POLLOUT);

            if (rc != 0)
                return rc;
        } else if (errno != EINTR) {
            return stream_fail(stream, ERROR_IO, "%s: %s", stream->path, strerror(errno));
        }
    }
    return 0;
}

int stream_fill(struct stream *stream)
{
    if (stream->start > 0) {
        memmove(stream->buffer, stream->buffer + stream->start, stream->end - stream->start);
        stream->end -= stream->start;
        stream->start = 0;
    }
    if (stream->end == stream->size)
        return stream_fail(stream, ERROR_TOO_BIG, "%s", error_text(ERROR_TOO_BIG));
    for (;;) {
        ssize_t got = recv(stream->fd, stream->buffer + stream->end, stream->size - stream->end, 0);

        if (got > 0) {
            stream->end += (size_t)got;
            return 0;
        }
        if (got == 0 || errno == ECONNRESET)
            return stream_fail(stream, ERROR_CORRUPT, _("lunzhid closed the connection in the middle of its answer"));
        int rc = errno == EAGAIN || errno == EINTR ? wait_for(stream, POLLIN)
                                                   : stream_fail(stream, ERROR_IO, "%s: %s", stream->path, strerror(errno));
        if (rc != 0)
            return rc;
    }
}

int stream_take_until(struct stream *stream, const char *mark, const char **ret_text, size_t *ret_bytes)
{
    for (;;) {
        char *begin = stream->buffer + stream->start;
        char *found = memmem(begin, stream->end - stream->start, mark, strlen(mark));

        if (found != NULL) {
            *ret_text = begin;
            *ret_bytes = (size_t)(found - begin);
            stream->start += *ret_bytes + strlen(mark);
            return 0;
        }
        int rc = stream_fill(stream);
        if (rc != 0)
            return rc;
    }
}
