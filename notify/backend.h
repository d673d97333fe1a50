/* What a backend is: one ops struct in one file of backends/, registered by one line of backends.def.
 *
 * A backend is handed one rendered message at a time and answers exactly once for each, later, from the loop. It never blocks, keeps no
 * clock and no randomness of its own (struct notify_world), and bounds time and size of whatever its peer does. */
#ifndef LUNZHI_BACKEND_H
#define LUNZHI_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "channel.h"
#include "message.h"
#include "outbox.h"

/* Time and randomness, given from outside so that a test owns them. */
struct notify_world {
    int64_t (*now_ms)(void *ctx);  /* wall clock, UTC milliseconds */
    uint64_t (*random)(void *ctx); /* for jitter */
    void *ctx;
};

struct backend_context {
    uv_loop_t *loop;
    const struct notify_world *world;
    struct http *http;           /* the shared HTTP client (http.h) */
    const char *credentials_dir; /* where a relative *_file setting is looked up first; NULL: beside the configuration only */
    const char *config_dir;
};

/* How one attempt ended. `class` is the backend's judgement; the dispatcher decides what follows. */
enum attempt_class {
    ATTEMPT_DELIVERED,
    ATTEMPT_TRANSIENT, /* try again */
    ATTEMPT_PERMANENT, /* this message never: fall back */
    ATTEMPT_CHANNEL,   /* the whole channel refuses (410, bad credentials): fall back, the channel is broken */
    ATTEMPT_UNKNOWN,   /* it may have arrived */
};

struct attempt {
    enum attempt_class class;
    int code;               /* SMTP, HTTP or exit code; 0: none */
    const char *reply;      /* the peer's words or the local error; borrowed until the callback returns; never NULL */
    int64_t retry_after_ms; /* what the peer asked for; 0: nothing */
};

typedef void (*attempt_cb)(void *arg, const struct attempt *attempt);

struct setting_spec {
    const char *name;
    enum setting_type type;
    bool required;
    enum { NAMES_NO_FILE, NAMES_SECRET, NAMES_FILE } names; /* of a string: a file that backends read as secret.h has it */
    int64_t min, max;                                       /* of an integer */
};

/* Common to all backends and checked here, so that no backend lists them:
 *   connections   1 to 64, how many messages at once (CHANNEL_CONNECTIONS if not set); the dispatcher never hands over more
 *   timeout_s     1 to 600, how long one attempt may take; its default is the backend's
 *   give_up, fall_back_after, retry_first, retry_max   spans, the dispatcher's alone (retry.h)
 *   rate          "20/1m", the dispatcher's alone (bucket.h); its default is the backend's
 *   digest        whether what is due for one recipient is one message (true), the dispatcher's alone
 *   quiet, workdays_only   when it sends (channel_window())
 * Read them with channel_integer(). SIGPIPE is ignored in the whole process. */
#define CHANNEL_CONNECTIONS     4
#define CHANNEL_CONNECTIONS_MAX 64

struct backend_ops {
    const char *name;
    const struct setting_spec *settings; /* its own ones; ended by name NULL */
    /* What the service allows: `count` messages in `period_ms` (0: any number), of them `at_once` in one burst (0: bucket_rate_of()'s). */
    struct {
        int64_t count, period_ms, at_once;
    } rate;
    bool takes_json;   /* it sends message->json, which is NULL for the others */
    size_t digest_max; /* how many messages of usual length fit into one digest; 0: any number */
    /* What the specs cannot say. A setting of its own that they found at fault, or missing though required, has a stand-in of its type, of
     * which nothing it says is told; a common one at fault is left out of the channel. Opens nothing. May be NULL. */
    void (*check)(const struct channel *channel, setting_fault_cb fault, void *ctx);
    /* Opens a channel: reads its secrets now. `channel` lives until close. ERROR_* with the reason in *ret_why (heap). */
    int (*open)(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why);
    /* How many messages it takes at once; the dispatcher keeps to it. */
    size_t (*capacity)(void *impl);
    /* `message` lives until cb. cb is called once, never from within send(). */
    void (*send)(void *impl, const struct message *message, attempt_cb cb, void *arg);
    /* What is under way is aborted, its cb called (UNKNOWN where it may have arrived); `closed` once after everything is released. */
    void (*close)(void *impl, void (*closed)(void *arg), void *arg);
};

/* Each file of backends/ defines its ops as backend_NAME. */
#define BACKEND(backend, kinds) extern const struct backend_ops backend_##backend;
#include "backends.def"
#undef BACKEND

/* The channel's `connections`, within its bounds whatever the channel says. */
size_t channel_connections(const struct channel *channel);

/* NULL for no such backend. */
const struct backend_ops *backend_find(const char *name);
/* The check conf/ wants: unknown settings with the nearest known name, types, ranges, required ones, and what the backend checks itself. */
void backend_check(const struct channel *channel, setting_fault_cb fault, void *ctx);
/* Whether the files that the channel's settings name can be used as things are: `lack` is told of each that cannot, and what was tried.
 * `context`: a struct backend_context, whose directories are looked at. Credentials may come later, and another user may read what this
 * one may not: it is no fault of the configuration. */
void backend_look_for_files(const struct channel *channel, const void *context, setting_fault_cb lack, void *ctx);

#endif
