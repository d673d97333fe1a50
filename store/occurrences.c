/* Occurrences: what is due, and how each one stands. */
#include "ledger_internal.h"
#include "store_internal.h"

int row_occurrence(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct occurrence *row = ret;

    row->id = take_integer(cursor);
    row->organization = take_text(cursor, arena);
    row->obligation = take_text(cursor, arena);
    row->period = take_text(cursor, arena);
    row->begins = take_date(cursor, DATE_NONE);
    row->ends = take_date(cursor, DATE_FOREVER);
    row->opens_on = take_date(cursor, DATE_NONE);
    row->event_on = take_date(cursor, DATE_NONE);
    row->due_on = take_date(cursor, DATE_NONE);
    row->known_at = take_integer(cursor);
    row->done_on = take_date(cursor, DATE_NONE);
    row->told_on = take_date(cursor, DATE_NONE);
    row->records = take_int32(cursor);
    row->met_on = take_date(cursor, DATE_NONE);
    if (occurrence_state_parse(take_text(cursor, NULL), &row->state) != 0)
        cursor_distrust(cursor, "state");
    row->next_at = take_instant(cursor);
    return cursor_row_result(cursor);
}

static int collect(struct cursor *cursor, struct arena *arena, struct occurrence **ret, size_t *ret_n)
{
    struct rows rows = {.arena = arena, .size = sizeof(struct occurrence)};
    int error;

    error = cursor_collect(cursor, row_occurrence, &rows);
    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}

int ledger_due_occurrences(void *ctx, int64_t now, size_t max, struct arena *arena, struct occurrence **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_DUE_OCCURRENCES);

    bind_integer(&cursor, now);
    bind_integer(&cursor, (int64_t)max);
    return collect(&cursor, arena, ret, ret_n);
}

int ledger_organization_occurrences(void *ctx, const char *organization, struct arena *arena, struct occurrence **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_ORGANIZATION_OCCURRENCES);

    bind_text(&cursor, organization);
    return collect(&cursor, arena, ret, ret_n);
}

int ledger_get_occurrence(void *ctx, const char *organization, const char *obligation, const char *period, struct arena *arena,
                          struct occurrence *ret)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_GET_OCCURRENCE);
    struct occurrence read;
    int error;

    bind_text(&cursor, organization);
    bind_text(&cursor, obligation);
    bind_text(&cursor, period);
    error = cursor_read(&cursor, row_occurrence, arena, &read);
    if (!error)
        *ret = read;
    return error;
}

static void bind_occurrence(struct cursor *cursor, const struct occurrence *occurrence)
{
    bind_text(cursor, occurrence->organization);
    bind_text(cursor, occurrence->obligation);
    bind_text(cursor, occurrence->period);
    bind_date(cursor, occurrence->begins);
    bind_date(cursor, occurrence->ends);
    bind_date(cursor, occurrence->opens_on);
    bind_date(cursor, occurrence->event_on);
    bind_date(cursor, occurrence->due_on);
    bind_integer(cursor, occurrence->known_at);
    bind_integer(cursor, occurrence->records);
    bind_date(cursor, occurrence->met_on);
    bind_text(cursor, occurrence_state_name(occurrence->state));
    bind_date(cursor, occurrence->done_on);
    bind_date(cursor, occurrence->told_on);
    bind_instant(cursor, occurrence->next_at);
}

/* Whether a row was there to change is in *ret_changed. */
static int update(struct store *store, enum statement id, const struct occurrence *occurrence, bool *ret_changed)
{
    struct cursor cursor = cursor_write(store, id);
    int error;

    bind_occurrence(&cursor, occurrence);
    bind_integer(&cursor, occurrence->id);
    error = cursor_run(&cursor);
    if (!error)
        *ret_changed = sqlite3_changes(store->db) > 0;
    return error;
}

static int insert(struct store *store, struct occurrence *occurrence)
{
    struct cursor cursor = cursor_write(store, STATEMENT_INSERT_OCCURRENCE);
    int error;

    bind_occurrence(&cursor, occurrence);
    error = cursor_run(&cursor);
    if (!error)
        occurrence->id = sqlite3_last_insert_rowid(store->db);
    return error;
}

int ledger_put_occurrence(void *ctx, struct occurrence *occurrence)
{
    struct store *store = ctx;
    bool changed;
    int error;

    if (occurrence->id == 0)
        return insert(store, occurrence);
    error = update(store, STATEMENT_ADVANCE_OCCURRENCE, occurrence, &changed);
    if (error || changed)
        return error;
    error = update(store, STATEMENT_UPDATE_OCCURRENCE, occurrence, &changed);
    if (error || changed)
        return error;
    return store_refuse(store, ERROR_NOT_FOUND, "there is no occurrence %lld of %s/%s/%s", (long long)occurrence->id,
                        occurrence->organization, occurrence->obligation, occurrence->period);
}
