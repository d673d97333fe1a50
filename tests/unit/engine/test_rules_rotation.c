/* Rotation as it happens: each line of RULES.md section 3 has a test of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"
#include "life_of_test.h"
#include "reason.h"

static void test_rules_3_some_never_serve_and_few_wrap_round(void **state)
{
    static const char *const two[] = {"jia", "yi"};
    static const struct mandate mandate = {.elected = 18141, .order = two, .n_order = 2};
    struct organization *organization = union_three_terms(&world);

    load(organization, "2019-09-02T00:00");
    run("2020-07-05T00:00");
    assert_int_equal(said(&world, "turn bing"), 0); /* a year has two turns: the third never serves, and nobody says so */
    assert_int_equal(said(&world, "turn vacant"), 0);
    organization->rotation.mandates = &mandate;
    load(organization, "2020-07-06T00:00");
    run("2020-09-07T00:00");
    assert_string_equal(turn_on("2020-09-07")->chair, "jia");
}

static void test_rules_3_an_election_splits_the_term(void **state)
{
    static const char *const old[] = {"jia", "yi"}, *const new[] = {"bing", "jia"};
    static const struct mandate mandates[] = {{.elected = 18141, .order = old, .n_order = 2},
                                              {.elected = 18187, .order = new, .n_order = 2}};
    struct organization *organization = proposing_union(true); /* 18187 is 2019-10-18 */
    const char *why = NULL;

    organization->rotation.mandates = mandates;
    organization->rotation.n_mandates = 2;
    load(organization, "2019-09-02T00:00");
    run("2019-10-18T10:00");
    assert_string_equal(turn_on("2019-10-17")->chair, "jia");
    assert_string_equal(turn_on("2019-10-18")->chair, "jia"); /* caretaker until the hand-over */
    assert_int_equal(turn_on("2019-10-18")->why->code, REASON_CARETAKER);
    assert_int_equal(decide(DECISION_ACCEPT, "bing", "2019-10-20T10:00", &why), 0);
    run("2019-10-21T00:00");
    assert_string_equal(turn_on("2019-10-20")->chair, "bing");
    assert_string_equal(turn_on("2019-10-20")->period, "2019-2020-1");
}

static void test_rules_3_a_vacancy_is_filled_by_decision_only(void **state)
{
    struct organization *organization = union_three_terms(&world);
    const char *why = NULL;

    load(organization, "2019-09-02T00:00");
    run("2019-10-01T00:00");
    assert_int_equal(decide(DECISION_REMOVE, "jia", "2019-10-08T10:00", &why), 0);
    run("2019-10-20T00:00");
    assert_null(turn_on("2019-10-20")->chair);
    assert_true(told_of("turn", NULL).n > 0);
    assert_int_equal(decide(DECISION_APPOINT, "bing", "2019-10-20T10:00", &why), 0);
    assert_string_equal(turn_on("2019-10-20")->chair, "bing");
    assert_false(turn_on("2019-10-20")->counts); /* a setting: acting_counts */
    organization->rotation.acting_counts = true;
    load(organization, "2019-10-21T10:00");
    assert_int_equal(decide(DECISION_APPOINT, "ding", "2019-10-22T10:00", &why), 0);
    assert_true(turn_on("2019-10-22")->counts);
}

static void test_rules_3_a_suspension_has_an_acting_chair_at_once_and_gives_nothing_back(void **state)
{
    static const struct interval suspended = {18177, 18190}; /* 2019-10-08 to 2019-10-21 */
    struct organization *organization = union_three_terms(&world);
    const char *why = NULL;

    member_of(organization, "jia")->suspended = &suspended;
    member_of(organization, "jia")->n_suspended = 1;
    load(organization, "2019-09-02T00:00");
    run("2019-10-08T09:00");
    assert_null(turn_on("2019-10-08")->chair);
    assert_int_equal(turn_on("2019-10-08")->why->code, REASON_SUSPENDED);
    assert_int_equal(told_of("turn", "ding").n, 1); /* never silently */
    assert_int_equal(decide(DECISION_APPOINT, "bing", "2019-10-08T09:30", &why), 0);
    run("2019-10-23T00:00");
    assert_string_equal(turn_on("2019-10-08")->chair, "bing");
    assert_string_equal(turn_on("2019-10-22")->chair, "bing"); /* jia's suspension is over */
    run("2020-02-17T00:00");
    assert_string_equal(turn_on("2020-02-17")->chair, "yi"); /* acting used up no turn of bing's, nor moved the order */
    assert_string_equal(turn_on("2020-09-07")->chair, "bing");
}

static void test_rules_3_acting_time_uses_up_a_turn_where_it_is_set(void **state)
{
    struct organization *organization = union_three_terms(&world);
    const char *why = NULL;

    organization->rotation.acting_counts = true;
    load(organization, "2019-09-02T00:00");
    assert_int_equal(decide(DECISION_REMOVE, "jia", "2019-10-08T10:00", &why), 0);
    assert_int_equal(decide(DECISION_APPOINT, "yi", "2019-10-08T11:00", &why), 0);
    assert_true(turn_on("2019-10-08")->counts);
    assert_string_equal(turn_on("2020-02-17")->chair, "bing"); /* yi has had one */
}

static void test_rules_3_absence_passes_over_and_a_swap_needs_two_and_an_approver(void **state)
{
    static const struct interval abroad = {18300, 18320}; /* 2020-02-08 to 2020-02-28 */
    struct organization *organization = union_three_terms(&world);
    struct decision swap = {.organization = "su",
                            .kind = DECISION_SWAP,
                            .on = on("2019-12-01"),
                            .member = "bing",
                            .period = "2019-2020-2",
                            .other = "yi",
                            .other_period = "2020-2021-1",
                            .agreed = "yi"};
    const char *why = NULL;

    member_of(organization, "yi")->absent = &abroad;
    member_of(organization, "yi")->n_absent = 1;
    load(organization, "2019-09-02T00:00");
    assert_string_equal(turn_on("2020-02-17")->chair, "bing");
    assert_int_equal(turn_on("2020-02-17")->why->others[1].why, PASSED_ABSENT);
    assert_int_equal(engine_decide(world.engine, &swap, "test", at("2019-12-01T10:00"), &world.arena, &why), ERROR_REFUSED);
    assert_string_equal(why, "a swap needs an approver");
}

static void test_rules_3_a_postponed_term_keeps_its_turn(void **state)
{
    struct organization *organization = union_three_terms(&world);
    struct calendar *calendar = arena_alloc(&world.arena, sizeof *calendar);
    struct term *later = arena_array(&world.arena, 3, sizeof *later);

    load(organization, "2019-09-02T00:00");
    run("2020-02-01T00:00");
    *calendar = *organization->calendar;
    memcpy(later, calendar->terms, 3 * sizeof *later);
    later[1].begins = on("2020-04-13");
    calendar->terms = later;
    organization->calendar = calendar;
    load(organization, "2020-02-02T00:00");
    run("2020-04-13T00:00");
    assert_string_equal(turn_on("2020-04-12")->chair, "jia");
    assert_string_equal(turn_on("2020-04-13")->chair, "yi");
    assert_int_equal(said(&world, "turn jia"), 1); /* served turns are not computed again */
}

static void test_rules_3_removing_another_does_not_move_the_incumbent(void **state)
{
    static const char *const rest[] = {"yi", "bing"};
    static const struct mandate mandate = {.elected = 18141, .order = rest, .n_order = 2};
    struct organization *organization = union_three_terms(&world);

    load(organization, "2019-09-02T00:00");
    run("2020-02-18T00:00");
    organization->rotation.mandates = &mandate; /* jia has left it: yi is no longer the second */
    load(organization, "2020-03-01T10:00");
    run("2020-03-02T00:00");
    assert_string_equal(turn_on("2020-03-02")->chair, "yi");
    assert_int_equal(said(&world, " turn "), 2);
}

static void test_rules_3_one_event_is_recorded_for_each_union(void **state)
{
    struct organization *su = union_new(&world), *gsu = union_new(&world);
    struct record records[] = {{.organization = "su", .obligation = "survey", .on = on("2019-12-01"), .document = "1"},
                               {.organization = "gsu", .obligation = "survey", .on = on("2019-12-01"), .document = "2"}};
    struct record_outcome outcomes[2];
    const char *why = NULL;

    survey_new(&world, su);
    survey_new(&world, gsu);
    gsu->id = "gsu";
    assert_int_equal(engine_load_begin(world.engine, at("2019-09-02T00:00")), 0);
    assert_int_equal(store_load_start(world.store, on("2019-09-02")), 0);
    assert_int_equal(store_put_calendar(world.store, su->calendar), 0);
    assert_int_equal(engine_put_organization(world.engine, su, at("2019-09-02T00:00")), 0);
    assert_int_equal(engine_put_organization(world.engine, gsu, at("2019-09-02T00:00")), 0);
    assert_int_equal(store_load_finish(world.store, on("2019-09-02"), at("2019-09-02T00:00")), 0);
    assert_int_equal(engine_load_commit(world.engine), 0);
    assert_int_equal(engine_record(world.engine, records, 2, "test", at("2019-12-01T10:00"), &world.arena, outcomes, &why), 0);
    assert_true(outcomes[0].record != outcomes[1].record);
    assert_int_equal(outcomes[0].state, OCCURRENCE_MET);
    assert_int_equal(outcomes[1].state, OCCURRENCE_MET);
}

static void test_rules_3_a_summer_term_is_no_turn_and_the_chair_stays_through_the_vacation(void **state)
{
    struct organization *organization = union_three_terms(&world);
    struct calendar *calendar = arena_alloc(&world.arena, sizeof *calendar);
    struct term *terms = arena_array(&world.arena, 4, sizeof *terms);

    *calendar = *organization->calendar;
    memcpy(terms, calendar->terms, 2 * sizeof *terms);
    terms[2] = (struct term){.id = "2019-2020-3", .year = "2019-2020", .begins = on("2020-07-06"), .ends = on("2020-07-26"), .turn = false};
    terms[3] = calendar->terms[2];
    calendar->terms = terms;
    calendar->n_terms = 4;
    organization->calendar = calendar;
    load(organization, "2019-09-02T00:00");
    run("2020-09-07T00:00");
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2020-02-17T00:00 turn yi", "2020-09-07T00:00 turn bing", NULL});
}

static void test_rules_3_a_summer_term_is_a_turn_where_it_is_configured(void **state)
{
    struct organization *organization = union_three_terms(&world);
    struct calendar *calendar = arena_alloc(&world.arena, sizeof *calendar);
    struct term *terms = arena_array(&world.arena, 3, sizeof *terms);

    *calendar = *organization->calendar;
    memcpy(terms, calendar->terms, 2 * sizeof *terms);
    terms[2] = (struct term){.id = "2019-2020-3", .year = "2019-2020", .begins = on("2020-07-06"), .ends = on("2020-07-26"), .turn = true};
    calendar->terms = terms;
    organization->calendar = calendar;
    load(organization, "2019-09-02T00:00");
    run("2020-07-06T00:00");
    assert_string_equal(turn_on("2020-07-06")->chair, "bing");
    assert_string_equal(turn_on("2020-07-06")->period, "2019-2020-3");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_rules_3_some_never_serve_and_few_wrap_round),
        TEST(test_rules_3_an_election_splits_the_term),
        TEST(test_rules_3_a_vacancy_is_filled_by_decision_only),
        TEST(test_rules_3_a_suspension_has_an_acting_chair_at_once_and_gives_nothing_back),
        TEST(test_rules_3_acting_time_uses_up_a_turn_where_it_is_set),
        TEST(test_rules_3_a_summer_term_is_a_turn_where_it_is_configured),
        TEST(test_rules_3_absence_passes_over_and_a_swap_needs_two_and_an_approver),
        TEST(test_rules_3_a_postponed_term_keeps_its_turn),
        TEST(test_rules_3_removing_another_does_not_move_the_incumbent),
        TEST(test_rules_3_one_event_is_recorded_for_each_union),
        TEST(test_rules_3_a_summer_term_is_no_turn_and_the_chair_stays_through_the_vacation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
