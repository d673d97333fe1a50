/* The cost of a statement is that of its answer: each one's plan uses an index, and no table is read whole but by those that mean to. */
#include "fixture.h"
#include "store_internal.h"

static const struct {
    const char *name;
    const char *sql;
} statements[] = {
#define STATEMENT(name, sql) {#name, sql},
#include "statements.def"
#undef STATEMENT
};

/* Reads of everything there is of the table, by design: a load's, the log's whole walk and the facts it proves, and the newest first with a
 * limit. */
static const char *const whole[] = {
    "RUNNING_CALENDARS",
    "RUNNING_CHANNELS",
    "RUNNING_ORGANIZATIONS",
    "LIST_ORGANIZATIONS",
    "COUNT_ORGANIZATIONS",
    "ENDED_SINCE",
    "ALL_CASES",
    "WALK_LOG",
    "LIST_FACTS",
    "LIST_EVIDENCE",
    "COUNT_EVIDENCE",
    "LAST_LOG",
    "LOG",
    "MESSAGES",
    "MESSAGES_DELIVERED",
    "COUNT_MESSAGES",
};

/* A few rows, put in another order than their index has. */
static const char *const sorted[] = {"ENDED_SINCE", "ALL_CASES", "LIST_RECORDS", "MESSAGES_ABOUT", "NEWEST_ROSTER", "FRESH_ABOUT"};

static bool is_in(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* A step of the plan that reads a table whole, or sorts, and should not. */
static bool is_dear(const char *name, const char *step)
{
    if (strstr(step, "TEMP B-TREE"))
        return !is_in(name, sorted, sizeof sorted / sizeof *sorted);
    return strstr(step, "AUTOMATIC") || (strncmp(step, "SCAN", 4) == 0 && strcmp(step, "SCAN r") != 0 /* a recursion's own rows */ &&
                                         !strstr(step, "INDEX") && !is_in(name, whole, sizeof whole / sizeof *whole));
}

static void check_plan(sqlite3 *db, const char *name, const char *sql)
{
    char explained[4096];
    sqlite3_stmt *plan;

    snprintf(explained, sizeof explained, "EXPLAIN QUERY PLAN %s", sql);
    if (strncmp(sql, "BEGIN", 5) == 0 || strncmp(sql, "COMMIT", 6) == 0 || strncmp(sql, "ROLLBACK", 8) == 0)
        return;
    assert_int_equal(sqlite3_prepare_v2(db, explained, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(plan, 3);

        if (is_dear(name, step))
            fail_msg("%s: %s", name, step);
    }
    sqlite3_finalize(plan);
}

static void test_plans(void **state)
{
    struct fixture *fixture = *state;
    sqlite3 *db;

    close_store(fixture);
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        check_plan(db, statements[i].name, statements[i].sql);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* No setting of the connection throws them away once they are there. */
static void test_prepared_once(void **state)
{
    struct fixture *fixture = *state;
    const struct store *store = fixture->store;
    int64_t at;

    OK(store, fixture->ledger.begin(fixture->ledger.ctx));
    OK(store, fixture->ledger.next_at(fixture->ledger.ctx, &at));
    OK(store, fixture->ledger.commit(fixture->ledger.ctx));
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        assert_int_equal(sqlite3_stmt_status(store->statements[i], SQLITE_STMTSTATUS_REPREPARE, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_prepared_once, in_file, done),
        cmocka_unit_test_setup_teardown(test_plans, in_file, done),
    };

    return cmocka_run_group_tests_name("store_statements", tests, NULL, NULL);
}
