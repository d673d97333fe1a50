/* One control request, from its first byte to its reply. Handlers see nothing of the HTTP library: they read parameters and members and end
 * with exactly one of request_reply(), request_refuse(), request_fail() or request_reply_file(), at once or, after request_suspend(),
 * later. */
#ifndef LUNZHI_DAEMON_REQUEST_H
#define LUNZHI_DAEMON_REQUEST_H

#include <jansson.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "memory.h"
#include "peer.h"
#include "route.h"

struct daemon;

#define REQUEST_BODY_MAX 65536 /* docs/control-api.md; a route's begin may allow more */

struct request {
    struct daemon *daemon;
    struct MHD_Connection *connection;
    const struct peer *peer;
    const struct route *route;
    int64_t number;       /* what # of the route stood for */
    int n_parameters;     /* in the query */
    const char *tail;     /* what @ of the route stood for */
    const char *language; /* "zh_CN" or "en": what the reply's words are in */
    int64_t now;          /* UTC seconds, one instant for the whole request */
    date_t today;         /* its civil date in the configured zone */
    struct arena arena;   /* freed with the request */
    json_t *body;         /* an object; NULL: there was none */

    /* The body as it arrives. */
    char *text;
    size_t text_bytes, text_capacity, received_bytes;
    size_t body_max; /* bytes */
    /* Of a route that streams: takes each piece, all of it, and may suspend. NULL: the body is kept as text. */
    void (*take)(struct request *request, const char *data, size_t size);

    /* The answer. */
    struct MHD_Response *response; /* NULL: none yet */
    unsigned status;
    bool suspended;
    void (*abandon)(struct request *request); /* the connection is gone or the daemon stops: give up what was begun for it */
    void *job;                                /* the handler's own, for a suspended request */
};

/* The query parameter; NULL when it is not there. Borrowed. */
const char *request_parameter(const struct request *request, const char *name);
/* A day; DATE_NONE when it is not there. ERROR_INVALID once refused. */
int request_date(struct request *request, const char *name, date_t *ret_date) __attribute__((warn_unused_result));
/* The instant a day ends with, in the configured zone; NEVER for DATE_NONE. */
int64_t request_end_of(const struct request *request, date_t day);
/* A number from `min` to `max`, `otherwise` when it is not there. ERROR_INVALID once refused. */
int request_integer(struct request *request, const char *name, int64_t min, int64_t max, int64_t otherwise, int64_t *ret_number)
    __attribute__((warn_unused_result));

/* 200 with the value, whose reference it takes. */
void request_reply(struct request *request, json_t *reply);
/* The same again, when it was asked just now and is still true (reply_cache.h); false: the handler is to make it. */
bool request_repeat(struct request *request);
/* request_reply() with another status. */
void request_reply_status(struct request *request, unsigned status, json_t *reply);
/* {"error": words}. */
void request_refuse(struct request *request, unsigned status, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* 413, with the bytes the body may have. */
void request_refuse_body(struct request *request);
/* What the header says the body will have; 0: it does not. */
uint64_t request_length(const struct request *request);
/* The status that fits an enum error, with words about `what`; the database's failures are told to the daemon. `why`: what an ERROR_REFUSED
 * gave, or NULL. */
void request_fail(struct request *request, int error, const char *what, const char *why);
/* A field more in the header of the answer there is. */
void request_header(struct request *request, const char *name, const char *value);
/* 200 with a file's content; takes the descriptor. */
void request_reply_file(struct request *request, const char *content_type, int fd, uint64_t size_bytes);

/* No answer yet: the connection sleeps until request_resume(), which is called after the answer was given, not from within the handler. */
void request_suspend(struct request *request);
void request_resume(struct request *request);

#endif
