/* Files of records: see evidence.h. */
#include "evidence.h"
#include "store_internal.h"

/* Runs one write in a transaction of its own. */
static int run_alone(struct store *store, struct cursor *cursor, bool own)
{
    return transaction_leave(store, own, cursor_run(cursor));
}

int evidence_note_upload(struct store *store, const char *sha256, int64_t at)
{
    struct arena arena = {0};
    struct record_file named;
    struct cursor cursor;
    bool own;
    int error = evidence_find(store, sha256, &arena, &named);

    arena_done(&arena);
    if (error != ERROR_NOT_FOUND)
        return error;
    error = transaction_enter(store, &own);
    if (error)
        return error;
    cursor = cursor_write(store, STATEMENT_NOTE_UPLOAD);
    bind_text(&cursor, sha256);
    bind_integer(&cursor, at);
    return run_alone(store, &cursor, own);
}

int evidence_forget_upload(struct store *store, const char *sha256)
{
    struct cursor cursor;
    bool own;
    int error = transaction_enter(store, &own);

    if (error)
        return error;
    cursor = cursor_write(store, STATEMENT_FORGET_UPLOAD);
    bind_text(&cursor, sha256);
    return run_alone(store, &cursor, own);
}

static int row_hash(struct cursor *cursor, struct arena *arena, void *ret)
{
    *(const char **)ret = take_text(cursor, arena);
    return cursor_row_result(cursor);
}

int evidence_stale_uploads(struct store *store, int64_t before, size_t max, struct arena *arena, const char ***ret_hashes, size_t *ret_n)
{
    struct cursor cursor = cursor_open(store, STATEMENT_STALE_UPLOADS);
    struct rows rows = {.arena = arena, .size = sizeof(const char *)};
    int error;

    bind_integer(&cursor, before);
    bind_integer(&cursor, (int64_t)max);
    error = cursor_collect(&cursor, row_hash, &rows);
    if (!error) {
        *ret_hashes = rows.items;
        *ret_n = rows.n;
    }
    return error;
}

int row_file(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct record_file *row = ret;

    row->sha256 = take_text(cursor, arena);
    row->name = take_text(cursor, arena);
    row->type = take_text(cursor, arena);
    row->size_bytes = take_integer(cursor);
    return cursor_row_result(cursor);
}

int evidence_find(struct store *store, const char *sha256, struct arena *arena, struct record_file *ret)
{
    struct cursor cursor = cursor_open(store, STATEMENT_FIND_EVIDENCE);
    struct record_file read;
    int error;

    bind_text(&cursor, sha256);
    error = cursor_read(&cursor, row_file, arena, &read);
    if (!error)
        *ret = read;
    return error;
}

int evidence_count(struct store *store, int64_t *ret_files, int64_t *ret_bytes)
{
    struct cursor cursor = cursor_open(store, STATEMENT_COUNT_EVIDENCE);
    int64_t files, bytes;
    int error = cursor_one(&cursor);

    if (error)
        return error;
    files = take_integer(&cursor);
    bytes = take_integer(&cursor);
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (!error) {
        *ret_files = files;
        *ret_bytes = bytes;
    }
    return error;
}

static int row_evidence(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct evidence *row = ret;

    (void)row_file(cursor, arena, &row->file);
    row->record = take_integer(cursor);
    row->organization = take_text(cursor, arena);
    row->obligation = take_text(cursor, arena);
    row->period = take_text_or_null(cursor, arena);
    row->logged = take_bool(cursor);
    return cursor_row_result(cursor);
}

int evidence_list(struct store *store, struct arena *arena, struct evidence **ret, size_t *ret_n)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LIST_EVIDENCE);
    struct rows rows = {.arena = arena, .size = sizeof(struct evidence)};
    int error = cursor_collect(&cursor, row_evidence, &rows);

    if (!error) {
        *ret = rows.items;
        *ret_n = rows.n;
    }
    return error;
}
