/* What became of messages: attempts, their rows' new states, and the messages that need not be told any more. */
#include "outbox.h"

#include "reach.h"
#include "store_internal.h"

/* What a result meets. */
struct sending {
    enum delivery_state state;
    int32_t attempts;
    const char *cancel; /* NULL: nobody wants it back */
    struct reach_key to;
    bool related; /* it stands in for another, or another for it */
};

static int row_sending(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct sending *sending = ret;

    sending->state = take_delivery_state(cursor);
    sending->attempts = take_int32(cursor);
    sending->cancel = take_text_or_null(cursor, arena);
    sending->to.organization = take_text_or_null(cursor, arena);
    sending->to.recipient = take_text(cursor, arena);
    sending->to.channel = take_text_or_null(cursor, arena);
    sending->related = take_bool(cursor);
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

static int cancel_related(struct store *store, enum statement which, const struct delivery_result *result, const char *why)
{
    struct cursor cursor = cursor_write(store, which);

    bind_integer(&cursor, result->id);
    bind_text(&cursor, why);
    bind_integer(&cursor, result->ended_at_ms / 1000);
    return cursor_run(&cursor);
}

/* Who was reached need not be told again. */
static int settle_related(struct store *store, const struct delivery_result *result, const struct sending *sending, struct arena *arena)
{
    const char *why = arena_printf(arena, "delivered by %s", sending->to.channel ? sending->to.channel : "-");
    int error;

    if (result->state != DELIVERY_DELIVERED || !sending->related)
        return 0;
    error = cancel_related(store, STATEMENT_CANCEL_STAND_INS, result, why);
    return error ? error : cancel_related(store, STATEMENT_CANCEL_STOOD_IN_FOR, result, why);
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
        error = reach_note(store, &sending.to, result);
    if (error || (sending.state == DELIVERY_CANCELLED && result->state != DELIVERY_DELIVERED))
        return error;
    error = message_set(store, result->id, cancelled && result->state != DELIVERY_DELIVERED ? DELIVERY_CANCELLED : result->state,
                        result->next_at, cancelled && result->state != DELIVERY_DELIVERED ? sending.cancel : result->reply,
                        result->ended_at_ms / 1000);
    return error ? error : settle_related(store, result, &sending, arena);
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
        error = message_set(store, result.id, cancel ? DELIVERY_CANCELLED : DELIVERY_UNKNOWN, now, cancel ? cancel : words, now);
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
