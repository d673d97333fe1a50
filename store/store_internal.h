/* What the files of store/ share: the store itself, the cursor every statement runs through, and how failures are said. */
#ifndef LUNZHI_STORE_INTERNAL_H
#define LUNZHI_STORE_INTERNAL_H

#include <openssl/evp.h>
#include <sqlite3.h>

#include "buffer.h"
#include "calendar_cache.h"
#include "error.h"
#include "memory.h"
#include "outbox.h"
#include "proof.h"
#include "rows.h"
#include "seen.h"
#include "store.h"

#define APPLICATION_ID         0x6c756e7a /* "lunz" in the file's header */
#define HASH_SIZE              32         /* SHA-256 */
#define INSTALLATION_TEXT_SIZE 33
#define BUSY_TIMEOUT_MS        100 /* nobody else should be there: only a program that has just opened the file to look */

enum statement {
#define STATEMENT(name, sql) STATEMENT_##name,
#include "statements.def"
#undef STATEMENT
    STATEMENT_COUNT
};

/* Where the log's chain ends. */
struct chain {
    bool known; /* false after a rollback: read again */
    bool moved; /* in this transaction: its end is to be kept with it */
    int64_t line;
    unsigned char hash[HASH_SIZE];
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    char *name; /* the path, for words; NULL in memory */
    char *vfs;
    char error[512];
    const struct backend_name *backends;
    char installation[INSTALLATION_TEXT_SIZE];
    /* Of desired state. Kept in memory, because it dates only what this process has cached; never goes back, not even with a rollback. */
    int64_t generation;
    bool policy_changed; /* in this transaction */
    bool irrevocable;
    bool spoilt; /* irrevocable, and was to be taken back */
    bool loading;
    date_t today;                                   /* of the load; DATE_NONE outside one */
    struct seen organizations, calendars, channels; /* put by the load */
    struct calendar_cache calendar_cache;
    struct { /* the last answer of ledger_channel_address_kind(): every message asks for the same few */
        int64_t generation;
        char *channel;
        const char *kind;
    } asked;
    struct chain chain;
    struct buffer proof; /* of what this transaction wrote and no line of the log has told yet */
    EVP_MD *sha256;
    EVP_MD_CTX *digest;
};

/* Failures (failure.c). The one place that knows SQLite's codes: remembers the words for store_error() and returns the enum error. */
int store_fail(struct store *store, int sqlite_code);
/* The same for errno and a file of ours that is no database. */
int store_fail_errno(struct store *store, const char *path, int number);
/* The same for what we find ourselves. Returns `error`. */
int store_refuse(struct store *store, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Steps of opening (open.c): new; a connection in store->db; from there to a store ready for use; handed over, or taken down with the
 * reason. */
struct store *store_new(const char *path, const struct store_options *options);
int store_settle(struct store *store, const struct store_options *options) __attribute__((warn_unused_result));
int store_finish(struct store *store, int error, struct store **ret_store, char **ret_why) __attribute__((warn_unused_result));

/* Statements (statements.c). */
const char *statement_name(enum statement id);
int statements_prepare(struct store *store) __attribute__((warn_unused_result));
void statements_finalize(struct store *store);

/* One run of a prepared statement: values bound in order, rows stepped, columns taken in order, closed. Nothing need be checked but the
 * step and, for a row, its result after the columns were taken: what goes wrong in between is kept until then. */
struct cursor {
    struct store *store;
    sqlite3_stmt *statement;
    enum statement id;
    int parameter; /* the last one bound */
    int column;    /* the next one taken */
    int failed;    /* enum error */
};

struct cursor cursor_open(struct store *store, enum statement id);
/* A write: refused outside a transaction, where it would stand alone. */
struct cursor cursor_write(struct store *store, enum statement id);
/* Texts are borrowed until the cursor is closed; NULL binds NULL. */
void bind_text(struct cursor *cursor, const char *text);
void bind_integer(struct cursor *cursor, int64_t integer);
void bind_blob(struct cursor *cursor, const void *bytes, size_t size);
/* DATE_NONE and DATE_FOREVER are NULL. */
void bind_date(struct cursor *cursor, date_t date);
/* NEVER is NULL. */
void bind_instant(struct cursor *cursor, int64_t at);
/* 0 is NULL: a reference to nothing. */
void bind_reference(struct cursor *cursor, int64_t id);

/* 1: a row; 0: no more; negative: an error. */
int cursor_step(struct cursor *cursor) __attribute__((warn_unused_result));
/* Ends it; `result` is passed through, so that a function can end with it. */
int cursor_close(struct cursor *cursor, int result);
/* Steps a statement without rows, and closes it. */
int cursor_run(struct cursor *cursor) __attribute__((warn_unused_result));
/* Steps a statement that gives one row at most. 0 with the cursor on the row; ERROR_NOT_FOUND, and any other error, with it closed. */
int cursor_one(struct cursor *cursor) __attribute__((warn_unused_result));

/* Columns. With an arena the text is copied there, without one it is borrowed until the next step. A NULL or a type where it does not
 * belong makes the row's result ERROR_CORRUPT. */
const char *take_text(struct cursor *cursor, struct arena *arena);
const char *take_text_or_null(struct cursor *cursor, struct arena *arena);
int64_t take_integer(struct cursor *cursor);
int32_t take_int32(struct cursor *cursor);
bool take_bool(struct cursor *cursor);
int64_t take_reference(struct cursor *cursor);
/* What NULL stands for differs: DATE_NONE or DATE_FOREVER. */
date_t take_date(struct cursor *cursor, date_t if_null);
int64_t take_instant(struct cursor *cursor);
void take_hash(struct cursor *cursor, unsigned char ret_hash[static HASH_SIZE]);
/* 0, or ERROR_CORRUPT for the row just taken. */
int cursor_row_result(struct cursor *cursor) __attribute__((warn_unused_result));
/* Marks the row as not to be trusted; `what` names the column. */
void cursor_distrust(struct cursor *cursor, const char *what);

/* Transactions (transaction.c). `enter` begins one unless one runs; `leave` ends what `enter` began: commits at 0, else rolls back. */
int transaction_begin(struct store *store) __attribute__((warn_unused_result));
int transaction_commit(struct store *store) __attribute__((warn_unused_result));
void transaction_rollback(struct store *store);
int transaction_enter(struct store *store, bool *ret_own) __attribute__((warn_unused_result));
int transaction_leave(struct store *store, bool own, int error) __attribute__((warn_unused_result));

/* Keeps where the log ends, if this transaction moved it (log.c). */
int chain_keep(struct store *store) __attribute__((warn_unused_result));
/* A line of the log about nothing but what the store itself did, dated as the last one (log.c). */
int chain_add_own(struct store *store, const char *action, const char *detail) __attribute__((warn_unused_result));
/* Length, bytes: how whatever is hashed here is written; NULL is "-" (hash.c). */
void hash_field(struct store *store, const char *field);

/* Desired state has changed: what was cached of it is stale. */
void store_policy_changed(struct store *store);

/* The load is over, one way or the other (load.c). */
void load_forget(struct store *store);

/* SHA-256 of what is added between. */
void hash_begin(struct store *store);
void hash_add(struct store *store, const void *bytes, size_t size);
void hash_end(struct store *store, unsigned char ret_hash[static HASH_SIZE]);

/* Takes the columns of one row into the struct `ret`; cursor_row_result(). */
typedef int row_reader(struct cursor *cursor, struct arena *arena, void *ret);

/* All rows into `rows`, the one row into `ret` (untouched without it: ERROR_NOT_FOUND); the cursor is closed. */
int cursor_collect(struct cursor *cursor, row_reader *read, struct rows *rows) __attribute__((warn_unused_result));
int cursor_read(struct cursor *cursor, row_reader *read, struct arena *arena, void *ret) __attribute__((warn_unused_result));

/* Readers that more than one file uses. Columns as the macros in statements.def list them. A column is taken at a time, in statements: the
 * order within an initializer list is unspecified. */
row_reader row_occurrence; /* struct occurrence */
row_reader row_record;     /* struct record, without files and values */
row_reader row_waiver;     /* struct waiver, without what names the occurrence */
row_reader row_file;       /* struct record_file */
row_reader row_message;    /* struct outbox_row */
/* at, actor, action, object, detail; borrowed until the next step. */
void row_log_entry(struct cursor *cursor, struct log_entry *ret);
enum delivery_state take_delivery_state(struct cursor *cursor);

/* A message's new state; `at`: when, if the state is final. Within a transaction. */
int message_set(struct store *store, int64_t id, enum delivery_state state, int64_t next_at, const char *reply, int64_t at)
    __attribute__((warn_unused_result));

#endif
