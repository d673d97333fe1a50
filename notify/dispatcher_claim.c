/* What is due is claimed for one channel at a time, and no more than it can take now. All that have something due get their lanes before
 * any lane claims, and one instant holds for the whole step, so that a lane's claim hands out only its own.
 *
 * The turn's results and all its claims are one commit; what was claimed is started after it. If that fails for another reason than the
 * storage, the results are written alone, so that neither holds up the other. */
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
static int claim(struct dispatcher *dispatcher, struct batch *batch, int64_t now_ms)
{
    struct lane *lane = batch->lane;
    struct opening opening = {.dispatcher = dispatcher, .lane = lane, .now = now_ms / 1000};
    /* What is refused at once need not wait for an hour to be sent at. */
    const struct outbox_claim request = {.channel = lane->channel.id,
                                         .now = opening.now,
                                         .max = batch->max,
                                         .together = lane->together,
                                         .opens_at = health_refuses(&lane->health, opening.now) ? NULL : dispatcher_opens_at,
                                         .ctx = &opening};
    struct store *store = dispatcher->options.store;
    int r = outbox_claim(store, &request, &batch->arena, &batch->deliveries, &batch->n, &batch->more);

    batch->left = lane->bucket;
    if (r == 0 && batch->n > 0 && lane_pays(lane, now_ms)) {
        batch->left = bucket_take(&lane->bucket, &lane->rate, (int64_t)batch->n, now_ms);
        r = outbox_put_bucket(store, lane->channel.id, batch->left.full_at_ms);
    }
    return r;
}

static int claim_lanes(struct dispatcher *dispatcher, int64_t now_ms, struct batch **batches)
{
    int r = 0;

    for (struct lane *lane = dispatcher->lanes; lane != NULL && r == 0; lane = lane->next) {
        size_t room = lane->look ? lane_room(lane, now_ms) : 0;
        struct batch *batch;

        if (room == 0)
            continue;
        batch = xcalloc(1, sizeof(*batch));
        batch->alive = 1; /* until it is started */
        batch->lane = lane;
        batch->max = room;
        batch->next = *batches;
        *batches = batch;
        r = claim(dispatcher, batch, now_ms);
    }
    return r;
}

/* Sets `look`. */
static void start(struct dispatcher *dispatcher, struct batch *batch)
{
    struct lane *lane = batch->lane;

    lane->bucket = batch->left;
    lane->look = batch->more || batch->n == batch->max;
    for (size_t i = 0; i < batch->n; i++) {
        batch->alive++;
        delivery_start(dispatcher, lane, batch, &batch->deliveries[i]);
    }
}

static void end_claims(struct dispatcher *dispatcher, struct batch *batches, bool committed)
{
    while (batches != NULL) {
        struct batch *batch = batches;

        batches = batch->next;
        if (committed)
            start(dispatcher, batch);
        batch_release(batch);
    }
}

/* Whether a lane has something waiting and room for it. */
static bool may_claim(const struct dispatcher *dispatcher, int64_t now_ms)
{
    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        if (lane->look && lane_room(lane, now_ms) > 0)
            return true;
    }
    return false;
}

static int commit(struct dispatcher *dispatcher)
{
    struct ledger *ledger = &dispatcher->ledger;
    int64_t began_ms = dispatcher_now_ms(dispatcher);
    int r = ledger->commit(ledger->ctx);

    dispatcher->commit_ms = dispatcher_now_ms(dispatcher) - began_ms;
    return r;
}

/* `done` and the claims, in one commit; none where there is neither. */
static int take_turn(struct dispatcher *dispatcher, int64_t now_ms)
{
    struct ledger *ledger = &dispatcher->ledger;
    struct batch *batches = NULL;
    bool claims = !dispatcher->look_new && may_claim(dispatcher, now_ms);
    size_t made = 0, n_done = dispatcher->n_done;
    int r;

    if (n_done == 0 && !claims)
        return 0;
    r = ledger->begin(ledger->ctx);
    if (r < 0)
        return r;
    if (n_done > 0)
        r = results_put(dispatcher, &made);
    if (r == 0 && claims)
        r = claim_lanes(dispatcher, now_ms, &batches);
    if (r == 0)
        r = commit(dispatcher);
    if (r < 0)
        ledger->rollback(ledger->ctx);
    else
        results_drop(dispatcher, n_done);
    end_claims(dispatcher, batches, r == 0);
    if (r == 0 && made > 0)
        dispatcher_look_everywhere(dispatcher);
    return r;
}

static int fall_back_waiting(struct dispatcher *dispatcher, int64_t now_ms)
{
    int r = 0;

    for (struct lane *lane = dispatcher->lanes; lane != NULL && r == 0; lane = lane->next) {
        if (lane->look && lane_room(lane, now_ms) == 0)
            r = dispatcher_fall_back_waiting(dispatcher, lane, now_ms / 1000);
    }
    return r;
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

/* What a crash left, and who has something due. */
static int look_around(struct dispatcher *dispatcher, int64_t now_ms)
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
    return r;
}

void dispatcher_claim(struct dispatcher *dispatcher)
{
    int64_t now_ms = dispatcher_now_ms(dispatcher);
    int r = look_around(dispatcher, now_ms);

    if (r == 0)
        r = take_turn(dispatcher, now_ms);
    if (r < 0 && !is_storage_failure(r) && dispatcher->n_done > 0) {
        results_write(dispatcher);
        if (dispatcher->n_done > 0)
            return;
        r = take_turn(dispatcher, now_ms);
    }
    if (r == 0 && !dispatcher->look_new)
        r = fall_back_waiting(dispatcher, now_ms);
    if (r == 0)
        r = find_next(dispatcher, now_ms);
    if (r < 0) {
        dispatcher_store_failed(dispatcher, r);
        return;
    }
    dispatcher_store_works(dispatcher);
    if (dispatcher->look_new || may_claim(dispatcher, now_ms))
        dispatcher_wake(dispatcher);
}
