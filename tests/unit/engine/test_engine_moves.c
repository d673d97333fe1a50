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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_exactly_those_whose_turns_a_load_moves_are_told),
        TEST(test_two_loads_within_one_second_tell_what_each_moves),
        TEST(test_who_is_out_of_office_by_then_is_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
