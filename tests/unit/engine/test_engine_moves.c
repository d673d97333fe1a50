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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_exactly_those_whose_turns_a_load_moves_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
