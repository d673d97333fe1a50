/* Who was reached on what: see reach.h. */
#include "reach.h"

#include "query.h"
#include "store_internal.h"

int reach_note(struct store *store, const struct reach_key *key, const struct delivery_result *result)
{
    const bool delivered = result->state == DELIVERY_DELIVERED;
    struct cursor cursor;

    if (!key->organization || !key->channel)
        return 0;
    cursor = cursor_write(store, delivered ? STATEMENT_NOTE_DELIVERED : STATEMENT_NOTE_FAILED);
    bind_text(&cursor, key->organization);
    bind_text(&cursor, key->recipient);
    bind_text(&cursor, key->channel);
    bind_integer(&cursor, result->ended_at_ms / 1000);
    if (!delivered)
        bind_text(&cursor, result->reply);
    return cursor_run(&cursor);
}

static int take_reach(struct cursor *cursor, struct query_reach *ret)
{
    ret->recipient = take_text(cursor, NULL);
    ret->channel = take_text(cursor, NULL);
    ret->delivered_at = take_instant(cursor);
    ret->failed_at = take_instant(cursor);
    ret->reply = take_text_or_null(cursor, NULL);
    return cursor_row_result(cursor);
}

int query_reach(struct store *store, const char *organization, int (*row)(void *ctx, const struct query_reach *), void *ctx)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LIST_REACH);
    int result;

    bind_text(&cursor, organization);
    while ((result = cursor_step(&cursor)) > 0) {
        struct query_reach reach;

        result = take_reach(&cursor, &reach);
        if (!result)
            result = row(ctx, &reach);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}
