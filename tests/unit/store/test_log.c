/* The log: a chain that a stranger can recompute, that only grows, and that shows where it was touched. */
#include "fixture.h"

#include <openssl/evp.h>
#include <stdlib.h>

static void begin(struct fixture *fixture)
{
    OK(fixture->store, fixture->ledger.begin(fixture->store));
}

static void commit(struct fixture *fixture)
{
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

static void write_lines(struct fixture *fixture, int n)
{
    char object[32];

    begin(fixture);
    for (int i = 0; i < n; i++) {
        snprintf(object, sizeof object, "su/survey/%d", i);
        OK(fixture->store, put_log(fixture, object, i % 2 ? "a detail" : NULL));
    }
    commit(fixture);
}

static void assert_log(struct fixture *fixture, int64_t expected)
{
    struct log_walk walk = {0};

    OK(fixture->store, store_log_verify(fixture->store, &walk, INT64_MAX));
    assert_int_equal(walk.lines, expected);
}

static void test_grows_over_openings(void **state)
{
    struct fixture *fixture = *state;

    assert_log(fixture, 0);
    write_lines(fixture, 3);
    close_store(fixture);
    OK(NULL, open_again(fixture, NULL));
    write_lines(fixture, 2);
    assert_log(fixture, 5);
}

static void test_rollback_leaves_no_gap(void **state)
{
    struct fixture *fixture = *state;

    write_lines(fixture, 2);
    begin(fixture);
    OK(fixture->store, put_log(fixture, "su", "taken back"));
    fixture->ledger.rollback(fixture->store);
    write_lines(fixture, 2);
    assert_log(fixture, 4);
}

static void test_not_outside_a_transaction(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(put_log(fixture, "su", NULL), ERROR_INVALID);
    assert_log(fixture, 0);
}

struct newest {
    char hash[65];
    int64_t line;
};

static int note_newest(void *ctx, const struct query_log_line *line)
{
    struct newest *newest = ctx;

    newest->line = line->line;
    snprintf(newest->hash, sizeof newest->hash, "%s", line->hash);
    return 0;
}

static void sha256(const void *bytes, size_t size, unsigned char hash[32])
{
    assert_int_equal(EVP_Digest(bytes, size, hash, NULL, EVP_sha256(), NULL), 1);
}

/* The format of log.c, written down a second time. */
static void test_hash_by_hand(void **state)
{
    static const char line[] = "1:1,10:1600000000,17:uid 1000 (office),6:record,2:su,-";
    struct fixture *fixture = *state;
    unsigned char bytes[256], hash[32];
    struct newest newest = {0};
    char text[65];

    begin(fixture);
    OK(fixture->store, put_log(fixture, "su", NULL));
    commit(fixture);
    sha256(store_installation(fixture->store), 32, bytes);
    memcpy(bytes + 32, line, sizeof line - 1);
    sha256(bytes, 32 + sizeof line - 1, hash);
    for (int i = 0; i < 32; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
    OK(fixture->store, query_log(fixture->store, NULL, NEVER, 1, note_newest, &newest));
    assert_int_equal(newest.line, 1);
    assert_string_equal(newest.hash, text);
}

/* The log as it stood at an instant: what was written before it, the newest first. */
static void test_as_of(void **state)
{
    struct fixture *fixture = *state;
    struct newest newest = {0};
    struct log_entry entry = {.actor = "lunzhid", .action = "tell", .object = "su"};

    begin(fixture);
    for (entry.at = 100; entry.at <= 300; entry.at += 100)
        OK(fixture->store, fixture->ledger.put_log(fixture->store, &entry));
    commit(fixture);
    OK(fixture->store, query_log(fixture->store, NULL, 300, 1, note_newest, &newest));
    assert_int_equal(newest.line, 2);
    OK(fixture->store, query_log(fixture->store, "su", 200, 1, note_newest, &newest));
    assert_int_equal(newest.line, 1);
    newest.line = 0;
    OK(fixture->store, query_log(fixture->store, NULL, 100, 10, note_newest, &newest));
    assert_int_equal(newest.line, 0);
    OK(fixture->store, query_log(fixture->store, NULL, NEVER, 1, note_newest, &newest));
    assert_int_equal(newest.line, 3);
}

static void test_tampering(void **state)
{
    static const struct {
        const char *sql;
        int64_t bad;
    } cases[] = {
        {"UPDATE log SET detail = 'another' WHERE line = 4", 4},
        {"UPDATE log SET detail = NULL WHERE line = 6", 6},
        {"UPDATE log SET detail = '' WHERE line = 5", 5},
        {"UPDATE log SET at = at + 1 WHERE line = 1", 1},
        {"UPDATE log SET actor = 'uid 0 (root)' WHERE line = 10", 10},
        {"UPDATE log SET action = object, object = action WHERE line = 2", 2},
        {"UPDATE log SET actor = actor || substr(action, 1, 1), action = substr(action, 2) WHERE line = 7", 7},
        {"UPDATE log SET hash = zeroblob(32) WHERE line = 8", 8},
        {"DELETE FROM log WHERE line = 3", 3},
        {"DELETE FROM log WHERE line = 1", 1},
        {"DELETE FROM log WHERE line = 10", 10},
        {"UPDATE log SET wrote = 'record 1 x' WHERE line = 9", 9},
        {"DELETE FROM log WHERE line = 3; UPDATE log SET line = line - 1 WHERE line > 3", 3},
        {"INSERT INTO log SELECT 11, at, actor, action, object, detail, hash, wrote FROM log WHERE line = 10", 11},
        {"UPDATE meta SET value = '00000000000000000000000000000000'", 1},
    };
    struct fixture *fixture = *state;
    size_t size;
    char *good;

    write_lines(fixture, 10);
    close_store(fixture);
    good = read_file(fixture->path, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct log_walk walk = {0};
        int error;

        write_file(fixture->path, good, size);
        tamper(fixture, cases[i].sql);
        OK(NULL, open_again(fixture, NULL));
        while ((error = store_log_verify(fixture->store, &walk, 1 + (int64_t)i % 3)) == ERROR_BUSY)
            ;
        assert_int_equal(error, ERROR_CORRUPT);
        assert_int_equal(walk.lines + 1, cases[i].bad);
        assert_non_null(strstr(store_error(fixture->store), walk.cut ? "of the log is gone" : "of the log does not follow"));
        close_store(fixture);
    }
    free(good);
}

/* The triggers refuse even a stranger with the file in hand. */
static void test_append_only(void **state)
{
    static const char *const attempts[] = {
        "UPDATE log SET detail = 'x'",
        "DELETE FROM log",
        "UPDATE record SET document = 'x'",
        "DELETE FROM record",
        "UPDATE record_file SET name = 'x'",
        "DELETE FROM record_file",
        "UPDATE waiver SET reason = 'x'",
        "DELETE FROM waiver",
        "UPDATE decision SET why = 'x'",
        "DELETE FROM decision",
        "UPDATE attempt SET reply = 'x'",
        "DELETE FROM attempt",
        "DELETE FROM outbox",
        "DELETE FROM turn",
        "UPDATE turn SET chair = 'yi'",
        "UPDATE turn SET begins = begins - 1",
        "UPDATE turn SET why = '{}'",
        "UPDATE turn SET ends = 99999 WHERE ends IS NOT NULL",
    };
    static const char rows[] =
        "PRAGMA foreign_keys = OFF;"
        "INSERT INTO record VALUES (1, 'su', 'survey', NULL, 1, NULL, NULL, 1, NULL, NULL, NULL);"
        "INSERT INTO record_file VALUES (1, 0, '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'n', 'pdf', 1);"
        "INSERT INTO waiver VALUES (1, 1, 1, 'r', 'b', NULL, NULL, NULL);"
        "INSERT INTO decision (organization, kind, day, member) VALUES ('su', 'remove', 1, 'jia');"
        "INSERT INTO attempt VALUES (1, 1, 1, 1, 'unknown', 0, '');"
        "INSERT INTO outbox (key, kind, late, recipient, created_at, state) VALUES ('k', 'test', 0, 'jia', 1, 'queued');"
        "INSERT INTO turn (organization, begins, ends, chair, counts, reason)"
        " VALUES ('su', 1, 2, 'jia', 1, 'r'), ('su', 3, NULL, 'jia', 1, 'r');";
    struct fixture *fixture = *state;
    sqlite3 *db;

    write_lines(fixture, 1);
    close_store(fixture);
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        int code = sqlite3_exec(db, attempts[i], NULL, NULL, NULL);

        if (code != SQLITE_CONSTRAINT)
            print_error("%s: %d\n", attempts[i], code);
        assert_int_equal(code, SQLITE_CONSTRAINT);
    }
    assert_int_equal(sqlite3_exec(db, "UPDATE turn SET ends = 4 WHERE ends IS NULL", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_grows_over_openings, in_file, done),
        cmocka_unit_test_setup_teardown(test_rollback_leaves_no_gap, in_memory, done),
        cmocka_unit_test_setup_teardown(test_not_outside_a_transaction, in_memory, done),
        cmocka_unit_test_setup_teardown(test_hash_by_hand, in_memory, done),
        cmocka_unit_test_setup_teardown(test_as_of, in_memory, done),
        cmocka_unit_test_setup_teardown(test_tampering, in_file, done),
        cmocka_unit_test_setup_teardown(test_append_only, in_file, done),
    };

    return cmocka_run_group_tests_name("store_log", tests, NULL, NULL);
}
