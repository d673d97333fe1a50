/* The engine on procedures: stages that count from an event or from the stage before, in order and out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "world_of_test.h"

static struct organization *organization;
static struct obligation obligations[5];
static struct record_outcome outcome;
static struct event_change *changes;
static size_t n_changes;
static const char *why;

#define N_STAGES (sizeof obligations / sizeof obligations[0])
#define TERM     "2019-2020-1"

static struct obligation stage(const char *id, const char *previous, enum due_kind due, int32_t workdays)
{
    static const struct span remind[] = {{0, SPAN_DAYS}};
    static const char *const notify[] = {"jia"};

    return (struct obligation){
        .id = id,
        .procedure = "congress",
        .previous = previous,
        .title = {.en = id},
        .per = PERIOD_TERM,
        .at_least = 1,
        .due = {.kind = due, .offset = {workdays, SPAN_WORKDAYS}},
        .remind = remind,
        .n_remind = 1,
        .repeat = {3, SPAN_WORKDAYS},
        .at = 9 * 3600,
        .notify = notify,
        .n_notify = 1,
    };
}

/* The congress of 2019-12-20, a Friday: request ten working days before, approval five after it was made, notice inclusive, results after.
 */
static int setup(void **state)
{
    world_init(&world);
    organization = union_new(&world);
    obligations[0] = stage("congress", NULL, DUE_END, 0);
    obligations[0].procedure = NULL;
    obligations[1] = stage("congress.request", NULL, DUE_EVENT, -10);
    obligations[2] = stage("congress.approval", "congress.request", DUE_PREVIOUS, 5);
    obligations[3] = stage("congress.notice", "congress.approval", DUE_PREVIOUS, 5);
    obligations[3].due.inclusive = true;
    obligations[4] = stage("congress.results", "congress.notice", DUE_EVENT, 20);
    organization->obligations = obligations;
    organization->n_obligations = N_STAGES;
    return 0;
}

static void load(void)
{
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    world.n_said = 0;
}

static int event(const char *obligation, const char *day, const char *period, const char *local)
{
    const struct event_day event_day = {.organization = "su", .obligation = obligation, .on = on(day), .period = period};

    why = NULL;
    return engine_event(world.engine, &event_day, "test", at(local), &world.arena, &changes, &n_changes, &why);
}

static int record(const char *obligation, const char *day, const char *period, const char *local)
{
    struct record fact = {.organization = "su", .obligation = obligation, .on = on(day), .named = period};

    why = NULL;
    return engine_record(world.engine, &fact, 1, "test", at(local), &world.arena, &outcome, &why);
}

static struct occurrence get(const char *obligation, const char *period)
{
    struct occurrence occurrence;

    assert_int_equal(world.real.get_occurrence(world.real.ctx, "su", obligation, period, &world.arena, &occurrence), 0);
    return occurrence;
}

static void assert_day(date_t got, const char *expected)
{
    char text[DATE_TEXT_SIZE];

    assert_string_equal(date_format(got, text), expected);
}

static void test_an_event_moves_every_stage_that_counts_from_it(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(n_changes, 2);
    assert_string_equal(changes[0].obligation, "congress.request");
    assert_day(changes[0].due_before, "");
    assert_day(changes[0].due_on, "2019-12-06");
    assert_day(changes[1].due_on, "2020-01-20"); /* New Year's Day is off */
    assert_day(get("congress", TERM).due_on, "2020-01-12");
    assert_day(get("congress.approval", TERM).due_on, "");
    assert_int_equal(event("congress.request", "2019-12-13", NULL, "2019-10-09T10:00"), 0); /* a stage stands for its procedure */
    assert_int_equal(n_changes, 2);
    assert_day(changes[0].due_before, "2019-12-06");
    assert_day(changes[0].due_on, "2019-11-29");
    assert_day(changes[1].due_before, "2020-01-20");
}

static void test_what_is_met_stays_when_the_event_moves(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(record("congress.request", "2019-12-02", NULL, "2019-12-02T10:00"), 0);
    assert_int_equal(event("congress", "2020-01-03", NULL, "2019-12-03T10:00"), 0);
    assert_int_equal(n_changes, 1);
    assert_string_equal(changes[0].obligation, "congress.results");
    assert_day(get("congress.request", TERM).due_on, "2019-12-06");
}

static void test_a_record_gives_the_next_stage_its_day(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-02T09:30"), 0);
    assert_int_equal(world.n_said, 0);
    assert_int_equal(record("congress.request", "2019-12-02", NULL, "2019-12-02T10:00"), 0);
    assert_int_equal(outcome.n_notes, 0);
    assert_day(get("congress.approval", TERM).due_on, "2019-12-09");
    assert_int_equal(world_run(&world, "2019-12-10T10:00"), 0);
    assert_int_equal(record("congress.approval", "2019-12-10", NULL, "2019-12-10T11:00"), 0);
    assert_int_equal(outcome.n_notes, 1);
    assert_int_equal(outcome.notes[0].kind, NOTE_LATE);
    assert_int_equal(outcome.notes[0].days, 1);
    assert_day(get("congress.notice", TERM).due_on, "2019-12-16"); /* the 10th counts */
    assert_int_equal(world_run(&world, "2019-12-16T10:00"), 0);
    assert_said(&world, (const char *const[]){
                            "2019-12-02T00:00 met congress.request/" TERM,
                            "2019-12-09T09:00 reminder congress.approval/" TERM " jia mail",
                            "2019-12-10T09:00 overdue congress.approval/" TERM " jia mail",
                            "2019-12-10T00:00 met congress.approval/" TERM,
                            "2019-12-16T09:00 reminder congress.notice/" TERM " jia mail",
                            NULL,
                        });
}

/* The only note of the last record. */
static void note_is(int32_t days, int kind, const char *obligation, const char *day)
{
    assert_int_equal(outcome.n_notes, 1);
    assert_int_equal(outcome.notes[0].kind, kind);
    assert_int_equal(outcome.notes[0].days, days);
    assert_string_equal(outcome.notes[0].obligation ? outcome.notes[0].obligation : "", obligation);
    assert_day(outcome.notes[0].on, day);
}

static void test_a_day_before_the_stage_before_is_said(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(record("congress.request", "2019-12-05", NULL, "2019-12-06T10:00"), 0);
    assert_int_equal(outcome.n_notes, 0);
    assert_int_equal(record("congress.approval", "2019-12-04", NULL, "2019-12-06T10:00"), 0);
    note_is(0, NOTE_EARLIER, "congress.request", "2019-12-05");
    assert_int_equal(record("congress.notice", "2019-12-05", NULL, "2019-12-06T10:00"), 0); /* of one day */
    assert_int_equal(outcome.n_notes, 0);
}

static void test_a_day_that_does_not_fit_the_event_is_said(void **state)
{
    load();
    for (size_t i = 2; i < N_STAGES; i++) /* the stages are in order; only the event is not */
        obligations[i].previous = NULL;
    obligations[2].due = obligations[3].due = obligations[1].due;
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(record("congress.results", "2019-12-19", NULL, "2019-12-21T10:00"), 0);
    note_is(0, NOTE_BEFORE_EVENT, "", "2019-12-20");
    assert_int_equal(record("congress.request", "2019-12-06", NULL, "2019-12-21T10:00"), 0); /* before the event, as it is due */
    assert_int_equal(outcome.n_notes, 0);
    assert_int_equal(record("congress.approval", "2019-12-06", NULL, "2019-12-21T10:00"), 0);
    assert_int_equal(record("congress.notice", "2019-12-06", NULL, "2019-12-21T10:00"), 0);
    assert_int_equal(record("congress", "2019-12-21", NULL, "2019-12-21T10:00"), 0);
    note_is(0, NOTE_NOT_EVENT, "", "2019-12-20");
    assert_int_equal(record("congress", "2019-12-20", NULL, "2019-12-21T10:00"), 0);
    assert_int_equal(outcome.n_notes, 0);
}

/* No day was set: the record of the congress tells when it was. */
static void test_a_day_before_the_recorded_event_is_said(void **state)
{
    load();
    for (size_t i = 2; i < N_STAGES; i++)
        obligations[i].previous = NULL;
    load();
    assert_int_equal(record("congress", "2019-12-20", NULL, "2019-12-20T10:00"), 0);
    assert_int_equal(outcome.n_notes, 0);
    assert_int_equal(record("congress.results", "2019-12-19", NULL, "2019-12-20T10:00"), 0);
    note_is(0, NOTE_BEFORE_EVENT, "", "2019-12-20");
    assert_int_equal(record("congress.results", "2019-12-20", NULL, "2019-12-20T10:00"), 0);
    assert_int_equal(outcome.n_notes, 0);
}

static void test_out_of_order_is_said(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(record("congress.notice", "2019-12-03", NULL, "2019-12-03T10:00"), 0);
    assert_int_equal(outcome.state, OCCURRENCE_MET);
    assert_int_equal(outcome.n_notes, 2);
    assert_int_equal(outcome.notes[0].kind, NOTE_BEFORE);
    assert_string_equal(outcome.notes[0].obligation, "congress.request");
    assert_string_equal(outcome.notes[1].obligation, "congress.approval");
    /* What the stage before gives a day later is done already. */
    assert_int_equal(record("congress.request", "2019-12-04", NULL, "2019-12-04T10:00"), 0);
    note_is(0, NOTE_LATER, "congress.notice", "2019-12-03");
    assert_int_equal(record("congress.approval", "2019-12-05", NULL, "2019-12-05T10:00"), 0);
    note_is(0, NOTE_LATER, "congress.notice", "2019-12-03");
    assert_day(get("congress.notice", TERM).due_on, "");
    assert_int_equal(get("congress.notice", TERM).state, OCCURRENCE_MET);
}

/* Of a procedure that is recorded itself, only what is due by then is missing. */
static void test_the_procedure_says_what_is_missing(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(record("congress", "2019-12-20", NULL, "2019-12-20T18:00"), 0);
    assert_int_equal(outcome.n_notes, 1);
    assert_int_equal(outcome.notes[0].kind, NOTE_BEFORE);
    assert_string_equal(outcome.notes[0].obligation, "congress.request");
}

static void test_a_waived_stage_lets_the_next_one_begin(void **state)
{
    struct waiver waiver = {
        .organization = "su", .obligation = "congress.request", .period = TERM, .reason = "r", .by = "b", .until = DATE_NONE};

    load();
    assert_int_equal(engine_waive(world.engine, &waiver, "test", at("2019-11-04T10:00"), &why), 0);
    assert_day(get("congress.approval", TERM).due_on, "2019-11-11");
}

static void test_a_stage_goes_on_after_its_term(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_day(get("congress.results", TERM).ends, "2020-07-05");
    /* A day in the vacation, which no term holds, and one in the next term, whose own congress has no day yet. */
    assert_int_equal(record("congress.results", "2020-01-19", NULL, "2020-01-19T10:00"), 0);
    assert_string_equal(outcome.period, TERM);
    assert_int_equal(outcome.state, OCCURRENCE_MET);
    assert_int_equal(record("congress.results", "2020-02-20", NULL, "2020-02-20T10:00"), 0);
    assert_string_equal(outcome.period, "2019-2020-2");
}

static void test_an_event_earlier_brings_the_end_back(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(event("congress", "2019-11-01", NULL, "2019-10-09T10:00"), 0);
    assert_day(get("congress.results", TERM).ends, "2020-01-12");
}

/* A request for the spring's congress, made in the autumn term. */
static void test_an_event_may_lie_outside_its_period(void **state)
{
    load();
    assert_int_equal(event("congress", "2020-02-01", NULL, "2019-11-01T10:00"), ERROR_REFUSED);
    assert_non_null(why);
    assert_int_equal(event("congress", "2020-02-17", "2019-2020-3", "2019-11-01T10:00"), ERROR_REFUSED);
    assert_int_equal(event("congress", "2020-02-17", "2019-2020-2", "2019-11-01T10:00"), 0);
    assert_string_equal(changes[0].period, "2019-2020-2");
    assert_day(changes[0].due_on, "2020-02-03");
    assert_int_equal(world_run(&world, "2020-02-03T09:00"), 0);
    assert_int_equal(said(&world, "2020-02-03T09:00 reminder congress.request/2019-2020-2 jia mail"), 1);
    assert_int_equal(record("congress.request", "2019-12-30", NULL, "2020-02-03T10:00"), 0);
    assert_string_equal(outcome.period, "2019-2020-2");
}

static void test_a_named_period_counts(void **state)
{
    load();
    assert_int_equal(record("congress", "2020-01-20", NULL, "2020-01-20T10:00"), 0);
    assert_null(outcome.period);
    assert_int_equal(record("congress", "2020-01-20", TERM, "2020-01-20T10:00"), 0);
    assert_string_equal(outcome.period, TERM);
    assert_int_equal(outcome.state, OCCURRENCE_MET);
    assert_int_equal(record("congress", "2020-01-20", "2019", "2020-01-20T10:00"), ERROR_REFUSED);
}

static void test_a_frame_is_not_recorded(void **state)
{
    obligations[0].due.kind = DUE_NONE;
    load();
    assert_int_equal(world.real.get_occurrence(world.real.ctx, "su", "congress", TERM, &world.arena, &(struct occurrence){0}),
                     ERROR_NOT_FOUND);
    assert_int_equal(record("congress", "2019-10-08", NULL, "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(n_changes, 2);
}

static void test_no_stage_counts_from_an_event(void **state)
{
    organization->n_obligations = 1;
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(event("party", "2019-12-20", NULL, "2019-10-08T10:00"), ERROR_NOT_FOUND);
}

/* A stage configured after the one before it was met counts from that day, too. */
static void test_a_stage_added_later(void **state)
{
    organization->n_obligations = 2;
    load();
    assert_int_equal(record("congress.request", "2019-10-08", NULL, "2019-10-08T10:00"), 0);
    organization->n_obligations = N_STAGES;
    assert_int_equal(world_load(&world, organization, "2019-10-09T00:00"), 0);
    assert_day(get("congress.approval", TERM).due_on, "2019-10-15");
}

/* Every write of an event and of a record that anchors is undone when one of them fails. */
/* As where a record is corrected: the next stage waits again, and counts from the day it is met. */
static void test_a_stage_of_which_more_is_asked_takes_back_the_next_ones_day(void **state)
{
    load();
    assert_int_equal(event("congress", "2019-12-20", NULL, "2019-10-08T10:00"), 0);
    assert_int_equal(record("congress.request", "2019-12-02", NULL, "2019-12-02T10:00"), 0);
    assert_day(get("congress.approval", TERM).due_on, "2019-12-09");
    obligations[1].at_least = 2;
    assert_int_equal(world_load(&world, organization, "2019-12-03T10:00"), 0);
    assert_int_equal(get("congress.request", TERM).state, OCCURRENCE_OPEN);
    assert_day(get("congress.approval", TERM).due_on, "");
    assert_day(get("congress.approval", TERM).event_on, "");
    assert_int_equal(world_run(&world, "2019-12-10T10:00"), 0);
    assert_int_equal(said(&world, "congress.approval"), 0);
    assert_int_equal(said(&world, "2019-12-06T09:00 reminder congress.request/" TERM " jia mail"), 1);
    obligations[1].at_least = 1;
    assert_int_equal(world_load(&world, organization, "2019-12-11T10:00"), 0);
    assert_int_equal(get("congress.request", TERM).state, OCCURRENCE_MET);
    assert_day(get("congress.request", TERM).met_on, "2019-12-02");
    assert_day(get("congress.approval", TERM).due_on, "2019-12-09");
}

static void test_faults_leave_nothing_half(void **state)
{
    int failed = 0;

    load();
    for (int n = 1;; n++, failed++) {
        world.fail_in = n;
        if (event("congress", "2019-12-20", NULL, "2019-10-08T10:00") == 0)
            break;
        world.fail_in = 0;
        assert_day(get("congress.request", TERM).due_on, "");
        assert_day(get("congress.results", TERM).due_on, "");
    }
    world.fail_in = 0;
    for (int n = 1;; n++, failed++) {
        world.fail_in = n;
        if (record("congress.request", "2019-12-02", NULL, "2019-12-02T10:00") == 0)
            break;
        world.fail_in = 0;
        assert_int_equal(get("congress.request", TERM).state, OCCURRENCE_OPEN);
        assert_day(get("congress.approval", TERM).due_on, "");
    }
    world.fail_in = 0;
    assert_int_equal(failed, 10);
    assert_day(get("congress.approval", TERM).due_on, "2019-12-09");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_an_event_moves_every_stage_that_counts_from_it),
        CASE(test_what_is_met_stays_when_the_event_moves),
        CASE(test_a_record_gives_the_next_stage_its_day),
        CASE(test_a_day_before_the_stage_before_is_said),
        CASE(test_a_day_that_does_not_fit_the_event_is_said),
        CASE(test_a_day_before_the_recorded_event_is_said),
        CASE(test_out_of_order_is_said),
        CASE(test_the_procedure_says_what_is_missing),
        CASE(test_a_waived_stage_lets_the_next_one_begin),
        CASE(test_a_stage_goes_on_after_its_term),
        CASE(test_an_event_earlier_brings_the_end_back),
        CASE(test_an_event_may_lie_outside_its_period),
        CASE(test_a_named_period_counts),
        CASE(test_a_frame_is_not_recorded),
        CASE(test_no_stage_counts_from_an_event),
        CASE(test_a_stage_added_later),
        CASE(test_a_stage_of_which_more_is_asked_takes_back_the_next_ones_day),
        CASE(test_faults_leave_nothing_half),
    };

    return cmocka_run_group_tests_name("engine: procedures", tests, NULL, NULL);
}
