/* A swap of two turns: both members and an approver. RULES.md section 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"
#include "life_of_test.h"
#include "reason.h"

static struct decision a_swap(const char *agreed)
{
    return (struct decision){.organization = "su",
                             .kind = DECISION_SWAP,
                             .on = on("2019-12-01"),
                             .member = "yi",
                             .period = "2019-2020-2",
                             .other = "bing",
                             .other_period = "2020-2021-1",
                             .agreed = agreed,
                             .by = "wu",
                             .why = "出国"};
}

static int take(struct decision decision, const char *local, const char **ret_why)
{
    return engine_decide(world.engine, &decision, "test", at(local), &world.arena, ret_why);
}

static void assert_refused(struct decision decision, const char *words)
{
    const char *why = NULL;

    assert_int_equal(take(decision, "2019-12-01T10:00", &why), ERROR_REFUSED);
    if (!why || !strstr(why, words))
        fail_msg("'%s' instead of '%s'", why ? why : "", words);
}

static const char *chair_of(const char *period)
{
    struct turn *turns;
    size_t n, n_begun;

    assert_int_equal(engine_turns(world.engine, "su", &world.arena, &turns, &n, &n_begun), 0);
    for (size_t i = 0; i < n; i++) {
        if (turns[i].period && strcmp(turns[i].period, period) == 0)
            return turns[i].chair;
    }
    return NULL;
}

static void load_in_autumn(void)
{
    assert_int_equal(world_load(&world, union_three_terms(&world), "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-01T00:00"), 0);
}

static void test_it_holds_once_both_have_agreed(void **state)
{
    struct decision accept = {.organization = "su", .kind = DECISION_ACCEPT, .on = on("2019-12-02"), .member = "bing", .by = "bing"};
    struct rotation_view view;
    const char *why = NULL;

    load_in_autumn();
    assert_int_equal(take(a_swap("yi"), "2019-12-01T10:00", &why), 0);
    assert_string_equal(chair_of("2019-2020-2"), "yi");
    assert_int_equal(engine_rotation(world.engine, "su", &world.arena, &view), 0);
    accept.refers = view.decisions[view.n_decisions - 1].id;
    assert_int_equal(swap_state(&view, &view.decisions[view.n_decisions - 1]), SWAP_PENDING);
    assert_int_equal(take(accept, "2019-12-02T10:00", &why), 0);
    assert_string_equal(chair_of("2019-2020-2"), "bing");
    assert_string_equal(chair_of("2020-2021-1"), "yi");
    assert_int_equal(take(accept, "2019-12-02T11:00", &why), ERROR_REFUSED);
    assert_string_equal(why, "the swap is agreed on already");
    accept.member = "jia";
    assert_int_equal(take(accept, "2019-12-02T11:00", &why), ERROR_REFUSED);
    assert_string_equal(why, "the member is neither of the two who swap");
}

static void test_one_who_refuses_ends_it(void **state)
{
    struct decision answer = {.organization = "su", .kind = DECISION_DECLINE, .on = on("2019-12-02"), .member = "bing", .why = "no"};
    struct rotation_view view;
    const char *why = NULL;

    load_in_autumn();
    assert_int_equal(take(a_swap("yi"), "2019-12-01T10:00", &why), 0);
    assert_int_equal(engine_rotation(world.engine, "su", &world.arena, &view), 0);
    answer.refers = view.decisions[view.n_decisions - 1].id;
    assert_int_equal(take(answer, "2019-12-02T10:00", &why), 0);
    answer.kind = DECISION_ACCEPT;
    assert_int_equal(take(answer, "2019-12-02T11:00", &why), ERROR_REFUSED);
    assert_string_equal(why, "the swap was refused, or holds no longer");
    assert_string_equal(chair_of("2019-2020-2"), "yi"); /* nor is bing passed over */
    assert_string_equal(chair_of("2020-2021-1"), "bing");
}

static void test_what_is_no_swap_is_refused(void **state)
{
    struct decision swap;

    load_in_autumn();
    swap = a_swap("");
    swap.by = NULL;
    assert_refused(swap, "needs an approver");
    swap.by = "bing";
    assert_refused(swap, "neither of the two");
    swap.by = "丙"; /* the same one */
    assert_refused(swap, "neither of the two");
    swap = a_swap("yi,bing");
    swap.period = "2020-2021-1";
    swap.other_period = "2019-2020-2";
    assert_refused(swap, "not, or no longer, the turns of these two");
    swap = a_swap("yi,bing");
    swap.period = "2019-2020-1";
    assert_refused(swap, "has begun");
    swap = a_swap("yi,bing");
    swap.other = "yi";
    assert_refused(swap, "between two members");
}

static void test_it_is_agreed_when_both_are_recorded(void **state)
{
    const char *why = NULL;

    load_in_autumn();
    assert_int_equal(take(a_swap("yi,bing"), "2019-12-01T10:00", &why), 0);
    assert_int_equal(world_run(&world, "2020-09-07T10:00"), 0);
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2020-02-17T00:00 turn bing", "2020-09-07T00:00 turn yi", NULL});
}

static void test_only_lunzhid_ends_or_proposes(void **state)
{
    struct decision decision = {.organization = "su", .kind = DECISION_END, .on = on("2019-12-01"), .member = "yi"};

    load_in_autumn();
    assert_refused(decision, "only lunzhid");
    decision.kind = DECISION_PROPOSE;
    assert_refused(decision, "only lunzhid");
}

static void test_a_swap_that_can_no_longer_hold_ends_with_a_notice(void **state)
{
    struct organization *organization = union_three_terms(&world);
    struct decision swap = {.organization = "su",
                            .kind = DECISION_SWAP,
                            .on = on("2019-12-01"),
                            .member = "yi",
                            .period = "2019-2020-2",
                            .other = "bing",
                            .other_period = "2020-2021-1",
                            .agreed = "yi,bing",
                            .by = "league_secretary"};
    static const struct interval abroad = {18300, 18700}; /* 2020-02-08 on */
    struct rotation_view view;
    const char *why = NULL;

    load(organization, "2019-09-02T00:00");
    assert_int_equal(engine_decide(world.engine, &swap, "test", at("2019-12-01T10:00"), &world.arena, &why), 0);
    assert_string_equal(turn_on("2020-02-17")->chair, "bing");
    member_of(organization, "bing")->absent = &abroad;
    member_of(organization, "bing")->n_absent = 1;
    load(organization, "2019-12-05T10:00");
    assert_int_equal(told_of("swap", NULL).n, 3);
    assert_int_equal(told_of("swap", "yi").n, 1);
    assert_int_equal(told_of("swap", "bing").n, 1);
    assert_int_equal(told_of("swap", "wu").n, 1); /* the approver's post */
    assert_non_null(strstr(told_of("swap", "yi").detail, "2019-2020-2"));
    assert_int_equal(engine_rotation(world.engine, "su", &world.arena, &view), 0);
    assert_int_equal(swap_state(&view, &view.decisions[0]), SWAP_ENDED);
    member_of(organization, "bing")->n_absent = 0;
    load(organization, "2019-12-06T10:00");
    assert_int_equal(told_of("swap", NULL).n, 3); /* ended is ended */
    assert_string_equal(turn_on("2020-02-17")->chair, "yi");
}

/* The swap recorded last. */
static struct decision newest_swap(void)
{
    struct rotation_view view;

    assert_int_equal(engine_rotation(world.engine, "su", &world.arena, &view), 0);
    for (size_t i = view.n_decisions; i > 0; i--) {
        if (view.decisions[i - 1].kind == DECISION_SWAP)
            return view.decisions[i - 1];
    }
    fail_msg("no swap is on record");
    return (struct decision){0};
}

static enum swap_state state_of(int64_t id)
{
    struct rotation_view view;

    assert_int_equal(engine_rotation(world.engine, "su", &world.arena, &view), 0);
    for (size_t i = 0; i < view.n_decisions; i++) {
        if (view.decisions[i].id == id)
            return swap_state(&view, &view.decisions[i]);
    }
    fail_msg("no swap of that number");
    return SWAP_ENDED;
}

static struct decision agreement(const char *member, int64_t swap, const char *day)
{
    return (struct decision){.organization = "su", .kind = DECISION_ACCEPT, .on = on(day), .member = member, .refers = swap, .by = member};
}

static void test_who_takes_a_turn_by_a_swap_has_accepted_it(void **state)
{
    const struct turn *turn;
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2019-12-01T00:00");
    assert_int_equal(take(a_swap("yi,bing"), "2019-12-01T10:00", &why), 0);
    run("2020-02-17T10:00");
    assert_int_equal(said(&world, "proposal"), 0);
    turn = turn_on("2020-02-17");
    assert_string_equal(turn->chair, "bing");
    assert_true(turn->counts);
    assert_int_equal(turn->why->code, REASON_SWAPPED);
    assert_int_equal(told_of("caretaker", NULL).n, 0);
    assert_int_equal(told_of("swap", NULL).n, 0);
    run("2020-09-07T10:00");
    assert_int_equal(said(&world, "proposal"), 0);
    assert_string_equal(turn_on("2020-09-07")->chair, "yi");
    assert_int_equal(turn_on("2020-09-07")->why->code, REASON_SWAPPED);
    assert_int_equal(state_of(newest_swap().id), SWAP_AGREED);
}

static void test_what_was_owed_as_an_answer_is_met_by_a_swap(void **state)
{
    struct decision swap = a_swap("yi");
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-01-20T10:00");
    assert_int_equal(said(&world, "proposal turn-answer/2019-2020-2 yi mail"), 1);
    swap.on = on("2020-01-21");
    assert_int_equal(take(swap, "2020-01-21T10:00", &why), 0);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_OPEN);
    assert_int_equal(take(agreement("bing", newest_swap().id, "2020-01-22"), "2020-01-22T10:00", &why), 0);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
    assert_int_equal(decide(DECISION_ACCEPT, "bing", "2020-01-23T10:00", &why), ERROR_REFUSED);
    assert_string_equal(why, "the member has accepted that turn already");
    run("2020-02-17T10:00");
    assert_int_equal(said(&world, "proposal"), 1);
    assert_string_equal(turn_on("2020-02-17")->chair, "bing");
}

static void test_a_turn_that_waits_is_taken_by_a_swap(void **state)
{
    struct decision swap = a_swap("yi");
    const char *why = NULL;

    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-02-10T10:00");
    swap.on = on("2020-02-10");
    assert_int_equal(take(swap, "2020-02-10T10:00", &why), 0);
    run("2020-02-20T10:00");
    assert_int_equal(turn_on("2020-02-20")->why->code, REASON_CARETAKER);
    assert_int_equal(state_of(newest_swap().id), SWAP_PENDING);
    assert_int_equal(take(agreement("bing", newest_swap().id, "2020-02-20"), "2020-02-20T11:00", &why), 0);
    assert_string_equal(turn_on("2020-02-19")->chair, "jia");
    assert_string_equal(turn_on("2020-02-20")->chair, "bing");
    assert_int_equal(turn_on("2020-02-20")->why->code, REASON_SWAPPED);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
    run("2020-02-24T10:00");
    assert_int_equal(state_of(newest_swap().id), SWAP_AGREED);
    assert_string_equal(turn_on("2020-09-07")->chair, "yi");
}

static void test_a_vacancy_that_waits_is_filled_by_a_swap_on_its_first_day(void **state)
{
    struct organization *organization = proposing_union(true);
    struct decision swap = a_swap("yi");
    const char *why = NULL;

    member_of(organization, "jia")->term.until = on("2020-02-16");
    load(organization, "2019-09-02T00:00");
    run("2020-02-10T10:00");
    swap.on = on("2020-02-10");
    assert_int_equal(take(swap, "2020-02-10T10:00", &why), 0);
    run("2020-02-17T10:00");
    assert_null(turn_on("2020-02-17")->chair);
    assert_int_equal(take(agreement("bing", newest_swap().id, "2020-02-17"), "2020-02-17T11:00", &why), 0);
    assert_string_equal(turn_on("2020-02-17")->chair, "bing");
}

static void test_an_agreed_swap_is_not_ended_by_an_answer_to_another(void **state)
{
    struct decision swap = a_swap("yi"), answer;
    int64_t pending, agreed;
    const char *why = NULL;

    load_in_autumn();
    assert_int_equal(take(swap, "2019-12-01T10:00", &why), 0);
    pending = newest_swap().id;
    assert_int_equal(take(a_swap("yi,bing"), "2019-12-01T11:00", &why), 0);
    agreed = newest_swap().id;
    answer = agreement("bing", pending, "2019-12-02");
    assert_int_equal(engine_decide(world.engine, &answer, "test", at("2019-12-02T10:00"), &world.arena, &why), ERROR_REFUSED);
    assert_string_equal(why, "another swap of one of these turns is agreed on already");
    assert_int_equal(answer.against, agreed);
    assert_int_equal(state_of(agreed), SWAP_AGREED);
    assert_int_equal(state_of(pending), SWAP_PENDING);
    assert_int_equal(engine_decide(world.engine, &swap, "test", at("2019-12-01T12:00"), &world.arena, &why), ERROR_REFUSED);
    assert_int_equal(swap.against, agreed);
    assert_string_equal(chair_of("2019-2020-2"), "bing");
    run("2020-02-17T10:00");
    assert_int_equal(state_of(agreed), SWAP_AGREED);
    assert_int_equal(state_of(pending), SWAP_ENDED); /* its turn has begun, another's */
    assert_int_equal(told_of("swap", NULL).n, 3);
}

static void test_a_turn_taken_by_a_swap_is_swapped_on(void **state)
{
    struct decision back = a_swap("yi,bing");
    const char *why = NULL;
    int64_t first;

    load_in_autumn();
    assert_int_equal(take(a_swap("yi,bing"), "2019-12-01T10:00", &why), 0);
    first = newest_swap().id;
    back.member = "bing";
    back.other = "yi";
    assert_int_equal(take(back, "2019-12-01T11:00", &why), 0);
    assert_string_equal(chair_of("2019-2020-2"), "yi");
    assert_string_equal(chair_of("2020-2021-1"), "bing");
    assert_int_equal(state_of(first), SWAP_AGREED);
    assert_int_equal(take(a_swap("yi,bing"), "2019-12-01T12:00", &why), 0); /* and once more */
    assert_string_equal(chair_of("2019-2020-2"), "bing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_it_holds_once_both_have_agreed, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_one_who_refuses_ends_it, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_no_swap_is_refused, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_it_is_agreed_when_both_are_recorded, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_swap_that_can_no_longer_hold_ends_with_a_notice, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_only_lunzhid_ends_or_proposes, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_who_takes_a_turn_by_a_swap_has_accepted_it, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_was_owed_as_an_answer_is_met_by_a_swap, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_turn_that_waits_is_taken_by_a_swap, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_vacancy_that_waits_is_filled_by_a_swap_on_its_first_day, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_an_agreed_swap_is_not_ended_by_an_answer_to_another, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_turn_taken_by_a_swap_is_swapped_on, world_setup, world_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
