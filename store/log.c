/* The append-only log, a chain: each line's hash is SHA-256 of the hash before it and the line's fields, so that no line can be changed,
 * taken out or put in without every later hash changing. The first line follows SHA-256 of the installation's id.
 *
 * A field is hashed as its length in decimal, ":", its bytes and ","; numbers in decimal; no detail is "-". */
#include "ledger_internal.h"
#include "store_internal.h"

#include <stdio.h>
#include <string.h>

static void hash_field(struct store *store, const char *field)
{
    char length[24];
    size_t size;

    if (!field) {
        hash_add(store, "-", 1);
        return;
    }
    size = strlen(field);
    hash_add(store, length, (size_t)snprintf(length, sizeof length, "%zu:", size));
    hash_add(store, field, size);
    hash_add(store, ",", 1);
}

static void hash_number(struct store *store, int64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)number);
    hash_field(store, text);
}

/* Moves the chain on by one line. */
static void chain_add(struct store *store, struct chain *chain, const struct log_entry *entry)
{
    chain->line++;
    hash_begin(store);
    hash_add(store, chain->hash, HASH_SIZE);
    hash_number(store, chain->line);
    hash_number(store, entry->at);
    hash_field(store, entry->actor);
    hash_field(store, entry->action);
    hash_field(store, entry->object);
    hash_field(store, entry->detail);
    hash_end(store, chain->hash);
}

static void chain_start(struct store *store, struct chain *ret_chain)
{
    *ret_chain = (struct chain){.known = true};
    hash_begin(store);
    hash_add(store, store->installation, strlen(store->installation));
    hash_end(store, ret_chain->hash);
}

/* Where the log ends now. */
static int chain_read(struct store *store)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LAST_LOG);
    struct chain chain = {.known = true};
    int error = cursor_one(&cursor);

    if (error == ERROR_NOT_FOUND) {
        chain_start(store, &store->chain);
        return 0;
    }
    if (error)
        return error;
    chain.line = take_integer(&cursor);
    take_hash(&cursor, chain.hash);
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (!error)
        store->chain = chain;
    return error;
}

int ledger_put_log(void *ctx, const struct log_entry *entry)
{
    struct store *store = ctx;
    struct cursor cursor;
    struct chain next;
    int error = store->chain.known ? 0 : chain_read(store);

    if (error)
        return error;
    next = store->chain;
    chain_add(store, &next, entry);
    cursor = cursor_write(store, STATEMENT_PUT_LOG);
    bind_integer(&cursor, next.line);
    bind_integer(&cursor, entry->at);
    bind_text(&cursor, entry->actor);
    bind_text(&cursor, entry->action);
    bind_text(&cursor, entry->object);
    bind_text(&cursor, entry->detail);
    bind_blob(&cursor, next.hash, HASH_SIZE);
    error = cursor_run(&cursor);
    if (!error)
        store->chain = next;
    return error;
}

void row_log_entry(struct cursor *cursor, struct log_entry *ret)
{
    ret->at = take_integer(cursor);
    ret->actor = take_text(cursor, NULL);
    ret->action = take_text(cursor, NULL);
    ret->object = take_text(cursor, NULL);
    ret->detail = take_text_or_null(cursor, NULL);
}

/* Takes one line and says whether it follows. */
static bool line_follows(struct store *store, struct cursor *cursor, struct chain *chain)
{
    unsigned char hash[HASH_SIZE];
    int64_t line = take_integer(cursor);
    struct log_entry entry;

    row_log_entry(cursor, &entry);
    take_hash(cursor, hash);
    if (cursor_row_result(cursor) != 0)
        return false;
    chain_add(store, chain, &entry);
    return line == chain->line && memcmp(hash, chain->hash, HASH_SIZE) == 0;
}

int store_log_verify(struct store *store, struct log_walk *walk, int64_t max_lines)
{
    struct chain chain = {.known = true, .line = walk->lines};
    struct cursor cursor;
    int64_t n = 0;
    int step;

    if (walk->lines == 0)
        chain_start(store, &chain);
    else
        memcpy(chain.hash, walk->hash, HASH_SIZE);
    cursor = cursor_open(store, STATEMENT_WALK_LOG);
    bind_integer(&cursor, walk->lines);
    bind_integer(&cursor, max_lines);
    while ((step = cursor_step(&cursor)) > 0) {
        if (!line_follows(store, &cursor, &chain))
            return cursor_close(&cursor,
                                store_refuse(store, ERROR_CORRUPT, "line %lld of the log does not follow", (long long)walk->lines + 1));
        walk->lines = chain.line;
        memcpy(walk->hash, chain.hash, HASH_SIZE);
        n++;
    }
    step = cursor_close(&cursor, step);
    return step || n < max_lines ? step : ERROR_BUSY;
}
