/* Bytes to and from a local socket: buffered reads, every wait bounded by one deadline, words for what went wrong. */
#ifndef LUNZHI_STREAM_H
#define LUNZHI_STREAM_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stream {
    char *path;
    int fd;       /* -1: not connected */
    char *buffer; /* `size` bytes: what is read at once, and the longest piece stream_take_until() finds */
    size_t size;
    size_t start, end; /* what is read and not used */
    int timeout_ms;
    int64_t deadline_ms;               /* monotonic */
    const volatile sig_atomic_t *stop; /* not zero after a signal: give up; may be NULL */
    char error[512];                   /* of the last failure, translated */
};

/* Every int below: 0, or the code stream_fail() was given. */

/* Nothing is opened yet. `path` is copied. */
void stream_init(struct stream *stream, const char *path, size_t size, int timeout_ms);
void stream_done(struct stream *stream);

/* ERROR_NOT_FOUND: nobody listens there. ERROR_PERMISSION, ERROR_INVALID (too long a path), ERROR_TIMEOUT (it never accepts), ERROR_IO. */
int stream_open(struct stream *stream) __attribute__((warn_unused_result));
/* May be called twice. What was read and not used is gone. */
void stream_close(struct stream *stream);
/* Between exchanges: the peer has closed the connection, or said something nobody asked for. */
bool stream_is_stale(const struct stream *stream);
/* The deadline is timeout_ms from now. */
void stream_renew(struct stream *stream);
/* Sends all of it, or as much as the peer reads: one that stops reading has perhaps answered already. */
int stream_send(struct stream *stream, const char *data, size_t bytes) __attribute__((warn_unused_result));
/* Reads more into the buffer. ERROR_TOO_BIG when it is full, ERROR_CORRUPT when the peer has closed, ERROR_TIMEOUT, ERROR_CANCELLED,
 * ERROR_IO. */
int stream_fill(struct stream *stream) __attribute__((warn_unused_result));
/* Everything up to and without `mark`, which is passed over. Valid until the next call. */
int stream_take_until(struct stream *stream, const char *mark, const char **ret_text, size_t *ret_bytes)
    __attribute__((warn_unused_result));
/* Sets stream->error and returns the code. */
int stream_fail(struct stream *stream, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
