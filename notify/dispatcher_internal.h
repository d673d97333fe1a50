/* What the dispatcher's files share.
 *
 * A message's way: claim (dispatcher_claim.c) -> delivery_start() -> its backend -> delivery_end() (delivery.c) -> `done` ->
 * results_put() (dispatcher_results.c). Everything but the backends' callbacks runs in step() (dispatcher.c), once in a turn of the loop;
 * the turn's results and the claims that take their connections are one commit, because a commit waits for the disk. */
#ifndef LUNZHI_DISPATCHER_INTERNAL_H
#define LUNZHI_DISPATCHER_INTERNAL_H

#include "dispatcher.h"
#include "lane.h"
#include "outbox.h"

/* The rows of one claim live as long as one of them is under way or unwritten. */
struct batch {
    struct arena arena;
    size_t alive;
    /* From the claim to the commit that it is a part of; then they are started. */
    struct batch *next;
    struct lane *lane;
    struct outbox_delivery *deliveries;
    size_t n, max;
    bool more;
    struct bucket left; /* of the lane's rate */
};

struct delivery {
    struct delivery *next; /* in `done` */
    struct dispatcher *dispatcher;
    struct lane *lane; /* not after delivery_end(): a lane may be freed before the result is written */
    struct batch *batch;
    const struct outbox_delivery *claimed;
    struct message message;
    struct delivery_result result; /* of each of its rows, but for `id` */
    bool falls_back;               /* refused, or in vain for too long: its rows are told by another way */
};

/*   RUNNING -> DRAINING   dispatcher_close(): nothing is claimed any more; suspends until nothing is in flight or the grace is over
 *   DRAINING -> ABORTING  every lane is closed; suspends until all are gone
 *   ABORTING -> CLOSED    the last results are written; the handles close, then `closed` is called */
enum dispatcher_state { DISPATCHER_RUNNING, DISPATCHER_DRAINING, DISPATCHER_ABORTING, DISPATCHER_CLOSED };

struct dispatcher {
    struct dispatcher_options options;
    struct ledger ledger;
    enum dispatcher_state state;

    uv_idle_t idle;   /* keeps the loop turning while … */
    uv_check_t check; /* … step() is wanted, after this turn's input */
    uv_timer_t grace;
    uv_timer_t gather; /* until results that wait for others are written */
    size_t n_handles;  /* not yet closed */
    bool grace_over;
    void (*closed)(void *ctx);
    void *closed_ctx;

    struct lane *lanes;
    size_t in_flight;
    bool recovered; /* outbox_recover() was done */
    bool look_new;  /* messages of channels without a lane may be due */

    int64_t commit_ms;                 /* how long the last commit took */
    bool gathered;                     /* what there is has waited long enough */
    struct delivery *done, **done_end; /* ended, not yet written, in that order */
    size_t n_done;

    uint32_t store_failures; /* in a row */
    int64_t store_retry_at;
    int64_t next_at;
};

int64_t dispatcher_now_ms(const struct dispatcher *dispatcher);
int64_t dispatcher_now(const struct dispatcher *dispatcher);
uint64_t dispatcher_random(const struct dispatcher *dispatcher);
/* Has step() run in this turn of the loop. */
void dispatcher_wake(struct dispatcher *dispatcher);
/* The database failed: retry later. */
void dispatcher_store_failed(struct dispatcher *dispatcher, int error);
void dispatcher_store_works(struct dispatcher *dispatcher);
void dispatcher_look_everywhere(struct dispatcher *dispatcher);

/* delivery.c. Start: to the lane's backend, or to `done` at once where that cannot be. */
void delivery_start(struct dispatcher *dispatcher, struct lane *lane, struct batch *batch, const struct outbox_delivery *claimed);
void delivery_free(struct delivery *delivery);
void batch_release(struct batch *batch);

/* dispatcher_window.c. When a row may leave through a lane: outbox_claim's opens_at(). */
struct opening {
    struct dispatcher *dispatcher;
    const struct lane *lane;
    int64_t now;
};
int dispatcher_opens_at(void *opening, const struct outbox_row *row, int64_t *ret_at);

/* dispatcher_waiting.c. What could not even be tried on a channel for too long is told by another way, a bounded number at a time. */
int dispatcher_fall_back_waiting(struct dispatcher *dispatcher, struct lane *lane, int64_t now) __attribute__((warn_unused_result));

/* dispatcher_claim.c. Writes all of `done`, claims and starts what is due and has room, then sets next_at. */
void dispatcher_claim(struct dispatcher *dispatcher);

/* dispatcher_results.c */
/* Within a transaction: makes the messages that take its place, unless there are some. *made counts them up. Only what the database fails
 * at is an error. */
int results_fall_back(struct dispatcher *dispatcher, const struct notification *notification, size_t *made)
    __attribute__((warn_unused_result));
void results_add(struct dispatcher *dispatcher, struct delivery *delivery);
/* Forgets the first `n`, written or not. */
void results_drop(struct dispatcher *dispatcher, size_t n);
/* Within a transaction: writes all of `done`, which then is to be dropped, and counts *made up. */
int results_put(struct dispatcher *dispatcher, size_t *made) __attribute__((warn_unused_result));
/* Writes all of `done` in one transaction; what the database does not take now stays there. */
void results_write(struct dispatcher *dispatcher);
/* The database cannot be written now, whatever is written. */
bool is_storage_failure(int error);

#endif
