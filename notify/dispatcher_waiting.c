/* A channel that is silent is spared, so that most of what waits for it is never tried again, or never at all; but it must not wait in
 * silence. Once the channel has rested for as long as `fall_back_after`, what is that old falls back and goes on waiting.
 *
 * What was tried is looked at in the order of ids, a part after each probe. What was not is found by the time it is due at, and counts as
 * due from then on, so that it is looked at once in that time, however often the channel is probed. */
#include "dispatcher_internal.h"

#define AT_ONCE 32 /* each makes messages in one transaction with the others */

struct looking {
    struct dispatcher *dispatcher;
    struct lane *lane;
    int64_t now, since;
    struct arena arena;
    size_t made;
    bool more;
};

static int fall_back_tried(struct looking *looking, int64_t *ret_looked_at)
{
    struct store *store = looking->dispatcher->options.store;
    struct outbox_row *rows;
    size_t n;
    int r =
        outbox_tried_since(store, looking->lane->channel.id, looking->lane->looked_at, looking->since, AT_ONCE, &looking->arena, &rows, &n);

    if (r < 0)
        return r;
    for (size_t i = 0; i < n && r == 0; i++)
        r = results_fall_back(looking->dispatcher, &rows[i].notification, &looking->made);
    *ret_looked_at = n == AT_ONCE ? rows[n - 1].notification.id : 0;
    looking->more = looking->more || n == AT_ONCE;
    return r;
}

static int fall_back_untried(struct looking *looking)
{
    struct store *store = looking->dispatcher->options.store;
    struct outbox_row *rows;
    size_t n;
    int r = outbox_waiting_since(store, looking->lane->channel.id, looking->since, AT_ONCE, &looking->arena, &rows, &n);

    if (r < 0)
        return r;
    for (size_t i = 0; i < n && r == 0; i++) {
        r = results_fall_back(looking->dispatcher, &rows[i].notification, &looking->made);
        if (r == 0)
            r = outbox_wait_on(store, rows[i].notification.id, looking->now);
    }
    looking->more = looking->more || n == AT_ONCE;
    return r;
}

static int fall_back_all(struct looking *looking)
{
    struct ledger *ledger = &looking->dispatcher->ledger;
    int64_t looked_at = 0;
    int r = ledger->begin(ledger->ctx);

    if (r < 0)
        return r;
    r = fall_back_tried(looking, &looked_at);
    if (r == 0)
        r = fall_back_untried(looking);
    if (r == 0)
        r = ledger->commit(ledger->ctx);
    else
        ledger->rollback(ledger->ctx);
    if (r == 0)
        looking->lane->looked_at = looked_at;
    return r;
}

int dispatcher_fall_back_waiting(struct dispatcher *dispatcher, struct lane *lane, int64_t now)
{
    struct looking looking = {.dispatcher = dispatcher, .lane = lane, .now = now, .since = now - lane->retry.fall_back_after_s};
    int r;

    if (lane->health.state != HEALTH_RESTING || lane->health.since > looking.since)
        return 0;
    r = fall_back_all(&looking);
    arena_done(&looking.arena);
    if (r == 0 && looking.made > 0)
        dispatcher_look_everywhere(dispatcher);
    if (r == 0 && looking.more)
        dispatcher_wake(dispatcher);
    return r;
}
