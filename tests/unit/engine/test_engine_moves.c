/* Whom a load tells that their planned turns have moved. RULES.md section 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "life_of_test.h"

static void test_exactly_those_whose_turns_a_load_moves_are_told(void **state)
{
    struct organization *organization = union_three_terms(&world);
    static const struct interval away = {18300, 18320};

    load(organization, "2019-09-02T00:00");
    assert_int_equal(told_of("plan", NULL).n, 0);
    member_of(organization, "yi")->absent = &away; /* on 2020-02-17: bing takes spring, yi autumn */
    member_of(organization, "yi")->n_absent = 1;
    load(organization, "2019-12-05T10:00");
    assert_int_equal(told_of("plan", NULL).n, 2);
    assert_string_equal(told_of("plan", "bing").detail,
                        "2019-2020-2: now your turn; before, 乙's\n2020-2021-1: no longer your turn; now 乙's");
    assert_int_equal(told_of("plan", "yi").n, 1);
    load(organization, "2019-12-06T10:00");
    assert_int_equal(told_of("plan", NULL).n, 2);
}

static const struct interval in_spring = {18300, 18320}, in_autumn = {18500, 18600}; /* from 2020-02-08, from 2020-08-26 */

static void make_absent(struct organization *organization, const char *id, const struct interval *absent)
{
    member_of(organization, id)->absent = absent;
    member_of(organization, id)->n_absent = absent ? 1 : 0;
}

static void test_two_loads_within_one_second_tell_what_each_moves(void **state)
{
    struct organization *organization = union_three_terms(&world);

    load(organization, "2019-09-02T00:00"); /* jia, yi, bing */
    make_absent(organization, "yi", &in_spring);
    load(organization, "2019-12-05T10:00"); /* jia, bing, yi */
    assert_int_equal(told_of("plan", "bing").n, 1);
    make_absent(organization, "yi", NULL);
    load(organization, "2019-12-05T10:00");
    assert_int_equal(told_of("plan", "bing").n, 2);
    assert_string_equal(told_of("plan", "bing").detail,
                        "2019-2020-2: no longer your turn; now 乙's\n2020-2021-1: now your turn; before, 乙's");
    make_absent(organization, "bing", &in_autumn);
    load(organization, "2019-12-05T10:00");
    assert_int_equal(told_of("plan", "bing").n, 3);
}

static void test_who_is_out_of_office_by_then_is_not_told(void **state)
{
    struct organization *organization = union_three_terms(&world);

    load(organization, "2019-09-02T00:00");
    member_of(organization, "yi")->term.until = on("2019-12-04");
    load(organization, "2019-12-05T10:00");
    assert_int_equal(told_of("plan", "bing").n, 1); /* takes the spring from yi */
    assert_int_equal(told_of("plan", "jia").n, 1);
    assert_int_equal(told_of("plan", "yi").n, 0);
}

/* Who was planned for the day, as known when the other one ended; NULL where nothing was on record. */
static const char *planned_as_of(const char *day, const char *as_of)
{
    struct turn *turns;
    size_t n, n_begun;

    assert_int_equal(engine_turns_as_of(world.engine, "su", on(as_of), &world.arena, &turns, &n, &n_begun), 0);
    while (n > 0 && turns[n - 1].begins > on(day))
        n--;
    return n == 0 ? NULL : turns[n - 1].chair;
}

static void test_what_was_planned_as_known_on_a_day(void **state)
{
    struct decision decline = {.organization = "su",
                               .kind = DECISION_DECLINE,
                               .on = on("2019-12-01"),
                               .member = "yi",
                               .period = "2019-2020-2",
                               .by = "wu",
                               .why = "x"};
    const char *why = NULL;

    load(union_three_terms(&world), "2019-09-02T00:00");
    run("2019-12-01T00:00");
    assert_int_equal(engine_decide(world.engine, &decline, "test", at("2019-12-01T10:00"), &world.arena, &why), 0);
    load(union_three_terms(&world), "2020-03-02T10:00");
    assert_null(planned_as_of("2020-02-20", "2019-09-01")); /* lunzhi was not there */
    assert_string_equal(planned_as_of("2020-02-20", "2019-11-30"), "yi");
    assert_string_equal(planned_as_of("2020-09-10", "2019-11-30"), "bing");
    assert_string_equal(planned_as_of("2020-02-20", "2019-12-01"), "bing");
    assert_string_equal(planned_as_of("2020-09-10", "2019-12-01"), "yi");
    assert_string_equal(planned_as_of("2020-02-20", "2020-03-02"), "bing");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_exactly_those_whose_turns_a_load_moves_are_told),
        TEST(test_two_loads_within_one_second_tell_what_each_moves),
        TEST(test_who_is_out_of_office_by_then_is_not_told),
        TEST(test_what_was_planned_as_known_on_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
