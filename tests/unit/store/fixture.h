/* A store to test, in memory or in a directory of its own, and the desired state of a small university to put into it. */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "outbox.h"
#include "query.h"
#include "store.h"

/* Fails the test with the store's own words. */
#define OK(store, call) assert_ok((store), (call), #call, __FILE__, __LINE__)
void assert_ok(const struct store *store, int error, const char *call, const char *file, int line);

struct fixture {
    char directory[64];
    char path[96]; /* of the database */
    struct store *store;
    struct ledger ledger; /* its ctx is the store */
    struct arena arena;
};

/* cmocka's setup and teardown. */
int in_memory(void **state);
int in_file(void **state);
/* A directory and no store yet. */
int in_directory(void **state);
int done(void **state);

/* SQL that takes away what that schema version and later ones added. */
#define UNDO_VERSION_10 "ALTER TABLE log DROP COLUMN wrote; DROP TABLE log_head; DELETE FROM meta WHERE name = 'unproven';"
#define UNDO_VERSION_9  UNDO_VERSION_10 "DROP TRIGGER IF EXISTS turn_no_other_why; ALTER TABLE turn DROP COLUMN why;"
#define UNDO_VERSION_8  UNDO_VERSION_9 "DROP TABLE roster;"
#define UNDO_VERSION_7                                                                                                                     \
    UNDO_VERSION_8 "DROP TABLE record_file; DROP TABLE upload; DROP INDEX record_corrects; DROP INDEX waiver_of;"                          \
                   "ALTER TABLE record DROP COLUMN corrects; ALTER TABLE record DROP COLUMN why;"                                          \
                   "ALTER TABLE waiver DROP COLUMN basis; ALTER TABLE waiver DROP COLUMN until; ALTER TABLE waiver DROP COLUMN actor;"     \
                   "ALTER TABLE turn DROP COLUMN recorded_at;"
#define UNDO_VERSION_4                                                                                                                     \
    UNDO_VERSION_7                                                                                                                         \
    "DROP TABLE case_file; DROP INDEX outbox_tried; DROP INDEX outbox_fresh; DROP INDEX outbox_digest; DROP INDEX outbox_stands_for; "     \
    "ALTER TABLE outbox DROP COLUMN due_at; ALTER TABLE outbox DROP COLUMN digest; ALTER TABLE outbox DROP COLUMN stands_for;"

/* Opens fixture->path. */
int open_again(struct fixture *fixture, const char *vfs);
void close_store(struct fixture *fixture);
/* Runs SQL on the closed database as a stranger would, the triggers dropped before. */
void tamper(struct fixture *fixture, const char *sql);
/* The bytes of a file; free() them. */
char *read_file(const char *path, size_t *ret_size);
void write_file(const char *path, const void *bytes, size_t size);

date_t day(const char *text);

/* The desired state: calendar "wust", channels "mail" and "office", organization "su" with jia, yi, bing and the obligations "hearing" and
 * "survey". Every field that can hold something does, in one place or another. Values are the caller's to change before load(). */
struct desired {
    struct calendar calendar;
    struct channel channels[2];
    size_t n_channels;
    struct member members[3];
    struct mandate mandate;
    struct obligation obligations[2];
    struct organization organization;
    bool no_organization;
};
void desired_init(struct desired *desired);
/* One whole load on that day. */
int load(struct fixture *fixture, const struct desired *desired, const char *today);

/* Open, of su/hearing in that period, nothing done. */
struct occurrence an_occurrence(const char *period, int64_t next_at);
/* A reminder about it to jia by "mail", every text filled in. */
struct notification a_notification(int64_t occurrence, const char *key);
/* In a transaction of its own; the id, or the test fails. */
int64_t put_occurrence(struct fixture *fixture, const char *period, int64_t next_at);
int64_t put_notification(struct fixture *fixture, const struct notification *notification, int64_t at);
int put_log(struct fixture *fixture, const char *object, const char *detail);
/* Commits facts with the line of the log that tells of them. */
int commit_told(struct fixture *fixture);
struct outbox_row get_message(struct fixture *fixture, int64_t id);
/* Claims all that is due, channel by channel, each message by itself. How many; the rows are in the arena. */
size_t claim_due(struct fixture *fixture, int64_t now, struct outbox_row **ret_rows);

#endif
