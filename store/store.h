/* SQLite state: desired state, occurrences, turns, records, outbox and the hash-chained log. The only folder with SQL.
 * A store is used by one thread. Errors: enum error, the words of the failure through store_error(). */
#ifndef LUNZHI_STORE_H
#define LUNZHI_STORE_H

#include <stdint.h>

#include "channel.h"
#include "ledger.h"

struct store;

struct store_options {
    const struct backend_name *backends; /* for channel_address_kind; ended by name NULL; borrowed */
    const char *vfs;                     /* NULL: SQLite's default; tests name a faulty one */
    bool create;                         /* else a missing file is ERROR_NOT_FOUND */
    bool irrevocable; /* in memory only: no change is taken back, which spares keeping what was there; after an error it can only be closed
                       */
    uint64_t seed;    /* of a new database's installation id; 0: from the system's randomness */
};

/* `path` NULL: in memory. ERROR_NOT_OURS, ERROR_VERSION, ERROR_CORRUPT leave the file untouched; *ret_why (heap, may be NULL) says what is
 * wrong, naming the file. */
int store_open(const char *path, const struct store_options *options, struct store **ret_store, char **ret_why)
    __attribute__((warn_unused_result));
/* Takes the image of a database (as store_backup wrote it) into memory: for `plan`. */
int store_open_image(const void *image, size_t size_bytes, const struct store_options *options, struct store **ret_store, char **ret_why)
    __attribute__((warn_unused_result));
void store_close(struct store *store);

/* The words of the last failure, in English, for the log; never NULL, valid until the next call. */
const char *store_error(const struct store *store);

/* Rows written since it was opened: the same number twice means that nothing was between. */
int64_t store_writes(const struct store *store);

/* 32 lower-case hex digits, made with the database: makes message ids unique among installations. */
const char *store_installation(const struct store *store);

/* scheduler/'s view. The ledger borrows the store. */
void store_ledger(struct store *store, struct ledger *ret_ledger);

/* Loading: within begin/commit. Whatever is not put between start and finish is ended on `today`, never deleted: organizations, members,
 * obligations (their open occurrences become withdrawn), channels, calendars. Unchanged values write nothing. Members who left an
 * organization's file stay in it, in office until the day before `today`. */
int store_load_start(struct store *store, date_t today) __attribute__((warn_unused_result));
int store_put_calendar(struct store *store, const struct calendar *calendar) __attribute__((warn_unused_result));
int store_put_channel(struct store *store, const struct channel *channel) __attribute__((warn_unused_result));
int store_load_finish(struct store *store, date_t today, int64_t at) __attribute__((warn_unused_result));

int store_get_channel(struct store *store, const char *id, struct arena *arena, struct channel *ret) __attribute__((warn_unused_result));

/* The whole database through SQLite's backup API into a new file; ERROR_EXISTS if there is one. In steps of `pages`, each short, so that a
 * loop can go on between: 0 when done, ERROR_BUSY while there is more. */
struct store_backup;
int store_backup_start(struct store *store, const char *path, struct store_backup **ret_backup) __attribute__((warn_unused_result));
int store_backup_step(struct store_backup *backup, int pages) __attribute__((warn_unused_result));
void store_backup_finish(struct store_backup *backup);

/* What the log proves besides itself: the rows of these tables; of a turn and a case their ends apart, which come later. */
#define PROVEN_KINDS(X)                                                                                                                    \
    X(RECORD, "record")                                                                                                                    \
    X(FILE, "file")                                                                                                                        \
    X(WAIVER, "waiver")                                                                                                                    \
    X(DECISION, "decision")                                                                                                                \
    X(TURN, "turn")                                                                                                                        \
    X(TURN_END, "turn-end")                                                                                                                \
    X(CASE, "case")                                                                                                                        \
    X(CASE_END, "case-end")                                                                                                                \
    X(ROSTER, "roster")

enum proven_kind {
#define X(name, word) PROVEN_##name,
    PROVEN_KINDS(X)
#undef X
        PROVEN_COUNT
};

/* What was found at a row; borrowed until the callback returns. */
struct proven_fault {
    const char *kind; /* as the table above has it */
    const char *key;  /* 12, 12/0 (a record's file), su/exit/c1; NULL with `added` */
    int64_t line;     /* of the log, which says what was written; 0 with `added` */
    int64_t added;    /* rows that no line tells of; 0: the row of that key is gone or not what it was */
    bool gone;
};

/* How far a walk along the log has come; zero-initialised but for the callback is its start. */
struct log_walk {
    void (*fault)(void *ctx, const struct proven_fault *fault); /* NULL: the tables are not looked at */
    void *ctx;
    int64_t lines;               /* that follow from each other */
    unsigned char hash[32];      /* SHA-256, of the last of them */
    int64_t cut;                 /* lines that once followed these and are gone, at the end of the log */
    int64_t facts[PROVEN_COUNT]; /* rows the lines told of and that are there */
};

/* Walks the chain from there on, `max_lines` at most: 0 at its end, ERROR_BUSY while there is more, so that a loop can go on between. Each
 * row a line wrote is compared with what the line has of it; at the end rows of which no line tells are counted.
 * ERROR_CORRUPT: the line after walk->lines is the first that does not follow, or, with `cut`, the first that is gone. */
int store_log_verify(struct store *store, struct log_walk *walk, int64_t max_lines) __attribute__((warn_unused_result));
#define LOG_HEAD_TEXT_SIZE 65
/* walk->hash in 64 hex digits: what whoever would prove that nothing was cut off or made anew notes elsewhere. */
void store_log_head(const struct log_walk *walk, char ret_text[static LOG_HEAD_TEXT_SIZE]);

#endif
