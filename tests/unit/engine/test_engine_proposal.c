/* Turns are proposed before they begin, and answered. RULES.md section 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"
#include "life_of_test.h"
#include "reason.h"

static void test_a_turn_is_proposed_told_and_accepted(void **state)
{
    const char *why = NULL;

    load(proposing_union(false), "2019-09-02T00:00");
    run("2020-01-19T23:00");
    assert_int_equal(said(&world, "proposal"), 0);
    run("2020-01-20T10:00"); /* 28 days before 2020-02-17 */
    assert_int_equal(said(&world, "2020-01-20T09:00 proposal turn-answer/2019-2020-2 yi mail"), 1);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").due_on, on("2020-02-03"));
    assert_int_equal(decide(DECISION_ACCEPT, "bing", "2020-01-21T10:00", &why), 0); /* his own, in autumn */
    assert_int_equal(decide(DECISION_ACCEPT, "yi", "2020-01-21T10:00", &why), 0);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
    run("2020-02-17T00:00");
    assert_int_equal(said(&world, "proposal"), 1);
    assert_int_equal(said(&world, "2020-02-17T00:00 turn yi"), 1);
}

static void test_one_who_declines_makes_way_for_the_next(void **state)
{
    const char *why = NULL;

    load(proposing_union(false), "2019-09-02T00:00");
    run("2020-01-20T10:00");
    assert_int_equal(decide(DECISION_DECLINE, "yi", "2020-01-21T10:00", &why), 0);
    run("2020-01-22T10:00");
    assert_int_equal(said(&world, "proposal turn-answer/2019-2020-2 bing mail"), 1);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_OPEN);
    assert_int_equal(decide(DECISION_ACCEPT, "yi", "2020-01-22T11:00", &why), 0); /* the next one, not this */
    run("2020-02-17T00:00");
    assert_string_equal(turn_on("2020-02-17")->chair, "bing");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MISSED); /* begun without a word */
}

static void test_the_outgoing_chair_is_caretaker_until_somebody_accepts(void **state)
{
    const struct turn *turn;
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-02-17T10:00");
    turn = turn_on("2020-02-17");
    assert_string_equal(turn->chair, "jia");
    assert_false(turn->counts);
    assert_int_equal(turn->why->code, REASON_CARETAKER);
    assert_string_equal(turn->why->member, "yi");
    assert_int_equal(told_of("caretaker", "yi").n, 1);
    assert_int_equal(told_of("caretaker", "jia").n, 1);
    assert_int_equal(decide(DECISION_ACCEPT, "bing", "2020-02-18T10:00", &why), ERROR_REFUSED); /* it is proposed to yi */
    run("2020-02-19T00:00");
    assert_string_equal(turn_on("2020-02-19")->chair, "jia");
    assert_int_equal(decide(DECISION_DECLINE, "yi", "2020-02-19T10:00", &why), 0);
    run("2020-02-20T10:00");
    assert_int_equal(said(&world, "proposal turn-answer/2019-2020-2 bing mail"), 1);
    assert_int_equal(decide(DECISION_ACCEPT, "bing", "2020-02-20T11:00", &why), 0);
    run("2020-02-21T00:00");
    turn = turn_on("2020-02-21");
    assert_string_equal(turn->chair, "bing");
    assert_true(turn->counts);
    assert_string_equal(turn->period, "2019-2020-2");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_turn_is_proposed_told_and_accepted),
        TEST(test_one_who_declines_makes_way_for_the_next),
        TEST(test_the_outgoing_chair_is_caretaker_until_somebody_accepts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
