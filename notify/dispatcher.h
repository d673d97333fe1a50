/* Moves the outbox: claims what is due, hands it to the channels' backends, writes the results in groups, falls back.
 *
 * It keeps no timer: what is due lies on the wall clock, and the wall clock is the daemon's. dispatcher_next_at() says when there is
 * something to do, `next_changed` that the answer is another one, and dispatcher_kick() at that instant, after every commit and after a
 * step of the clock does it. While nothing is under way no handle is active: idle is silence. Timers are armed only for closing's grace
 * and, on a slow disk, for a millisecond in which more results join a commit.
 *
 * If the database takes no results they are kept in memory, nothing more is claimed, and they are written at a later kick;
 * dispatcher_next_at() asks for one after 1, 2, 4, … 60 s. What is lost by a crash meanwhile is `sending` in the database, thus `unknown`
 * at the next start. */
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
    /* Where backends are found; NULL: backend_find(). */
    const struct backend_ops *(*find)(const char *name);
    /* Something an operator should know about a channel: it refuses for good, or what it said of a message is lost. Text is translated.
     * Never called within a transaction, so it may begin one. */
    void (*alert)(void *ctx, const char *channel, const char *text);
    /* The database fails (ERROR_*, each time), or works again (0, once). Never called within a transaction. */
    void (*trouble)(void *ctx, int error);
    /* dispatcher_next_at() gives another instant than before. From the loop, never from within a call to the dispatcher. May be NULL. */
    void (*next_changed)(void *ctx);
    void *ctx;
};

/* The options' pointers are borrowed until `closed`. Messages that an earlier process left `sending` become `unknown` at the first kick. */
int dispatcher_new(const struct dispatcher_options *options, struct dispatcher **ret) __attribute__((warn_unused_result));
/* Look again: a transaction may have queued messages, or the clock stepped. Cheap: the work is done once in the loop's present turn. */
void dispatcher_kick(struct dispatcher *dispatcher);
/* When to kick it even if nothing else happens, UTC seconds; NEVER. */
int64_t dispatcher_next_at(const struct dispatcher *dispatcher);
/* After a reload: channels are reopened with their new settings and secrets once what they have under way has ended. */
void dispatcher_reload(struct dispatcher *dispatcher, const struct templates *templates, const struct zone *zone);
/* Stops claiming; waits at most `grace_ms` for what is under way, then aborts it (unknown); writes all results; `closed` once, from the
 * loop; then the dispatcher is freed. A second call is ignored. */
void dispatcher_close(struct dispatcher *dispatcher, uint64_t grace_ms, void (*closed)(void *ctx), void *ctx);

/* State for `status`: messages handed to backends now, and the health of each channel used since the last reload through the callback (NULL
 * words: well). */
size_t dispatcher_in_flight(const struct dispatcher *dispatcher);
void dispatcher_channels(const struct dispatcher *dispatcher,
                         void (*row)(void *ctx, const char *channel, const char *trouble, int64_t since), void *ctx);

#endif
