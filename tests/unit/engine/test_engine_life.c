/* The life of a turn, and the rotation as it happens: each line of RULES.md section 3 has a test of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"
#include "outbox.h"
#include "query.h"
#include "reason.h"
#include "world_of_test.h"

static struct member *member_of(struct organization *organization, const char *id)
{
    return (struct member *)organization_member(organization, id);
}

/* The answer is owed by its day; the hand-over has one thing, owed by who goes. */
static struct organization *proposing_union(bool answer_required)
{
    static const struct span remind[] = {{-365, SPAN_DAYS}, {0, SPAN_DAYS}};
    static const char *const candidate[] = {"turn_candidate"};
    static const char *const outgoing[] = {"outgoing_chair"};
    struct organization *organization = union_three_terms(&world);
    struct obligation *obligations = arena_array(&world.arena, 3, sizeof *obligations);
    const struct obligation base = {
        .per = PERIOD_CASE, .at_least = 1, .remind = remind, .n_remind = 2, .repeat = {3, SPAN_WORKDAYS}, .at = 9 * 3600, .n_notify = 1};

    for (size_t i = 0; i < 3; i++)
        obligations[i] = base;
    obligations[0].id = "turn-answer";
    obligations[0].title.en = "answer";
    obligations[0].due.kind = DUE_EVENT;
    obligations[0].notify = candidate;
    obligations[1].id = "handover";
    obligations[1].title.en = "hand-over";
    obligations[1].notify = outgoing;
    obligations[2].id = "handover.keys";
    obligations[2].procedure = "handover";
    obligations[2].title.en = "keys";
    obligations[2].due = (struct due_rule){.kind = DUE_EVENT, .offset = {7, SPAN_DAYS}};
    obligations[2].notify = outgoing;
    organization->obligations = obligations;
    organization->n_obligations = 3;
    organization->rotation.proposal = "turn-answer";
    organization->rotation.propose = (struct span){-28, SPAN_DAYS};
    organization->rotation.answer = (struct span){-14, SPAN_DAYS};
    organization->rotation.answer_required = answer_required;
    organization->rotation.handover = "handover";
    return organization;
}

static int decide(enum decision_kind kind, const char *member, const char *local, const char **ret_why)
{
    struct decision decision = {
        .organization = "su", .kind = kind, .on = zone_date(&test_zone, at(local)), .member = member, .by = "wu", .why = "x"};

    return engine_decide(world.engine, &decision, "test", at(local), ret_why);
}

static void load(const struct organization *organization, const char *local)
{
    assert_int_equal(world_load(&world, organization, local), 0);
}

static void run(const char *local)
{
    assert_int_equal(world_run(&world, local), 0);
}

static const struct turn *turn_on(const char *day)
{
    struct turn *turns;
    size_t n, n_begun;

    assert_int_equal(engine_turns(world.engine, "su", &world.arena, &turns, &n, &n_begun), 0);
    for (size_t i = n; i > 0; i--) {
        if (turns[i - 1].begins <= on(day))
            return &turns[i - 1];
    }
    return NULL;
}

static struct occurrence occurrence_of(const char *obligation, const char *period)
{
    struct occurrence occurrence = {0};

    assert_int_equal(world.ledger.get_occurrence(world.ledger.ctx, "su", obligation, period, &world.arena, &occurrence), 0);
    return occurrence;
}

struct told_look {
    const char *kind, *recipient;
    size_t n;
    char detail[512];
};

static int look(void *ctx, const struct outbox_row *row)
{
    struct told_look *told = ctx;

    if (strcmp(notification_kind_name(row->notification.kind), told->kind) != 0 ||
        (told->recipient && strcmp(row->notification.recipient, told->recipient) != 0))
        return 0;
    told->n++;
    snprintf(told->detail, sizeof told->detail, "%s", row->notification.detail ? row->notification.detail : "");
    return 0;
}

static struct told_look told_of(const char *kind, const char *recipient)
{
    struct told_look told = {.kind = kind, .recipient = recipient};

    assert_int_equal(query_outbox(world.store, -1, 0, 1000, look, &told), 0);
    return told;
}

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

static void test_a_caretaker_who_may_not_go_on_leaves_it_loudly_vacant(void **state)
{
    struct organization *organization = proposing_union(true);

    member_of(organization, "jia")->term.until = on("2020-02-16");
    load(organization, "2019-09-02T00:00");
    run("2020-02-17T10:00");
    assert_null(turn_on("2020-02-17")->chair);
    assert_true(told_of("turn", "ding").n == 1);
}

static void test_a_change_of_chair_opens_the_checklist(void **state)
{
    struct record record = {.organization = "su", .obligation = "handover.keys", .on = on("2020-02-18"), .named = "2020-02-17"};
    struct record_outcome outcome;
    const char *why = NULL;

    load(proposing_union(false), "2019-09-02T00:00");
    run("2020-02-17T10:00");
    assert_int_equal(occurrence_of("handover.keys", "2020-02-17").due_on, on("2020-02-24"));
    assert_int_equal(said(&world, "handover.keys/2020-02-17 jia mail"), 1); /* who goes owns it */
    assert_int_equal(engine_record(world.engine, &record, 1, "test", at("2020-02-18T10:00"), &world.arena, &outcome, &why), 0);
    assert_int_equal(occurrence_of("handover.keys", "2020-02-17").state, OCCURRENCE_MET);
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
    assert_int_equal(engine_decide(world.engine, &swap, "test", at("2019-12-01T10:00"), &why), 0);
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

static void test_the_ledger_counts_served_partly_swapped_caretaker_and_owed(void **state)
{
    static const struct turn_reason caretaker = {.code = REASON_CARETAKER}, swapped = {.code = REASON_SWAPPED, .member = "yi"};
    const struct turn turns[] = {
        {.period = "1", .begins = 1, .ends = 9, .chair = "jia", .counts = true},
        {.period = "2", .begins = 10, .ends = 11, .chair = "jia", .why = &caretaker},
        {.period = "2", .begins = 12, .ends = 19, .chair = "bing", .counts = true, .why = &swapped},
        {.period = "3", .begins = 20, .ends = DATE_FOREVER, .chair = "ding", .counts = true},
        {.period = "4", .begins = 30, .ends = DATE_FOREVER, .chair = "jia", .counts = true},
    };
    struct turn_counts counts;

    turn_counts(turns, 5, 4, &world.arena, &counts);
    assert_int_equal(counts.n, 4);
    assert_int_equal(counts.items[0].served, 1);
    assert_int_equal(counts.items[0].caretaker, 1);
    assert_int_equal(counts.items[0].planned, 1);
    assert_string_equal(counts.items[1].member, "bing");
    assert_int_equal(counts.items[1].partly, 1);
    assert_int_equal(counts.items[1].taken, 1);
    assert_string_equal(counts.items[2].member, "yi");
    assert_int_equal(counts.items[2].given, 1);
    assert_int_equal(counts.items[3].running, 1);
}

/* RULES.md section 3, line by line. */
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
    assert_int_equal(engine_decide(world.engine, &swap, "test", at("2019-12-01T10:00"), &why), ERROR_REFUSED);
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_turn_is_proposed_told_and_accepted),
        TEST(test_one_who_declines_makes_way_for_the_next),
        TEST(test_the_outgoing_chair_is_caretaker_until_somebody_accepts),
        TEST(test_a_caretaker_who_may_not_go_on_leaves_it_loudly_vacant),
        TEST(test_a_change_of_chair_opens_the_checklist),
        TEST(test_a_swap_that_can_no_longer_hold_ends_with_a_notice),
        TEST(test_exactly_those_whose_turns_a_load_moves_are_told),
        TEST(test_the_ledger_counts_served_partly_swapped_caretaker_and_owed),
        TEST(test_rules_3_some_never_serve_and_few_wrap_round),
        TEST(test_rules_3_an_election_splits_the_term),
        TEST(test_rules_3_a_vacancy_is_filled_by_decision_only),
        TEST(test_rules_3_absence_passes_over_and_a_swap_needs_two_and_an_approver),
        TEST(test_rules_3_a_postponed_term_keeps_its_turn),
        TEST(test_rules_3_removing_another_does_not_move_the_incumbent),
        TEST(test_rules_3_one_event_is_recorded_for_each_union),
        TEST(test_rules_3_a_summer_term_is_no_turn_and_the_chair_stays_through_the_vacation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
