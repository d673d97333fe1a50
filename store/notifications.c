/* Messages as policy makes them and takes them back. What becomes of them is outbox.c's. */
#include "ledger_internal.h"
#include "store_internal.h"

static void bind_notification(struct cursor *cursor, const struct notification *notification)
{
    bind_text(cursor, notification->key);
    bind_text(cursor, notification_kind_name(notification->kind));
    bind_reference(cursor, notification->occurrence);
    bind_text(cursor, notification->organization);
    bind_text(cursor, notification->organization_name);
    bind_text(cursor, notification->obligation);
    bind_text(cursor, notification->period);
    bind_text(cursor, notification->title.zh);
    bind_text(cursor, notification->title.en);
    bind_date(cursor, notification->on);
    bind_date(cursor, notification->due_on);
    bind_integer(cursor, notification->late);
    bind_text(cursor, notification->recipient);
    bind_text(cursor, notification->recipient_name);
    bind_text(cursor, notification->instead_of);
    bind_text(cursor, notification->channel);
    bind_text(cursor, notification->address);
    bind_text(cursor, notification->language);
    bind_text(cursor, notification->chair);
    bind_text(cursor, notification->also_told);
    bind_text(cursor, notification->detail);
    bind_reference(cursor, notification->stands_for);
}

/* Without a channel it waits for ever: kept and counted as undeliverable. */
int ledger_put_notification(void *ctx, struct notification *notification, int64_t at)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_NOTIFICATION);
    const bool held = notification->not_before > at;
    int error;

    bind_notification(&cursor, notification);
    bind_integer(&cursor, at);
    bind_instant(&cursor, held ? notification->not_before : NEVER);
    bind_instant(&cursor, !notification->channel ? NEVER : held ? notification->not_before : at);
    error = cursor_run(&cursor);
    if (error)
        return error;
    if (sqlite3_changes(store->db) == 0)
        return store_refuse(store, ERROR_EXISTS, "the message \"%s\" was made already", notification->key);
    notification->id = sqlite3_last_insert_rowid(store->db);
    return 0;
}

int ledger_cancel_notifications(void *ctx, int64_t occurrence, const char *why, int64_t at)
{
    struct cursor cursor = cursor_write(ctx, STATEMENT_CANCEL_WAITING);
    int error;

    bind_text(&cursor, why);
    bind_integer(&cursor, at);
    bind_integer(&cursor, occurrence);
    error = cursor_run(&cursor);
    if (error)
        return error;
    /* What is on its way cannot be called back, but need not be tried again. */
    cursor = cursor_write(ctx, STATEMENT_CANCEL_SENDING);
    bind_text(&cursor, why);
    bind_integer(&cursor, occurrence);
    return cursor_run(&cursor);
}

int ledger_cancel_vacancy(void *ctx, const char *organization, date_t since, date_t until, const char *why, int64_t at)
{
    struct cursor cursor = cursor_write(ctx, STATEMENT_CANCEL_VACANCY);
    int error;

    bind_text(&cursor, why);
    bind_integer(&cursor, at);
    bind_text(&cursor, organization);
    bind_integer(&cursor, since);
    bind_integer(&cursor, until);
    error = cursor_run(&cursor);
    if (error)
        return error;
    cursor = cursor_write(ctx, STATEMENT_CANCEL_VACANCY_SENDING);
    bind_text(&cursor, why);
    bind_text(&cursor, organization);
    bind_integer(&cursor, since);
    bind_integer(&cursor, until);
    return cursor_run(&cursor);
}

static int row_told(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct told *told = ret;

    told->recipient = take_text(cursor, arena);
    told->last_on = take_date(cursor, DATE_NONE);
    return cursor_row_result(cursor);
}

int ledger_told(void *ctx, int64_t occurrence, struct arena *arena, struct told **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_TOLD);
    struct rows rows = {.arena = arena, .size = sizeof(struct told)};
    int error;

    bind_integer(&cursor, occurrence);
    error = cursor_collect(&cursor, row_told, &rows);
    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}
