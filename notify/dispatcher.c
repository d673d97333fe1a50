/* The dispatcher's life: step() is the only place where work is done, wanted by dispatcher_wake() and run after the loop's input of the
 * same turn, so that all results of a turn are one transaction. */
#include "dispatcher.h"

#include <stdlib.h>

#include "dispatcher_internal.h"
#include "intl.h"

#define STORE_RETRY_MAX_S 60
#define GATHER_MS         1

int64_t dispatcher_now_ms(const struct dispatcher *dispatcher)
{
    const struct notify_world *world = dispatcher->options.context->world;

    return world->now_ms(world->ctx);
}

int64_t dispatcher_now(const struct dispatcher *dispatcher)
{
    return dispatcher_now_ms(dispatcher) / 1000;
}

uint64_t dispatcher_random(const struct dispatcher *dispatcher)
{
    const struct notify_world *world = dispatcher->options.context->world;

    return world->random(world->ctx);
}

void dispatcher_store_failed(struct dispatcher *dispatcher, int error)
{
    int64_t wait = dispatcher->store_failures < 6 ? (int64_t)1 << dispatcher->store_failures : STORE_RETRY_MAX_S;

    dispatcher->store_retry_at = dispatcher_now(dispatcher) + wait;
    dispatcher->next_at = dispatcher->store_retry_at;
    dispatcher->store_failures++;
    dispatcher->options.trouble(dispatcher->options.ctx, error);
}

void dispatcher_store_works(struct dispatcher *dispatcher)
{
    if (dispatcher->store_failures == 0)
        return;
    dispatcher->store_failures = 0;
    dispatcher->options.trouble(dispatcher->options.ctx, 0);
}

void dispatcher_look_everywhere(struct dispatcher *dispatcher)
{
    dispatcher->look_new = true;
    for (struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next)
        lane->look = true;
}

static void on_lane_closed(void *ctx)
{
    dispatcher_wake(ctx);
}

static void tell_broken(struct dispatcher *dispatcher)
{
    for (struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        char *text;

        if (!lane->broken)
            continue;
        lane->broken = false;
        text = xasprintf(_("channel “%s” refuses for good: %s"), lane->channel.id, lane->health.words != NULL ? lane->health.words : "");
        dispatcher->options.alert(dispatcher->options.ctx, lane->channel.id, text);
        free(text);
    }
}

/* Closes lanes that are stale and idle, and frees those that are closed. */
static void sweep_lanes(struct dispatcher *dispatcher)
{
    for (struct lane **at = &dispatcher->lanes; *at != NULL;) {
        struct lane *lane = *at;

        if (lane->stale && lane->in_flight == 0)
            lane_close(lane, on_lane_closed, dispatcher);
        if (lane->gone) {
            *at = lane->next;
            lane_free(lane);
            dispatcher->look_new = true;
        } else {
            at = &lane->next;
        }
    }
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct dispatcher *dispatcher = handle->data;
    void (*closed)(void *ctx) = dispatcher->closed;
    void *ctx = dispatcher->closed_ctx;

    if (--dispatcher->n_handles > 0)
        return;
    free(dispatcher);
    closed(ctx);
}

static void finish(struct dispatcher *dispatcher)
{
    dispatcher->state = DISPATCHER_CLOSED;
    results_write(dispatcher);
    results_drop(dispatcher, dispatcher->n_done); /* what could not be written is `sending` there, and `unknown` at the next start */
    uv_close((uv_handle_t *)&dispatcher->idle, on_handle_closed);
    uv_close((uv_handle_t *)&dispatcher->check, on_handle_closed);
    uv_close((uv_handle_t *)&dispatcher->grace, on_handle_closed);
    uv_close((uv_handle_t *)&dispatcher->gather, on_handle_closed);
}

static void advance_close(struct dispatcher *dispatcher)
{
    if (dispatcher->state == DISPATCHER_DRAINING && (dispatcher->in_flight == 0 || dispatcher->grace_over)) {
        dispatcher->state = DISPATCHER_ABORTING;
        for (struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next)
            lane_close(lane, on_lane_closed, dispatcher);
        dispatcher_wake(dispatcher);
    } else if (dispatcher->state == DISPATCHER_ABORTING && dispatcher->lanes == NULL) {
        finish(dispatcher);
    }
}

static void on_gathered(uv_timer_t *timer)
{
    struct dispatcher *dispatcher = timer->data;

    dispatcher->gathered = true;
    dispatcher_wake(dispatcher);
}

/* A slow disk's commit is to hold more than the first result: the others of the same moment are waited for. On a fast one it would be
 * over before they come. */
static bool gathers(struct dispatcher *dispatcher)
{
    bool waits = dispatcher->state == DISPATCHER_RUNNING && dispatcher->commit_ms >= GATHER_MS && dispatcher->n_done > 0 &&
                 dispatcher->in_flight > 0 && !dispatcher->gathered;

    dispatcher->gathered = false;
    if (!waits)
        uv_timer_stop(&dispatcher->gather);
    else if (!uv_is_active((uv_handle_t *)&dispatcher->gather))
        uv_timer_start(&dispatcher->gather, on_gathered, GATHER_MS, 0);
    return waits;
}

static void step(struct dispatcher *dispatcher)
{
    int64_t next_at = dispatcher->next_at;
    bool running = dispatcher->state == DISPATCHER_RUNNING;

    tell_broken(dispatcher);
    sweep_lanes(dispatcher);
    if (gathers(dispatcher))
        return;
    if (dispatcher->store_failures == 0 || dispatcher_now(dispatcher) >= dispatcher->store_retry_at) {
        if (running)
            dispatcher_claim(dispatcher);
        else
            results_write(dispatcher);
    }
    if (running && dispatcher->next_at != next_at && dispatcher->options.next_changed != NULL)
        dispatcher->options.next_changed(dispatcher->options.ctx);
    advance_close(dispatcher);
}

static void on_check(uv_check_t *check)
{
    struct dispatcher *dispatcher = check->data;

    uv_idle_stop(&dispatcher->idle);
    uv_check_stop(&dispatcher->check);
    step(dispatcher);
}

static void on_idle(uv_idle_t *idle)
{
    /* An active idle handle keeps the loop from sleeping before on_check(). */
}

void dispatcher_wake(struct dispatcher *dispatcher)
{
    if (dispatcher->state == DISPATCHER_CLOSED)
        return;
    uv_idle_start(&dispatcher->idle, on_idle);
    uv_check_start(&dispatcher->check, on_check);
}

int dispatcher_new(const struct dispatcher_options *options, struct dispatcher **ret)
{
    struct dispatcher *dispatcher = xcalloc(1, sizeof(*dispatcher));
    uv_loop_t *loop = options->context->loop;

    dispatcher->options = *options;
    if (dispatcher->options.find == NULL)
        dispatcher->options.find = backend_find;
    store_ledger(options->store, &dispatcher->ledger);
    dispatcher->done_end = &dispatcher->done;
    dispatcher->next_at = NEVER;
    dispatcher->look_new = true;
    uv_idle_init(loop, &dispatcher->idle);
    uv_check_init(loop, &dispatcher->check);
    uv_timer_init(loop, &dispatcher->grace);
    uv_timer_init(loop, &dispatcher->gather);
    dispatcher->idle.data = dispatcher->check.data = dispatcher->grace.data = dispatcher->gather.data = dispatcher;
    dispatcher->n_handles = 4;
    *ret = dispatcher;
    return 0;
}

void dispatcher_kick(struct dispatcher *dispatcher)
{
    if (dispatcher->state != DISPATCHER_RUNNING)
        return;
    dispatcher->store_retry_at = INT64_MIN; /* whoever committed shows that the database may work again */
    dispatcher_look_everywhere(dispatcher);
    dispatcher_wake(dispatcher);
}

int64_t dispatcher_next_at(const struct dispatcher *dispatcher)
{
    return dispatcher->next_at;
}

void dispatcher_reload(struct dispatcher *dispatcher, const struct templates *templates, const struct zone *zone)
{
    dispatcher->options.templates = templates;
    dispatcher->options.zone = zone;
    for (struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next)
        lane->stale = true;
    dispatcher_kick(dispatcher);
}

static void on_grace_over(uv_timer_t *timer)
{
    struct dispatcher *dispatcher = timer->data;

    dispatcher->grace_over = true;
    dispatcher_wake(dispatcher);
}

void dispatcher_close(struct dispatcher *dispatcher, uint64_t grace_ms, void (*closed)(void *ctx), void *ctx)
{
    if (dispatcher->state != DISPATCHER_RUNNING)
        return;
    dispatcher->state = DISPATCHER_DRAINING;
    dispatcher->closed = closed;
    dispatcher->closed_ctx = ctx;
    dispatcher->grace_over = grace_ms == 0;
    if (grace_ms > 0)
        uv_timer_start(&dispatcher->grace, on_grace_over, grace_ms, 0);
    dispatcher_wake(dispatcher);
}

size_t dispatcher_in_flight(const struct dispatcher *dispatcher)
{
    return dispatcher->in_flight;
}

void dispatcher_channels(const struct dispatcher *dispatcher,
                         void (*row)(void *ctx, const char *channel, const char *trouble, int64_t since), void *ctx)
{
    for (const struct lane *lane = dispatcher->lanes; lane != NULL; lane = lane->next) {
        int64_t since = NEVER;
        const char *trouble = health_trouble(&lane->health, dispatcher_now(dispatcher), &since);

        row(ctx, lane->channel.id, trouble, since);
    }
}
