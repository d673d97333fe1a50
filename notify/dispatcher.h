/* Moves the outbox: claims what is due, hands it to the channels' backends, writes the results in groups, falls back.
 * One timer at most; none while nothing is due. */
#ifndef LUNZHI_DISPATCHER_H
#define LUNZHI_DISPATCHER_H

#include "backend.h"
#include "engine.h"
#include "message.h"
#include "store.h"

struct dispatcher;

struct dispatcher_options {
    struct store *store;
    struct engine *engine; /* for engine_fall_back() */
    const struct templates *templates;
    const struct zone *zone;
    const struct backend_context *context;
    /* Something an operator should know: a channel refuses for good, the database does not take results. Text is translated. */
    void (*alert)(void *ctx, const char *channel, const char *text);
    void *ctx;
};

int dispatcher_new(const struct dispatcher_options *options, struct dispatcher **ret) __attribute__((warn_unused_result));
/* Look again: a transaction may have queued messages, or the clock stepped. Cheap; call it after every commit. */
void dispatcher_kick(struct dispatcher *dispatcher);
/* After a reload: channels are reopened with their new settings once idle. */
void dispatcher_reload(struct dispatcher *dispatcher, const struct templates *templates, const struct zone *zone);
/* Stops claiming; waits at most `grace_ms` for what is under way, then aborts it (unknown); writes all results; `closed` once. */
void dispatcher_close(struct dispatcher *dispatcher, uint64_t grace_ms, void (*closed)(void *ctx), void *ctx);

/* State for `status`: messages handed to backends now, and each channel's health through the callback (NULL words: well). */
size_t dispatcher_in_flight(const struct dispatcher *dispatcher);
void dispatcher_channels(const struct dispatcher *dispatcher, void (*row)(void *ctx, const char *channel, const char *trouble, int64_t since), void *ctx);

#endif
