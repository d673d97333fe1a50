/* Rows of the outbox as they are read, and their states. Claiming is outbox_claim.c's, results are outbox_results.c's. */
#include "outbox.h"

#include "digits.h"
#include "store_internal.h"

#include <string.h>

static const char *const delivery_words[] = {
#define X(name, word) [DELIVERY_##name] = (word),
    DELIVERY_MAP(X)
#undef X
};

_Static_assert(sizeof delivery_words / sizeof *delivery_words == DELIVERY_COUNT, "a word a state");

const char *delivery_state_name(enum delivery_state state)
{
    return delivery_words[state];
}

enum delivery_state take_delivery_state(struct cursor *cursor)
{
    const char *word = take_text(cursor, NULL);

    for (size_t i = 0; i < DELIVERY_COUNT; i++) {
        if (strcmp(delivery_words[i], word) == 0)
            return (enum delivery_state)i;
    }
    cursor_distrust(cursor, "state");
    return DELIVERY_QUEUED;
}

/* The same for ever for one key of one installation: a receiver knows a copy by it. Computed, because it can be. */
static void make_message_id(struct store *store, const char *key, char ret_text[static HASH_SIZE + 1])
{
    unsigned char hash[HASH_SIZE];

    hash_begin(store);
    hash_add(store, store->installation, strlen(store->installation));
    hash_add(store, "\n", 1);
    hash_add(store, key, strlen(key));
    hash_end(store, hash);
    hex_format(hash, HASH_SIZE / 2, ret_text);
}

static void take_notification(struct cursor *cursor, struct arena *arena, struct notification *ret)
{
    ret->id = take_integer(cursor);
    ret->key = take_text(cursor, arena);
    if (notification_kind_parse(take_text(cursor, NULL), &ret->kind) != 0)
        cursor_distrust(cursor, "kind");
    ret->occurrence = take_reference(cursor);
    ret->organization = take_text_or_null(cursor, arena);
    ret->organization_name = take_text_or_null(cursor, arena);
    ret->obligation = take_text_or_null(cursor, arena);
    ret->period = take_text_or_null(cursor, arena);
    ret->title.zh = take_text_or_null(cursor, arena);
    ret->title.en = take_text_or_null(cursor, arena);
    ret->on = take_date(cursor, DATE_NONE);
    ret->due_on = take_date(cursor, DATE_NONE);
    ret->late = take_bool(cursor);
    ret->recipient = take_text(cursor, arena);
    ret->recipient_name = take_text_or_null(cursor, arena);
    ret->instead_of = take_text_or_null(cursor, arena);
    ret->channel = take_text_or_null(cursor, arena);
    ret->address = take_text_or_null(cursor, arena);
    ret->language = take_text_or_null(cursor, arena);
    ret->chair = take_text_or_null(cursor, arena);
    ret->also_told = take_text_or_null(cursor, arena);
    ret->detail = take_text_or_null(cursor, arena);
    ret->stands_for = take_reference(cursor);
}

int row_message(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct outbox_row *row = ret;

    take_notification(cursor, arena, &row->notification);
    row->created_at = take_integer(cursor);
    row->due_at = take_integer(cursor);
    row->state = take_delivery_state(cursor);
    row->next_at = take_instant(cursor);
    row->attempts = take_int32(cursor);
    row->last_reply = take_text_or_null(cursor, arena);
    row->digest = take_text_or_null(cursor, arena);
    make_message_id(cursor->store, row->notification.key, row->message_id);
    return cursor_row_result(cursor);
}

int outbox_get(struct store *store, int64_t id, struct arena *arena, struct outbox_row *ret)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_MESSAGE);
    struct outbox_row read;
    int error;

    bind_integer(&cursor, id);
    error = cursor_read(&cursor, row_message, arena, &read);
    if (!error)
        *ret = read;
    return error;
}

static int exists(struct cursor *cursor, bool *ret_has)
{
    int error = cursor_one(cursor);

    if (!error)
        error = cursor_close(cursor, 0);
    else if (error != ERROR_NOT_FOUND)
        return error;
    *ret_has = error == 0;
    return 0;
}

int outbox_has_key(struct store *store, const char *first, const char *last, bool *ret_has)
{
    struct cursor cursor = cursor_open(store, STATEMENT_KEY_BETWEEN);

    bind_text(&cursor, first);
    bind_text(&cursor, last);
    return exists(&cursor, ret_has);
}

int outbox_stood_in_for(struct store *store, int64_t id, bool *ret_has)
{
    struct cursor cursor = cursor_open(store, STATEMENT_STOOD_IN_FOR);

    bind_integer(&cursor, id);
    return exists(&cursor, ret_has);
}

int message_set(struct store *store, int64_t id, enum delivery_state state, int64_t next_at, const char *reply, int64_t at)
{
    const bool waits = state == DELIVERY_QUEUED || state == DELIVERY_UNKNOWN;
    struct cursor cursor = cursor_write(store, STATEMENT_SET_MESSAGE);

    bind_text(&cursor, delivery_state_name(state));
    bind_instant(&cursor, waits ? next_at : NEVER);
    bind_text(&cursor, reply);
    bind_instant(&cursor, waits ? NEVER : at);
    bind_integer(&cursor, id);
    return cursor_run(&cursor);
}
