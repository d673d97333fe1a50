/* A small HTTP/1.1 client over a local socket: one request at a time on one kept connection, bounded in time and size.
 * No libcurl, so that a command starts fast. */
#ifndef LUNZHI_HTTP_CLIENT_H
#define LUNZHI_HTTP_CLIENT_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "http_head.h"

struct http_limits {
    size_t head_bytes; /* of a reply's head, of one of its chunk lines and of its trailer */
    size_t body_bytes; /* of a body kept in memory */
    int timeout_ms;    /* for a whole exchange; while a body is streamed, for each part of it to arrive */
};

#define HTTP_LIMITS_DEFAULT ((struct http_limits){.head_bytes = 64 * 1024, .body_bytes = 64 * 1024 * 1024, .timeout_ms = 30000})

/* Where a body goes that is too big for memory. A negative return stops the exchange and is returned by it. */
struct http_sink {
    int (*write)(void *ctx, const void *data, size_t bytes);
    void *ctx;
};

/* A body that is a file: read from where the descriptor stands, `bytes` of it. The daemon is asked first whether it takes it. */
struct http_file {
    int fd;
    int64_t bytes;
};

struct http_request {
    const char *method;                /* "GET", "POST" */
    const char *target;                /* "/v1/chair?org=su", encoded */
    const char *language;              /* Accept-Language, or NULL */
    const char *body;                  /* JSON, or NULL */
    const struct http_file *file;      /* instead of a body; or NULL */
    struct http_sink sink;             /* for the body of a 200; write NULL: into memory */
    int timeout_ms;                    /* 0: the limits' */
    const volatile sig_atomic_t *stop; /* not zero after a signal: give up with ERROR_CANCELLED; may be NULL */
};

struct http_reply {
    struct http_head head;
    char *body; /* heap, NUL-terminated; NULL when it went to the sink */
    size_t body_bytes;
};

struct http_client;

/* Nothing is opened before the first exchange. `path` is copied. */
struct http_client *http_client_new(const char *path, const struct http_limits *limits);
void http_client_free(struct http_client *client);

/* Sends the request and waits for the whole reply; connects first, and again where the daemon closed after the last reply. The caller frees
 * ret_reply->body. ERROR_NOT_FOUND: nobody listens there. ERROR_PERMISSION: not allowed to connect. ERROR_TIMEOUT, ERROR_CORRUPT (malformed
 * or cut off), ERROR_TOO_BIG, ERROR_CANCELLED, ERROR_IO, or what the sink said. After any error the connection is closed. */
int http_client_exchange(struct http_client *client, const struct http_request *request, struct http_reply *ret_reply)
    __attribute__((warn_unused_result));
/* What went wrong last, translated; never NULL. Valid until the next exchange. */
const char *http_client_error(const struct http_client *client);

#endif
