/* What the log proves of the tables beside it: whatever a hand changes, takes out or puts in is found, and so is a line cut off its end. */
#include "fixture.h"

#include <stdlib.h>

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void tell(struct fixture *fixture, int error, const char *action)
{
    const struct log_entry line = {.at = 1600000000, .actor = "uid 0 (root)", .action = action, .object = "su"};

    OK(fixture->store, error);
    OK(fixture->store, fixture->ledger.put_log(fixture->store, &line));
}

/* A line for each: a record with a file, a waiver, a decision, two turns of which one has ended, a case opened and closed, one open, a
 * roster. The load wrote line 1. */
static void record_all(struct fixture *fixture)
{
    const struct record_file file = {.sha256 = HASH_A, .name = "会议纪要.pdf", .type = "pdf", .size_bytes = 7};
    struct record record = {.organization = "su",
                            .obligation = "hearing",
                            .period = "2019-2020-1",
                            .on = 18230,
                            .fields_json = "{\"meeting\":14}",
                            .at = 1577000000,
                            .actor = "uid 0 (root)",
                            .files = &file,
                            .n_files = 1};
    const struct waiver waiver = {.reason = "延期", .by = "团委", .until = DATE_NONE, .at = 1577000001, .actor = "uid 0 (root)"};
    struct decision decision = {
        .organization = "su", .kind = DECISION_APPOINT, .on = 18240, .member = "yi", .by = "团委", .at = 1577000002};
    const struct turn turns[] = {
        {.organization = "su", .begins = 18200, .ends = DATE_FOREVER, .mandate = DATE_NONE, .chair = "jia", .reason = "r"},
        {.organization = "su", .begins = 18240, .ends = DATE_FOREVER, .mandate = DATE_NONE, .chair = "yi", .reason = "r"}};
    struct case_file files[] = {{.organization = "su", .obligation = "survey", .id = "c1", .opened_on = 18210, .event_on = 18210},
                                {.organization = "su", .obligation = "survey", .id = "c2", .opened_on = 18211, .event_on = 18211}};
    struct roster roster = {.organization = "su", .table = "roster", .on = 18250, .at = 1577000003, .actor = "uid 0 (root)"};
    const struct ledger *ledger = &fixture->ledger;
    struct store *store = fixture->store;
    struct desired desired;
    int64_t occurrence;

    desired_init(&desired);
    OK(store, load(fixture, &desired, "2019-10-01"));
    occurrence = put_occurrence(fixture, "2019-2020-1", 1000);
    OK(store, ledger->begin(store));
    tell(fixture, ledger->put_record(store, &record), "record");
    tell(fixture, ledger->put_waiver(store, occurrence, &waiver), "waive");
    tell(fixture, ledger->put_decision(store, &decision), "decide");
    tell(fixture, ledger->begin_turn(store, &turns[0]), "turn");
    tell(fixture, ledger->begin_turn(store, &turns[1]), "turn");
    tell(fixture, ledger->open_case(store, &files[0], 1577000004, "uid 0 (root)"), "case");
    tell(fixture, ledger->open_case(store, &files[1], 1577000004, "uid 0 (root)"), "case");
    files[0].closed_on = 18220;
    files[0].why = "已解决";
    files[0].by = "权益部";
    tell(fixture, ledger->close_case(store, &files[0], 1577000005, "uid 0 (root)"), "case");
    tell(fixture, ledger->put_roster(store, &roster), "roster");
    tell(fixture, 0, "tell");
    OK(store, ledger->commit(store));
}

struct found {
    char words[512]; /* "KIND KEY changed; KIND KEY gone; KIND +N; …" */
    int64_t line;    /* of the last one */
};

static void note(void *ctx, const struct proven_fault *fault)
{
    struct found *found = ctx;
    size_t length = strlen(found->words);

    if (fault->added)
        snprintf(found->words + length, sizeof found->words - length, "%s +%lld; ", fault->kind, (long long)fault->added);
    else
        snprintf(found->words + length, sizeof found->words - length, "%s %s %s; ", fault->kind, fault->key,
                 fault->gone ? "gone" : "changed");
    found->line = fault->line;
}

/* The walk in steps of two lines: its error, and what it found. */
static int verify(struct fixture *fixture, struct found *found, struct log_walk *walk)
{
    int error;

    *found = (struct found){0};
    *walk = (struct log_walk){.fault = note, .ctx = found};
    while ((error = store_log_verify(fixture->store, walk, 2)) == ERROR_BUSY)
        ;
    return error;
}

static void assert_whole(struct fixture *fixture)
{
    struct log_walk walk;
    struct found found;

    OK(fixture->store, verify(fixture, &found, &walk));
    assert_string_equal(found.words, "");
    assert_int_equal(walk.cut, 0);
    for (size_t i = 0; i < PROVEN_COUNT; i++)
        assert_int_equal(walk.facts[i], i == PROVEN_TURN || i == PROVEN_CASE ? 2 : 1);
}

static void test_untouched(void **state)
{
    struct fixture *fixture = *state;

    record_all(fixture);
    assert_whole(fixture);
    close_store(fixture);
    OK(NULL, open_again(fixture, NULL));
    assert_whole(fixture);
}

static void test_rows(void **state)
{
    static const struct {
        const char *sql, *found;
    } cases[] = {
        {"UPDATE record SET day = day - 1", "record 1 changed; "},
        {"UPDATE record SET period = NULL", "record 1 changed; "},
        {"UPDATE record SET fields = '{\"meeting\":15}'", "record 1 changed; "},
        {"UPDATE record SET corrects = 1", "record 1 changed; "},
        {"UPDATE record_file SET name = '会议记录.pdf'", "file 1/0 changed; "},
        {"DELETE FROM record_file", "file 1/0 gone; "},
        {"INSERT INTO record_file SELECT record, 1, sha256, name, type, size_bytes FROM record_file", "file +1; "},
        {"INSERT INTO record SELECT 2, organization, obligation, period, day, document, fields, at, actor, corrects, why FROM record",
         "record +1; "},
        {"UPDATE waiver SET reason = '另议'", "waiver 1 changed; "},
        {"UPDATE waiver SET reason = reason || decided_by, decided_by = ''", "waiver 1 changed; "},
        {"UPDATE occurrence SET period = '2019-2020-2'", "waiver 1 changed; "}, /* another occurrence is waived */
        {"DELETE FROM waiver", "waiver 1 gone; "},
        {"UPDATE decision SET member = 'bing'", "decision 1 changed; "},
        {"DELETE FROM decision", "decision 1 gone; "},
        {"UPDATE turn SET chair = 'yi' WHERE id = 1", "turn 1 changed; "},
        {"UPDATE turn SET counts = 1 WHERE id = 2", "turn 2 changed; "},
        {"UPDATE turn SET ends = ends + 1 WHERE id = 1", "turn-end 1 changed; "},
        {"DELETE FROM turn WHERE id = 2; UPDATE turn SET ends = NULL WHERE id = 1", "turn-end 1 gone; turn 2 gone; "},
        {"UPDATE turn SET ends = 18300 WHERE id = 2", "turn-end +1; "},
        {"UPDATE case_file SET outcome = 'removed' WHERE id = 'c1'", "case-end su/survey/c1 changed; "},
        {"UPDATE case_file SET member = 'jia' WHERE id = 'c2'", "case su/survey/c2 changed; "},
        {"UPDATE case_file SET closed_on = 18230 WHERE id = 'c2'", "case-end +1; "},
        {"DELETE FROM case_file WHERE id = 'c1'", "case su/survey/c1 gone; case-end su/survey/c1 gone; "},
        {"UPDATE roster SET content = '{}'", "roster 1 changed; "},
        {"UPDATE roster SET id = 7", "roster 1 gone; roster +1; "},
    };
    struct fixture *fixture = *state;
    struct log_walk walk;
    struct found found;
    size_t size;
    char *good;

    record_all(fixture);
    close_store(fixture);
    good = read_file(fixture->path, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file(fixture->path, good, size);
        tamper(fixture, cases[i].sql);
        OK(NULL, open_again(fixture, NULL));
        OK(fixture->store, verify(fixture, &found, &walk));
        if (strcmp(found.words, cases[i].found) != 0)
            print_error("%s\n", cases[i].sql);
        assert_string_equal(found.words, cases[i].found);
        close_store(fixture);
    }
    free(good);
}

static void test_the_line_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct log_walk walk;
    struct found found;

    record_all(fixture);
    close_store(fixture);
    tamper(fixture, "UPDATE decision SET day = 1; CREATE TABLE note AS SELECT line FROM log WHERE action = 'decide'");
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, verify(fixture, &found, &walk));
    assert_int_equal(found.line, walk.lines - 7);
}

/* The last line is gone: seen at once, and for good once the log goes on. */
static void test_a_line_cut_off(void **state)
{
    static const struct {
        const char *sql;
        int64_t cut;
    } cases[] = {
        {"DELETE FROM log WHERE line = (SELECT max(line) FROM log)", 1},
        {"DELETE FROM log WHERE line >= (SELECT max(line) FROM log) - 2", 3},
        {"DELETE FROM log", 11},
    };
    struct fixture *fixture = *state;
    struct log_walk walk;
    struct found found;
    int64_t lines;
    size_t size;
    char *good;

    record_all(fixture);
    OK(fixture->store, verify(fixture, &found, &walk));
    lines = walk.lines;
    close_store(fixture);
    good = read_file(fixture->path, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file(fixture->path, good, size);
        tamper(fixture, cases[i].sql);
        OK(NULL, open_again(fixture, NULL));
        assert_int_equal(verify(fixture, &found, &walk), ERROR_CORRUPT);
        assert_int_equal(walk.cut, i == 2 ? lines : cases[i].cut);
        assert_int_equal(walk.lines, lines - walk.cut);
        OK(fixture->store, fixture->ledger.begin(fixture->store));
        OK(fixture->store, commit_told(fixture));
        assert_int_equal(verify(fixture, &found, &walk), ERROR_CORRUPT);
        assert_int_equal(walk.cut, 0);
        assert_int_equal(walk.lines, i == 2 ? 0 : lines - cases[i].cut);
        close_store(fixture);
    }
    free(good);
}

/* With its head set back as well, a line that wrote something is missed by what it wrote. */
static void test_a_line_and_the_head_cut_off(void **state)
{
    struct fixture *fixture = *state;
    struct log_walk walk;
    struct found found;

    record_all(fixture);
    close_store(fixture);
    tamper(fixture, "DELETE FROM log WHERE line >= (SELECT max(line) FROM log) - 1;"
                    "UPDATE log_head SET (line, hash) = (SELECT line, hash FROM log ORDER BY line DESC LIMIT 1)");
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, verify(fixture, &found, &walk));
    assert_string_equal(found.words, "roster +1; ");
}

static void test_the_head_taken_out(void **state)
{
    struct fixture *fixture = *state;
    struct log_walk walk;
    struct found found;

    record_all(fixture);
    close_store(fixture);
    tamper(fixture, "DELETE FROM log_head");
    OK(NULL, open_again(fixture, NULL));
    assert_int_equal(verify(fixture, &found, &walk), ERROR_CORRUPT);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    assert_int_equal(put_log(fixture, "su", NULL), ERROR_CORRUPT);
    fixture->ledger.rollback(fixture->store);
}

/* A line put in at the end by somebody who knows how a hash is made, but not of the head. */
static void test_a_line_put_in(void **state)
{
    struct fixture *fixture = *state;
    struct log_walk walk;
    struct found found;

    record_all(fixture);
    close_store(fixture);
    tamper(fixture, "UPDATE log_head SET (line, hash) = (SELECT line, hash FROM log ORDER BY line DESC LIMIT 1 OFFSET 1)");
    OK(NULL, open_again(fixture, NULL));
    assert_int_equal(verify(fixture, &found, &walk), ERROR_CORRUPT);
    assert_int_equal(walk.cut, 0);
}

static void test_what_is_not_told_is_not_written(void **state)
{
    struct decision decision = {.organization = "su", .kind = DECISION_REMOVE, .on = 18240, .member = "yi"}, *decisions;
    struct fixture *fixture = *state;
    struct desired desired;
    size_t n;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_decision(fixture->store, &decision));
    assert_int_equal(fixture->ledger.commit(fixture->store), ERROR_INVALID);
    assert_non_null(strstr(store_error(fixture->store), "the log does not tell"));
    OK(fixture->store, fixture->ledger.decisions(fixture->store, "su", &fixture->arena, &decisions, &n));
    assert_int_equal(n, 0);
    OK(fixture->store, fixture->ledger.begin(fixture->store)); /* what was taken back is not told later */
    OK(fixture->store, commit_told(fixture));
    {
        struct log_walk walk;
        struct found found;

        OK(fixture->store, verify(fixture, &found, &walk));
        assert_string_equal(found.words, "");
    }
}

/* What an older version recorded is proven from the first opening on, by one line. */
static void test_an_older_database(void **state)
{
    struct fixture *fixture = *state;
    struct log_walk walk;
    struct found found;
    int64_t lines;

    record_all(fixture);
    OK(fixture->store, verify(fixture, &found, &walk));
    lines = walk.lines;
    close_store(fixture);
    /* its hashes were made without what it wrote: only the walk's end can be compared */
    tamper(fixture, "DELETE FROM log;" UNDO_VERSION_10 "PRAGMA user_version = 9");
    OK(NULL, open_again(fixture, NULL));
    assert_whole(fixture);
    close_store(fixture);
    tamper(fixture, "UPDATE waiver SET reason = '另议'");
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, verify(fixture, &found, &walk));
    assert_int_equal(walk.lines, 1);
    assert_true(lines > 1);
    assert_string_equal(found.words, "waiver 1 changed; ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_untouched, in_file, done),
        cmocka_unit_test_setup_teardown(test_rows, in_file, done),
        cmocka_unit_test_setup_teardown(test_the_line_is_named, in_file, done),
        cmocka_unit_test_setup_teardown(test_a_line_cut_off, in_file, done),
        cmocka_unit_test_setup_teardown(test_a_line_and_the_head_cut_off, in_file, done),
        cmocka_unit_test_setup_teardown(test_the_head_taken_out, in_file, done),
        cmocka_unit_test_setup_teardown(test_a_line_put_in, in_file, done),
        cmocka_unit_test_setup_teardown(test_what_is_not_told_is_not_written, in_memory, done),
        cmocka_unit_test_setup_teardown(test_an_older_database, in_file, done),
    };

    return cmocka_run_group_tests_name("store_proof", tests, NULL, NULL);
}
