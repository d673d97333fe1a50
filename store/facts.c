/* Records and waivers: what people said. Only added to. */
#include "ledger_internal.h"
#include "store_internal.h"

int ledger_put_record(void *ctx, struct record *record)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_write(store, STATEMENT_PUT_RECORD);
    int error;

    bind_text(&cursor, record->organization);
    bind_text(&cursor, record->obligation);
    bind_text(&cursor, record->period);
    bind_date(&cursor, record->on);
    bind_text(&cursor, record->document);
    bind_text(&cursor, record->fields_json);
    bind_integer(&cursor, record->at);
    bind_text(&cursor, record->actor);
    error = cursor_run(&cursor);
    if (!error)
        record->id = sqlite3_last_insert_rowid(store->db);
    return error;
}

int ledger_put_waiver(void *ctx, int64_t occurrence, int64_t at, const char *reason, const char *by)
{
    struct cursor cursor = cursor_write(ctx, STATEMENT_PUT_WAIVER);

    bind_integer(&cursor, occurrence);
    bind_integer(&cursor, at);
    bind_text(&cursor, reason);
    bind_text(&cursor, by);
    return cursor_run(&cursor);
}
