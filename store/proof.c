/* Proofs of facts: a row's digest is SHA-256 of its columns, each as a field of the log is hashed (hash.c), numbers in decimal. */
#include "digits.h"
#include "ledger_internal.h"
#include "store_internal.h"

#include <stdlib.h>
#include <string.h>

#define KEY_PARTS   3
#define KEY_SIZE    512
#define DIGEST_SIZE (2 * HASH_SIZE + 1)

static const struct {
    const char *word;
    enum statement statement;
} kinds[] = {
#define X(name, word) [PROVEN_##name] = {word, STATEMENT_PROVE_##name},
    PROVEN_KINDS(X)
#undef X
};

static bool find_kind(const char *word, size_t length, enum proven_kind *ret)
{
    for (size_t i = 0; i < PROVEN_COUNT; i++) {
        if (strlen(kinds[i].word) == length && memcmp(kinds[i].word, word, length) == 0) {
            *ret = (enum proven_kind)i;
            return true;
        }
    }
    return false;
}

/* The parts of a key are the parameters of its statement; ids have no slashes. Cuts `key`. */
static void bind_key(struct cursor *cursor, char *key)
{
    char *rest = key, *part;

    for (int i = 0; i < KEY_PARTS && (part = strsep(&rest, "/")); i++)
        bind_text(cursor, part);
}

/* ERROR_NOT_FOUND: there is no such row. */
static int digest(struct store *store, enum proven_kind kind, const char *key, char ret_digest[static DIGEST_SIZE])
{
    struct cursor cursor = cursor_open(store, kinds[kind].statement);
    unsigned char hash[HASH_SIZE];
    char parts[KEY_SIZE];
    int error;

    if (strlen(key) >= sizeof parts)
        return cursor_close(&cursor, ERROR_NOT_FOUND);
    memcpy(parts, key, strlen(key) + 1);
    bind_key(&cursor, parts);
    error = cursor_one(&cursor);
    if (error)
        return error;
    hash_begin(store);
    for (int i = 0; i < sqlite3_column_count(cursor.statement); i++)
        hash_field(store, (const char *)sqlite3_column_text(cursor.statement, i));
    hash_end(store, hash);
    hex_format(hash, HASH_SIZE, ret_digest);
    return cursor_close(&cursor, 0);
}

int proof_add(struct store *store, enum proven_kind kind, const char *key)
{
    struct buffer *proof = &store->proof;
    char sha256[DIGEST_SIZE];
    int error = digest(store, kind, key, sha256);

    if (error)
        return error;
    if (proof->n_bytes > 0)
        buffer_add_char(proof, '\n');
    buffer_add_string(proof, kinds[kind].word);
    buffer_add_char(proof, ' ');
    buffer_add_string(proof, key);
    buffer_add_char(proof, ' ');
    buffer_add_string(proof, sha256);
    return 0;
}

int proof_add_row(struct store *store, enum proven_kind kind, int64_t id)
{
    char key[24];

    snprintf(key, sizeof key, "%lld", (long long)id);
    return proof_add(store, kind, key);
}

const char *proof_text(const struct store *store)
{
    return store->proof.bytes;
}

void proof_clear(struct store *store)
{
    free(store->proof.bytes);
    store->proof = (struct buffer){0};
}

/* One row that a line told of. */
static int compare(struct store *store, struct log_walk *walk, struct proven_fault *fault, enum proven_kind kind, const char *told)
{
    char found[DIGEST_SIZE];
    int error = digest(store, kind, fault->key, found);

    if (error && error != ERROR_NOT_FOUND)
        return error;
    fault->gone = error != 0;
    if (!error)
        walk->facts[kind]++;
    if (error || strcmp(found, told) != 0)
        walk->fault(walk->ctx, fault);
    return 0;
}

int proof_compare(struct store *store, struct log_walk *walk, int64_t line, const char *wrote)
{
    char *text = xstrdup(wrote), *rest = text, *item;
    int error = 0;

    while (!error && (item = strsep(&rest, "\n"))) {
        char *word = strsep(&item, " "), *key = strsep(&item, " ");
        struct proven_fault fault = {.kind = word, .key = key, .line = line};
        enum proven_kind kind;

        /* Else a newer version wrote it. */
        if (key && item && find_kind(word, strlen(word), &kind))
            error = compare(store, walk, &fault, kind, item);
    }
    free(text);
    return error;
}

/* Every row there is, a call each. */
static int each_fact(struct store *store, int (*row)(struct store *store, void *ctx, enum proven_kind kind, const char *key), void *ctx)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LIST_FACTS);
    int result;

    while ((result = cursor_step(&cursor)) > 0) {
        const char *word = take_text(&cursor, NULL);
        const char *key = (const char *)sqlite3_column_text(cursor.statement, 1); /* a number or a text */
        enum proven_kind kind;

        result = word && key && find_kind(word, strlen(word), &kind) ? row(store, ctx, kind, key) : ERROR_CORRUPT;
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}

static int count_row(struct store *store, void *ctx, enum proven_kind kind, const char *key)
{
    int64_t *n = ctx;

    (void)store;
    (void)key;
    n[kind]++;
    return 0;
}

int proof_count(struct store *store, struct log_walk *walk)
{
    int64_t n[PROVEN_COUNT] = {0};
    int error = each_fact(store, count_row, n);

    for (size_t i = 0; !error && i < PROVEN_COUNT; i++) {
        const struct proven_fault fault = {.kind = kinds[i].word, .added = n[i] - walk->facts[i]};

        if (fault.added > 0)
            walk->fault(walk->ctx, &fault);
    }
    return error;
}

static int add_row(struct store *store, void *ctx, enum proven_kind kind, const char *key)
{
    (void)ctx;
    return proof_add(store, kind, key);
}

static int settle(struct store *store)
{
    struct cursor cursor;
    int error = each_fact(store, add_row, NULL);

    if (!error && proof_text(store))
        error = chain_add_own(store, "prove", "what was recorded before the log's lines named what they wrote");
    if (error)
        return error;
    cursor = cursor_write(store, STATEMENT_FORGET_META);
    bind_text(&cursor, "unproven");
    return cursor_run(&cursor);
}

int proof_settle(struct store *store)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_META);
    int error;

    bind_text(&cursor, "unproven");
    error = cursor_one(&cursor);
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    (void)cursor_close(&cursor, 0);
    error = transaction_begin(store);
    return error ? error : transaction_leave(store, true, settle(store));
}
