/* Drives the engine and wakes the queue: one wall-clock timer for whatever comes first, sweeps in batches with the loop running in between,
 * retries with growing pauses when the database does not take the outcome.
 *
 *   ASLEEP --(timer, wake, step)--> SWEEPING --(nothing more)--> ASLEEP
 *   SWEEPING --(error)--> WAITING (1, 2, 4 … 60 s) --(time, wake)--> SWEEPING
 *
 * It suspends between two batches and while it waits. */
#ifndef LUNZHI_DAEMON_DRIVER_H
#define LUNZHI_DAEMON_DRIVER_H

#include "engine.h"
#include "wall_timer.h"

enum driver_state { DRIVER_ASLEEP, DRIVER_SWEEPING, DRIVER_WAITING };

struct driver_options {
    struct engine *engine;
    const struct ledger *ledger;
    void (*committed)(void *ctx);        /* once nothing more is due, or a batch fails after others: messages may be queued */
    int64_t (*queue_next_at)(void *ctx); /* when the queue wants to be woken; NEVER */
    void (*queue_due)(void *ctx);        /* it is time */
    /* Each time: ERROR_* when the database fails; 0 when it works again. */
    void (*trouble)(void *ctx, int error);
    /* The clock was set or the machine slept; sweeping starts by itself. */
    void (*stepped)(void *ctx, int64_t step_seconds);
    void *ctx;
};

struct driver {
    struct driver_options options;
    struct wall_timer timer;
    uv_idle_t batch;  /* runs while sweeping */
    uv_timer_t pause; /* runs while waiting */
    enum driver_state state;
    unsigned pause_s; /* the next one; 0: the last sweep went well */
    int64_t next_at;  /* as last asked of the ledger */
    bool untold;      /* a batch was committed since */
    bool closing;
};

int driver_init(struct driver *driver, uv_loop_t *loop, const struct driver_options *options) __attribute__((warn_unused_result));
/* Something was written: asks the ledger for the least next_at and sweeps or arms the timer. Not while waiting for the database. */
void driver_look(struct driver *driver);
/* The queue wants to be woken at another instant than before. */
void driver_arm(struct driver *driver);
/* The database failed elsewhere: as if a sweep had. */
void driver_fail(struct driver *driver, int error);
/* No callback after it. Its handles close with the loop's next turn. May be called twice. */
void driver_close(struct driver *driver);

#endif
