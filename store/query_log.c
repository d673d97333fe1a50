/* The log, for people. */
#include "digits.h"
#include "query.h"
#include "store_internal.h"

int query_log(struct store *store, const char *object, int64_t before, size_t max, int (*row)(void *ctx, const struct query_log_line *),
              void *ctx)
{
    struct cursor cursor = cursor_open(store, object ? STATEMENT_LOG_OF : STATEMENT_LOG);
    int result;

    bind_integer(&cursor, (int64_t)max);
    bind_instant(&cursor, before);
    if (object)
        bind_text(&cursor, object);
    while ((result = cursor_step(&cursor)) > 0) {
        unsigned char hash[HASH_SIZE] = {0};
        char text[2 * HASH_SIZE + 1];
        struct query_log_line line;

        line.line = take_integer(&cursor);
        row_log_entry(&cursor, &line.entry);
        take_hash(&cursor, hash);
        line.wrote = take_text_or_null(&cursor, NULL);
        hex_format(hash, HASH_SIZE, text);
        line.hash = text;
        result = cursor_row_result(&cursor);
        if (!result)
            result = row(ctx, &line);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}
