/* Cases: opened, looked up, listed, closed once, and never changed after that. */
#include "fixture.h"
#include "query.h"

static void start(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
}

static struct case_file a_case(const char *obligation, const char *id, const char *opened_on)
{
    return (struct case_file){.organization = "su",
                              .obligation = obligation,
                              .id = id,
                              .title = "延长供餐",
                              .opened_on = day(opened_on),
                              .event_on = day("2019-10-05"),
                              .member = "jia",
                              .fields_json = "{\"a\":1}",
                              .closed_on = DATE_NONE};
}

/* `call` within a transaction. */
static int write_case(struct fixture *fixture, int (*call)(void *ctx, const struct case_file *file, int64_t at, const char *actor),
                      const struct case_file *file)
{
    int error = fixture->ledger.begin(fixture->store);

    if (!error)
        error = call(fixture->store, file, 1570000000, "uid 0 (root)");
    if (!error)
        return commit_told(fixture);
    fixture->ledger.rollback(fixture->store);
    return error;
}

static int open_case(struct fixture *fixture, const char *obligation, const char *id, const char *opened_on)
{
    const struct case_file file = a_case(obligation, id, opened_on);

    return write_case(fixture, fixture->ledger.open_case, &file);
}

static int close_case(struct fixture *fixture, const char *id, const char *outcome)
{
    struct case_file file = a_case("survey", id, "2019-10-02");

    file.closed_on = day("2019-10-20");
    file.outcome = outcome;
    file.why = "已解决";
    file.by = "权益部";
    file.document = "7";
    return write_case(fixture, fixture->ledger.close_case, &file);
}

static void test_opened_and_closed(void **state)
{
    struct fixture *fixture = *state;
    struct case_file got;
    int64_t n = -1;

    start(fixture);
    assert_int_equal(fixture->ledger.get_case(fixture->store, "su", "survey", "c1", &fixture->arena, &got), ERROR_NOT_FOUND);
    OK(fixture->store, fixture->ledger.count_cases(fixture->store, "su", "survey", &n));
    assert_int_equal(n, 0);
    OK(fixture->store, open_case(fixture, "survey", "c1", "2019-10-02"));
    assert_int_equal(open_case(fixture, "survey", "c1", "2019-10-02"), ERROR_EXISTS);
    OK(fixture->store, open_case(fixture, "hearing", "c1", "2019-10-02"));
    OK(fixture->store, fixture->ledger.count_cases(fixture->store, "su", "survey", &n));
    assert_int_equal(n, 1);
    OK(fixture->store, fixture->ledger.get_case(fixture->store, "su", "survey", "c1", &fixture->arena, &got));
    assert_string_equal(got.title, "延长供餐");
    assert_int_equal(got.opened_on, day("2019-10-02"));
    assert_int_equal(got.event_on, day("2019-10-05"));
    assert_string_equal(got.member, "jia");
    assert_string_equal(got.fields_json, "{\"a\":1}");
    assert_int_equal(got.closed_on, DATE_NONE);
    assert_null(got.outcome);
    OK(fixture->store, close_case(fixture, "c1", "resolved"));
    OK(fixture->store, fixture->ledger.get_case(fixture->store, "su", "survey", "c1", &fixture->arena, &got));
    assert_int_equal(got.closed_on, day("2019-10-20"));
    assert_string_equal(got.outcome, "resolved");
    assert_string_equal(got.why, "已解决");
    assert_string_equal(got.by, "权益部");
    assert_string_equal(got.document, "7");
    assert_int_equal(close_case(fixture, "c1", "withdrawn"), ERROR_NOT_FOUND);
    assert_int_equal(close_case(fixture, "c2", NULL), ERROR_NOT_FOUND);
    OK(fixture->store, fixture->ledger.get_case(fixture->store, "su", "survey", "c1", &fixture->arena, &got));
    assert_string_equal(got.outcome, "resolved");
}

/* An obligation that never was has no cases. */
static void test_of_an_obligation(void **state)
{
    struct fixture *fixture = *state;
    struct case_file got;

    start(fixture);
    assert_int_not_equal(open_case(fixture, "nothing", "c1", "2019-10-02"), 0);
    assert_int_equal(fixture->ledger.get_case(fixture->store, "su", "nothing", "c1", &fixture->arena, &got), ERROR_NOT_FOUND);
}

struct seen {
    char words[512];
    int stop_after;
};

static int note(void *ctx, const struct case_file *file, const struct text *title, const char *organization_name)
{
    struct seen *seen = ctx;
    size_t length = strlen(seen->words);

    assert_string_equal(organization_name, "校学生会");
    snprintf(seen->words + length, sizeof seen->words - length, "%s/%s:%s ", file->obligation, file->id, title->zh);
    return --seen->stop_after == 0 ? 7 : 0;
}

static const char *list(struct fixture *fixture, const char *organization, const char *obligation, bool closed)
{
    static struct seen seen;

    seen = (struct seen){0};
    OK(fixture->store, query_cases(fixture->store, organization, obligation, closed, note, &seen));
    return seen.words;
}

static void test_listed(void **state)
{
    struct fixture *fixture = *state;
    struct seen seen = {.stop_after = 1};

    start(fixture);
    OK(fixture->store, open_case(fixture, "survey", "late", "2019-10-03"));
    OK(fixture->store, open_case(fixture, "survey", "c1", "2019-10-02"));
    OK(fixture->store, open_case(fixture, "hearing", "x", "2019-10-02"));
    OK(fixture->store, close_case(fixture, "c1", NULL));
    assert_string_equal(list(fixture, NULL, NULL, false), "hearing/x:党委听取汇报 survey/late:调研报告 ");
    assert_string_equal(list(fixture, "su", NULL, true), "hearing/x:党委听取汇报 survey/c1:调研报告 survey/late:调研报告 ");
    assert_string_equal(list(fixture, "su", "survey", false), "survey/late:调研报告 ");
    assert_string_equal(list(fixture, "gsu", NULL, true), "");
    assert_int_equal(query_cases(fixture->store, NULL, NULL, true, note, &seen), 7);
    assert_string_equal(seen.words, "hearing/x:党委听取汇报 ");
}

/* As a program would that tries: SQLite itself says no. */
static void test_history_stays(void **state)
{
    static const char *const forbidden[] = {
        "DELETE FROM case_file",
        "UPDATE case_file SET closed_on = NULL WHERE id = 'c1'",
        "UPDATE case_file SET why = 'other' WHERE id = 'c1'",
    };
    struct fixture *fixture = *state;
    sqlite3 *db;

    start(fixture);
    OK(fixture->store, open_case(fixture, "survey", "c1", "2019-10-02"));
    OK(fixture->store, close_case(fixture, "c1", NULL));
    close_store(fixture);
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_int_equal(sqlite3_exec(db, forbidden[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_opened_and_closed, in_memory, done),
        cmocka_unit_test_setup_teardown(test_of_an_obligation, in_memory, done),
        cmocka_unit_test_setup_teardown(test_listed, in_memory, done),
        cmocka_unit_test_setup_teardown(test_history_stays, in_file, done),
    };

    return cmocka_run_group_tests_name("store_cases", tests, NULL, NULL);
}
