/* The engine when a due day moves: with its event, at a load, after the clock went back. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "world_of_test.h"

#define TERM "survey/2019-2020-1"

static struct organization *organization;
static struct obligation *survey;

static int setup(void **state)
{
    world_init(&world);
    organization = union_new(&world);
    survey = survey_new(&world, organization);
    return 0;
}

/* Reminded 14, 7 and 1 days before the event and on its day. */
static void load_with_event(void)
{
    survey->due = (struct due_rule){.kind = DUE_EVENT};
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    world.n_said = 0;
}

static void event(const char *day, const char *local)
{
    const struct event_day event_day = {.organization = "su", .obligation = "survey", .on = on(day)};
    struct event_change *changes;
    const char *why = NULL;
    size_t n;

    assert_int_equal(engine_event(world.engine, &event_day, "test", at(local), &world.arena, &changes, &n, &why), 0);
    assert_int_equal(n, 1);
}

static void test_nothing_is_said_before_the_event_is_known(void **state)
{
    load_with_event();
    assert_int_equal(world_run(&world, "2019-12-01T00:00"), 0);
    assert_int_equal(world.n_said, 0);
    event("2019-12-27", "2019-12-16T10:00");
    assert_int_equal(world_run(&world, "2019-12-20T10:00"), 0);
    assert_said(&world, (const char *const[]){"2019-12-17T09:00 reminder " TERM " jia mail late",
                                              "2019-12-20T09:00 reminder " TERM " jia mail", NULL});
}

static void test_the_same_event_again_changes_nothing(void **state)
{
    load_with_event();
    event("2019-12-27", "2019-12-16T10:00");
    assert_int_equal(world_run(&world, "2019-12-17T10:00"), 0);
    event("2019-12-27", "2019-12-17T11:00");
    assert_int_equal(world_run(&world, "2019-12-20T10:00"), 0);
    assert_said(&world, (const char *const[]){"2019-12-17T09:00 reminder " TERM " jia mail late",
                                              "2019-12-20T09:00 reminder " TERM " jia mail", NULL});
}

static void test_a_moved_event_is_told_once(void **state)
{
    load_with_event();
    event("2019-12-27", "2019-10-01T10:00");
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    event("2019-12-20", "2019-12-13T11:00");
    assert_int_equal(world_run(&world, "2019-12-20T10:00"), 0);
    assert_said(&world,
                (const char *const[]){"2019-12-13T09:00 reminder " TERM " jia mail", "2019-12-16T09:00 reminder " TERM " jia mail late",
                                      "2019-12-19T09:00 reminder " TERM " jia mail", "2019-12-20T09:00 reminder " TERM " jia mail", NULL});
}

/* The first working day the messages of which have not gone out before the clock went back. */
static void test_an_event_moved_after_the_clock_went_back_is_told(void **state)
{
    load_with_event();
    event("2019-12-27", "2019-10-01T10:00");
    assert_int_equal(world_run(&world, "2019-12-20T10:00"), 0);
    event("2019-12-31", "2019-12-18T10:00");
    assert_int_equal(world_run(&world, "2019-12-24T10:00"), 0);
    assert_said(&world, (const char *const[]){"2019-12-13T09:00 reminder " TERM " jia mail", "2019-12-20T09:00 reminder " TERM " jia mail",
                                              "2019-12-23T09:00 reminder " TERM " jia mail late",
                                              "2019-12-24T09:00 reminder " TERM " jia mail", NULL});
}

/* Today's message was about the due day before. */
static void test_a_due_day_moved_with_the_hour_is_told_the_day_after(void **state)
{
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    world.n_said = 0;
    survey->due.week = 16; /* 2019-12-20 */
    survey->at = 14 * 3600;
    assert_int_equal(world_load(&world, organization, "2019-12-13T11:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-19T15:00"), 0);
    assert_said(&world, (const char *const[]){"2019-12-16T14:00 reminder " TERM " jia mail late",
                                              "2019-12-19T14:00 reminder " TERM " jia mail", NULL});
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_nothing_is_said_before_the_event_is_known),
        CASE(test_the_same_event_again_changes_nothing),
        CASE(test_a_moved_event_is_told_once),
        CASE(test_an_event_moved_after_the_clock_went_back_is_told),
        CASE(test_a_due_day_moved_with_the_hour_is_told_the_day_after),
    };

    return cmocka_run_group_tests_name("engine: a due day that moves", tests, NULL, NULL);
}
