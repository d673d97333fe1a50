/* The outbox: rows of messages and their delivery attempts. DESIGN.md, Delivery contract. */
#ifndef LUNZHI_OUTBOX_H
#define LUNZHI_OUTBOX_H

#include "memory.h"
#include "notification.h"
#include "store.h"

#define DELIVERY_MAP(X)                                                                                                                    \
    X(QUEUED, "queued")       /* waits for next_at */                                                                                      \
    X(SENDING, "sending")     /* handed to a backend; after a crash: unknown */                                                            \
    X(DELIVERED, "delivered") /* the next hop took it */                                                                                   \
    X(REFUSED, "refused")     /* for good: by the peer, or given up */                                                                     \
    X(UNKNOWN, "unknown")     /* may have arrived: retried under the same id */                                                            \
    X(CANCELLED, "cancelled")

enum delivery_state {
#define X(name, word) DELIVERY_##name,
    DELIVERY_MAP(X)
#undef X
        DELIVERY_COUNT
};

const char *delivery_state_name(enum delivery_state state);

struct outbox_row {
    struct notification notification;
    char message_id[40]; /* 32 hex digits of SHA-256(installation, key): the local part of Message-ID and the webhook id */
    enum delivery_state state;
    int64_t created_at;
    int64_t due_at; /* when it was first to leave: created_at, or later where a window held it */
    int64_t next_at;
    int32_t attempts;
    const char *last_reply; /* the peer's words at the last attempt, or why it was cancelled; NULL before either */
    const char *digest;     /* the id of the digest it was last sent in, made like message_id of all its keys; NULL: alone */
};

#define OUTBOX_DIGEST_MAX 50 /* messages in one digest; what is more goes into the next */

/* What is claimed of one channel. */
struct outbox_claim {
    const char *channel;
    int64_t now;
    size_t max;      /* deliveries */
    size_t together; /* of what is due for one recipient, how many are one delivery, up to OUTBOX_DIGEST_MAX; 0 and 1: each is its own */
    /* When a row may leave at the earliest, which is not before `now`: a later one puts it off. May read the store. NULL: at once. */
    int (*opens_at)(void *ctx, const struct outbox_row *row, int64_t *ret_at);
    void *ctx;
};

/* One message, or several to one recipient as one. */
struct outbox_delivery {
    const char *id;                /* of the row, or of the digest */
    const struct outbox_row *rows; /* by id */
    size_t n;
};

/* One attempt's result. */
struct delivery_result {
    int64_t id;                       /* of the row */
    enum delivery_state state;        /* DELIVERED, REFUSED, UNKNOWN, or QUEUED for a transient failure */
    int64_t began_at_ms, ended_at_ms; /* UTC milliseconds */
    int code;                         /* SMTP or HTTP code, exit status; 0 for none */
    const char *reply;                /* the peer's own words, cut at 500 bytes; never NULL */
    int64_t next_at;                  /* for QUEUED and UNKNOWN: when to try again, UTC seconds */
};

/* The least next_at of queued and unknown rows, but for those of the channels in `busy` (ids, NULL-ended; may be NULL); NEVER. The cost
 * must not grow with what waits on busy channels: one that is down for days may have thousands of rows due. */
int outbox_next_at(struct store *store, const char *const *busy, int64_t *ret_at) __attribute__((warn_unused_result));
/* Claims what is due in order of next_at (queued or unknown -> sending), in one transaction, and hands it out.
 *
 * What leaves together stays together: rows of one digest that are due are claimed as that digest, under the same id as long as they are
 * the same rows, and under a new one when some of them have ended meanwhile. A row that was once tried alone stays alone. A row that was
 * never tried gives way (cancelled) to one of a later day about the same occurrence to the same recipient. *ret_more: it stopped before
 * all that is due was looked at, though fewer than `max` were claimed. */
int outbox_claim(struct store *store, const struct outbox_claim *claim, struct arena *arena, struct outbox_delivery **ret_deliveries,
                 size_t *ret_n, bool *ret_more) __attribute__((warn_unused_result));
/* A channel, none of `busy`, that has rows due at `now`; ERROR_NOT_FOUND. At the same cost. */
int outbox_due_channel(struct store *store, int64_t now, const char *const *busy, struct arena *arena, const char **ret_channel)
    __attribute__((warn_unused_result));
/* What is left of a channel's rate (notify/bucket.h): when its bucket is full again, UTC milliseconds; 0 for one never put. To be put
 * within the transaction of the claim it pays for. */
int outbox_get_bucket(struct store *store, const char *channel, int64_t *ret_full_at_ms) __attribute__((warn_unused_result));
int outbox_put_bucket(struct store *store, const char *channel, int64_t full_at_ms) __attribute__((warn_unused_result));
/* Writes results and their attempts. Within begin/commit of the ledger, so that fall-backs join them. A row cancelled in the meantime keeps
 * that state, but for DELIVERED. What is delivered cancels the messages that stand in for it and, if it is itself such a one to the same
 * recipient, those it stands in for. */
int outbox_put_results(struct store *store, const struct delivery_result *results, size_t n) __attribute__((warn_unused_result));
/* After a start: what was `sending` is `unknown`, due now. */
int outbox_recover(struct store *store, int64_t now, size_t *ret_n) __attribute__((warn_unused_result));
/* Up to `max` rows of a channel that have been due since `since` or longer, the longest first: nothing could be sent on it. */
int outbox_waiting_since(struct store *store, const char *channel, int64_t since, size_t max, struct arena *arena,
                         struct outbox_row **ret_rows, size_t *ret_n) __attribute__((warn_unused_result));
/* Up to `max` rows of a channel, by id and after that of `after`, that were tried, are as old as that or older, and have no stand-in. */
int outbox_tried_since(struct store *store, const char *channel, int64_t after, int64_t since, size_t max, struct arena *arena,
                       struct outbox_row **ret_rows, size_t *ret_n) __attribute__((warn_unused_result));
/* One that waits for a channel goes on waiting, due from `now` on; so it is not found again before as long a time has passed. Within a
 * transaction. */
int outbox_wait_on(struct store *store, int64_t id, int64_t now) __attribute__((warn_unused_result));
/* Whether a message was made in this one's place. */
int outbox_stood_in_for(struct store *store, int64_t id, bool *ret_has) __attribute__((warn_unused_result));
/* By hand: refused, unknown or queued -> queued, due now, alone; or -> cancelled. ERROR_REFUSED in any other state. */
int outbox_retry(struct store *store, int64_t id, int64_t now, const char *actor) __attribute__((warn_unused_result));
int outbox_cancel(struct store *store, int64_t id, int64_t now, const char *actor) __attribute__((warn_unused_result));
/* Whether a message was ever made whose key lies between the two, both included, in the order of bytes. */
int outbox_has_key(struct store *store, const char *first, const char *last, bool *ret_has) __attribute__((warn_unused_result));
int outbox_get(struct store *store, int64_t id, struct arena *arena, struct outbox_row *ret) __attribute__((warn_unused_result));

#endif
