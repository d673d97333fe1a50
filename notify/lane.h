/* One channel in use: its settings as they were when it was opened, its backend, its health, and how much it can take now. */
#ifndef LUNZHI_LANE_H
#define LUNZHI_LANE_H

#include "backend.h"
#include "bucket.h"
#include "health.h"
#include "retry.h"
#include "store.h"

struct lane {
    struct lane *next;
    struct arena arena;     /* holds `channel` */
    struct channel channel; /* only its id while the store knows no such channel */
    const struct backend_ops *ops;
    void *impl; /* NULL: not open */
    struct retry_policy retry;
    struct bucket_rate rate;
    struct bucket bucket; /* as the last claim left it in the database */
    struct health health;
    int64_t looked_at; /* dispatcher_waiting.c: the last row looked at; 0: from the first */
    struct window window;
    size_t together; /* messages in one digest at most; 1: none is made */
    size_t connections;
    size_t in_flight;
    int missing;  /* why it can never be opened: ERROR_NOT_FOUND, it left the configuration; another, the store could not be read; 0 */
    bool broken;  /* it has just broken: an operator is to be told */
    bool look;    /* there may be more due on it than was claimed */
    bool stale;   /* settings changed: to be closed once idle */
    bool closing; /* nothing may be handed to it */
    bool gone;    /* closed, may be freed */
    void (*closed)(void *ctx);
    void *ctx;
};

/* Reads the channel from the store, opens nothing. One that cannot be read gives a lane that is `missing`; ERROR_* where what is left of
 * its rate cannot be read. */
int lane_new(struct store *store, const char *channel, const struct backend_ops *(*find)(const char *name), struct lane **ret)
    __attribute__((warn_unused_result));
/* Only once `gone`, or never opened. */
void lane_free(struct lane *lane);

/* Opens the backend unless it is. ERROR_* with the reason in *ret_why (heap). */
int lane_open(struct lane *lane, const struct backend_context *context, char **ret_why) __attribute__((warn_unused_result));
/* How many more messages it takes now, UTC milliseconds. */
size_t lane_room(const struct lane *lane, int64_t now_ms);
/* Whether a message claimed now counts for the rate: one that is refused without being sent does not. */
bool lane_pays(const struct lane *lane, int64_t now_ms);
/* When time alone may give it room again, UTC seconds: the end of a rest, or the next token; NEVER if it waits for neither. */
int64_t lane_ready_at(const struct lane *lane, int64_t now_ms);
/* What is under way ends first, each with its callback; then the lane is `gone` and closed(ctx) is called, at once or later. May be called
 * twice. */
void lane_close(struct lane *lane, void (*closed)(void *ctx), void *ctx);

#endif
