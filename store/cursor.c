/* The cursor: how every statement is bound, stepped, read and reset. ROW, DONE and error are three cases. */
#include "store_internal.h"

#include <assert.h>
#include <string.h>

struct cursor cursor_open(struct store *store, enum statement id)
{
    sqlite3_stmt *statement = store->statements[id];

    assert(!sqlite3_stmt_busy(statement)); /* a callback that asks for what is being read */
    return (struct cursor){.store = store, .statement = statement, .id = id};
}

struct cursor cursor_write(struct store *store, enum statement id)
{
    struct cursor cursor = cursor_open(store, id);

    if (sqlite3_get_autocommit(store->db))
        cursor.failed = store_refuse(store, ERROR_INVALID, "%s outside a transaction", statement_name(id));
    return cursor;
}

static void bound(struct cursor *cursor, int code)
{
    if (code != SQLITE_OK && !cursor->failed)
        cursor->failed = store_fail(cursor->store, code);
}

void bind_text(struct cursor *cursor, const char *text)
{
    bound(cursor, text ? sqlite3_bind_text(cursor->statement, ++cursor->parameter, text, -1, SQLITE_STATIC)
                       : sqlite3_bind_null(cursor->statement, ++cursor->parameter));
}

void bind_integer(struct cursor *cursor, int64_t integer)
{
    bound(cursor, sqlite3_bind_int64(cursor->statement, ++cursor->parameter, integer));
}

void bind_blob(struct cursor *cursor, const void *bytes, size_t size)
{
    bound(cursor, sqlite3_bind_blob64(cursor->statement, ++cursor->parameter, bytes, size, SQLITE_STATIC));
}

static void bind_integer_or_null(struct cursor *cursor, int64_t integer, bool null)
{
    bound(cursor, null ? sqlite3_bind_null(cursor->statement, ++cursor->parameter)
                       : sqlite3_bind_int64(cursor->statement, ++cursor->parameter, integer));
}

void bind_date(struct cursor *cursor, date_t date)
{
    bind_integer_or_null(cursor, date, date == DATE_NONE || date == DATE_FOREVER);
}

void bind_instant(struct cursor *cursor, int64_t at)
{
    bind_integer_or_null(cursor, at, at == NEVER);
}

void bind_reference(struct cursor *cursor, int64_t id)
{
    bind_integer_or_null(cursor, id, id == 0);
}

int cursor_step(struct cursor *cursor)
{
    int code;

    if (cursor->failed)
        return cursor->failed;
    code = sqlite3_step(cursor->statement);
    cursor->column = 0;
    switch (code) {
    case SQLITE_ROW:
        return 1;
    case SQLITE_DONE:
        return 0;
    default:
        cursor->failed = store_fail(cursor->store, code);
        return cursor->failed;
    }
}

int cursor_close(struct cursor *cursor, int result)
{
    (void)sqlite3_reset(cursor->statement); /* repeats the step's error */
    (void)sqlite3_clear_bindings(cursor->statement);
    return result;
}

int cursor_run(struct cursor *cursor)
{
    int step = cursor_step(cursor);

    assert(step <= 0);
    return cursor_close(cursor, step);
}

int cursor_one(struct cursor *cursor)
{
    int step = cursor_step(cursor);

    if (step > 0)
        return 0;
    return cursor_close(cursor,
                        step < 0 ? step : store_refuse(cursor->store, ERROR_NOT_FOUND, "%s: no such row", statement_name(cursor->id)));
}

int cursor_collect(struct cursor *cursor, row_reader *read, struct rows *rows)
{
    int step;

    while ((step = cursor_step(cursor)) > 0) {
        step = read(cursor, rows->arena, rows_add(rows));
        if (step)
            break;
    }
    return cursor_close(cursor, step);
}

int cursor_read(struct cursor *cursor, row_reader *read, struct arena *arena, void *ret)
{
    int error = cursor_one(cursor);

    return error ? error : cursor_close(cursor, read(cursor, arena, ret));
}

void cursor_distrust(struct cursor *cursor, const char *what)
{
    if (cursor->failed)
        return;
    cursor->failed = store_refuse(cursor->store, ERROR_CORRUPT, "%s: a row's %s cannot be trusted", statement_name(cursor->id), what);
}

int cursor_row_result(struct cursor *cursor)
{
    return cursor->failed;
}

const char *take_text_or_null(struct cursor *cursor, struct arena *arena)
{
    const int column = cursor->column++;
    const char *text;

    switch (sqlite3_column_type(cursor->statement, column)) {
    case SQLITE_NULL:
        return NULL;
    case SQLITE_TEXT:
        text = (const char *)sqlite3_column_text(cursor->statement, column);
        return arena ? arena_strdup(arena, text) : text;
    default:
        cursor_distrust(cursor, sqlite3_column_name(cursor->statement, column));
        return NULL;
    }
}

const char *take_text(struct cursor *cursor, struct arena *arena)
{
    const char *text = take_text_or_null(cursor, arena);

    if (text)
        return text;
    cursor_distrust(cursor, sqlite3_column_name(cursor->statement, cursor->column - 1));
    return "";
}

/* False for NULL. */
static bool take_integer_or_null(struct cursor *cursor, int64_t min, int64_t max, int64_t *ret)
{
    const int column = cursor->column++;

    switch (sqlite3_column_type(cursor->statement, column)) {
    case SQLITE_NULL:
        return false;
    case SQLITE_INTEGER:
        *ret = sqlite3_column_int64(cursor->statement, column);
        if (*ret >= min && *ret <= max)
            return true;
        break;
    default:
        break;
    }
    cursor_distrust(cursor, sqlite3_column_name(cursor->statement, column));
    *ret = 0;
    return true;
}

static int64_t take_integer_within(struct cursor *cursor, int64_t min, int64_t max)
{
    int64_t integer = 0;

    if (!take_integer_or_null(cursor, min, max, &integer))
        cursor_distrust(cursor, sqlite3_column_name(cursor->statement, cursor->column - 1));
    return integer;
}

int64_t take_integer(struct cursor *cursor)
{
    return take_integer_within(cursor, INT64_MIN, INT64_MAX);
}

int32_t take_int32(struct cursor *cursor)
{
    return (int32_t)take_integer_within(cursor, INT32_MIN, INT32_MAX);
}

bool take_bool(struct cursor *cursor)
{
    return take_integer_within(cursor, 0, 1) != 0;
}

int64_t take_reference(struct cursor *cursor)
{
    int64_t id;

    return take_integer_or_null(cursor, 1, INT64_MAX, &id) ? id : 0;
}

date_t take_date(struct cursor *cursor, date_t if_null)
{
    int64_t day;

    return take_integer_or_null(cursor, DATE_NONE + 1, DATE_FOREVER - 1, &day) ? (date_t)day : if_null;
}

int64_t take_instant(struct cursor *cursor)
{
    int64_t at;

    return take_integer_or_null(cursor, INT64_MIN, NEVER - 1, &at) ? at : NEVER;
}

void take_hash(struct cursor *cursor, unsigned char ret_hash[static HASH_SIZE])
{
    const int column = cursor->column++;

    if (sqlite3_column_type(cursor->statement, column) == SQLITE_BLOB && sqlite3_column_bytes(cursor->statement, column) == HASH_SIZE)
        memcpy(ret_hash, sqlite3_column_blob(cursor->statement, column), HASH_SIZE);
    else
        cursor_distrust(cursor, sqlite3_column_name(cursor->statement, column));
}
