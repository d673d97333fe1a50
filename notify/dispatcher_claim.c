/* What is due is claimed for one channel at a time, and no more than it can take. Channels without a lane yet are unknown in number and
 * size: their messages are claimed one by one, each of which makes a lane, before any lane claims for itself, so that a lane's claim hands
 * out only its own. */
#include <stdlib.h>
#include <string.h>

#include "dispatcher_internal.h"

#define NEW_LANES_MAX 16 /* made in one step */

static const char *const *busy_but(const struct dispatcher *dispatcher, bool (*is_busy)(const struct lane *, const struct lane *),
                                   const struct lane *only, struct arena *arena)
{
    const char **ids;
    size_t n = 0;

    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next)
        n++;
    ids = arena_array(arena, n + 1, sizeof(*ids));
    n = 0;
    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        if (is_busy(lane, only))
            ids[n++] = lane->channel.id;
    }
    return ids;
}

static bool is_another(const struct lane *lane, const struct lane *only)
{
    return lane != only;
}

/* What waits there is waited for otherwise: for room, for the end of a rest, or for the lane to be closed. */
static bool has_waiting(const struct lane *lane, const struct lane *only)
{
    return lane->look || lane->stale || lane->closing;
}

static struct lane *lane_for(struct dispatcher *dispatcher, const char *channel)
{
    struct lane *lane;

    for (lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        if (strcmp(lane->channel.id, channel) == 0)
            return lane;
    }
    lane = lane_new(dispatcher->options.store, channel, dispatcher->options.find);
    lane->look = true;
    lane->next = dispatcher->lanes;
    dispatcher->lanes = lane;
    return lane;
}

/* `only` NULL: of channels that have no lane. */
static int claim(struct dispatcher *dispatcher, const struct lane *only, size_t max, size_t *ret_n)
{
    struct batch *batch = xcalloc(1, sizeof(*batch));
    const char *const *busy = busy_but(dispatcher, is_another, only, &batch->arena);
    struct outbox_row *rows;
    size_t n = 0;
    int r = outbox_claim(dispatcher->options.store, dispatcher_now(dispatcher), max, busy, &batch->arena, &rows, &n);

    batch->alive = 1; /* this function */
    if (r < 0)
        n = 0;
    for (size_t i = 0; i < n; i++) {
        const char *channel = rows[i].notification.channel;

        batch->alive++;
        delivery_start(dispatcher, lane_for(dispatcher, channel != NULL ? channel : ""), batch, &rows[i]);
    }
    batch_release(batch);
    *ret_n = n;
    return r;
}

static int claim_new(struct dispatcher *dispatcher)
{
    for (size_t i = 0; dispatcher->look_new && i < NEW_LANES_MAX; i++) {
        size_t n;
        int r = claim(dispatcher, NULL, 1, &n);

        if (r < 0)
            return r;
        dispatcher->look_new = n > 0;
    }
    return 0;
}

static int claim_lanes(struct dispatcher *dispatcher)
{
    for (struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        size_t room = lane_room(lane, dispatcher_now(dispatcher)), n;
        int r;

        if (!lane->look || room == 0)
            continue;
        r = claim(dispatcher, lane, room, &n);
        if (r < 0)
            return r;
        lane->look = n == room;
    }
    return 0;
}

/* Whether another step now would claim more. */
static bool has_more(const struct dispatcher *dispatcher)
{
    if (dispatcher->look_new)
        return true;
    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        if (lane->look && lane_room(lane, dispatcher_now(dispatcher)) > 0)
            return true;
    }
    return false;
}

static int find_next(struct dispatcher *dispatcher)
{
    struct arena arena = {0};
    int64_t now = dispatcher_now(dispatcher), next_at;
    int r = outbox_next_at(dispatcher->options.store, busy_but(dispatcher, has_waiting, NULL, &arena), &next_at);

    arena_done(&arena);
    if (r < 0)
        return r;
    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        if (lane->look && health_rests(&lane->health, now) && lane->health.until < next_at)
            next_at = lane->health.until;
    }
    dispatcher->next_at = next_at > now ? next_at : now + 1; /* whatever the store says, no spinning */
    return 0;
}

static int claim_all(struct dispatcher *dispatcher)
{
    int r = 0;

    if (!dispatcher->recovered) {
        size_t n;

        r = outbox_recover(dispatcher->options.store, dispatcher_now(dispatcher), &n);
        dispatcher->recovered = r == 0;
    }
    if (r == 0)
        r = claim_new(dispatcher);
    if (r == 0 && !dispatcher->look_new)
        r = claim_lanes(dispatcher);
    return r == 0 ? find_next(dispatcher) : r;
}

void dispatcher_claim(struct dispatcher *dispatcher)
{
    int r = claim_all(dispatcher);

    if (r < 0) {
        dispatcher_store_failed(dispatcher, r);
        return;
    }
    dispatcher_store_works(dispatcher);
    if (has_more(dispatcher))
        dispatcher_wake(dispatcher);
}
