/* A turn without anybody: told, and filled by a recorded decision at once. RULES.md section 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"
#include "life_of_test.h"
#include "outbox.h"
#include "query.h"
#include "reason.h"

static void assert_refused(enum decision_kind kind, const char *member, const char *local, const char *words)
{
    const char *why = NULL;

    assert_int_equal(decide(kind, member, local, &why), ERROR_REFUSED);
    assert_string_equal(why, words);
}

static size_t n_begun(void)
{
    struct turn *turns;
    size_t n, begun;

    assert_int_equal(engine_turns(world.engine, "su", &world.arena, &turns, &n, &begun), 0);
    return begun;
}

static void test_an_acting_chair_is_appointed_on_the_day_it_begins(void **state)
{
    const char *why = NULL;

    load(union_three_terms(&world), "2019-09-02T00:00");
    run("2019-10-08T00:00");
    assert_int_equal(decide(DECISION_REMOVE, "jia", "2019-10-08T10:00", &why), 0);
    assert_null(turn_on("2019-10-08")->chair);
    assert_int_equal(decide(DECISION_APPOINT, "bing", "2019-10-08T11:00", &why), 0);
    assert_string_equal(turn_on("2019-10-08")->chair, "bing");
    assert_false(turn_on("2019-10-08")->counts);
    assert_int_equal(turn_on("2019-10-07")->ends, on("2019-10-07"));
    assert_int_equal(n_begun(), 2); /* the vacancy held no day */
    run("2020-02-17T00:00");
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2019-10-08T00:00 turn vacant", "2019-10-08T00:00 turn bing",
                                              "2020-02-17T00:00 turn yi", NULL});
}

static void test_one_that_begins_at_a_boundary_is_filled_for_the_whole_turn(void **state)
{
    static const struct interval away = {18300, 18320}; /* 2020-02-08 to 2020-02-28 */
    struct organization *organization = union_three_terms(&world);
    const char *why = NULL;

    for (size_t i = 0; i < 3; i++) {
        struct member *member = member_of(organization, organization->members[i].id);

        member->absent = &away;
        member->n_absent = 1;
    }
    load(organization, "2019-09-02T00:00");
    run("2020-02-17T10:00");
    assert_int_equal(turn_on("2020-02-17")->why->code, REASON_NOBODY);
    assert_int_equal(decide(DECISION_APPOINT, "ding", "2020-02-17T11:00", &why), 0);
    assert_string_equal(turn_on("2020-02-17")->chair, "ding");
    assert_true(turn_on("2020-02-17")->counts);
    assert_string_equal(turn_on("2020-02-17")->period, "2019-2020-2");
}

struct states {
    size_t queued, cancelled;
};

static int count_vacancy(void *ctx, const struct outbox_row *row)
{
    struct states *states = ctx;

    if (row->notification.kind != NOTIFICATION_TURN)
        return 0;
    states->queued += row->state == DELIVERY_QUEUED;
    states->cancelled += row->state == DELIVERY_CANCELLED;
    return 0;
}

static void test_what_is_still_queued_about_it_is_cancelled_when_it_is_filled(void **state)
{
    struct organization *organization = union_three_terms(&world);
    struct states states = {0};
    const char *why = NULL;

    member_of(organization, "jia")->term.until = on("2019-10-07");
    load(organization, "2019-09-02T00:00");
    run("2019-10-08T08:00");
    assert_int_equal(query_outbox(world.store, -1, 0, 1000, count_vacancy, &states), 0);
    assert_int_equal(states.queued, 3); /* at nine */
    assert_int_equal(decide(DECISION_APPOINT, "bing", "2019-10-08T08:30", &why), 0);
    states = (struct states){0};
    assert_int_equal(query_outbox(world.store, -1, 0, 1000, count_vacancy, &states), 0);
    assert_int_equal(states.queued, 0);
    assert_int_equal(states.cancelled, 3);
}

static void test_a_turn_begun_by_somebody_stays_theirs_on_its_first_day(void **state)
{
    static const char *const begun = "the turn of that day has begun: decide from the day after";
    const char *why = NULL;

    load(union_three_terms(&world), "2019-09-02T00:00");
    run("2020-02-17T00:00");
    assert_refused(DECISION_APPOINT, "bing", "2020-02-17T10:00", begun);
    assert_refused(DECISION_REMOVE, "yi", "2020-02-17T10:00", begun);
    assert_int_equal(decide(DECISION_REMOVE, "bing", "2020-02-17T10:00", &why), 0); /* a bystander */
    assert_string_equal(turn_on("2020-02-17")->chair, "yi");
    assert_string_equal(turn_on("2020-09-07")->chair, "jia"); /* each has begun one; bing may not */
}

static void test_one_who_fills_it_is_not_replaced_on_that_day(void **state)
{
    const char *why = NULL;

    load(union_three_terms(&world), "2019-09-02T00:00");
    assert_int_equal(decide(DECISION_REMOVE, "jia", "2019-10-08T10:00", &why), 0);
    assert_int_equal(decide(DECISION_APPOINT, "bing", "2019-10-08T11:00", &why), 0);
    assert_refused(DECISION_APPOINT, "yi", "2019-10-08T12:00", "the turn of that day has begun: decide from the day after");
    assert_int_equal(decide(DECISION_APPOINT, "yi", "2019-10-09T12:00", &why), 0);
    assert_string_equal(turn_on("2019-10-08")->chair, "bing");
    assert_string_equal(turn_on("2019-10-09")->chair, "yi");
}

static void test_the_chair_of_a_filled_vacancy_is_handed_over_to(void **state)
{
    const char *why = NULL;

    load(proposing_union(false), "2019-09-02T00:00");
    assert_int_equal(decide(DECISION_REMOVE, "jia", "2019-10-08T10:00", &why), 0);
    assert_int_equal(decide(DECISION_APPOINT, "bing", "2019-10-08T11:00", &why), 0);
    assert_int_equal(occurrence_of("handover.keys", "2019-10-08").due_on, on("2019-10-15"));
}

static void test_nobody_to_go_on_as_caretaker_leaves_it_loudly_vacant(void **state)
{
    struct organization *organization = proposing_union(true);
    const struct turn *turn;
    const char *why = NULL;

    member_of(organization, "jia")->term.until = on("2020-02-16");
    load(organization, "2019-09-02T00:00");
    run("2020-02-17T10:00");
    turn = turn_on("2020-02-17");
    assert_null(turn->chair);
    assert_int_equal(turn->why->code, REASON_AWAITED);
    assert_string_equal(turn->why->member, "yi");
    assert_string_equal(turn->reason,
                        "vacant until yi accepts the turn; not yi (has not accepted yet), jia (not a member), bing (later in the order)");
    assert_int_equal(told_of("turn", "ding").n, 1);
    assert_int_equal(told_of("turn", "yi").n, 1);
    assert_int_equal(told_of("caretaker", NULL).n, 0); /* nobody is */
    assert_int_equal(decide(DECISION_ACCEPT, "yi", "2020-02-17T11:00", &why), 0);
    assert_string_equal(turn_on("2020-02-17")->chair, "yi"); /* at once: nobody's turn is cut */
    assert_true(turn_on("2020-02-17")->counts);
    assert_int_equal(occurrence_of("turn-answer", "2019-2020-2").state, OCCURRENCE_MET);
}

static void test_a_second_one_in_a_term_is_as_loud_as_the_first(void **state)
{
    const char *why = NULL;

    load(union_three_terms(&world), "2019-09-02T00:00");
    assert_int_equal(decide(DECISION_REMOVE, "jia", "2019-10-08T10:00", &why), 0);
    assert_int_equal(told_of("turn", "ding").n, 1);
    assert_int_equal(decide(DECISION_APPOINT, "bing", "2019-10-08T11:00", &why), 0);
    assert_int_equal(decide(DECISION_REMOVE, "bing", "2019-10-09T10:00", &why), 0);
    assert_int_equal(told_of("turn", "ding").n, 2);
    assert_int_equal(told_of("turn", NULL).n, 8);
    assert_string_equal(told_of("turn", "ding").detail, "bing removed from 2019-10-09: x");
}

static struct states vacancy_messages(void)
{
    struct states states = {0};

    assert_int_equal(query_outbox(world.store, -1, 0, 1000, count_vacancy, &states), 0);
    return states;
}

static void all_decline(const char *local)
{
    static const char *const asked[] = {"yi", "bing", "jia"};
    const char *why = NULL;

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(decide(DECISION_DECLINE, asked[i], local, &why), 0);
}

static int appoint_ahead(const char *local, enum decision_kind kind)
{
    struct decision decision = {.organization = "su", .kind = kind, .on = on("2020-02-17"), .member = "ding", .by = "wu", .why = "x"};
    const char *why = NULL;

    return engine_decide(world.engine, &decision, "test", at(local), &world.arena, &why);
}

static void test_one_that_lies_ahead_is_told_once_all_have_declined(void **state)
{
    load(proposing_union(false), "2019-09-02T00:00");
    run("2020-01-20T10:00");
    assert_int_equal(told_of("turn", NULL).n, 0);
    all_decline("2020-01-21T10:00");
    assert_int_equal(told_of("turn", "ding").n, 1);
    assert_int_equal(told_of("turn", NULL).n, 4); /* the presidium and the secretary-general */
    assert_string_equal(told_of("turn", "ding").detail, "the turn lies ahead, and nobody is left to take it: nobody is available: "
                                                        "jia declined, yi declined, bing declined");
    run("2020-02-16T10:00");
    assert_int_equal(told_of("turn", NULL).n, 4);
    run("2020-02-17T10:00");
    assert_int_equal(told_of("turn", "ding").n, 2); /* now it is vacant */
}

static void test_one_ahead_is_told_without_proposals_as_well(void **state)
{
    static const char *const order[] = {"jia", "yi", "bing"};
    struct decision decline = {
        .organization = "su", .kind = DECISION_DECLINE, .on = on("2020-01-21"), .period = "2019-2020-2", .by = "wu", .why = "x"};
    const char *why = NULL;

    load(union_three_terms(&world), "2019-09-02T00:00");
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(told_of("turn", NULL).n, 0);
        decline.member = order[i];
        assert_int_equal(engine_decide(world.engine, &decline, "test", at("2020-01-21T10:00"), &world.arena, &why), 0);
    }
    assert_int_equal(told_of("turn", "ding").n, 1);
}

static void test_members_who_leave_before_a_term_nobody_was_asked_about_are_no_vacancy_told_ahead(void **state)
{
    struct organization *organization = union_three_terms(&world);

    for (size_t i = 0; i < 3; i++)
        member_of(organization, organization->members[i].id)->term.until = on("2020-07-05");
    load(organization, "2019-09-02T00:00");
    run("2020-02-18T10:00");
    assert_null(turn_on("2020-09-07")->chair);
    assert_int_equal(told_of("turn", NULL).n, 0);
}

static void test_one_ahead_that_is_filled_is_told_no_more(void **state)
{
    load(proposing_union(false), "2019-09-02T00:00");
    run("2020-01-21T07:00");
    all_decline("2020-01-21T08:00");
    assert_int_equal(vacancy_messages().queued, 4); /* at nine */
    assert_int_equal(appoint_ahead("2020-01-21T08:30", DECISION_APPOINT), 0);
    assert_int_equal(vacancy_messages().queued, 0);
    assert_int_equal(vacancy_messages().cancelled, 4);
    assert_int_equal(appoint_ahead("2020-01-21T08:40", DECISION_REMOVE), 0); /* another one */
    assert_int_equal(vacancy_messages().queued, 4);
}

static void test_a_vacancy_that_is_filled_silences_no_other_ahead(void **state)
{
    const char *why = NULL;

    load(proposing_union(false), "2019-09-02T00:00");
    run("2020-01-21T07:00");
    assert_int_equal(decide(DECISION_REMOVE, "jia", "2020-01-21T07:30", &why), 0);
    assert_int_equal(decide(DECISION_DECLINE, "yi", "2020-01-21T08:00", &why), 0);
    assert_int_equal(vacancy_messages().queued, 4);
    assert_int_equal(decide(DECISION_DECLINE, "bing", "2020-01-21T08:00", &why), 0);
    assert_int_equal(vacancy_messages().queued, 8);
    assert_int_equal(decide(DECISION_APPOINT, "wu", "2020-01-21T08:30", &why), 0);
    assert_int_equal(vacancy_messages().queued, 4);
}

static void test_one_ahead_names_its_caretaker(void **state)
{
    load(proposing_union(true), "2019-09-02T00:00");
    run("2020-01-20T10:00");
    all_decline("2020-01-21T10:00");
    assert_non_null(strstr(told_of("turn", "ding").detail, ". Until somebody does, 甲 goes on as caretaker"));
    run("2020-02-17T10:00");
    assert_int_equal(told_of("turn", "ding").n, 1);
    assert_int_equal(turn_on("2020-02-17")->why->code, REASON_CARETAKER);
}

struct refusing {
    const char *local;
    size_t made;
};

/* The newest message about a vacancy to ding by mail is refused. */
static int refuse(void *ctx, const struct outbox_row *row)
{
    struct refusing *refusing = ctx;

    if (row->notification.kind != NOTIFICATION_TURN || strcmp(row->notification.recipient, "ding") != 0 ||
        strcmp(row->notification.channel, "mail") != 0)
        return 0;
    assert_int_equal(world.real.begin(world.real.ctx), 0);
    assert_int_equal(engine_fall_back(world.engine, &row->notification, at(refusing->local), &refusing->made), 0);
    assert_int_equal(world.real.commit(world.real.ctx), 0);
    return 1;
}

static void test_one_ahead_that_fell_back_falls_back_again_on_its_first_day(void **state)
{
    static const char *const days[] = {"2020-01-21T10:00", "2020-02-17T10:00"};
    static const char *const both[] = {"mail", "robot"};
    struct organization *organization = proposing_union(false);

    member_of(organization, "ding")->channels = both;
    member_of(organization, "ding")->n_channels = 2;
    load(organization, "2019-09-02T00:00");
    run("2020-01-20T10:00");
    all_decline("2020-01-21T10:00");
    for (size_t i = 0; i < 2; i++) {
        struct refusing refusing = {.local = days[i]};

        run(days[i]);
        assert_int_equal(query_outbox(world.store, -1, 0, 1000, refuse, &refusing), 1);
        assert_int_equal(refusing.made, 1);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_an_acting_chair_is_appointed_on_the_day_it_begins),
        TEST(test_one_that_begins_at_a_boundary_is_filled_for_the_whole_turn),
        TEST(test_what_is_still_queued_about_it_is_cancelled_when_it_is_filled),
        TEST(test_a_turn_begun_by_somebody_stays_theirs_on_its_first_day),
        TEST(test_one_who_fills_it_is_not_replaced_on_that_day),
        TEST(test_the_chair_of_a_filled_vacancy_is_handed_over_to),
        TEST(test_nobody_to_go_on_as_caretaker_leaves_it_loudly_vacant),
        TEST(test_a_second_one_in_a_term_is_as_loud_as_the_first),
        TEST(test_one_that_lies_ahead_is_told_once_all_have_declined),
        TEST(test_one_ahead_is_told_without_proposals_as_well),
        TEST(test_members_who_leave_before_a_term_nobody_was_asked_about_are_no_vacancy_told_ahead),
        TEST(test_one_ahead_that_is_filled_is_told_no_more),
        TEST(test_a_vacancy_that_is_filled_silences_no_other_ahead),
        TEST(test_one_ahead_names_its_caretaker),
        TEST(test_one_ahead_that_fell_back_falls_back_again_on_its_first_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
