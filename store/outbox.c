/* What becomes of a message: rows as they are read, results, and what is done by hand. Claiming is outbox_claim.c's. */
#include "outbox.h"

#include "ledger_internal.h"
#include "reach.h"
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
}

int row_message(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct outbox_row *row = ret;

    take_notification(cursor, arena, &row->notification);
    row->created_at = take_integer(cursor);
    row->state = take_delivery_state(cursor);
    row->next_at = take_instant(cursor);
    row->attempts = take_int32(cursor);
    row->last_reply = take_text_or_null(cursor, arena);
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

int outbox_has_key(struct store *store, const char *first, const char *last, bool *ret_has)
{
    struct cursor cursor = cursor_open(store, STATEMENT_KEY_BETWEEN);
    int error;

    bind_text(&cursor, first);
    bind_text(&cursor, last);
    error = cursor_one(&cursor);
    if (!error)
        error = cursor_close(&cursor, 0);
    else if (error != ERROR_NOT_FOUND)
        return error;
    *ret_has = error == 0;
    return 0;
}

/* What a result meets. */
struct sending {
    enum delivery_state state;
    int32_t attempts;
    const char *cancel; /* NULL: nobody wants it back */
};

static int row_sending(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct sending *sending = ret;

    sending->state = take_delivery_state(cursor);
    sending->attempts = take_int32(cursor);
    sending->cancel = take_text_or_null(cursor, arena);
    return cursor_row_result(cursor);
}

static int get_sending(struct store *store, int64_t id, struct arena *arena, struct sending *ret)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_SENDING);

    bind_integer(&cursor, id);
    return cursor_read(&cursor, row_sending, arena, ret);
}

static int put_attempt(struct store *store, const struct delivery_result *result, int32_t number)
{
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_ATTEMPT);

    bind_integer(&cursor, result->id);
    bind_integer(&cursor, number);
    bind_integer(&cursor, result->began_at_ms);
    bind_integer(&cursor, result->ended_at_ms);
    bind_text(&cursor, delivery_state_name(result->state));
    bind_integer(&cursor, result->code);
    bind_text(&cursor, result->reply);
    return cursor_run(&cursor);
}

/* The row's new state. `at`: when, if the state is final. */
static int set_message(struct store *store, int64_t id, enum delivery_state state, int64_t next_at, const char *reply, int64_t at)
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

static int put_result(struct store *store, const struct delivery_result *result, struct arena *arena)
{
    struct sending sending;
    bool cancelled;
    int error = get_sending(store, result->id, arena, &sending);

    if (error)
        return error;
    cancelled = sending.state == DELIVERY_CANCELLED || sending.cancel;
    if (sending.state != DELIVERY_SENDING && !cancelled)
        return store_refuse(store, ERROR_REFUSED, "message %lld is %s, not being sent", (long long)result->id,
                            delivery_state_name(sending.state));
    error = put_attempt(store, result, sending.attempts);
    if (!error)
        error = reach_note(store, result);
    if (error || (sending.state == DELIVERY_CANCELLED && result->state != DELIVERY_DELIVERED))
        return error;
    return set_message(store, result->id, cancelled && result->state != DELIVERY_DELIVERED ? DELIVERY_CANCELLED : result->state,
                       result->next_at, cancelled && result->state != DELIVERY_DELIVERED ? sending.cancel : result->reply,
                       result->ended_at_ms / 1000);
}

int outbox_put_results(struct store *store, const struct delivery_result *results, size_t n)
{
    struct arena arena = {0};
    int error = 0;

    for (size_t i = 0; !error && i < n; i++)
        error = put_result(store, &results[i], &arena);
    arena_done(&arena);
    return error;
}

static int interrupted_one(struct store *store, int64_t after, int64_t now, struct arena *arena, int64_t *ret_id)
{
    static const char words[] = "lunzhid stopped while it was being sent";
    struct cursor cursor = cursor_open(store, STATEMENT_INTERRUPTED);
    struct delivery_result result = {.state = DELIVERY_UNKNOWN, .began_at_ms = now * 1000, .ended_at_ms = now * 1000, .reply = words};
    const char *cancel;
    int32_t attempts;
    int error;

    bind_integer(&cursor, after);
    error = cursor_one(&cursor);
    if (error)
        return error;
    result.id = take_integer(&cursor);
    attempts = take_int32(&cursor);
    cancel = take_text_or_null(&cursor, arena);
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (!error)
        error = put_attempt(store, &result, attempts);
    if (!error)
        error = set_message(store, result.id, cancel ? DELIVERY_CANCELLED : DELIVERY_UNKNOWN, now, cancel ? cancel : words, now);
    if (!error)
        *ret_id = result.id;
    return error;
}

int outbox_recover(struct store *store, int64_t now, size_t *ret_n)
{
    struct arena arena = {0};
    int64_t id = 0;
    size_t n = 0;
    bool own;
    int error = transaction_enter(store, &own);

    if (error)
        return error;
    while (!error) {
        error = interrupted_one(store, id, now, &arena, &id);
        n += !error;
    }
    error = transaction_leave(store, own, error == ERROR_NOT_FOUND ? 0 : error);
    arena_done(&arena);
    if (!error)
        *ret_n = n;
    return error;
}

static int log_by_hand(struct store *store, const struct outbox_row *row, const char *action, const char *actor, int64_t now,
                       struct arena *arena)
{
    const struct notification *message = &row->notification;
    const struct log_entry entry = {
        .at = now,
        .actor = actor,
        .action = action,
        .object = message->occurrence ? arena_printf(arena, "%s/%s/%s", message->organization, message->obligation, message->period)
                                      : arena_printf(arena, "message %lld", (long long)message->id),
        .detail = arena_printf(arena, "message %lld to %s by %s, which was %s", (long long)message->id, message->recipient,
                               message->channel ? message->channel : "-", delivery_state_name(row->state)),
    };

    return ledger_put_log(store, &entry);
}

/* One row from a state that waits or was refused to another, with its line in the log. */
static int change_by_hand(struct store *store, int64_t id, enum delivery_state to, int64_t now, const char *action, const char *actor)
{
    struct arena arena = {0};
    struct outbox_row row;
    bool own;
    int error = transaction_enter(store, &own);

    if (error)
        return error;
    error = outbox_get(store, id, &arena, &row);
    if (!error && row.state != DELIVERY_REFUSED && row.state != DELIVERY_UNKNOWN && row.state != DELIVERY_QUEUED)
        error = store_refuse(store, ERROR_REFUSED, "message %lld is %s", (long long)id, delivery_state_name(row.state));
    if (!error && to == DELIVERY_QUEUED && !row.notification.channel)
        error = store_refuse(store, ERROR_REFUSED, "no channel reaches the recipient of message %lld", (long long)id);
    if (!error)
        error = set_message(store, id, to, now, to == DELIVERY_CANCELLED ? "cancelled by hand" : row.last_reply, now);
    if (!error)
        error = log_by_hand(store, &row, action, actor, now, &arena);
    error = transaction_leave(store, own, error);
    arena_done(&arena);
    return error;
}

int outbox_retry(struct store *store, int64_t id, int64_t now, const char *actor)
{
    return change_by_hand(store, id, DELIVERY_QUEUED, now, "retry", actor);
}

int outbox_cancel(struct store *store, int64_t id, int64_t now, const char *actor)
{
    return change_by_hand(store, id, DELIVERY_CANCELLED, now, "cancel", actor);
}
