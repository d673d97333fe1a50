/* What is done with a message by hand, each with its line in the log. */
#include "outbox.h"

#include "ledger_internal.h"
#include "store_internal.h"

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

static int unbind(struct store *store, int64_t id)
{
    struct cursor cursor = cursor_write(store, STATEMENT_UNBIND_MESSAGE);

    bind_integer(&cursor, id);
    return cursor_run(&cursor);
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
        error = message_set(store, id, to, now, to == DELIVERY_CANCELLED ? "cancelled by hand" : row.last_reply, now);
    if (!error && to == DELIVERY_QUEUED)
        error = unbind(store, id);
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
