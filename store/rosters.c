/* Rosters: each as it was taken, never changed. */
#include "json.h"
#include "ledger_internal.h"
#include "query.h"
#include "store_internal.h"

#include <stdlib.h>

/* The columns of ROSTER_COLUMNS. */
static int row_roster(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct roster *roster = ret;
    struct decoder decoder = {.arena = arena};

    roster->id = take_integer(cursor);
    roster->organization = take_text(cursor, arena);
    roster->table = take_text(cursor, arena);
    roster->on = take_date(cursor, DATE_NONE);
    roster->source = take_text_or_null(cursor, arena);
    roster->at = take_integer(cursor);
    roster->actor = take_text(cursor, arena);
    if (!roster_decode(&decoder, take_text(cursor, NULL), roster))
        cursor_distrust(cursor, "content");
    return cursor_row_result(cursor);
}

int ledger_put_roster(void *ctx, struct roster *roster)
{
    struct store *store = ctx;
    char *content = roster_encode(roster);
    struct cursor cursor;
    int error;

    if (!content)
        return store_refuse(store, ERROR_INVALID, "roster: a text is not UTF-8");
    cursor = cursor_write(store, STATEMENT_PUT_ROSTER);
    bind_text(&cursor, roster->organization);
    bind_text(&cursor, roster->table);
    bind_date(&cursor, roster->on);
    bind_text(&cursor, roster->source);
    bind_integer(&cursor, roster->at);
    bind_text(&cursor, roster->actor);
    bind_text(&cursor, content);
    error = cursor_run(&cursor);
    free(content);
    if (error)
        return error;
    roster->id = sqlite3_last_insert_rowid(store->db);
    return proof_add_row(store, PROVEN_ROSTER, roster->id);
}

int ledger_newest_roster(void *ctx, const char *organization, const char *table, date_t since, date_t until, struct arena *arena,
                         struct roster *ret)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_NEWEST_ROSTER);

    bind_text(&cursor, organization);
    bind_text(&cursor, table);
    bind_integer(&cursor, since);
    bind_integer(&cursor, until);
    return cursor_read(&cursor, row_roster, arena, ret);
}

int query_roster(struct store *store, int64_t id, struct arena *arena, struct roster *ret)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_ROSTER);

    bind_integer(&cursor, id);
    return cursor_read(&cursor, row_roster, arena, ret);
}

int query_rosters(struct store *store, const char *organization, const char *table, date_t since, date_t until, struct arena *arena,
                  struct roster **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LIST_ROSTERS);
    struct rows rows = {.arena = arena, .size = sizeof(struct roster)};
    int error;

    bind_text(&cursor, organization);
    bind_text(&cursor, table);
    bind_integer(&cursor, since);
    bind_integer(&cursor, until);
    error = cursor_collect(&cursor, row_roster, &rows);
    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}
