/* Records and waivers: what people said. Only added to. */
#include "ledger_internal.h"
#include "store_internal.h"

#include <stdio.h>

/* The file belongs to a record from now on. */
static int put_file(struct store *store, int64_t record, size_t position, const struct record_file *file)
{
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_RECORD_FILE);
    char key[48];
    int error;

    bind_integer(&cursor, record);
    bind_integer(&cursor, (int64_t)position);
    bind_text(&cursor, file->sha256);
    bind_text(&cursor, file->name);
    bind_text(&cursor, file->type);
    bind_integer(&cursor, file->size_bytes);
    error = cursor_run(&cursor);
    snprintf(key, sizeof key, "%lld/%zu", (long long)record, position);
    if (!error)
        error = proof_add(store, PROVEN_FILE, key);
    if (error)
        return error;
    cursor = cursor_write(store, STATEMENT_FORGET_UPLOAD);
    bind_text(&cursor, file->sha256);
    return cursor_run(&cursor);
}

int ledger_put_record(void *ctx, struct record *record)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_RECORD);
    int64_t id;
    int error;

    bind_text(&cursor, record->organization);
    bind_text(&cursor, record->obligation);
    bind_text(&cursor, record->period);
    bind_date(&cursor, record->on);
    bind_text(&cursor, record->document);
    bind_text(&cursor, record->fields_json);
    bind_integer(&cursor, record->at);
    bind_text(&cursor, record->actor);
    bind_reference(&cursor, record->corrects);
    bind_text(&cursor, record->why);
    error = cursor_run(&cursor);
    id = sqlite3_last_insert_rowid(store->db);
    if (!error)
        error = proof_add_row(store, PROVEN_RECORD, id);
    for (size_t i = 0; !error && i < record->n_files; i++)
        error = put_file(store, id, i, &record->files[i]);
    if (!error)
        record->id = id;
    return error;
}

int row_record(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct record *row = ret;

    row->id = take_integer(cursor);
    row->organization = take_text(cursor, arena);
    row->obligation = take_text(cursor, arena);
    row->period = take_text_or_null(cursor, arena);
    row->on = take_date(cursor, DATE_NONE);
    row->document = take_text_or_null(cursor, arena);
    row->fields_json = take_text_or_null(cursor, arena);
    row->at = take_integer(cursor);
    row->actor = take_text_or_null(cursor, arena);
    row->corrects = take_reference(cursor);
    row->why = take_text_or_null(cursor, arena);
    row->corrected_by = take_reference(cursor);
    return cursor_row_result(cursor);
}

int ledger_get_record(void *ctx, int64_t id, struct arena *arena, struct record *ret)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_GET_RECORD);
    struct record read = {0};
    int error;

    bind_integer(&cursor, id);
    error = cursor_read(&cursor, row_record, arena, &read);
    if (!error)
        *ret = read;
    return error;
}

static int row_day(struct cursor *cursor, struct arena *arena, void *ret)
{
    *(date_t *)ret = take_date(cursor, DATE_NONE);
    return cursor_row_result(cursor);
}

int ledger_counting_days(void *ctx, const char *organization, const char *obligation, const char *period, struct arena *arena,
                         date_t **ret_days, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_COUNTING_DAYS);
    struct rows rows = {.arena = arena, .size = sizeof(date_t)};
    int error;

    bind_text(&cursor, organization);
    bind_text(&cursor, obligation);
    bind_text(&cursor, period);
    error = cursor_collect(&cursor, row_day, &rows);
    if (!error) {
        *ret_days = rows.items;
        *ret_n = rows.n;
    }
    return error;
}

int ledger_put_waiver(void *ctx, int64_t occurrence, const struct waiver *waiver)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_WAIVER);
    int error;

    bind_integer(&cursor, occurrence);
    bind_integer(&cursor, waiver->at);
    bind_text(&cursor, waiver->reason);
    bind_text(&cursor, waiver->by);
    bind_text(&cursor, waiver->basis);
    bind_date(&cursor, waiver->until);
    bind_text(&cursor, waiver->actor);
    error = cursor_run(&cursor);
    return error ? error : proof_add_row(store, PROVEN_WAIVER, sqlite3_last_insert_rowid(store->db));
}

int row_waiver(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct waiver *row = ret;

    *row = (struct waiver){.at = take_integer(cursor)};
    row->reason = take_text(cursor, arena);
    row->by = take_text(cursor, arena);
    row->basis = take_text_or_null(cursor, arena);
    row->until = take_date(cursor, DATE_NONE);
    row->actor = take_text_or_null(cursor, arena);
    return cursor_row_result(cursor);
}

int ledger_last_waiver(void *ctx, int64_t occurrence, struct arena *arena, struct waiver *ret)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_LAST_WAIVER);
    struct waiver read;
    int error;

    bind_integer(&cursor, occurrence);
    error = cursor_read(&cursor, row_waiver, arena, &read);
    if (!error)
        *ret = read;
    return error;
}
