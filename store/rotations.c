/* When each rotation is looked at next, and the decisions it obeys. */
#include "ledger_internal.h"
#include "store_internal.h"

static int row_rotation(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct rotation_row *row = ret;

    row->organization = take_text(cursor, arena);
    row->known_on = take_date(cursor, DATE_NONE);
    row->next_at = take_instant(cursor);
    return cursor_row_result(cursor);
}

int ledger_due_rotations(void *ctx, int64_t now, size_t max, struct arena *arena, struct rotation_row **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_DUE_ROTATIONS);
    struct rows rows = {.arena = arena, .size = sizeof(struct rotation_row)};
    int error;

    bind_integer(&cursor, now);
    bind_integer(&cursor, (int64_t)max);
    error = cursor_collect(&cursor, row_rotation, &rows);
    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}

int ledger_get_rotation(void *ctx, const char *organization, struct arena *arena, struct rotation_row *ret)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_GET_ROTATION);
    struct rotation_row read;
    int error;

    bind_text(&cursor, organization);
    error = cursor_read(&cursor, row_rotation, arena, &read);
    if (!error)
        *ret = read;
    return error;
}

int ledger_put_rotation(void *ctx, const struct rotation_row *row)
{
    struct cursor cursor = cursor_write(ctx, STATEMENT_PUT_ROTATION);

    bind_text(&cursor, row->organization);
    bind_date(&cursor, row->known_on);
    bind_instant(&cursor, row->next_at);
    return cursor_run(&cursor);
}

static int row_decision(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct decision *row = ret;

    row->id = take_integer(cursor);
    row->organization = take_text(cursor, arena);
    if (decision_kind_parse(take_text(cursor, NULL), &row->kind) != 0)
        cursor_distrust(cursor, "kind");
    row->on = take_date(cursor, DATE_NONE);
    row->member = take_text_or_null(cursor, arena);
    row->other = take_text_or_null(cursor, arena);
    row->period = take_text_or_null(cursor, arena);
    row->other_period = take_text_or_null(cursor, arena);
    row->refers = take_reference(cursor);
    row->agreed = take_text_or_null(cursor, arena);
    row->by = take_text_or_null(cursor, arena);
    row->why = take_text_or_null(cursor, arena);
    row->document = take_text_or_null(cursor, arena);
    row->at = take_reference(cursor);
    return cursor_row_result(cursor);
}

int ledger_decisions(void *ctx, const char *organization, struct arena *arena, struct decision **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_DECISIONS);
    struct rows rows = {.arena = arena, .size = sizeof(struct decision)};
    int error;

    bind_text(&cursor, organization);
    error = cursor_collect(&cursor, row_decision, &rows);
    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}

int ledger_put_decision(void *ctx, struct decision *decision)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_DECISION);
    int error;

    bind_text(&cursor, decision->organization);
    bind_text(&cursor, decision_kind_name(decision->kind));
    bind_date(&cursor, decision->on);
    bind_text(&cursor, decision->member);
    bind_text(&cursor, decision->other);
    bind_text(&cursor, decision->period);
    bind_text(&cursor, decision->other_period);
    bind_reference(&cursor, decision->refers);
    bind_text(&cursor, decision->agreed);
    bind_text(&cursor, decision->by);
    bind_text(&cursor, decision->why);
    bind_text(&cursor, decision->document);
    bind_reference(&cursor, decision->at);
    error = cursor_run(&cursor);
    if (error)
        return error;
    decision->id = sqlite3_last_insert_rowid(store->db);
    return proof_add_row(store, PROVEN_DECISION, decision->id);
}
