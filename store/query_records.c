/* Records with their files, and waivers, for people. */
#include "query.h"
#include "store_internal.h"

static int read_files(struct store *store, struct arena *arena, struct record *record)
{
    struct cursor cursor = cursor_open(store, STATEMENT_RECORD_FILES);
    struct rows rows = {.arena = arena, .size = sizeof(struct record_file)};
    int error;

    bind_integer(&cursor, record->id);
    error = cursor_collect(&cursor, row_file, &rows);
    record->files = rows.items;
    record->n_files = rows.n;
    return error;
}

int query_records(struct store *store, const char *organization, const char *obligation, const char *period,
                  int (*row)(void *ctx, const struct record *, int64_t at, const char *actor), void *ctx)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LIST_RECORDS);
    int result;

    bind_text(&cursor, organization);
    bind_text(&cursor, obligation);
    bind_text(&cursor, period);
    while ((result = cursor_step(&cursor)) > 0) {
        struct arena arena = {0};
        struct record record = {0};

        result = row_record(&cursor, NULL, &record);
        if (!result)
            result = read_files(store, &arena, &record);
        if (!result)
            result = row(ctx, &record, record.at, record.actor);
        arena_done(&arena);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}

int query_waivers(struct store *store, int64_t occurrence, int (*row)(void *ctx, const struct waiver *), void *ctx)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LIST_WAIVERS);
    int result;

    bind_integer(&cursor, occurrence);
    while ((result = cursor_step(&cursor)) > 0) {
        struct waiver waiver;

        result = row_waiver(&cursor, NULL, &waiver);
        if (!result)
            result = row(ctx, &waiver);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}
