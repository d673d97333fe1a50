/* The engine's driver: see driver.h. Happy path: on_time() -> sweeping -> on_batch() … -> rest(). */
#include "driver.h"

#include <assert.h>

#include "error.h"

#define PAUSE_MAX_S 60

static void enter(struct driver *driver, enum driver_state state)
{
    static const bool allowed[][3] = {
        [DRIVER_ASLEEP] = {[DRIVER_ASLEEP] = true, [DRIVER_SWEEPING] = true, [DRIVER_WAITING] = true},
        [DRIVER_SWEEPING] = {[DRIVER_ASLEEP] = true, [DRIVER_WAITING] = true},
        [DRIVER_WAITING] = {[DRIVER_SWEEPING] = true, [DRIVER_WAITING] = true},
    };
    assert(allowed[driver->state][state]);
    driver->state = state;
}

static void on_batch(uv_idle_t *handle);

/* The engine's instant counts only while asleep: a sweep and a pause come back by themselves. A queue that is due is woken, and looked at
 * again a second later at the latest, so that one which makes no headway neither spins nor is forgotten. */
void driver_arm(struct driver *driver)
{
    if (driver->closing)
        return;
    int64_t at = driver->state == DRIVER_ASLEEP ? driver->next_at : NEVER;
    int64_t queue_at = driver->options.queue_next_at(driver->options.ctx), now = wall_now();
    if (queue_at <= now) {
        driver->options.queue_due(driver->options.ctx);
        queue_at = now + 1;
    }
    wall_timer_arm(&driver->timer, queue_at < at ? queue_at : at);
}

static void sweep(struct driver *driver)
{
    if (driver->state == DRIVER_SWEEPING)
        return;
    uv_timer_stop(&driver->pause);
    enter(driver, DRIVER_SWEEPING);
    uv_idle_start(&driver->batch, on_batch);
}

static void on_pause_over(uv_timer_t *handle)
{
    struct driver *driver = handle->data;
    if (!driver->closing)
        sweep(driver);
}

/* One recipient's messages may lie in several batches: the queue is to find all of them. */
static void tell_committed(struct driver *driver)
{
    if (!driver->untold)
        return;
    driver->untold = false;
    driver->options.committed(driver->options.ctx);
}

void driver_fail(struct driver *driver, int error)
{
    if (driver->closing)
        return;
    tell_committed(driver);
    uv_idle_stop(&driver->batch);
    enter(driver, DRIVER_WAITING);
    driver->pause_s = driver->pause_s == 0 ? 1 : driver->pause_s * 2 > PAUSE_MAX_S ? PAUSE_MAX_S : driver->pause_s * 2;
    driver_arm(driver);
    uv_timer_start(&driver->pause, on_pause_over, UINT64_C(1000) * driver->pause_s, 0);
    driver->options.trouble(driver->options.ctx, error);
}

/* Nothing more is due: to sleep until the next instant. */
static void rest(struct driver *driver)
{
    const struct ledger *ledger = driver->options.ledger;
    int error = ledger->next_at(ledger->ctx, &driver->next_at);
    if (error != 0) {
        driver_fail(driver, error);
        return;
    }
    uv_idle_stop(&driver->batch);
    enter(driver, DRIVER_ASLEEP);
    driver_arm(driver);
}

static void on_batch(uv_idle_t *handle)
{
    struct driver *driver = handle->data;
    bool more = false;
    if (driver->closing)
        return;
    int error = engine_sweep(driver->options.engine, wall_now(), &more);
    if (error != 0) {
        driver_fail(driver, error);
        return;
    }
    if (driver->pause_s != 0) {
        driver->pause_s = 0;
        driver->options.trouble(driver->options.ctx, 0);
    }
    driver->untold = true;
    if (more)
        return;
    tell_committed(driver);
    rest(driver);
}

static void on_time(void *ctx, bool stepped, int64_t step_seconds)
{
    struct driver *driver = ctx;
    if (driver->closing)
        return;
    if (stepped)
        driver->options.stepped(driver->options.ctx, step_seconds);
    if (driver->state == DRIVER_ASLEEP && (stepped || driver->next_at <= wall_now()))
        sweep(driver);
    driver_arm(driver);
}

void driver_look(struct driver *driver)
{
    const struct ledger *ledger = driver->options.ledger;
    if (driver->closing || driver->state != DRIVER_ASLEEP)
        return;
    int error = ledger->next_at(ledger->ctx, &driver->next_at);
    if (error != 0)
        driver_fail(driver, error);
    else if (driver->next_at <= wall_now())
        sweep(driver);
    else
        driver_arm(driver);
}

int driver_init(struct driver *driver, uv_loop_t *loop, const struct driver_options *options)
{
    *driver = (struct driver){.options = *options, .next_at = NEVER};
    int error = wall_timer_init(&driver->timer, loop, on_time, driver);
    if (error != 0)
        return error;
    uv_idle_init(loop, &driver->batch);
    uv_timer_init(loop, &driver->pause);
    driver->batch.data = driver->pause.data = driver;
    return 0;
}

void driver_close(struct driver *driver)
{
    if (driver->closing)
        return;
    driver->closing = true;
    wall_timer_close(&driver->timer);
    uv_close((uv_handle_t *)&driver->batch, NULL);
    uv_close((uv_handle_t *)&driver->pause, NULL);
}
