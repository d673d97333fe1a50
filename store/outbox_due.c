/* What is due, channel by channel. The index goes by channel first: one that is busy costs one look, however much waits for it. */
#include "outbox.h"

#include "store_internal.h"

#include <string.h>

/* The next channel after `*channel` (arena) that has something waiting, and its least next_at; ERROR_NOT_FOUND. */
static int next_channel(struct store *store, struct arena *arena, const char **channel, int64_t *ret_next_at)
{
    struct cursor cursor = cursor_open(store, STATEMENT_NEXT_CHANNEL);
    const char *found;
    int error;

    bind_text(&cursor, *channel);
    error = cursor_one(&cursor);
    if (error)
        return error;
    found = take_text(&cursor, arena);
    *ret_next_at = take_instant(&cursor);
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (!error)
        *channel = found;
    return error;
}

static bool is_busy(const char *const *busy, const char *channel)
{
    for (; busy && *busy; busy++) {
        if (strcmp(*busy, channel) == 0)
            return true;
    }
    return false;
}

int outbox_next_at(struct store *store, const char *const *busy, int64_t *ret_at)
{
    struct arena arena = {0};
    const char *channel = "";
    int64_t least = NEVER, at;
    int error;

    while ((error = next_channel(store, &arena, &channel, &at)) == 0) {
        if (at < least && !is_busy(busy, channel))
            least = at;
    }
    arena_done(&arena);
    if (error != ERROR_NOT_FOUND)
        return error;
    *ret_at = least;
    return 0;
}

int outbox_due_channel(struct store *store, int64_t now, const char *const *busy, struct arena *arena, const char **ret_channel)
{
    const char *channel = "";
    int64_t at;
    int error;

    while ((error = next_channel(store, arena, &channel, &at)) == 0) {
        if (at > now || is_busy(busy, channel))
            continue;
        *ret_channel = channel;
        return 0;
    }
    return error;
}

int outbox_get_bucket(struct store *store, const char *channel, int64_t *ret_full_at_ms)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_BUCKET);
    int64_t full_at_ms = 0;
    int error;

    bind_text(&cursor, channel);
    error = cursor_one(&cursor);
    if (!error) {
        full_at_ms = take_integer(&cursor);
        error = cursor_close(&cursor, cursor_row_result(&cursor));
    }
    if (error && error != ERROR_NOT_FOUND)
        return error;
    *ret_full_at_ms = full_at_ms;
    return 0;
}

int outbox_put_bucket(struct store *store, const char *channel, int64_t full_at_ms)
{
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_BUCKET);

    bind_text(&cursor, channel);
    bind_integer(&cursor, full_at_ms);
    return cursor_run(&cursor);
}

static int collect_rows(struct cursor *cursor, struct arena *arena, struct outbox_row **ret_rows, size_t *ret_n)
{
    struct rows rows = {.arena = arena, .size = sizeof(struct outbox_row)};
    int error = cursor_collect(cursor, row_message, &rows);

    if (error)
        return error;
    *ret_rows = rows.items;
    *ret_n = rows.n;
    return 0;
}

int outbox_waiting_since(struct store *store, const char *channel, int64_t since, size_t max, struct arena *arena,
                         struct outbox_row **ret_rows, size_t *ret_n)
{
    struct cursor cursor = cursor_open(store, STATEMENT_WAITING_SINCE);

    bind_text(&cursor, channel);
    bind_integer(&cursor, since);
    bind_integer(&cursor, (int64_t)max);
    return collect_rows(&cursor, arena, ret_rows, ret_n);
}

int outbox_tried_since(struct store *store, const char *channel, int64_t after, int64_t since, size_t max, struct arena *arena,
                       struct outbox_row **ret_rows, size_t *ret_n)
{
    struct cursor cursor = cursor_open(store, STATEMENT_TRIED_SINCE);

    bind_text(&cursor, channel);
    bind_integer(&cursor, after);
    bind_integer(&cursor, since);
    bind_integer(&cursor, (int64_t)max);
    return collect_rows(&cursor, arena, ret_rows, ret_n);
}

int outbox_wait_on(struct store *store, int64_t id, int64_t now)
{
    struct cursor cursor = cursor_write(store, STATEMENT_WAIT_ON);

    bind_integer(&cursor, id);
    bind_integer(&cursor, now);
    return cursor_run(&cursor);
}
