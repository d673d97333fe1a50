/* The engine on a store in memory: the ladder of one obligation through every fate, and what edits, downtime and clocks do to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "world_of_test.h"

#define TURN_JIA "2019-09-02T00:00 turn jia"
#define TERM     "survey/2019-2020-1"

static void test_unmet_ladder(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2020-02-28T23:59"), 0);
    assert_said(&world, (const char *const[]){
                            TURN_JIA,
                            "2019-12-13T09:00 reminder " TERM " jia mail",
                            "2019-12-20T09:00 reminder " TERM " jia mail",
                            "2019-12-26T09:00 reminder " TERM " jia mail",
                            "2019-12-27T09:00 reminder " TERM " jia mail",
                            "2019-12-30T09:00 overdue " TERM " jia mail",
                            "2020-01-02T09:00 overdue " TERM " jia mail",
                            "2020-01-02T09:00 escalation " TERM " ding mail",
                            "2020-01-03T09:00 overdue " TERM " jia mail",
                            "2020-01-03T09:00 overdue " TERM " ding mail",
                            "2020-01-08T09:00 overdue " TERM " jia mail",
                            "2020-01-08T09:00 overdue " TERM " ding mail",
                            "2020-01-13T09:00 missed " TERM " jia mail",
                            "2020-01-13T09:00 missed " TERM " ding mail",
                            "2020-02-17T00:00 turn yi",
                            NULL,
                        });
}

static void test_record_silences(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-20T08:59"), 0);
    assert_int_equal(world_record(&world, "survey", "2019-12-20", "2019-12-20T08:59"), 0);
    assert_int_equal(world_run(&world, "2020-02-01T00:00"), 0);
    assert_said(&world, (const char *const[]){TURN_JIA, "2019-12-13T09:00 reminder " TERM " jia mail", "2019-12-20T00:00 met " TERM, NULL});
}

static void test_record_of_a_day_to_come_is_refused(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_record(&world, "survey", "2019-12-21", "2019-12-20T23:59"), ERROR_REFUSED);
    assert_int_equal(world_record(&world, "survy", "2019-12-20", "2019-12-20T23:59"), ERROR_NOT_FOUND);
}

static void test_backdated_record_mends_a_missed_one(void **state)
{
    struct organization *organization = union_new(&world);
    struct occurrence occurrence;

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2020-01-20T00:00"), 0);
    assert_int_equal(world_record(&world, "survey", "2020-01-09", "2020-01-20T10:00"), 0);
    assert_int_equal(world.real.get_occurrence(world.real.ctx, "su", "survey", "2019-2020-1", &world.arena, &occurrence), 0);
    assert_int_equal(occurrence.state, OCCURRENCE_MET);
    assert_int_equal(occurrence.met_on, on("2020-01-09"));
}

static void test_two_records_are_needed(void **state)
{
    struct organization *organization = union_new(&world);
    struct obligation *survey = survey_new(&world, organization);

    survey->at_least = 2;
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_record(&world, "survey", "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(said(&world, "met"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T09:00"), 0);
    assert_int_equal(said(&world, "reminder"), 1);
    assert_int_equal(world_record(&world, "survey", "2019-12-16", "2019-12-16T10:00"), 0);
    assert_int_equal(world_run(&world, "2020-02-01T00:00"), 0);
    assert_int_equal(said(&world, "met"), 1);
    assert_int_equal(said(&world, "reminder"), 1);
}

static void test_late_install(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-12-21T10:00"), 0); /* a Saturday */
    assert_int_equal(world_run(&world, "2019-12-26T10:00"), 0);
    assert_said(&world, (const char *const[]){TURN_JIA, "2019-12-23T09:00 reminder " TERM " jia mail late",
                                              "2019-12-26T09:00 reminder " TERM " jia mail", NULL});
}

static void test_install_after_the_hour_waits_for_the_next(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-12-26T09:30"), 0);
    assert_int_equal(world_run(&world, "2019-12-28T00:00"), 0);
    /* The catch-up falls on the due day, which has a rung of its own. */
    assert_said(&world, (const char *const[]){TURN_JIA, "2019-12-27T09:00 reminder " TERM " jia mail", NULL});
}

static void test_install_when_overdue(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2020-01-06T12:00"), 0);
    assert_int_equal(world_run(&world, "2020-01-08T10:00"), 0);
    assert_said(&world, (const char *const[]){
                            TURN_JIA,
                            "2020-01-07T09:00 overdue " TERM " jia mail late",
                            "2020-01-07T09:00 escalation " TERM " ding mail late",
                            "2020-01-08T09:00 overdue " TERM " jia mail",
                            "2020-01-08T09:00 overdue " TERM " ding mail",
                            NULL,
                        });
}

static void test_downtime_collapses(void **state)
{
    static const struct {
        const char *up, *until;
        const char *lines[3];
    } cases[] = {
        {"2019-12-13T11:00", "2019-12-13T11:00", {"2019-12-13T11:00 reminder " TERM " jia mail"}},
        {"2019-12-23T10:30", "2019-12-23T10:30", {"2019-12-23T10:30 reminder " TERM " jia mail late"}},
        {"2019-12-23T03:00", "2019-12-23T10:00", {"2019-12-23T09:00 reminder " TERM " jia mail late"}},
        {"2019-12-21T10:00", "2019-12-23T10:00", {"2019-12-23T09:00 reminder " TERM " jia mail late"}},
        {"2019-12-28T10:00", "2019-12-30T10:00", {"2019-12-30T09:00 overdue " TERM " jia mail"}},
        {"2019-12-31T10:00", "2019-12-31T10:00", {"2019-12-31T10:00 overdue " TERM " jia mail late"}},
        {"2020-01-20T10:00",
         "2020-01-20T10:00",
         {"2020-01-20T10:00 missed " TERM " jia mail late", "2020-01-20T10:00 missed " TERM " ding mail late"}},
        /* The simulation found it: before the hour, and on a day off, the last word was due at once and never told. */
        {"2020-01-20T07:51",
         "2020-01-20T10:00",
         {"2020-01-20T09:00 missed " TERM " jia mail late", "2020-01-20T09:00 missed " TERM " ding mail late"}},
        {"2020-01-18T10:00",
         "2020-01-20T10:00",
         {"2020-01-20T09:00 missed " TERM " jia mail late", "2020-01-20T09:00 missed " TERM " ding mail late"}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct organization *organization = union_new(&world);

        survey_new(&world, organization);
        assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
        world.n_said = 0;
        assert_int_equal(world_sweep(&world, cases[i].up), 0);
        assert_int_equal(world_run(&world, cases[i].until), 0);
        assert_said(&world, cases[i].lines);
        world_done(&world);
        world_init(&world);
    }
}

static void test_clock_steps_back(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-20T10:00"), 0);
    assert_int_equal(world_sweep(&world, "2019-12-13T08:00"), 0);
    assert_int_equal(world_sweep(&world, "2019-12-13T09:00"), 0);
    assert_int_equal(world_sweep(&world, "2019-12-20T09:00"), 0);
    assert_int_equal(said(&world, "reminder"), 2);
}

static void test_reload_fires_nothing(void **state)
{
    static const struct span more[] = {{-60, SPAN_DAYS}, {-14, SPAN_DAYS}, {-7, SPAN_DAYS}, {0, SPAN_DAYS}};
    struct organization *organization = union_new(&world);
    struct obligation *survey = survey_new(&world, organization);

    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-16T00:00"), 0);
    assert_int_equal(world_load(&world, organization, "2019-12-16T10:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-18T10:00"), 0);
    survey->remind = more;
    assert_int_equal(world_load(&world, organization, "2019-12-18T10:30"), 0);
    assert_int_equal(world_run(&world, "2019-12-27T10:00"), 0);
    assert_said(&world,
                (const char *const[]){TURN_JIA, "2019-12-13T09:00 reminder " TERM " jia mail",
                                      "2019-12-20T09:00 reminder " TERM " jia mail", "2019-12-27T09:00 reminder " TERM " jia mail", NULL});
}

static void test_moved_due_day_is_told_once(void **state)
{
    struct organization *organization = union_new(&world);
    struct obligation *survey = survey_new(&world, organization);

    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    survey->due.week = 16; /* 2019-12-20: its -14d and -7d are behind */
    assert_int_equal(world_load(&world, organization, "2019-12-13T11:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-20T10:00"), 0);
    assert_said(&world, (const char *const[]){
                            TURN_JIA, "2019-12-13T09:00 reminder " TERM " jia mail", "2019-12-16T09:00 reminder " TERM " jia mail late",
                            "2019-12-19T09:00 reminder " TERM " jia mail", "2019-12-20T09:00 reminder " TERM " jia mail", NULL});
}

static void test_pending_wait_survives_a_reload(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_sweep(&world, "2019-12-21T10:00"), 0); /* Saturday, after downtime */
    assert_int_equal(world_load(&world, organization, "2019-12-22T10:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-23T10:00"), 0);
    assert_int_equal(said(&world, "2019-12-23T09:00 reminder " TERM " jia mail late"), 1);
}

static void test_the_last_word_waits_for_a_working_day(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    world.n_said = 0;
    assert_int_equal(world_sweep(&world, "2020-01-18T10:00"), 0); /* Saturday, the period over since Sunday */
    assert_int_equal(world_load(&world, organization, "2020-01-19T10:00"), 0);
    assert_int_equal(world_run(&world, "2020-01-20T10:00"), 0);
    assert_said(&world, (const char *const[]){"2020-01-20T09:00 missed " TERM " jia mail late",
                                              "2020-01-20T09:00 missed " TERM " ding mail late", NULL});
}

static void test_withdrawn_and_back(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    organization->n_obligations = 0;
    assert_int_equal(world_load(&world, organization, "2019-12-16T10:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-24T10:00"), 0);
    assert_int_equal(said(&world, "reminder"), 1);
    organization->n_obligations = 1;
    assert_int_equal(world_load(&world, organization, "2019-12-24T10:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-26T10:00"), 0);
    assert_int_equal(said(&world, "2019-12-25T09:00 reminder " TERM " jia mail late"), 1);
    assert_int_equal(said(&world, "2019-12-26T09:00 reminder " TERM " jia mail"), 1);
}

static void test_waiver(void **state)
{
    struct waiver waiver = {.organization = "su",
                            .obligation = "survey",
                            .period = "2019-2020-1",
                            .reason = "the term was cut short",
                            .by = "团委",
                            .until = DATE_NONE};
    struct organization *organization = union_new(&world);
    const char *why = NULL;

    survey_new(&world, organization);
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(engine_waive(world.engine, &waiver, "test", at("2019-12-01T10:00"), &why), 0);
    assert_int_equal(world_run(&world, "2020-02-01T00:00"), 0);
    assert_said(&world, (const char *const[]){TURN_JIA, NULL});
    assert_int_equal(engine_waive(world.engine, &waiver, "test", at("2019-12-01T11:00"), &why), ERROR_REFUSED);
    assert_non_null(why);
}

/* Whatever call fails, the sweep fails whole, and once the fault ends the same messages are made, each once. */
static void test_faults_leave_nothing_half_done(void **state)
{
    for (int n = 1; n < 200; n++) {
        struct organization *organization = union_new(&world);
        int error;

        survey_new(&world, organization);
        assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
        assert_int_equal(world_run(&world, "2020-01-01T00:00"), 0);
        world.n_said = 0;
        world.fail_in = n;
        error = world_run(&world, "2020-01-02T10:00");
        if (error)
            assert_int_equal(world.n_said, 0);
        world.fail_in = 0;
        assert_int_equal(world_run(&world, "2020-01-02T10:00"), 0);
        assert_said(&world, (const char *const[]){"2020-01-02T09:00 overdue " TERM " jia mail",
                                                  "2020-01-02T09:00 escalation " TERM " ding mail", NULL});
        world_done(&world);
        world_init(&world);
        if (!error) {
            assert_true(n > 5);
            return;
        }
    }
    fail_msg("the sweep never ended");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_unmet_ladder),
        CASE(test_record_silences),
        CASE(test_record_of_a_day_to_come_is_refused),
        CASE(test_backdated_record_mends_a_missed_one),
        CASE(test_two_records_are_needed),
        CASE(test_late_install),
        CASE(test_install_after_the_hour_waits_for_the_next),
        CASE(test_install_when_overdue),
        CASE(test_downtime_collapses),
        CASE(test_clock_steps_back),
        CASE(test_reload_fires_nothing),
        CASE(test_moved_due_day_is_told_once),
        CASE(test_pending_wait_survives_a_reload),
        CASE(test_the_last_word_waits_for_a_working_day),
        CASE(test_withdrawn_and_back),
        CASE(test_waiver),
        CASE(test_faults_leave_nothing_half_done),
    };

    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
