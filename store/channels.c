/* Channels: put by a load, asked for by id. */
#include "json.h"
#include "ledger_internal.h"
#include "store_internal.h"

#include <stdlib.h>
#include <string.h>

struct stored {
    int64_t row;
    const char *backend;
    const char *settings;
    bool ended;
};

static int row_channel(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct stored *stored = ret;

    stored->row = take_integer(cursor);
    stored->backend = take_text(cursor, arena);
    stored->settings = take_text(cursor, arena);
    stored->ended = take_date(cursor, DATE_NONE) != DATE_NONE;
    return cursor_row_result(cursor);
}

static int get(struct store *store, const char *id, struct arena *arena, struct stored *ret)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_CHANNEL);

    bind_text(&cursor, id);
    return cursor_read(&cursor, row_channel, arena, ret);
}

static int insert(struct store *store, const struct channel *channel, const char *settings, int64_t *ret_row)
{
    struct cursor cursor = cursor_write(store, STATEMENT_INSERT_CHANNEL);
    int error;

    bind_text(&cursor, channel->id);
    bind_text(&cursor, channel->backend);
    bind_text(&cursor, settings);
    error = cursor_run(&cursor);
    if (!error)
        *ret_row = sqlite3_last_insert_rowid(store->db);
    return error;
}

static int update(struct store *store, int64_t row, const struct channel *channel, const char *settings)
{
    struct cursor cursor = cursor_write(store, STATEMENT_UPDATE_CHANNEL);

    bind_text(&cursor, channel->backend);
    bind_text(&cursor, settings);
    bind_integer(&cursor, row);
    return cursor_run(&cursor);
}

static int put(struct store *store, const struct channel *channel, const char *settings, struct arena *arena)
{
    struct stored stored;
    int error = get(store, channel->id, arena, &stored);

    if (!error && !stored.ended && strcmp(stored.backend, channel->backend) == 0 && strcmp(stored.settings, settings) == 0) {
        seen_add(&store->channels, stored.row);
        return 0;
    }
    if (error == ERROR_NOT_FOUND)
        error = insert(store, channel, settings, &stored.row);
    else if (!error)
        error = update(store, stored.row, channel, settings);
    if (error)
        return error;
    seen_add(&store->channels, stored.row);
    store_policy_changed(store);
    return 0;
}

int store_put_channel(struct store *store, const struct channel *channel)
{
    struct arena arena = {0};
    char *settings = channel_encode(channel);
    int error;

    if (!settings)
        return store_refuse(store, ERROR_INVALID, "channel %s holds text that is not UTF-8", channel->id);
    error = put(store, channel, settings, &arena);
    free(settings);
    arena_done(&arena);
    return error;
}

int store_get_channel(struct store *store, const char *id, struct arena *arena, struct channel *ret)
{
    struct decoder decoder = {.arena = arena};
    struct stored stored;
    struct channel read;
    int error = get(store, id, arena, &stored);

    if (!error && stored.ended)
        error = store_refuse(store, ERROR_NOT_FOUND, "channel %s left the configuration", id);
    if (!error && !channel_decode(&decoder, stored.settings, &read))
        error = store_refuse(store, ERROR_CORRUPT, "channel %s: its %s cannot be trusted", id, decoder.trouble);
    if (error)
        return error;
    read.id = arena_strdup(arena, id);
    read.backend = stored.backend;
    *ret = read;
    return 0;
}

static const char *address_of(const struct backend_name *backends, const char *name)
{
    for (; backends && backends->name; backends++) {
        if (strcmp(backends->name, name) == 0)
            return backends->address;
    }
    return NULL;
}

const char *ledger_channel_address_kind(void *ctx, const char *channel)
{
    struct store *store = ctx;
    struct cursor cursor;
    const char *kind;

    if (store->asked.channel && store->asked.generation == store->generation && strcmp(store->asked.channel, channel) == 0)
        return store->asked.kind;
    cursor = cursor_open(store, STATEMENT_GET_BACKEND);
    bind_text(&cursor, channel);
    if (cursor_one(&cursor) != 0)
        return NULL;
    kind = address_of(store->backends, take_text(&cursor, NULL));
    if (cursor_close(&cursor, 0) != 0)
        return kind;
    free(store->asked.channel);
    store->asked.channel = xstrdup(channel);
    store->asked.kind = kind;
    store->asked.generation = store->generation;
    return kind;
}

/* Most have none: that is seen without decoding. */
static bool may_have_window(const char *settings)
{
    return strstr(settings, "\"quiet\"") || strstr(settings, "\"workdays_only\"");
}

int ledger_channel_window(void *ctx, const char *channel, struct window *ret_window)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_open(store, STATEMENT_GET_WINDOW);
    struct arena arena = {0};
    struct channel read;
    bool may;
    int error;

    bind_text(&cursor, channel);
    error = cursor_one(&cursor);
    *ret_window = (struct window){0};
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    may = may_have_window(take_text(&cursor, NULL));
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (error || !may)
        return error;
    error = store_get_channel(store, channel, &arena, &read);
    if (!error)
        *ret_window = channel_window(&read);
    arena_done(&arena);
    return error;
}
