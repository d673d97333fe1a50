/* What is due is claimed for one channel at a time, and no more than it can take now. All that have something due get their lanes before
 * any lane claims, and one instant holds for the whole step, so that a lane's claim hands out only its own. */
#include <stdlib.h>

#include "dispatcher_internal.h"
#include "error.h"

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

static int add_lane(struct dispatcher *dispatcher, const char *channel)
{
    struct lane *lane;
    int r = lane_new(dispatcher->options.store, channel, dispatcher->options.find, &lane);

    if (r < 0)
        return r;
    lane->look = true;
    lane->next = dispatcher->lanes;
    dispatcher->lanes = lane;
    return 0;
}

static int add_lanes(struct dispatcher *dispatcher, int64_t now)
{
    for (size_t i = 0; dispatcher->look_new && i < NEW_LANES_MAX; i++) {
        struct arena arena = {0};
        const char *channel;
        int r = outbox_due_channel(dispatcher->options.store, now, busy_but(dispatcher, is_another, NULL, &arena), &arena, &channel);

        if (r == ERROR_NOT_FOUND)
            dispatcher->look_new = false;
        else if (r == 0)
            r = add_lane(dispatcher, channel);
        arena_done(&arena);
        if (r < 0 && r != ERROR_NOT_FOUND)
            return r;
    }
    return 0;
}

/* The rows and what is left of the rate are one commit, so that no crash gives a token back. */
static int claim_within(struct dispatcher *dispatcher, struct lane *lane, size_t max, int64_t now_ms, struct arena *arena,
                        struct outbox_delivery **ret_deliveries, size_t *ret_n, bool *ret_more)
{
    struct opening opening = {.dispatcher = dispatcher, .lane = lane, .now = now_ms / 1000};
    /* What is refused at once need not wait for an hour to be sent at. */
    const struct outbox_claim request = {.channel = lane->channel.id,
                                         .now = opening.now,
                                         .max = max,
                                         .together = lane->together,
                                         .opens_at = health_refuses(&lane->health, opening.now) ? NULL : dispatcher_opens_at,
                                         .ctx = &opening};
    struct store *store = dispatcher->options.store;
    struct ledger *ledger = &dispatcher->ledger;
    struct bucket left = lane->bucket;
    int r = ledger->begin(ledger->ctx);

    if (r < 0)
        return r;
    r = outbox_claim(store, &request, arena, ret_deliveries, ret_n, ret_more);
    if (r == 0 && *ret_n > 0 && lane_pays(lane, now_ms)) {
        left = bucket_take(&lane->bucket, &lane->rate, (int64_t)*ret_n, now_ms);
        r = outbox_put_bucket(store, lane->channel.id, left.full_at_ms);
    }
    if (r == 0)
        r = ledger->commit(ledger->ctx);
    if (r == 0)
        lane->bucket = left;
    else
        ledger->rollback(ledger->ctx);
    return r;
}

/* Sets `look`. */
static int claim(struct dispatcher *dispatcher, struct lane *lane, size_t max, int64_t now_ms)
{
    struct batch *batch = xcalloc(1, sizeof(*batch));
    struct outbox_delivery *deliveries;
    size_t n = 0;
    bool more = true;
    int r = claim_within(dispatcher, lane, max, now_ms, &batch->arena, &deliveries, &n, &more);

    batch->alive = 1; /* this function */
    if (r < 0)
        n = 0;
    for (size_t i = 0; i < n; i++) {
        batch->alive++;
        delivery_start(dispatcher, lane, batch, &deliveries[i]);
    }
    batch_release(batch);
    lane->look = more || n == max;
    return r;
}

static int claim_lanes(struct dispatcher *dispatcher, int64_t now_ms)
{
    for (struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        size_t room = lane_room(lane, now_ms);
        int r = 0;

        if (lane->look && room > 0)
            r = claim(dispatcher, lane, room, now_ms);
        else if (lane->look)
            r = dispatcher_fall_back_waiting(dispatcher, lane, now_ms / 1000);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Whether another step now would claim more. */
static bool has_more(const struct dispatcher *dispatcher, int64_t now_ms)
{
    if (dispatcher->look_new)
        return true;
    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        if (lane->look && lane_room(lane, now_ms) > 0)
            return true;
    }
    return false;
}

static int find_next(struct dispatcher *dispatcher, int64_t now_ms)
{
    struct arena arena = {0};
    int64_t now = now_ms / 1000, next_at;
    int r = outbox_next_at(dispatcher->options.store, busy_but(dispatcher, has_waiting, NULL, &arena), &next_at);

    arena_done(&arena);
    if (r < 0)
        return r;
    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        int64_t ready_at = lane->look ? lane_ready_at(lane, now_ms) : NEVER;

        if (ready_at < next_at)
            next_at = ready_at;
    }
    dispatcher->next_at = next_at > now ? next_at : now + 1; /* whatever the store says, no spinning */
    return 0;
}

static int claim_all(struct dispatcher *dispatcher, int64_t now_ms)
{
    int r = 0;

    if (!dispatcher->recovered) {
        size_t n;

        r = outbox_recover(dispatcher->options.store, now_ms / 1000, &n);
        dispatcher->recovered = r == 0;
    }
    if (r == 0)
        r = add_lanes(dispatcher, now_ms / 1000);
    for (struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next)
        bucket_settle(&lane->bucket, &lane->rate, now_ms);
    if (r == 0 && !dispatcher->look_new)
        r = claim_lanes(dispatcher, now_ms);
    return r == 0 ? find_next(dispatcher, now_ms) : r;
}

void dispatcher_claim(struct dispatcher *dispatcher)
{
    int64_t now_ms = dispatcher_now_ms(dispatcher);
    int r = claim_all(dispatcher, now_ms);

    if (r < 0) {
        dispatcher_store_failed(dispatcher, r);
        return;
    }
    dispatcher_store_works(dispatcher);
    if (has_more(dispatcher, now_ms))
        dispatcher_wake(dispatcher);
}
