/* Turns: who was chair and who is. Begun, they are history: the schema's triggers hold that. */
#include <stdlib.h>

#include "json.h"
#include "ledger_internal.h"
#include "store_internal.h"

/* What was begun before reasons were kept as facts has none. */
static const struct turn_reason *take_reason(struct cursor *cursor, struct arena *arena)
{
    const char *text = take_text_or_null(cursor, arena);
    struct decoder decoder = {.arena = arena};
    struct turn_reason *reason;

    if (!text)
        return NULL;
    reason = arena_alloc(arena, sizeof *reason);
    if (!reason_decode(&decoder, text, reason))
        cursor_distrust(cursor, "why");
    return reason;
}

static int row_turn(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct turn *row = ret;

    row->organization = take_text(cursor, arena);
    row->period = take_text_or_null(cursor, arena);
    row->mandate = take_date(cursor, DATE_NONE);
    row->begins = take_date(cursor, DATE_NONE);
    row->ends = take_date(cursor, DATE_FOREVER);
    row->chair = take_text_or_null(cursor, arena);
    row->counts = take_bool(cursor);
    row->reason = take_text(cursor, arena);
    row->recorded_at = take_reference(cursor);
    row->why = take_reason(cursor, arena);
    return cursor_row_result(cursor);
}

int ledger_turns(void *ctx, const char *organization, struct arena *arena, struct turn **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_TURNS);
    struct rows rows = {.arena = arena, .size = sizeof(struct turn)};
    int error;

    bind_text(&cursor, organization);
    error = cursor_collect(&cursor, row_turn, &rows);
    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}

int ledger_turn_on(void *ctx, const char *organization, date_t on, struct arena *arena, struct turn *ret)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_TURN_ON);
    struct turn read;
    int error;

    bind_text(&cursor, organization);
    bind_integer(&cursor, on);
    error = cursor_read(&cursor, row_turn, arena, &read);
    if (!error)
        *ret = read;
    return error;
}

static int end_running(struct store *store, const char *organization, date_t last)
{
    struct cursor cursor = cursor_write(store, STATEMENT_END_TURN);
    int64_t id = 0;
    int step;

    bind_date(&cursor, last);
    bind_text(&cursor, organization);
    while ((step = cursor_step(&cursor)) > 0) /* to its end: only then it is made */
        id = take_integer(&cursor);
    step = cursor_close(&cursor, step);
    return step || id == 0 ? step : proof_add_row(store, PROVEN_TURN_END, id);
}

/* The turn just put. */
static int prove(struct store *store, const struct turn *turn)
{
    const int64_t id = sqlite3_last_insert_rowid(store->db);
    int error = proof_add_row(store, PROVEN_TURN, id);

    return error || turn->ends == DATE_FOREVER ? error : proof_add_row(store, PROVEN_TURN_END, id);
}

int ledger_begin_turn(void *ctx, const struct turn *turn)
{
    struct store *store = ctx;
    struct cursor cursor;
    char *why = turn->why ? reason_encode(turn->why) : NULL;
    int error = end_running(store, turn->organization, turn->begins - 1);

    if (error) {
        free(why);
        return error;
    }
    cursor = cursor_write(store, STATEMENT_BEGIN_TURN);
    bind_text(&cursor, turn->organization);
    bind_text(&cursor, turn->period);
    bind_date(&cursor, turn->mandate);
    bind_date(&cursor, turn->begins);
    bind_date(&cursor, turn->ends);
    bind_text(&cursor, turn->chair);
    bind_integer(&cursor, turn->counts);
    bind_text(&cursor, turn->reason);
    bind_reference(&cursor, turn->recorded_at);
    bind_text(&cursor, why);
    error = cursor_run(&cursor);
    free(why);
    return error ? error : prove(store, turn);
}
