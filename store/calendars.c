/* Calendars: put by a load, kept decoded for the organizations that share them. */
#include "json.h"
#include "store_internal.h"

#include <stdlib.h>
#include <string.h>

/* The stored definition, NULL if there is none; ended or not. */
struct stored {
    int64_t row;
    const char *definition;
    bool ended;
};

static int row_calendar(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct stored *stored = ret;

    stored->row = take_integer(cursor);
    stored->definition = take_text(cursor, arena);
    stored->ended = take_date(cursor, DATE_NONE) != DATE_NONE;
    return cursor_row_result(cursor);
}

static int get(struct store *store, const char *id, struct arena *arena, struct stored *ret)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_CALENDAR);

    bind_text(&cursor, id);
    return cursor_read(&cursor, row_calendar, arena, ret);
}

static int insert(struct store *store, const char *id, const char *definition, int64_t *ret_row)
{
    struct cursor cursor = cursor_write(store, STATEMENT_INSERT_CALENDAR);
    int error;

    bind_text(&cursor, id);
    bind_text(&cursor, definition);
    error = cursor_run(&cursor);
    if (!error)
        *ret_row = sqlite3_last_insert_rowid(store->db);
    return error;
}

static int update(struct store *store, int64_t row, const char *definition)
{
    struct cursor cursor = cursor_write(store, STATEMENT_UPDATE_CALENDAR);

    bind_text(&cursor, definition);
    bind_integer(&cursor, row);
    return cursor_run(&cursor);
}

static int put(struct store *store, const char *id, const char *definition, struct arena *arena)
{
    struct stored stored;
    int error = get(store, id, arena, &stored);

    if (!error && !stored.ended && strcmp(stored.definition, definition) == 0) {
        seen_add(&store->calendars, stored.row);
        return 0;
    }
    if (error == ERROR_NOT_FOUND)
        error = insert(store, id, definition, &stored.row);
    else if (!error)
        error = update(store, stored.row, definition);
    if (error)
        return error;
    seen_add(&store->calendars, stored.row);
    store_policy_changed(store);
    return 0;
}

int store_put_calendar(struct store *store, const struct calendar *calendar)
{
    struct arena arena = {0};
    char *definition = calendar_encode(calendar);
    int error;

    if (!definition)
        return store_refuse(store, ERROR_INVALID, "calendar %s holds text that is not UTF-8", calendar->id);
    error = put(store, calendar->id, definition, &arena);
    free(definition);
    arena_done(&arena);
    return error;
}

static int read_calendar(struct store *store, const char *id, struct arena *arena, const struct calendar **ret_calendar)
{
    struct decoder decoder = {.arena = arena};
    struct arena scratch = {0};
    struct calendar *calendar = arena_alloc(arena, sizeof *calendar);
    struct stored stored;
    int error = get(store, id, &scratch, &stored);

    if (!error && !calendar_decode(&decoder, stored.definition, calendar))
        error = store_refuse(store, ERROR_CORRUPT, "calendar %s: its %s cannot be trusted", id, decoder.trouble);
    arena_done(&scratch);
    if (error)
        return error;
    calendar->id = arena_strdup(arena, id);
    *ret_calendar = calendar;
    return 0;
}

static const struct calendar *copy(const struct calendar *calendar, struct arena *arena)
{
    struct calendar *new = arena_alloc(arena, sizeof *new);
    struct term *terms = arena_array(arena, calendar->n_terms, sizeof *terms);
    struct special_day *days = arena_array(arena, calendar->n_days, sizeof *days);

    for (size_t i = 0; i < calendar->n_terms; i++) {
        terms[i] = calendar->terms[i];
        terms[i].id = arena_strdup(arena, terms[i].id);
        terms[i].year = arena_strdup(arena, terms[i].year);
    }
    if (calendar->n_days)
        memcpy(days, calendar->days, calendar->n_days * sizeof *days);
    *new = (struct calendar){
        .id = arena_strdup(arena, calendar->id), .terms = terms, .n_terms = calendar->n_terms, .days = days, .n_days = calendar->n_days};
    return new;
}

int calendar_cache_get(struct store *store, const char *id, struct arena *arena, const struct calendar **ret_calendar)
{
    struct calendar_cache *cache = &store->calendar_cache;
    size_t oldest = 0;
    int error;

    for (size_t i = 0; i < CALENDAR_CACHE_SIZE; i++) {
        if (cache->slots[i].calendar && strcmp(cache->slots[i].calendar->id, id) == 0) {
            cache->slots[i].used = ++cache->tick;
            *ret_calendar = copy(cache->slots[i].calendar, arena);
            return 0;
        }
        if (cache->slots[i].used < cache->slots[oldest].used)
            oldest = i;
    }
    arena_done(&cache->slots[oldest].arena);
    cache->slots[oldest].calendar = NULL;
    error = read_calendar(store, id, &cache->slots[oldest].arena, &cache->slots[oldest].calendar);
    if (error)
        return error;
    cache->slots[oldest].used = ++cache->tick;
    *ret_calendar = copy(cache->slots[oldest].calendar, arena);
    return 0;
}

void calendar_cache_drop(struct calendar_cache *cache)
{
    for (size_t i = 0; i < CALENDAR_CACHE_SIZE; i++)
        arena_done(&cache->slots[i].arena);
    *cache = (struct calendar_cache){0};
}
