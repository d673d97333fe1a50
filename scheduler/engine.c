/* The engine's life, its transactions, and the sweep of what is due. */
#include "engine_internal.h"

#include <stdlib.h>

#define BATCH 256

static const char *address_kind(void *ctx, const char *channel)
{
    const struct engine *engine = ctx;

    return engine->ledger->channel_address_kind(engine->ledger->ctx, channel);
}

struct engine *engine_new(const struct ledger *ledger, const struct zone *zone, const struct engine_observer *observer, size_t cache_max)
{
    struct engine *engine = xcalloc(1, sizeof *engine);

    engine->ledger = ledger;
    engine->zone = zone;
    if (observer)
        engine->observer = *observer;
    engine->channels = (struct channel_directory){.address_kind = address_kind, .ctx = engine};
    engine->cache.max = cache_max;
    return engine;
}

void engine_free(struct engine *engine)
{
    if (!engine)
        return;
    cache_drop(engine);
    event_list_done(&engine->events);
    free(engine);
}

void engine_set_translation(struct engine *engine, const char *(*translate)(void *ctx, const char *language, const char *text), void *ctx)
{
    engine->translate = translate;
    engine->translate_ctx = ctx;
}

void engine_assume_accepted(struct engine *engine)
{
    engine->assume_accepted = true;
}

void engine_set_zone(struct engine *engine, const struct zone *zone)
{
    cache_drop(engine);
    engine->zone = zone;
}

void engine_note(struct engine *engine, const struct event *event)
{
    if (engine->observer.event)
        event_list_add(&engine->events, event);
}

int engine_begin(struct engine *engine)
{
    const struct ledger *ledger = engine->ledger;
    int64_t generation;
    int error;

    error = ledger->begin(ledger->ctx);
    if (error)
        return error;
    error = ledger->generation(ledger->ctx, &generation);
    if (error) {
        ledger->rollback(ledger->ctx);
        return error;
    }
    if (generation != engine->cache.generation) {
        cache_drop(engine);
        engine->cache.generation = generation;
    }
    return 0;
}

int engine_end(struct engine *engine, int error)
{
    const struct ledger *ledger = engine->ledger;

    if (!error)
        error = ledger->commit(ledger->ctx);
    if (error) {
        ledger->rollback(ledger->ctx);
        cache_drop(engine);
    } else {
        for (size_t i = 0; i < engine->events.n; i++)
            engine->observer.event(engine->observer.ctx, &engine->events.items[i]);
    }
    event_list_clear(&engine->events);
    return error;
}

int engine_log(struct engine *engine, int64_t at, const char *actor, const char *action, const char *object, const char *detail)
{
    const struct log_entry entry = {.at = at, .actor = actor, .action = action, .object = object, .detail = detail};

    return engine->ledger->put_log(engine->ledger->ctx, &entry);
}

static int sweep_rotations(struct engine *engine, int64_t now, struct arena *arena, size_t *ret_n)
{
    const struct ledger *ledger = engine->ledger;
    struct rotation_row *rows;
    int error;

    error = ledger->due_rotations(ledger->ctx, now, BATCH, arena, &rows, ret_n);
    for (size_t i = 0; !error && i < *ret_n; i++)
        error = rotation_settle(engine, &rows[i], now);
    return error;
}

static int sweep_occurrences(struct engine *engine, int64_t now, struct arena *arena, size_t *ret_n)
{
    const struct ledger *ledger = engine->ledger;
    struct occurrence *rows;
    int error;

    error = ledger->due_occurrences(ledger->ctx, now, BATCH, arena, &rows, ret_n);
    for (size_t i = 0; !error && i < *ret_n; i++)
        error = occurrence_step(engine, &rows[i], now, arena);
    return error;
}

int engine_sweep(struct engine *engine, int64_t now, bool *ret_more)
{
    struct arena arena = {0};
    size_t n_rotations = 0, n_occurrences = 0;
    int error;

    error = engine_begin(engine);
    if (error)
        return error;
    error = sweep_rotations(engine, now, &arena, &n_rotations);
    /* Who is chair decides who is told: turns first, all of them. */
    if (!error && n_rotations < BATCH)
        error = sweep_occurrences(engine, now, &arena, &n_occurrences);
    error = engine_end(engine, error);
    arena_done(&arena);
    if (!error)
        *ret_more = n_rotations == BATCH || n_occurrences == BATCH;
    return error;
}
