/* The append-only log, a chain: each line's hash is SHA-256 of the hash before it and the line's fields, so that no line can be changed,
 * taken out or put in without every later hash changing. The first line follows SHA-256 of the installation's id.
 *
 * A field is hashed as its length in decimal, ":", its bytes and ","; numbers in decimal; no detail is "-". What the line wrote into the
 * tables beside the log (proof.h) is one more field, where there is any. Where the chain ends is kept in log_head, by the transaction that
 * moved it: lines go on from there, so that one cut off leaves a gap for good. */
#include "digits.h"
#include "ledger_internal.h"
#include "store_internal.h"

#include <stdio.h>
#include <string.h>

static void hash_number(struct store *store, int64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)number);
    hash_field(store, text);
}

/* Moves the chain on by one line. */
static void chain_add(struct store *store, struct chain *chain, const struct log_entry *entry, const char *wrote)
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
    if (wrote)
        hash_field(store, wrote);
    hash_end(store, chain->hash);
}

static void chain_start(struct store *store, struct chain *ret_chain)
{
    *ret_chain = (struct chain){.known = true};
    hash_begin(store);
    hash_add(store, store->installation, strlen(store->installation));
    hash_end(store, ret_chain->hash);
}

/* Reads a line's number and hash. ERROR_NOT_FOUND: there is none. */
static int read_end(struct store *store, enum statement id, struct chain *ret)
{
    struct cursor cursor = cursor_open(store, id);
    struct chain chain = {.known = true};
    int error = cursor_one(&cursor);

    if (error)
        return error;
    chain.line = take_integer(&cursor);
    take_hash(&cursor, chain.hash);
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (!error)
        *ret = chain;
    return error;
}

/* Where the log ends now. */
static int chain_read(struct store *store)
{
    struct chain last;
    int error = read_end(store, STATEMENT_GET_HEAD, &store->chain);

    if (error != ERROR_NOT_FOUND)
        return error;
    error = read_end(store, STATEMENT_LAST_LOG, &last);
    if (error == 0)
        return store_refuse(store, ERROR_CORRUPT, "where the log ends is not known: its head was taken out");
    if (error == ERROR_NOT_FOUND) {
        chain_start(store, &store->chain);
        error = 0;
    }
    return error;
}

int chain_keep(struct store *store)
{
    struct cursor cursor;

    if (!store->chain.moved)
        return 0;
    cursor = cursor_write(store, STATEMENT_PUT_HEAD);
    bind_integer(&cursor, store->chain.line);
    bind_blob(&cursor, store->chain.hash, HASH_SIZE);
    store->chain.moved = false;
    return cursor_run(&cursor);
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
    next.moved = true;
    chain_add(store, &next, entry, proof_text(store));
    cursor = cursor_write(store, STATEMENT_PUT_LOG);
    bind_integer(&cursor, next.line);
    bind_integer(&cursor, entry->at);
    bind_text(&cursor, entry->actor);
    bind_text(&cursor, entry->action);
    bind_text(&cursor, entry->object);
    bind_text(&cursor, entry->detail);
    bind_blob(&cursor, next.hash, HASH_SIZE);
    bind_text(&cursor, proof_text(store));
    error = cursor_run(&cursor);
    if (!error) {
        store->chain = next;
        proof_clear(store);
    }
    return error;
}

static int last_instant(struct store *store, int64_t *ret_at)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LOG);
    int error;

    bind_integer(&cursor, 1);
    error = cursor_one(&cursor);
    *ret_at = 0;
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    (void)take_integer(&cursor);
    *ret_at = take_integer(&cursor);
    return cursor_close(&cursor, cursor_row_result(&cursor));
}

int chain_add_own(struct store *store, const char *action, const char *detail)
{
    struct log_entry entry = {.actor = ENGINE_ACTOR, .action = action, .object = "-", .detail = detail};
    int error = last_instant(store, &entry.at);

    return error ? error : ledger_put_log(store, &entry);
}

void row_log_entry(struct cursor *cursor, struct log_entry *ret)
{
    ret->at = take_integer(cursor);
    ret->actor = take_text(cursor, NULL);
    ret->action = take_text(cursor, NULL);
    ret->object = take_text(cursor, NULL);
    ret->detail = take_text_or_null(cursor, NULL);
}

/* Takes one line, says whether it follows (1) or not (0), and looks at what it wrote. */
static int walk_line(struct store *store, struct cursor *cursor, struct log_walk *walk)
{
    struct chain chain = {.line = walk->lines};
    unsigned char hash[HASH_SIZE];
    int64_t line = take_integer(cursor);
    struct log_entry entry;
    const char *wrote;
    int error;

    row_log_entry(cursor, &entry);
    take_hash(cursor, hash);
    wrote = take_text_or_null(cursor, NULL);
    if (cursor_row_result(cursor) != 0)
        return 0;
    memcpy(chain.hash, walk->hash, HASH_SIZE);
    chain_add(store, &chain, &entry, wrote);
    if (line != chain.line || memcmp(hash, chain.hash, HASH_SIZE) != 0)
        return 0;
    walk->lines = chain.line;
    memcpy(walk->hash, chain.hash, HASH_SIZE);
    error = wrote && walk->fault ? proof_compare(store, walk, line, wrote) : 0;
    return error ? error : 1;
}

static int no_line_follows(struct store *store, const struct log_walk *walk)
{
    return store_refuse(store, ERROR_CORRUPT, "line %lld of the log does not follow", (long long)walk->lines + 1);
}

/* The log ends where it was left, and the rows are those its lines told of. */
static int walk_end(struct store *store, struct log_walk *walk)
{
    struct chain head = {0};
    int error = read_end(store, STATEMENT_GET_HEAD, &head);

    if (error && error != ERROR_NOT_FOUND)
        return error;
    if (head.line > walk->lines) {
        walk->cut = head.line - walk->lines;
        return store_refuse(store, ERROR_CORRUPT, "line %lld of the log is gone", (long long)walk->lines + 1);
    }
    if (head.line < walk->lines || (walk->lines > 0 && memcmp(head.hash, walk->hash, HASH_SIZE) != 0)) {
        walk->lines = head.line < walk->lines ? head.line : walk->lines - 1;
        return no_line_follows(store, walk);
    }
    return walk->fault ? proof_count(store, walk) : 0;
}

int store_log_verify(struct store *store, struct log_walk *walk, int64_t max_lines)
{
    struct cursor cursor;
    int64_t n = 0;
    int step;

    if (walk->lines == 0) {
        struct chain start;

        chain_start(store, &start);
        memcpy(walk->hash, start.hash, HASH_SIZE);
    }
    cursor = cursor_open(store, STATEMENT_WALK_LOG);
    bind_integer(&cursor, walk->lines);
    bind_integer(&cursor, max_lines);
    while ((step = cursor_step(&cursor)) > 0) {
        step = walk_line(store, &cursor, walk);
        if (step <= 0)
            return cursor_close(&cursor, step < 0 ? step : no_line_follows(store, walk));
        n++;
    }
    step = cursor_close(&cursor, step);
    if (step || n == max_lines)
        return step ? step : ERROR_BUSY;
    return walk_end(store, walk);
}

void store_log_head(const struct log_walk *walk, char ret_text[static LOG_HEAD_TEXT_SIZE])
{
    hex_format(walk->hash, sizeof walk->hash, ret_text);
}
