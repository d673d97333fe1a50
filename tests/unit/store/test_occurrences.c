/* Occurrences, records and waivers. */
#include "fixture.h"

#include <stdlib.h>

static void start(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
}

static int put(struct fixture *fixture, struct occurrence *occurrence)
{
    int error = fixture->ledger.begin(fixture->store);

    if (!error)
        error = fixture->ledger.put_occurrence(fixture->store, occurrence);
    if (!error)
        return fixture->ledger.commit(fixture->store);
    fixture->ledger.rollback(fixture->store);
    return error;
}

static struct occurrence get(struct fixture *fixture, const char *period)
{
    struct occurrence occurrence = {0};

    OK(fixture->store, fixture->ledger.get_occurrence(fixture->store, "su", "hearing", period, &fixture->arena, &occurrence));
    return occurrence;
}

static void assert_same(const struct occurrence *a, const struct occurrence *b)
{
    assert_int_equal(a->id, b->id);
    assert_string_equal(a->organization, b->organization);
    assert_string_equal(a->obligation, b->obligation);
    assert_string_equal(a->period, b->period);
    assert_int_equal(a->begins, b->begins);
    assert_int_equal(a->ends, b->ends);
    assert_int_equal(a->opens_on, b->opens_on);
    assert_int_equal(a->event_on, b->event_on);
    assert_int_equal(a->due_on, b->due_on);
    assert_int_equal(a->known_at, b->known_at);
    assert_int_equal(a->done_on, b->done_on);
    assert_int_equal(a->told_on, b->told_on);
    assert_int_equal(a->records, b->records);
    assert_int_equal(a->met_on, b->met_on);
    assert_int_equal(a->state, b->state);
    assert_true(a->next_at == b->next_at);
}

/* Written in full, read in full; each field changed alone, and all back to nothing. */
static void test_every_field(void **state)
{
    struct fixture *fixture = *state;
    struct occurrence occurrence = an_occurrence("2019-2020-1", 1000), read;

    start(fixture);
#define CHANGE(field, value)                                                                                                               \
    do {                                                                                                                                   \
        occurrence.field = (value);                                                                                                        \
        OK(fixture->store, put(fixture, &occurrence));                                                                                     \
        read = get(fixture, "2019-2020-1");                                                                                                \
        assert_same(&read, &occurrence);                                                                                                   \
    } while (0)
    CHANGE(next_at, 1001);
    assert_true(occurrence.id > 0);
    CHANGE(next_at, -5);
    CHANGE(next_at, NEVER);
    CHANGE(begins, DATE_NONE);
    CHANGE(ends, DATE_FOREVER);
    CHANGE(opens_on, DATE_NONE);
    CHANGE(event_on, DATE_NONE);
    CHANGE(due_on, DATE_NONE);
    CHANGE(due_on, -1);
    CHANGE(known_at, 1570000001);
    CHANGE(done_on, 18200);
    CHANGE(told_on, 18201);
    CHANGE(records, 3);
    CHANGE(met_on, 18203);
    for (int i = OCCURRENCE_OPEN; i <= OCCURRENCE_WITHDRAWN; i++)
        CHANGE(state, (enum occurrence_state)i);
#undef CHANGE
}

static void test_refused(void **state)
{
    struct fixture *fixture = *state;
    struct occurrence occurrence = an_occurrence("2019-2020-1", 1000), bad;

    start(fixture);
    OK(fixture->store, put(fixture, &occurrence));
    bad = an_occurrence("2019-2020-1", 1000);
    assert_int_equal(put(fixture, &bad), ERROR_EXISTS);
    assert_int_equal(bad.id, 0);
    bad = occurrence;
    bad.id = 4711;
    assert_int_equal(put(fixture, &bad), ERROR_NOT_FOUND);
    bad = occurrence;
    bad.period = "2019-2020-2"; /* an id is for one occurrence */
    assert_int_equal(put(fixture, &bad), ERROR_NOT_FOUND);
    bad = occurrence;
    bad.records = -1;
    assert_int_equal(put(fixture, &bad), ERROR_INVALID);
    bad = occurrence;
    bad.state = OCCURRENCE_OVERDUE; /* follows from the date, never stored */
    assert_int_equal(put(fixture, &bad), ERROR_INVALID);
    bad = an_occurrence("2019-2020-2", 1000);
    bad.obligation = "unknown";
    assert_int_equal(put(fixture, &bad), ERROR_INVALID);
    assert_int_equal(fixture->ledger.get_occurrence(fixture->store, "su", "hearing", "2019-2020-2", &fixture->arena, &bad),
                     ERROR_NOT_FOUND);
}

/* By instant, then organization, then id; bounded; those that never come are not there. */
static void test_due(void **state)
{
    static const struct {
        const char *period;
        int64_t next_at;
    } rows[] = {{"a", 300}, {"b", 100}, {"c", NEVER}, {"d", 100}, {"e", 200}, {"f", 301}};
    struct fixture *fixture = *state;
    struct occurrence *due;
    int64_t at;
    size_t n;

    start(fixture);
    OK(fixture->store, fixture->ledger.next_at(fixture->store, &at));
    assert_true(at == NEVER);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_occurrence(fixture, rows[i].period, rows[i].next_at);
    OK(fixture->store, fixture->ledger.next_at(fixture->store, &at));
    assert_int_equal(at, 100);
    OK(fixture->store, fixture->ledger.due_occurrences(fixture->store, 99, 10, &fixture->arena, &due, &n));
    assert_int_equal(n, 0);
    OK(fixture->store, fixture->ledger.due_occurrences(fixture->store, 300, 10, &fixture->arena, &due, &n));
    assert_int_equal(n, 4);
    assert_string_equal(due[0].period, "b");
    assert_string_equal(due[1].period, "d");
    assert_string_equal(due[2].period, "e");
    assert_string_equal(due[3].period, "a");
    OK(fixture->store, fixture->ledger.due_occurrences(fixture->store, INT64_MAX, 3, &fixture->arena, &due, &n));
    assert_int_equal(n, 3);
    assert_string_equal(due[2].period, "e");
    OK(fixture->store, fixture->ledger.organization_occurrences(fixture->store, "su", &fixture->arena, &due, &n));
    assert_int_equal(n, 6);
    assert_string_equal(due[2].period, "c");
    assert_true(due[2].next_at == NEVER);
    OK(fixture->store, fixture->ledger.organization_occurrences(fixture->store, "gsu", &fixture->arena, &due, &n));
    assert_int_equal(n, 0);
}

static void test_rollback(void **state)
{
    struct fixture *fixture = *state;
    struct occurrence occurrence = an_occurrence("2019-2020-1", 1000), read;

    start(fixture);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_occurrence(fixture->store, &occurrence));
    OK(fixture->store, fixture->ledger.get_occurrence(fixture->store, "su", "hearing", "2019-2020-1", &fixture->arena, &read));
    assert_int_equal(fixture->ledger.begin(fixture->store), ERROR_INVALID); /* they do not nest */
    fixture->ledger.rollback(fixture->store);
    assert_int_equal(fixture->ledger.get_occurrence(fixture->store, "su", "hearing", "2019-2020-1", &fixture->arena, &read),
                     ERROR_NOT_FOUND);
    assert_int_equal(fixture->ledger.commit(fixture->store), ERROR_INVALID);
    assert_int_equal(fixture->ledger.put_occurrence(fixture->store, &occurrence), ERROR_INVALID);
    fixture->ledger.rollback(fixture->store); /* does no harm */
}

struct seen_records {
    struct record records[4];
    size_t n;
    struct arena *arena;
    int stop_at;
};

static int note_record(void *ctx, const struct record *record, int64_t at, const char *actor)
{
    struct seen_records *seen = ctx;
    struct record *copy = &seen->records[seen->n++];

    *copy = *record;
    copy->organization = arena_strdup(seen->arena, record->organization);
    copy->period = arena_strdup(seen->arena, record->period);
    copy->document = arena_strdup(seen->arena, record->document);
    copy->fields_json = arena_strdup(seen->arena, record->fields_json);
    copy->actor = arena_strdup(seen->arena, actor);
    assert_int_equal(at, record->at);
    return seen->stop_at && (int)seen->n == seen->stop_at ? 42 : 0;
}

static void test_records(void **state)
{
    struct fixture *fixture = *state;
    struct seen_records seen = {.arena = &fixture->arena};
    struct record records[] = {
        {.organization = "su",
         .obligation = "hearing",
         .period = "2019-2020-1",
         .on = 18230,
         .document = "第十四次会议",
         .fields_json = "{\"meeting\":14}",
         .at = 1577000000,
         .actor = "uid 1000 (office)"},
        {.organization = "su", .obligation = "hearing", .on = 18220, .at = 1577000001, .actor = "uid 0 (root)"},
        {.organization = "su", .obligation = "survey", .period = "2019-2020-1", .on = 18200, .at = 1577000002, .actor = "uid 0 (root)"},
    };

    start(fixture);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    for (size_t i = 0; i < 3; i++)
        OK(fixture->store, fixture->ledger.put_record(fixture->store, &records[i]));
    OK(fixture->store, commit_told(fixture));
    assert_true(records[0].id > 0 && records[1].id > records[0].id);
    OK(fixture->store, query_records(fixture->store, "su", "hearing", NULL, note_record, &seen));
    assert_int_equal(seen.n, 2);
    assert_int_equal(seen.records[0].on, 18220);
    assert_null(seen.records[0].period);
    assert_null(seen.records[0].document);
    assert_null(seen.records[0].fields_json);
    assert_string_equal(seen.records[0].actor, "uid 0 (root)");
    assert_int_equal(seen.records[1].id, records[0].id);
    assert_string_equal(seen.records[1].organization, "su");
    assert_string_equal(seen.records[1].period, "2019-2020-1");
    assert_string_equal(seen.records[1].document, "第十四次会议");
    assert_string_equal(seen.records[1].fields_json, "{\"meeting\":14}");
    assert_int_equal(seen.records[1].at, 1577000000);
    seen.n = 0;
    OK(fixture->store, query_records(fixture->store, "su", NULL, "2019-2020-1", note_record, &seen));
    assert_int_equal(seen.n, 2);
    seen = (struct seen_records){.arena = &fixture->arena, .stop_at = 1};
    assert_int_equal(query_records(fixture->store, "su", NULL, NULL, note_record, &seen), 42);
    assert_int_equal(seen.n, 1);
}

struct seen_waivers {
    struct waiver waivers[4];
    size_t n;
    struct arena *arena;
};

static int note_waiver(void *ctx, const struct waiver *waiver)
{
    struct seen_waivers *seen = ctx;
    struct waiver *copy = &seen->waivers[seen->n++];

    *copy = *waiver;
    copy->reason = arena_strdup(seen->arena, waiver->reason);
    copy->by = arena_strdup(seen->arena, waiver->by);
    copy->basis = arena_strdup(seen->arena, waiver->basis);
    copy->actor = arena_strdup(seen->arena, waiver->actor);
    return 0;
}

static void test_waivers(void **state)
{
    struct fixture *fixture = *state;
    struct waiver waivers[] = {
        {.reason = "postponed term", .by = "团委", .basis = "校团〔2020〕2号", .until = 18300, .at = 1577000000, .actor = "uid 0 (root)"},
        {.reason = "cut short", .by = "校党委", .until = DATE_NONE, .at = 1577000001},
        {.by = "团委", .until = DATE_NONE, .at = 1577000002},
    };
    struct seen_waivers seen = {.arena = &fixture->arena};
    struct waiver last;
    int64_t id;

    start(fixture);
    id = put_occurrence(fixture, "2019-2020-1", 1000);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_waiver(fixture->store, id, &waivers[0]));
    OK(fixture->store, fixture->ledger.put_waiver(fixture->store, id, &waivers[1]));
    assert_int_equal(fixture->ledger.put_waiver(fixture->store, id, &waivers[2]), ERROR_INVALID);
    assert_int_equal(fixture->ledger.put_waiver(fixture->store, 4711, &waivers[0]), ERROR_INVALID);
    OK(fixture->store, commit_told(fixture));
    OK(fixture->store, query_waivers(fixture->store, id, note_waiver, &seen));
    assert_int_equal(seen.n, 2);
    assert_string_equal(seen.waivers[0].reason, "postponed term");
    assert_string_equal(seen.waivers[0].by, "团委");
    assert_string_equal(seen.waivers[0].basis, "校团〔2020〕2号");
    assert_int_equal(seen.waivers[0].until, 18300);
    assert_int_equal(seen.waivers[0].at, 1577000000);
    assert_string_equal(seen.waivers[0].actor, "uid 0 (root)");
    assert_null(seen.waivers[1].basis);
    assert_null(seen.waivers[1].actor);
    assert_int_equal(seen.waivers[1].until, DATE_NONE);
    seen.n = 0;
    OK(fixture->store, query_waivers(fixture->store, id + 1, note_waiver, &seen));
    assert_int_equal(seen.n, 0);
    OK(fixture->store, fixture->ledger.last_waiver(fixture->store, id, &fixture->arena, &last));
    assert_string_equal(last.reason, "cut short");
    assert_string_equal(last.by, "校党委");
    assert_int_equal(last.at, 1577000001);
    assert_int_equal(fixture->ledger.last_waiver(fixture->store, id + 1, &fixture->arena, &last), ERROR_NOT_FOUND);
}

/* The table's own rules taken out of its schema. */
#define REWRITE(change)                                                                                                                    \
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, " change ") WHERE name = 'occurrence';"                      \
    "PRAGMA writable_schema = RESET;"

/* Rows that another hand has written are not passed on. */
static void test_wrong_rows(void **state)
{
    static const char *const wrong[] = {
        "PRAGMA ignore_check_constraints = ON; UPDATE occurrence SET state = 'overdue?'",
        "UPDATE occurrence SET due_on = 1 << 40",
        "UPDATE occurrence SET records = 1 << 40",
        REWRITE("'known_at INTEGER NOT NULL', 'known_at INTEGER'") "UPDATE occurrence SET known_at = NULL",
        REWRITE("'STRICT', ''") "UPDATE occurrence SET begins = 'soon'",
    };
    struct fixture *fixture = *state;
    struct occurrence occurrence, *due;
    size_t n, size;
    char *good;

    start(fixture);
    put_occurrence(fixture, "2019-2020-1", 1000);
    close_store(fixture);
    good = read_file(fixture->path, &size);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file(fixture->path, good, size);
        tamper(fixture, wrong[i]);
        OK(NULL, open_again(fixture, NULL));
        assert_int_equal(fixture->ledger.due_occurrences(fixture->store, 2000, 10, &fixture->arena, &due, &n), ERROR_CORRUPT);
        assert_int_equal(fixture->ledger.get_occurrence(fixture->store, "su", "hearing", "2019-2020-1", &fixture->arena, &occurrence),
                         ERROR_CORRUPT);
        assert_non_null(strstr(store_error(fixture->store), "GET_OCCURRENCE"));
        close_store(fixture);
    }
    free(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_field, in_memory, done), cmocka_unit_test_setup_teardown(test_refused, in_memory, done),
        cmocka_unit_test_setup_teardown(test_due, in_memory, done),         cmocka_unit_test_setup_teardown(test_rollback, in_memory, done),
        cmocka_unit_test_setup_teardown(test_records, in_memory, done),     cmocka_unit_test_setup_teardown(test_waivers, in_memory, done),
        cmocka_unit_test_setup_teardown(test_wrong_rows, in_file, done),
    };

    return cmocka_run_group_tests_name("store_occurrences", tests, NULL, NULL);
}
