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
    struct decision answer = {.organization = "su", .kind = DECISION_ACCEPT, .on = on("2020-02-20"), .member = "bing"};
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
    assert_int_equal(engine_decide(world.engine, &answer, "test", at("2020-02-20T11:00"), &world.arena, &why), 0);
    assert_string_equal(answer.period, "2019-2020-2");
    run("2020-02-21T00:00");
    turn = turn_on("2020-02-21");
    assert_string_equal(turn->chair, "bing");
    assert_true(turn->counts);
    assert_string_equal(turn->period, "2019-2020-2");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
}

/* Ended, excused by lunzhid in the log, and silent from then on. */
static void assert_excused(const char *reason, const char *until)
{
    const struct occurrence occurrence = occurrence_of("turn-answer", "2019-2020-2");
    const size_t n = said(&world, "turn-answer/2019-2020-2");

    assert_int_equal(occurrence.state, OCCURRENCE_WAIVED);
    assert_string_equal(logged("waive").object, "su/turn-answer/2019-2020-2");
    assert_string_equal(logged("waive").detail, reason);
    assert_int_equal(waiting_about(occurrence.id), 0);
    run(until);
    assert_int_equal(said(&world, "turn-answer/2019-2020-2"), n);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_WAIVED);
}

#define NOBODY_LEFT "by lunzhid: everybody who could take the turn has declined or is not available"

static void test_a_proposal_everybody_has_declined_ends(void **state)
{
    static const char *const asked[] = {"yi", "bing", "jia"};
    const char *why = NULL;

    for (int required = 0; required < 2; required++) {
        if (required) {
            world_done(&world);
            world_init(&world);
        }
        load(proposing_union(required == 1), "2019-09-02T00:00");
        run("2020-01-20T08:00");
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(decide(DECISION_DECLINE, asked[i], "2020-01-20T08:30", &why), 0);
        assert_excused(NOBODY_LEFT, "2020-03-02T10:00");
    }
}

static void test_one_who_is_available_again_is_asked_anew(void **state)
{
    static const struct interval away = {18300, 18320}; /* 2020-02-08 to 2020-02-28 */
    struct organization *organization = proposing_union(false);
    const char *why = NULL;

    member_of(organization, "jia")->absent = &away;
    member_of(organization, "jia")->n_absent = 1;
    load(organization, "2019-09-02T00:00");
    run("2020-01-20T10:00");
    assert_int_equal(decide(DECISION_DECLINE, "yi", "2020-01-21T10:00", &why), 0);
    assert_int_equal(decide(DECISION_DECLINE, "bing", "2020-01-21T11:00", &why), 0);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_WAIVED);
    member_of(organization, "jia")->n_absent = 0;
    load(organization, "2020-01-28T08:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_OPEN);
    run("2020-01-31T10:00");
    assert_int_equal(said(&world, "proposal turn-answer/2019-2020-2 jia mail"), 1);
    assert_int_equal(decide(DECISION_ACCEPT, "jia", "2020-02-03T10:00", &why), 0);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
}

static void test_an_appointment_settles_it(void **state)
{
    struct decision appoint = {
        .organization = "su", .kind = DECISION_APPOINT, .on = on("2020-02-17"), .member = "ding", .by = "wu", .why = "x"};
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-01-20T10:00");
    assert_int_equal(engine_decide(world.engine, &appoint, "test", at("2020-01-21T10:00"), &world.arena, &why), 0);
    assert_excused("by lunzhid: the turn is given by an appointment", "2020-03-02T10:00");
    assert_string_equal(turn_on("2020-03-02")->chair, "ding");
}

static void test_an_acting_chair_settles_it_but_it_may_still_be_accepted(void **state)
{
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-02-18T10:00");
    assert_int_equal(turn_on("2020-02-18")->why->code, REASON_CARETAKER);
    assert_int_equal(decide(DECISION_APPOINT, "ding", "2020-02-18T11:00", &why), 0);
    assert_excused("by lunzhid: the turn is given by an appointment", "2020-03-02T10:00");
    assert_int_equal(decide(DECISION_ACCEPT, "yi", "2020-03-02T11:00", &why), 0);
    run("2020-03-03T00:00");
    assert_string_equal(turn_on("2020-03-03")->chair, "yi");
    assert_true(turn_on("2020-03-03")->counts);
}

static void test_when_an_acting_chair_leaves_the_answer_is_asked_for_anew(void **state)
{
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-02-18T10:00");
    assert_int_equal(decide(DECISION_APPOINT, "ding", "2020-02-18T11:00", &why), 0);
    assert_excused("by lunzhid: the turn is given by an appointment", "2020-03-02T10:00");
    world.n_said = 0;
    assert_int_equal(decide(DECISION_REMOVE, "ding", "2020-03-02T11:00", &why), 0);
    assert_null(turn_on("2020-03-02")->chair);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_OPEN);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").due_on, on("2020-03-05"));
    run("2020-03-05T10:00");
    assert_int_equal(said(&world, "proposal turn-answer/2019-2020-2 yi mail"), 2); /* at once, and on its last day */
    assert_int_equal(decide(DECISION_ACCEPT, "yi", "2020-03-05T11:00", &why), 0);
    assert_string_equal(turn_on("2020-03-05")->chair, "yi");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
}

static void test_an_appointment_that_falls_before_the_term_leaves_it_to_be_answered(void **state)
{
    struct decision appoint = {
        .organization = "su", .kind = DECISION_APPOINT, .on = on("2020-02-17"), .member = "ding", .by = "wu", .why = "x"};
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-01-20T10:00");
    assert_int_equal(engine_decide(world.engine, &appoint, "test", at("2020-01-21T10:00"), &world.arena, &why), 0);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_WAIVED);
    assert_int_equal(decide(DECISION_REMOVE, "ding", "2020-01-22T10:00", &why), 0); /* before it begins: it stands */
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_WAIVED);
    appoint.kind = DECISION_REMOVE;
    assert_int_equal(engine_decide(world.engine, &appoint, "test", at("2020-01-22T11:00"), &world.arena, &why), 0);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_OPEN);
}

static void test_a_waiver_by_hand_stands(void **state)
{
    struct waiver waiver = {
        .organization = "su", .obligation = "turn-answer", .period = "2019-2020-2", .reason = "x", .by = "lunzhid", .until = DATE_NONE};
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-02-18T10:00");
    assert_int_equal(engine_waive(world.engine, &waiver, "test", at("2020-02-18T10:30"), &why), 0);
    run("2020-03-02T10:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_WAIVED);
}

static void test_the_last_one_asked_is_asked_anew_when_available_again(void **state)
{
    static const struct interval away = {18300, 18320}; /* 2020-02-08 to 2020-02-28 */
    struct organization *organization = proposing_union(false);
    const char *why = NULL;

    load(organization, "2019-09-02T00:00");
    run("2020-01-20T10:00");
    assert_int_equal(decide(DECISION_DECLINE, "yi", "2020-01-21T10:00", &why), 0);
    assert_int_equal(decide(DECISION_DECLINE, "bing", "2020-01-21T11:00", &why), 0);
    member_of(organization, "jia")->absent = &away;
    member_of(organization, "jia")->n_absent = 1;
    load(organization, "2020-01-22T08:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_WAIVED);
    member_of(organization, "jia")->n_absent = 0;
    load(organization, "2020-01-28T08:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_OPEN);
}

static void test_taken_out_of_the_file_it_ends(void **state)
{
    struct organization *organization = proposing_union(false);

    load(organization, "2019-09-02T00:00");
    run("2020-01-20T10:00");
    organization->rotation.proposal = NULL;
    load(organization, "2020-01-21T10:00");
    assert_excused("by lunzhid: turns are no longer proposed", "2020-02-17T10:00");
    world_done(&world);
    world_init(&world);
    organization = proposing_union(false);
    load(organization, "2019-09-02T00:00");
    run("2020-01-20T10:00");
    organization->rotation = (struct rotation){0};
    load(organization, "2020-01-21T10:00");
    assert_excused("by lunzhid: turns are no longer proposed", "2020-02-17T10:00");
}

static void test_its_obligation_put_back_after_the_turn_began_asks_nothing(void **state)
{
    struct organization *organization = proposing_union(false);

    load(organization, "2019-09-02T00:00");
    run("2020-01-20T10:00");
    organization->n_obligations = 0;
    organization->rotation.proposal = NULL;
    load(organization, "2020-01-21T10:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_WITHDRAWN);
    run("2020-02-17T10:00");
    organization->n_obligations = 3;
    organization->rotation.proposal = "turn-answer";
    load(organization, "2020-02-18T10:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MISSED);
}

static void test_the_members_who_could_answer_leave(void **state)
{
    struct organization *organization = proposing_union(true);

    load(organization, "2019-09-02T00:00");
    run("2020-01-20T10:00");
    for (size_t i = 0; i < 3; i++)
        member_of(organization, organization->members[i].id)->term.until = on("2020-02-10");
    load(organization, "2020-01-21T10:00");
    assert_excused(NOBODY_LEFT, "2020-03-02T10:00");
}

static void test_one_that_nobody_answers_is_missed_at_the_next_boundary(void **state)
{
    struct organization *organization = proposing_union(true);

    load(organization, "2019-09-02T00:00");
    run("2020-09-06T10:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_OPEN);
    assert_true(said(&world, "overdue turn-answer/2019-2020-2 yi mail") > 10);
    run("2020-09-07T08:00");
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").ends, on("2020-09-06"));
    load(organization, "2020-09-07T08:30"); /* a load takes nothing from it */
    world.n_said = 0;
    run("2020-10-30T10:00");
    assert_int_equal(said(&world, "turn-answer/2019-2020-2"), 1);
    assert_int_equal(said(&world, "2020-09-07T09:00 missed turn-answer/2019-2020-2 yi mail"), 1);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MISSED);
    assert_int_equal(occurrence_of("turn-answer", "2020-2021-1").state, OCCURRENCE_OPEN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_turn_is_proposed_told_and_accepted),
        TEST(test_one_who_declines_makes_way_for_the_next),
        TEST(test_the_outgoing_chair_is_caretaker_until_somebody_accepts),
        TEST(test_a_proposal_everybody_has_declined_ends),
        TEST(test_one_who_is_available_again_is_asked_anew),
        TEST(test_an_appointment_settles_it),
        TEST(test_an_acting_chair_settles_it_but_it_may_still_be_accepted),
        TEST(test_when_an_acting_chair_leaves_the_answer_is_asked_for_anew),
        TEST(test_an_appointment_that_falls_before_the_term_leaves_it_to_be_answered),
        TEST(test_a_waiver_by_hand_stands),
        TEST(test_the_last_one_asked_is_asked_anew_when_available_again),
        TEST(test_taken_out_of_the_file_it_ends),
        TEST(test_its_obligation_put_back_after_the_turn_began_asks_nothing),
        TEST(test_the_members_who_could_answer_leave),
        TEST(test_one_that_nobody_answers_is_missed_at_the_next_boundary),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
