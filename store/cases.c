/* Cases: opened by hand, closed once; never deleted. */
#include "ledger_internal.h"
#include "query.h"
#include "store_internal.h"

#include <stdlib.h>

static int row_case(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct case_file *row = ret;

    row->organization = take_text(cursor, arena);
    row->obligation = take_text(cursor, arena);
    row->id = take_text(cursor, arena);
    row->title = take_text_or_null(cursor, arena);
    row->opened_on = take_date(cursor, DATE_NONE);
    row->event_on = take_date(cursor, DATE_NONE);
    row->member = take_text_or_null(cursor, arena);
    row->fields_json = take_text_or_null(cursor, arena);
    row->closed_on = take_date(cursor, DATE_NONE);
    row->outcome = take_text_or_null(cursor, arena);
    row->why = take_text_or_null(cursor, arena);
    row->by = take_text_or_null(cursor, arena);
    row->document = take_text_or_null(cursor, arena);
    return cursor_row_result(cursor);
}

int ledger_get_case(void *ctx, const char *organization, const char *obligation, const char *id, struct arena *arena, struct case_file *ret)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_GET_CASE);
    struct case_file read;
    int error;

    bind_text(&cursor, organization);
    bind_text(&cursor, obligation);
    bind_text(&cursor, id);
    error = cursor_read(&cursor, row_case, arena, &read);
    if (!error)
        *ret = read;
    return error;
}

int ledger_outcomes_of(void *ctx, const char *organization, const char *member, struct arena *arena, struct case_file **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_OUTCOMES_OF);
    struct rows rows = {.arena = arena, .size = sizeof(struct case_file)};
    int error;

    bind_text(&cursor, organization);
    bind_text(&cursor, member);
    error = cursor_collect(&cursor, row_case, &rows);
    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}

int ledger_count_cases(void *ctx, const char *organization, const char *obligation, int64_t *ret_n)
{
    struct cursor cursor = cursor_open(ctx, STATEMENT_COUNT_CASES);
    int64_t n;
    int error;

    bind_text(&cursor, organization);
    bind_text(&cursor, obligation);
    error = cursor_one(&cursor);
    if (error)
        return error;
    n = take_integer(&cursor);
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (!error)
        *ret_n = n;
    return error;
}

static int prove(struct store *store, enum proven_kind kind, const struct case_file *file)
{
    char *key = xasprintf("%s/%s/%s", file->organization, file->obligation, file->id);
    int error = proof_add(store, kind, key);

    free(key);
    return error;
}

int ledger_open_case(void *ctx, const struct case_file *file, int64_t at, const char *actor)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_write(store, STATEMENT_OPEN_CASE);
    int error;

    bind_text(&cursor, file->organization);
    bind_text(&cursor, file->obligation);
    bind_text(&cursor, file->id);
    bind_text(&cursor, file->title);
    bind_date(&cursor, file->opened_on);
    bind_date(&cursor, file->event_on);
    bind_text(&cursor, file->member);
    bind_text(&cursor, file->fields_json);
    bind_integer(&cursor, at);
    bind_text(&cursor, actor);
    error = cursor_run(&cursor);
    if (error)
        return error;
    return sqlite3_changes(store->db) > 0 ? prove(store, PROVEN_CASE, file) : ERROR_EXISTS;
}

int ledger_close_case(void *ctx, const struct case_file *file, int64_t at, const char *actor)
{
    struct store *store = ctx;
    struct cursor cursor = cursor_write(store, STATEMENT_CLOSE_CASE);
    int error;

    bind_date(&cursor, file->closed_on);
    bind_text(&cursor, file->outcome);
    bind_text(&cursor, file->why);
    bind_text(&cursor, file->by);
    bind_text(&cursor, file->document);
    bind_integer(&cursor, at);
    bind_text(&cursor, actor);
    bind_text(&cursor, file->organization);
    bind_text(&cursor, file->obligation);
    bind_text(&cursor, file->id);
    error = cursor_run(&cursor);
    if (error)
        return error;
    if (sqlite3_changes(store->db) > 0)
        return prove(store, PROVEN_CASE_END, file);
    return store_refuse(store, ERROR_NOT_FOUND, "there is no open case %s/%s/%s", file->organization, file->obligation, file->id);
}

int query_cases(struct store *store, const char *organization, const char *obligation, bool closed,
                int (*row)(void *ctx, const struct case_file *, const struct text *title, const char *organization_name), void *ctx)
{
    struct cursor cursor = cursor_open(store, closed ? STATEMENT_ALL_CASES : STATEMENT_OPEN_CASES);
    int result;

    bind_text(&cursor, organization);
    bind_text(&cursor, obligation);
    while ((result = cursor_step(&cursor)) > 0) {
        struct case_file file;
        struct text title;
        const char *name;

        result = row_case(&cursor, NULL, &file);
        title.zh = take_text_or_null(&cursor, NULL);
        title.en = take_text_or_null(&cursor, NULL);
        name = take_text(&cursor, NULL);
        if (!result)
            result = cursor_row_result(&cursor);
        if (!result)
            result = row(ctx, &file, &title, name);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}
