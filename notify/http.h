/* The HTTP client all backends share: bounded requests on the loop. HTTP/1.1, no redirects, no proxy, no .netrc. */
#ifndef LUNZHI_HTTP_H
#define LUNZHI_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "transfers.h"

#define HTTP_BODY_MAX   65536 /* bytes of a response's body that are kept and read */
#define HTTP_HEADER_MAX 65536 /* bytes of all its headers */

struct http;
struct http_call;

/* Borrowed until the callback, but for the strings of `headers`, which are copied. */
struct http_request {
    const char *url;            /* http or https */
    const char *const *headers; /* "Name: value", NULL-ended */
    const char *body;           /* of a POST */
    size_t body_size;
    const char *ca_file; /* NULL: the system's */
    uint64_t timeout_ms; /* for all of it */
};

struct http_response {
    int error;               /* 0: a whole response came; ERROR_CANCELLED, ERROR_TIMEOUT, ERROR_INVALID (url or headers), ERROR_IO */
    int status;              /* 0 if no final status line came */
    bool sent;               /* some of the request left: it may have been acted upon */
    const char *body;        /* NUL-ended; "" for none */
    size_t body_size;        /* at most HTTP_BODY_MAX; what goes beyond was not read, and that is no error */
    const char *retry_after; /* the header's value, "" for none */
    const char *words;       /* why, in curl's words, where error is set; else "" */
};

/* The response lives until it returns. */
typedef void (*http_cb)(void *arg, const struct http_response *response);

struct http *http_new(uv_loop_t *loop);
/* For CONNECT_ONLY connections, which share the multi handle. Lives as long as the client. */
struct transfers *http_transfers(struct http *http);
/* cb is called once, never from within. The call may be used until then, for http_cancel() alone. */
struct http_call *http_post(struct http *http, const struct http_request *request, http_cb cb, void *arg);
struct http_call *http_get(struct http *http, const struct http_request *request, http_cb cb, void *arg);
/* Its cb is called with ERROR_CANCELLED before this returns. */
void http_cancel(struct http_call *call);
/* Cancels what is under way; `closed` once, later, when all is released. No request any more. All users of http_transfers() are closed.
 */
void http_close(struct http *http, void (*closed)(void *arg), void *arg);

/* Whether an http or https URL without user, password and control characters. */
bool http_is_url(const char *text);
/* An address as it may be shown: scheme, host and port; an ellipsis for what may be secret, the path and all with an @. Heap. */
char *http_url_shown(const char *text);
/* What Retry-After asks for (RFC 9110, 10.2.3: seconds or a date), as milliseconds from now_ms; 0 for nothing, nonsense or the past; at
 * most a week. */
int64_t http_retry_after_ms(const char *value, int64_t now_ms);

#endif
