/* Evidence: fields that are demanded, corrections that count again, waivers that end. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "query.h"
#include "world_of_test.h"

#define TERM "2019-2020-1"

static struct organization *organization;
static struct obligation *survey;
static const char *why;

static int setup(void **state)
{
    world_init(&world);
    organization = union_new(&world);
    survey = survey_new(&world, organization);
    why = NULL;
    return 0;
}

static void load(void)
{
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
}

static void run(const char *until)
{
    assert_int_equal(world_run(&world, until), 0);
}

static struct occurrence get(void)
{
    struct occurrence occurrence;

    assert_int_equal(world.real.get_occurrence(world.real.ctx, "su", "survey", TERM, &world.arena, &occurrence), 0);
    return occurrence;
}

static void assert_next(const char *local)
{
    assert_true(get().next_at == (local ? at(local) : NEVER));
}

static struct record_outcome outcome;

static int record(const char *day, int64_t corrects, const char *reason, const char *local)
{
    struct record made = {.organization = "su", .obligation = "survey", .on = on(day), .corrects = corrects, .why = reason};

    return engine_record(world.engine, &made, 1, "test", at(local), &world.arena, &outcome, &why);
}

static int record_values(const struct record_value *values, size_t n)
{
    struct record made = {.organization = "su", .obligation = "survey", .on = on("2019-10-08"), .values = values, .n_values = n};

    return engine_record(world.engine, &made, 1, "test", at("2019-10-09T10:00"), &world.arena, &outcome, &why);
}

static int waive(const char *until, const char *local)
{
    struct waiver waiver = {.organization = "su",
                            .obligation = "survey",
                            .period = TERM,
                            .reason = "the hall is being rebuilt",
                            .by = "团委",
                            .basis = "校团〔2019〕3号",
                            .until = until ? on(until) : DATE_NONE};

    return engine_waive(world.engine, &waiver, "test", at(local), &why);
}

/* The term is named, the day lies before or after it: taken, and said. */
static void test_a_day_outside_the_period_is_said(void **state)
{
    struct record made = {.organization = "su", .obligation = "survey", .named = TERM};

    load();
    made.on = get().begins - 1;
    assert_int_equal(engine_record(world.engine, &made, 1, "test", at("2019-10-09T10:00"), &world.arena, &outcome, &why), 0);
    assert_int_equal(outcome.n_notes, 1);
    assert_int_equal(outcome.notes[0].kind, NOTE_OUTSIDE);
    assert_true(outcome.notes[0].on == get().begins);
    made = (struct record){.organization = "su", .obligation = "survey", .on = get().begins, .named = TERM};
    assert_int_equal(engine_record(world.engine, &made, 1, "test", at("2019-10-09T11:00"), &world.arena, &outcome, &why), 0);
    assert_int_equal(outcome.n_notes, 0);
}

static void test_fields_are_demanded(void **state)
{
    static const struct field_rule rules[] = {
        {.id = "meeting", .title = {.zh = "会议次数"}, .type = FIELD_TYPE_NUMBER, .required = true, .has_min = true, .min = 1},
        {.id = "host", .type = FIELD_TYPE_MEMBER},
    };
    static const struct record_value nobody[] = {{"meeting", "14"}, {"host", "geng"}};
    static const struct record_value good[] = {{"meeting", "14"}, {"host", "jia"}, {"remark", "whatever it likes"}};

    survey->fields = rules;
    survey->n_fields = 2;
    load();
    assert_int_equal(record_values(NULL, 0), ERROR_REFUSED);
    assert_int_equal(outcome.n_faults, 1);
    assert_string_equal(outcome.faults[0].rule->id, "meeting");
    assert_string_equal(outcome.faults[0].rule->title.zh, "会议次数");
    assert_null(outcome.faults[0].found);
    assert_int_equal(record_values(nobody, 2), ERROR_REFUSED);
    assert_int_equal(outcome.n_faults, 1);
    assert_string_equal(outcome.faults[0].found, "geng");
    assert_int_equal(get().records, 0);
    assert_int_equal(record_values(good, 3), 0);
    assert_int_equal(get().state, OCCURRENCE_MET);
}

/* 2019-12-27 is the due day. */
static void test_a_correction_opens_again_what_it_empties(void **state)
{
    load();
    run("2019-12-01T00:00");
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-01T10:00"), 0);
    assert_next(NULL);
    assert_int_equal(record("2019-02-28", 1, "it was last year's", "2019-12-23T10:00"), 0); /* in no period */
    assert_null(outcome.period);
    assert_int_equal(outcome.correction.record, 1);
    assert_string_equal(outcome.correction.period, TERM);
    assert_int_equal(outcome.correction.state, OCCURRENCE_OPEN);
    assert_int_equal(outcome.correction.records, 0);
    assert_int_equal(get().state, OCCURRENCE_OPEN);
    assert_int_equal(get().met_on, DATE_NONE);
    world.n_said = 0;
    run("2019-12-30T12:00");
    /* the rungs of the 13th and the 20th were passed over: one message, late, at once, for it is a working day past nine */
    assert_said(&world, (const char *const[]){
                            "2019-12-23T10:00 reminder survey/" TERM " jia mail late",
                            "2019-12-26T09:00 reminder survey/" TERM " jia mail",
                            "2019-12-27T09:00 reminder survey/" TERM " jia mail",
                            "2019-12-30T09:00 overdue survey/" TERM " jia mail",
                            NULL,
                        });
}

static void test_a_correction_within_one_occurrence(void **state)
{
    load();
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-11-28", 1, "a day earlier", "2019-12-02T10:00"), 0);
    assert_string_equal(outcome.period, TERM);
    assert_int_equal(outcome.state, OCCURRENCE_MET);
    assert_int_equal(outcome.records, 1);
    assert_int_equal(outcome.correction.state, OCCURRENCE_MET);
    assert_int_equal(get().met_on, on("2019-11-28"));
    assert_int_equal(get().records, 1);
    assert_next(NULL);
}

/* Two are wanted: the second one recorded meets it, whichever day it is of. */
static void test_the_day_it_was_met_is_counted_again(void **state)
{
    survey->at_least = 2;
    load();
    assert_int_equal(record("2019-10-08", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-10-09", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-10-10", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(get().met_on, on("2019-10-09"));
    assert_int_equal(record("2020-02-20", 2, "it was the next term's", "2020-02-21T10:00"), 0);
    assert_string_equal(outcome.period, "2019-2020-2");
    assert_int_equal(outcome.correction.state, OCCURRENCE_MET);
    assert_int_equal(get().met_on, on("2019-10-10"));
    assert_int_equal(get().records, 2);
    assert_int_equal(record("2020-02-20", 3, "that one, too", "2020-02-21T10:00"), 0);
    assert_int_equal(get().records, 1);
    assert_int_equal(get().met_on, DATE_NONE);
    assert_int_equal(get().state, OCCURRENCE_OPEN); /* over: the next sweep says that it was missed */
    world.n_said = 0;
    run("2020-02-21T10:00");
    assert_int_equal(said(&world, "2020-02-21T10:00 missed survey/" TERM " jia mail late"), 1);
    assert_int_equal(get().state, OCCURRENCE_MISSED);
}

static void reload(int32_t at_least, const char *local)
{
    survey->at_least = at_least;
    assert_int_equal(world_load(&world, organization, local), 0);
}

static int count_reopened(void *ctx, const struct query_log_line *line)
{
    size_t *n = ctx;

    if (strcmp(line->entry.action, "reopen") == 0) {
        assert_string_equal(line->entry.detail, "at_least is 2 now, records: 1");
        ++*n;
    }
    return 0;
}

static void test_what_was_enough_is_owed_again_when_more_is_asked(void **state)
{
    size_t n = 0;

    load();
    run("2019-12-13T10:00");
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-16T10:00"), 0);
    run("2019-12-23T09:30");
    world.n_said = 0;
    reload(2, "2019-12-23T10:00");
    assert_int_equal(get().state, OCCURRENCE_OPEN);
    assert_int_equal(get().met_on, DATE_NONE);
    assert_int_equal(get().records, 1);
    assert_int_equal(query_log(world.store, "su/survey/" TERM, NEVER, 100, count_reopened, &n), 0);
    assert_int_equal(n, 1);
    reload(2, "2019-12-23T11:00"); /* once */
    run("2019-12-26T12:00");
    assert_said(&world, (const char *const[]){
                            "2019-12-24T09:00 reminder survey/" TERM " jia mail late", /* nothing goes out by the edit itself */
                            "2019-12-26T09:00 reminder survey/" TERM " jia mail",
                            NULL,
                        });
    assert_int_equal(record("2019-12-20", 0, NULL, "2019-12-26T13:00"), 0);
    assert_int_equal(get().state, OCCURRENCE_MET);
    assert_int_equal(get().met_on, on("2019-12-20"));
}

static void test_what_asks_for_less_was_met_by_the_record_that_reached_it(void **state)
{
    survey->at_least = 3;
    load();
    assert_int_equal(record("2019-10-08", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-10-09", 1, "a day later", "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-10-10", 0, NULL, "2019-12-01T10:00"), 0);
    reload(1, "2019-12-03T10:00");
    assert_int_equal(get().state, OCCURRENCE_MET);
    assert_int_equal(get().met_on, on("2019-10-09"));
    assert_next(NULL);
    reload(2, "2019-12-03T11:00"); /* still enough */
    assert_int_equal(get().state, OCCURRENCE_MET);
    reload(3, "2019-12-03T12:00");
    assert_int_equal(get().state, OCCURRENCE_OPEN);
    reload(2, "2019-12-03T13:00");
    assert_int_equal(get().met_on, on("2019-10-10"));
}

static void test_what_is_over_is_not_opened_by_asking_for_more(void **state)
{
    load();
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(get().ends, on("2020-01-12"));
    reload(2, "2020-01-13T10:00");
    assert_int_equal(get().state, OCCURRENCE_MET);
    assert_int_equal(get().met_on, on("2019-11-29"));
}

static void test_what_is_waived_is_not_opened_by_asking_for_more(void **state)
{
    survey->at_least = 2;
    load();
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(waive(NULL, "2019-12-02T10:00"), 0);
    reload(3, "2019-12-03T10:00");
    assert_int_equal(get().state, OCCURRENCE_WAIVED);
    assert_next(NULL);
}

static void test_what_was_met_under_a_waiver_is_waived_again_when_more_is_asked(void **state)
{
    size_t n = 0;

    load();
    assert_int_equal(waive("2019-12-24", "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-02T10:00"), 0);
    assert_int_equal(get().state, OCCURRENCE_MET);
    reload(2, "2019-12-03T10:00");
    assert_int_equal(get().state, OCCURRENCE_WAIVED);
    assert_int_equal(get().met_on, DATE_NONE);
    assert_next("2019-12-25T00:00");
    assert_int_equal(query_log(world.store, "su/survey/" TERM, NEVER, 100, count_reopened, &n), 0);
    assert_int_equal(n, 1);
}

/* It had been missed, and said so, when the wrong record came. */
static void test_what_was_missed_is_missed_again(void **state)
{
    load();
    run("2020-02-01T00:00");
    assert_int_equal(get().state, OCCURRENCE_MISSED);
    assert_int_equal(record("2020-01-10", 0, NULL, "2020-02-03T10:00"), 0);
    assert_int_equal(get().state, OCCURRENCE_MET);
    assert_int_equal(record("2020-02-18", 1, "it was the next term's", "2020-02-18T10:00"), 0);
    assert_int_equal(outcome.correction.state, OCCURRENCE_MISSED);
    assert_next(NULL);
}

static void test_corrections_that_are_refused(void **state)
{
    struct record pair[2] = {{.organization = "su", .obligation = "survey", .on = on("2019-10-08"), .corrects = 1, .why = "w"},
                             {.organization = "su", .obligation = "survey", .on = on("2019-10-08"), .corrects = 1, .why = "w"}};
    struct record_outcome outcomes[2];

    load();
    assert_int_equal(record("2019-10-08", 7, "w", "2019-12-01T10:00"), ERROR_REFUSED);
    assert_string_equal(why, "there is no such record to correct");
    assert_int_equal(record("2019-10-08", 0, NULL, "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-10-08", 1, NULL, "2019-12-01T10:00"), ERROR_REFUSED);
    assert_string_equal(why, "a correction needs its reason");
    assert_int_equal(record("2019-10-08", 1, "", "2019-12-01T10:00"), ERROR_REFUSED);
    assert_int_equal(engine_record(world.engine, pair, 2, "test", at("2019-12-01T10:00"), &world.arena, outcomes, &why), ERROR_REFUSED);
    assert_string_equal(why, "one record corrects one record");
    assert_int_equal(record("2019-10-09", 1, "w", "2019-12-01T10:00"), 0);
    assert_int_equal(record("2019-10-10", 1, "w", "2019-12-01T10:00"), ERROR_REFUSED);
    assert_string_equal(why, "that record was corrected already: correct the one that took its place");
    assert_int_equal(record("2019-10-10", 2, "w", "2019-12-01T10:00"), 0);
    assert_int_equal(get().records, 1);
    assert_int_equal(get().met_on, on("2019-10-10"));
}

/* Each call to the ledger that can fail, until none does: all of a correction or nothing. */
static void test_a_correction_is_whole_or_absent(void **state)
{
    int error;

    load();
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-01T10:00"), 0);
    for (int n = 1;; n++) {
        world.fail_in = n;
        error = record("2019-02-28", 1, "w", "2019-12-23T10:00");
        if (!error)
            break;
        world.fail_in = 0;
        assert_int_equal(get().state, OCCURRENCE_MET);
        assert_int_equal(get().records, 1);
    }
    assert_true(world.fail_in > 0);
    assert_int_equal(get().state, OCCURRENCE_OPEN);
}

static void test_a_correction_of_what_left_the_configuration(void **state)
{
    load();
    assert_int_equal(record("2019-11-29", 0, NULL, "2019-12-01T10:00"), 0);
    survey->id = "report";
    assert_int_equal(world_load(&world, organization, "2019-12-02T00:00"), 0);
    survey->id = "survey";
    struct record made = {.organization = "su", .obligation = "report", .on = on("2019-11-29"), .corrects = 1, .why = "renamed"};
    assert_int_equal(engine_record(world.engine, &made, 1, "test", at("2019-12-03T10:00"), &world.arena, &outcome, &why), 0);
    assert_int_equal(outcome.state, OCCURRENCE_MET);
    assert_int_equal(outcome.correction.state, OCCURRENCE_WITHDRAWN);
    assert_int_equal(get().state, OCCURRENCE_WITHDRAWN);
    assert_next(NULL);
}

static void test_a_waiver_ends(void **state)
{
    load();
    run("2019-12-14T00:00");
    world.n_said = 0;
    assert_int_equal(waive("2019-12-24", "2019-12-16T10:00"), 0);
    assert_int_equal(get().state, OCCURRENCE_WAIVED);
    assert_next("2019-12-25T00:00");
    run("2019-12-24T23:59");
    assert_int_equal(world.n_said, 0);
    run("2019-12-28T00:00");
    assert_int_equal(get().state, OCCURRENCE_OPEN);
    /* the rung of the 20th was passed over: told with the next morning, late */
    assert_said(&world, (const char *const[]){
                            "2019-12-25T09:00 reminder survey/" TERM " jia mail late",
                            "2019-12-26T09:00 reminder survey/" TERM " jia mail",
                            "2019-12-27T09:00 reminder survey/" TERM " jia mail",
                            NULL,
                        });
}

static void test_a_waiver_to_the_end_of_the_period(void **state)
{
    load();
    assert_int_equal(waive("2020-01-12", "2019-12-16T10:00"), 0);
    assert_next(NULL);
    run("2020-02-28T00:00");
    assert_int_equal(get().state, OCCURRENCE_WAIVED);
}

/* Down over the end of the waiver and of the period: nothing is owed any more. */
static void test_a_waiver_whose_end_is_seen_too_late(void **state)
{
    load();
    assert_int_equal(waive("2020-01-03", "2019-12-16T10:00"), 0);
    assert_int_equal(world_sweep(&world, "2020-01-20T10:00"), 0);
    assert_int_equal(get().state, OCCURRENCE_WAIVED);
    assert_next(NULL);
}

static void test_a_waiver_is_prolonged(void **state)
{
    load();
    assert_int_equal(waive("2019-12-15", "2019-12-16T10:00"), ERROR_REFUSED);
    assert_string_equal(why, "that day is past: a waiver ends today or later");
    assert_int_equal(waive("2019-12-18", "2019-12-16T10:00"), 0);
    assert_int_equal(waive("2019-12-20", "2019-12-17T10:00"), 0);
    assert_next("2019-12-21T00:00");
    assert_int_equal(waive(NULL, "2019-12-18T10:00"), 0);
    assert_next(NULL);
    assert_int_equal(waive("2019-12-30", "2019-12-18T10:00"), ERROR_REFUSED);
    assert_string_equal(why, "it is waived already");
}

/* What is done while it is waived is done, and the waiver's end changes nothing. */
static void test_a_record_while_waived(void **state)
{
    load();
    assert_int_equal(waive("2019-12-18", "2019-12-16T10:00"), 0);
    assert_int_equal(record("2019-12-17", 0, NULL, "2019-12-17T10:00"), 0);
    run("2020-02-01T00:00");
    assert_int_equal(get().state, OCCURRENCE_MET);
}

/* The leave stands, where the record was the mistake. */
static void test_a_correction_leaves_the_waiver_in_force(void **state)
{
    load();
    assert_int_equal(waive("2019-12-24", "2019-12-16T10:00"), 0);
    assert_int_equal(record("2019-12-17", 0, NULL, "2019-12-17T10:00"), 0);
    world.n_said = 0;
    assert_int_equal(record("2019-02-28", 1, "it was last year's", "2019-12-18T10:00"), 0);
    assert_int_equal(outcome.correction.state, OCCURRENCE_WAIVED);
    assert_int_equal(get().met_on, DATE_NONE);
    assert_next("2019-12-25T00:00");
    run("2019-12-24T23:59");
    assert_int_equal(world.n_said, 0);
    run("2019-12-25T12:00");
    assert_said(&world, (const char *const[]){"2019-12-25T09:00 reminder survey/" TERM " jia mail late", NULL});
}

static void test_a_correction_after_the_last_day_of_the_waiver(void **state)
{
    load();
    assert_int_equal(waive("2019-12-17", "2019-12-16T10:00"), 0);
    assert_int_equal(record("2019-12-17", 0, NULL, "2019-12-17T10:00"), 0);
    assert_int_equal(record("2019-02-28", 1, "it was last year's", "2019-12-18T10:00"), 0);
    assert_int_equal(outcome.correction.state, OCCURRENCE_OPEN);
}

static void test_a_waiver_for_good_outlasts_a_wrong_record(void **state)
{
    load();
    assert_int_equal(waive(NULL, "2019-12-16T10:00"), 0);
    assert_int_equal(record("2019-12-17", 0, NULL, "2019-12-17T10:00"), 0);
    assert_int_equal(record("2019-02-28", 1, "it was last year's", "2020-02-18T10:00"), 0);
    assert_int_equal(outcome.correction.state, OCCURRENCE_WAIVED);
    assert_next(NULL);
}

static void test_a_waiver_outlives_its_obligation(void **state)
{
    load();
    assert_int_equal(waive("2019-12-18", "2019-12-16T10:00"), 0);
    organization->n_obligations = 0;
    assert_int_equal(world_load(&world, organization, "2019-12-17T00:00"), 0);
    run("2019-12-19T12:00");
    assert_int_equal(get().state, OCCURRENCE_WITHDRAWN);
    organization->n_obligations = 1;
    assert_int_equal(world_load(&world, organization, "2019-12-20T00:00"), 0);
    assert_int_equal(get().state, OCCURRENCE_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_day_outside_the_period_is_said, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_fields_are_demanded, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_correction_opens_again_what_it_empties, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_correction_within_one_occurrence, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_the_day_it_was_met_is_counted_again, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_was_missed_is_missed_again, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_was_enough_is_owed_again_when_more_is_asked, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_asks_for_less_was_met_by_the_record_that_reached_it, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_over_is_not_opened_by_asking_for_more, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_waived_is_not_opened_by_asking_for_more, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_corrections_that_are_refused, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_correction_is_whole_or_absent, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_correction_of_what_left_the_configuration, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_waiver_ends, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_waiver_to_the_end_of_the_period, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_waiver_whose_end_is_seen_too_late, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_waiver_is_prolonged, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_record_while_waived, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_was_met_under_a_waiver_is_waived_again_when_more_is_asked, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_correction_leaves_the_waiver_in_force, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_correction_after_the_last_day_of_the_waiver, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_waiver_for_good_outlasts_a_wrong_record, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_waiver_outlives_its_obligation, setup, world_teardown),
    };

    return cmocka_run_group_tests_name("engine_evidence", tests, NULL, NULL);
}
