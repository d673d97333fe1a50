/* Claiming what is due. The index goes by channel first: a channel that is busy costs one look, however much waits for it. */
#include "outbox.h"

#include "store_internal.h"

#include <stdlib.h>
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

static int collect_channel(struct store *store, const char *channel, int64_t now, size_t max, struct rows *rows)
{
    struct cursor cursor = cursor_open(store, STATEMENT_DUE_MESSAGES);

    bind_text(&cursor, channel);
    bind_integer(&cursor, now);
    bind_integer(&cursor, (int64_t)max);
    return cursor_collect(&cursor, row_message, rows);
}

static int due_order(const void *a, const void *b)
{
    const struct outbox_row *left = a, *right = b;
    int order = (left->next_at > right->next_at) - (left->next_at < right->next_at);

    return order ? order : (left->notification.id > right->notification.id) - (left->notification.id < right->notification.id);
}

static int collect_due(struct store *store, int64_t now, size_t max, const char *const *busy, struct rows *rows)
{
    const char *channel = "";
    int64_t at;
    int error;

    while ((error = next_channel(store, rows->arena, &channel, &at)) == 0) {
        if (at <= now && !is_busy(busy, channel))
            error = collect_channel(store, channel, now, max, rows);
        if (error)
            return error;
    }
    if (error != ERROR_NOT_FOUND)
        return error;
    if (rows->n)
        qsort(rows->items, rows->n, rows->size, due_order);
    if (rows->n > max)
        rows->n = max;
    return 0;
}

static int claim(struct store *store, struct outbox_row *row)
{
    struct cursor cursor = cursor_write(store, STATEMENT_CLAIM_MESSAGE);
    int error;

    bind_integer(&cursor, row->notification.id);
    error = cursor_run(&cursor);
    if (error)
        return error;
    row->state = DELIVERY_SENDING;
    row->next_at = NEVER;
    row->attempts++;
    return 0;
}

int outbox_claim(struct store *store, int64_t now, size_t max, const char *const *busy, struct arena *arena, struct outbox_row **ret_rows,
                 size_t *ret_n)
{
    struct rows rows = {.arena = arena, .size = sizeof(struct outbox_row)};
    bool own;
    int error = transaction_enter(store, &own);

    if (error)
        return error;
    error = collect_due(store, now, max, busy, &rows);
    for (size_t i = 0; !error && i < rows.n; i++)
        error = claim(store, &((struct outbox_row *)rows.items)[i]);
    error = transaction_leave(store, own, error);
    if (error)
        return error;
    *ret_rows = rows.items;
    *ret_n = rows.n;
    return 0;
}
