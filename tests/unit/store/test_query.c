/* What people ask. */
#include "fixture.h"
#include "reason.h"

#include <stdlib.h>

struct heard {
    char lines[16][160];
    size_t n;
    size_t stop_at; /* 0: never */
};

static int hear(struct heard *heard, const char *line)
{
    assert_true(heard->n < 16);
    snprintf(heard->lines[heard->n++], sizeof heard->lines[0], "%s", line);
    return heard->stop_at && heard->n == heard->stop_at ? 42 : 0;
}

static void assert_heard(const struct heard *heard, const char *const *lines)
{
    for (size_t i = 0; lines[i] || i < heard->n; i++) {
        if (i >= heard->n || !lines[i])
            fail_msg("line %zu: expected %s, heard %s", i, lines[i] ? lines[i] : "no more", i < heard->n ? heard->lines[i] : "no more");
        assert_string_equal(heard->lines[i], lines[i]);
    }
}
#define ASSERT_HEARD(heard, ...) assert_heard((heard), (const char *const[]){__VA_ARGS__, NULL})
#define ASSERT_SILENCE(heard)    assert_int_equal((heard)->n, 0)

static struct desired loaded(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    return desired;
}

static int hear_organization(void *ctx, const struct query_organization *row)
{
    char line[160], begins[DATE_TEXT_SIZE];

    snprintf(line, sizeof line, "%s %s %s chair %s rotation %d turn %s %s%s%s", row->id, row->name, row->parent ? row->parent : "-",
             row->chair ? row->chair : "-", row->has_rotation, date_format(row->turn_begins, begins),
             row->turn_period ? row->turn_period : "-", row->turn_because ? " " : "", row->turn_because ? row->turn_because : "");
    return hear(ctx, line);
}

static void begin_turn(struct fixture *fixture, const char *begins, const char *chair)
{
    static const struct turn_reason caretaker = {.code = REASON_CARETAKER, .member = "yi"};
    const struct turn turn = {.organization = "su",
                              .period = "2019-2020-1",
                              .begins = day(begins),
                              .ends = DATE_FOREVER,
                              .chair = chair,
                              .counts = true,
                              .reason = "r",
                              .why = chair && strcmp(chair, "jia") == 0 ? &caretaker : NULL};

    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.begin_turn(fixture->store, &turn));
    OK(fixture->store, commit_told(fixture));
}

static const char *organizations(struct fixture *fixture, const char *only, const char *today)
{
    struct heard heard = {0};

    OK(fixture->store, query_organizations(fixture->store, only, day(today), hear_organization, &heard));
    return heard.n == 0 ? "" : arena_strdup(&fixture->arena, heard.lines[0]);
}

static void test_organizations(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired = loaded(fixture);

    assert_string_equal(organizations(fixture, NULL, "2019-10-01"), "su 校学生会 university chair - rotation 1 turn  -");
    begin_turn(fixture, "2019-10-01", "bing");
    begin_turn(fixture, "2020-02-17", NULL);
    begin_turn(fixture, "2020-03-01", "nobody");
    assert_string_equal(organizations(fixture, "su", "2020-01-01"),
                        "su 校学生会 university chair bing rotation 1 turn 2019-10-01 2019-2020-1");
    assert_string_equal(organizations(fixture, "su", "2020-02-17"),
                        "su 校学生会 university chair - rotation 1 turn 2020-02-17 2019-2020-1");
    assert_string_equal(organizations(fixture, "su", "2020-03-01"),
                        "su 校学生会 university chair nobody rotation 1 turn 2020-03-01 2019-2020-1");
    assert_string_equal(organizations(fixture, "gsu", "2020-03-01"), "");
    begin_turn(fixture, "2020-03-10", "jia");
    assert_string_equal(organizations(fixture, "su", "2020-03-10"),
                        "su 校学生会 university chair jia rotation 1 turn 2020-03-10 2019-2020-1 caretaker");
    desired.organization.n_members = 2; /* bing left the file, and was chair none the less */
    desired.organization.rotation.n_mandates = 0;
    OK(fixture->store, load(fixture, &desired, "2020-04-01"));
    assert_string_equal(organizations(fixture, NULL, "2020-01-01"),
                        "su 校学生会 university chair bing rotation 0 turn 2019-10-01 2019-2020-1");
    desired.no_organization = true;
    OK(fixture->store, load(fixture, &desired, "2020-05-01"));
    assert_string_equal(organizations(fixture, NULL, "2020-01-01"), "");
}

static int hear_occurrence(void *ctx, const struct occurrence *row, const struct text *title, const char *organization)
{
    char line[160], due[DATE_TEXT_SIZE];

    snprintf(line, sizeof line, "%s/%s/%s %s %s %s %s", row->organization, row->obligation, row->period, date_format(row->due_on, due),
             occurrence_state_name(row->state), title->zh, organization);
    return hear(ctx, line);
}

static void put(struct fixture *fixture, const char *period, date_t due_on, date_t ends, date_t met_on, enum occurrence_state state)
{
    struct occurrence occurrence = an_occurrence(period, NEVER);

    occurrence.due_on = due_on;
    occurrence.ends = ends;
    occurrence.met_on = met_on;
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.put_occurrence(fixture->store, &occurrence));
    occurrence.state = state;
    OK(fixture->store, fixture->ledger.put_occurrence(fixture->store, &occurrence));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

static void test_agenda(void **state)
{
    struct fixture *fixture = *state;
    struct heard heard = {0};

    loaded(fixture);
    put(fixture, "later", 18250, 18273, DATE_NONE, OCCURRENCE_OPEN);
    put(fixture, "soon", 18240, 18273, DATE_NONE, OCCURRENCE_OPEN);
    put(fixture, "overdue", 18100, 18273, DATE_NONE, OCCURRENCE_OPEN);
    put(fixture, "waits", DATE_NONE, 18273, DATE_NONE, OCCURRENCE_OPEN);
    put(fixture, "done", 18240, 18273, 18230, OCCURRENCE_MET);
    OK(fixture->store, query_agenda(fixture->store, NULL, 18249, hear_occurrence, &heard));
    ASSERT_HEARD(&heard, "su/hearing/overdue 2019-07-23 open 党委听取汇报 校学生会",
                 "su/hearing/soon 2019-12-10 open 党委听取汇报 校学生会");
    heard.n = 0;
    OK(fixture->store, query_agenda(fixture->store, "su", DATE_FOREVER - 1, hear_occurrence, &heard));
    assert_int_equal(heard.n, 3);
    heard.n = 0;
    OK(fixture->store, query_agenda(fixture->store, "gsu", DATE_FOREVER - 1, hear_occurrence, &heard));
    ASSERT_SILENCE(&heard);
    heard.stop_at = 1;
    assert_int_equal(query_agenda(fixture->store, NULL, 18249, hear_occurrence, &heard), 42);
    assert_int_equal(heard.n, 1);
}

static void test_ended(void **state)
{
    struct fixture *fixture = *state;
    struct heard heard = {0};

    loaded(fixture);
    put(fixture, "long ago", 18100, 18200, DATE_NONE, OCCURRENCE_MISSED);
    put(fixture, "lately", 18210, 18273, DATE_NONE, OCCURRENCE_MISSED);
    put(fixture, "met", 18240, 18280, 18230, OCCURRENCE_MET);
    put(fixture, "waived", 18240, 18280, DATE_NONE, OCCURRENCE_WAIVED);
    put(fixture, "open", 18240, 18280, DATE_NONE, OCCURRENCE_OPEN);
    OK(fixture->store, query_ended(fixture->store, NULL, 18201, OCCURRENCE_MISSED, hear_occurrence, &heard));
    ASSERT_HEARD(&heard, "su/hearing/lately 2019-11-10 missed 党委听取汇报 校学生会");
    heard.n = 0;
    OK(fixture->store, query_ended(fixture->store, "su", 18200, OCCURRENCE_MISSED, hear_occurrence, &heard));
    assert_int_equal(heard.n, 2);
    heard.n = 0;
    OK(fixture->store, query_ended(fixture->store, "gsu", 18200, OCCURRENCE_MISSED, hear_occurrence, &heard));
    OK(fixture->store, query_ended(fixture->store, NULL, 18231, OCCURRENCE_MET, hear_occurrence, &heard));
    ASSERT_SILENCE(&heard);
    OK(fixture->store, query_ended(fixture->store, NULL, 18230, OCCURRENCE_MET, hear_occurrence, &heard));
    OK(fixture->store, query_ended(fixture->store, "su", 18280, OCCURRENCE_WAIVED, hear_occurrence, &heard));
    ASSERT_HEARD(&heard, "su/hearing/met 2019-12-10 met 党委听取汇报 校学生会",
                 "su/hearing/waived 2019-12-10 waived 党委听取汇报 校学生会");
}

static int hear_message(void *ctx, const struct outbox_row *row)
{
    char line[160];

    snprintf(line, sizeof line, "%s %s %s", row->notification.key, delivery_state_name(row->state), row->message_id[0] ? "id" : "no id");
    return hear(ctx, line);
}

static void put_message(struct fixture *fixture, int64_t occurrence, const char *key, const char *channel)
{
    struct notification notification = a_notification(occurrence, key);

    notification.channel = channel;
    put_notification(fixture, &notification, 1000);
}

/* a and b are delivered, c is refused, d waits, e waits without a channel. */
static int64_t put_messages(struct fixture *fixture)
{
    int64_t occurrence = put_occurrence(fixture, "2019-2020-1", NEVER);
    struct delivery_result results[3];
    struct outbox_row *rows;

    put_message(fixture, occurrence, "a", "mail");
    put_message(fixture, 0, "b", "mail");
    put_message(fixture, occurrence, "c", "mail");
    assert_int_equal(claim_due(fixture, 1000, &rows), 3);
    for (size_t i = 0; i < 3; i++)
        results[i] = (struct delivery_result){
            .id = rows[i].notification.id, .state = i < 2 ? DELIVERY_DELIVERED : DELIVERY_REFUSED, .reply = "", .next_at = NEVER};
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, outbox_put_results(fixture->store, results, 3));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    put_message(fixture, occurrence, "d", "mail");
    put_message(fixture, occurrence, "e", NULL);
    return occurrence;
}

static void test_outbox(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence;
    struct heard heard = {0};

    loaded(fixture);
    occurrence = put_messages(fixture);
#define OUTBOX(state, occurrence, max)                                                                                                     \
    do {                                                                                                                                   \
        heard.n = 0;                                                                                                                       \
        OK(fixture->store, query_outbox(fixture->store, (state), (occurrence), (max), hear_message, &heard));                              \
    } while (0)
    OUTBOX(-1, 0, 10);
    ASSERT_HEARD(&heard, "e queued id", "d queued id", "c refused id", "b delivered id", "a delivered id");
    OUTBOX(-1, 0, 2);
    ASSERT_HEARD(&heard, "e queued id", "d queued id");
    OUTBOX(DELIVERY_DELIVERED, 0, 10);
    ASSERT_HEARD(&heard, "b delivered id", "a delivered id");
    OUTBOX(DELIVERY_REFUSED, 0, 10);
    ASSERT_HEARD(&heard, "c refused id");
    OUTBOX(DELIVERY_SENDING, 0, 10);
    ASSERT_SILENCE(&heard);
    OUTBOX(-1, occurrence, 10);
    ASSERT_HEARD(&heard, "e queued id", "d queued id", "c refused id", "a delivered id");
    OUTBOX(DELIVERY_DELIVERED, occurrence, 10);
    ASSERT_HEARD(&heard, "a delivered id");
#undef OUTBOX
    heard = (struct heard){.stop_at = 2};
    assert_int_equal(query_outbox(fixture->store, -1, 0, 10, hear_message, &heard), 42);
    assert_int_equal(heard.n, 2);
}

static void test_counts(void **state)
{
    struct fixture *fixture = *state;
    struct query_counts counts;

    OK(fixture->store, query_counts(fixture->store, &counts));
    for (int i = 0; i < DELIVERY_COUNT; i++)
        assert_int_equal(counts.by_state[i], 0);
    assert_true(counts.oldest_due_at == NEVER);
    loaded(fixture);
    put_messages(fixture);
    put(fixture, "met", 18240, 18280, 18230, OCCURRENCE_MET);
    OK(fixture->store, query_counts(fixture->store, &counts));
    assert_int_equal(counts.by_state[DELIVERY_DELIVERED], 2);
    assert_int_equal(counts.by_state[DELIVERY_REFUSED], 1);
    assert_int_equal(counts.by_state[DELIVERY_QUEUED], 2);
    assert_int_equal(counts.by_state[DELIVERY_SENDING], 0);
    assert_int_equal(counts.undeliverable, 1);
    assert_int_equal(counts.oldest_due_at, 1000);
    assert_int_equal(counts.occurrences, 1);
    assert_int_equal(counts.organizations, 1);
}

static int hear_line(void *ctx, const struct query_log_line *row)
{
    char line[160];

    assert_int_equal(strlen(row->hash), 64);
    snprintf(line, sizeof line, "%lld %lld %s %s %s %s", (long long)row->line, (long long)row->entry.at, row->entry.actor,
             row->entry.action, row->entry.object, row->entry.detail ? row->entry.detail : "-");
    return hear(ctx, line);
}

static void test_log(void **state)
{
    struct fixture *fixture = *state;
    struct heard heard = {0};

    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, put_log(fixture, "su", NULL));
    OK(fixture->store, put_log(fixture, "gsu", "words"));
    OK(fixture->store, put_log(fixture, "su", "more"));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    OK(fixture->store, query_log(fixture->store, NULL, NEVER, 2, hear_line, &heard));
    ASSERT_HEARD(&heard, "3 1600000000 uid 1000 (office) record su more", "2 1600000000 uid 1000 (office) record gsu words");
    heard.n = 0;
    OK(fixture->store, query_log(fixture->store, "su", NEVER, 10, hear_line, &heard));
    ASSERT_HEARD(&heard, "3 1600000000 uid 1000 (office) record su more", "1 1600000000 uid 1000 (office) record su -");
    heard.n = 0;
    OK(fixture->store, query_log(fixture->store, "s", NEVER, 10, hear_line, &heard));
    ASSERT_SILENCE(&heard);
}

/* What cannot be trusted is an error to the asker, not a wrong line. */
static void test_wrong_rows(void **state)
{
    struct fixture *fixture = *state;
    struct heard heard = {0};

    loaded(fixture);
    begin_turn(fixture, "2019-10-01", "bing");
    put_messages(fixture);
    close_store(fixture);
    tamper(fixture, "PRAGMA ignore_check_constraints = ON; UPDATE outbox SET state = 'lost', kind = 'odd';"
                    "UPDATE organization SET has_rotation = 7; UPDATE attempt SET state = 'lost';"
                    "UPDATE log SET hash = x'00';");
    OK(NULL, open_again(fixture, NULL));
    assert_int_equal(query_outbox(fixture->store, -1, 0, 10, hear_message, &heard), ERROR_CORRUPT);
    assert_int_equal(query_organizations(fixture->store, NULL, day("2019-10-02"), hear_organization, &heard), ERROR_CORRUPT);
    assert_int_equal(query_log(fixture->store, NULL, NEVER, 10, hear_line, &heard), ERROR_CORRUPT);
    assert_int_equal(query_counts(fixture->store, &(struct query_counts){0}), ERROR_CORRUPT);
    ASSERT_SILENCE(&heard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_organizations, in_memory, done), cmocka_unit_test_setup_teardown(test_agenda, in_memory, done),
        cmocka_unit_test_setup_teardown(test_ended, in_memory, done),         cmocka_unit_test_setup_teardown(test_outbox, in_memory, done),
        cmocka_unit_test_setup_teardown(test_counts, in_memory, done),        cmocka_unit_test_setup_teardown(test_log, in_memory, done),
        cmocka_unit_test_setup_teardown(test_wrong_rows, in_file, done),
    };

    return cmocka_run_group_tests_name("store_query", tests, NULL, NULL);
}
