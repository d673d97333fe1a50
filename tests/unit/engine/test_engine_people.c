/* Who is told: chairs, vacancies, people nobody can reach, channels that refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "outbox.h"
#include "query.h"
#include "world_of_test.h"

#define TERM "survey/2019-2020-1"

static struct member *member_of(struct organization *organization, const char *id)
{
    return (struct member *)organization_member(organization, id);
}

static void test_the_chair_of_the_day_is_told(void **state)
{
    static const char *const chair[] = {"executive_chair"};
    struct organization *organization = union_new(&world);
    struct obligation *survey = survey_new(&world, organization);

    survey->notify = chair;
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2020-06-12T10:00"), 0);
    assert_int_equal(said(&world, "2019-12-13T09:00 reminder " TERM " jia mail"), 1);
    assert_int_equal(said(&world, "2020-05-29T09:00 reminder survey/2019-2020-2 yi mail"), 1);
    assert_int_equal(said(&world, " bing "), 0);
}

static void test_a_chair_who_leaves_leaves_a_loud_vacancy(void **state)
{
    static const char *const chair[] = {"executive_chair"};
    struct organization *organization = union_new(&world);
    struct obligation *survey = survey_new(&world, organization);
    struct query_counts counts;

    survey->notify = chair;
    member_of(organization, "jia")->term.until = on("2019-12-15");
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-20T10:00"), 0);
    assert_int_equal(said(&world, "2019-12-16T00:00 turn vacant"), 1);
    assert_int_equal(said(&world, "2019-12-13T09:00 reminder " TERM " jia mail"), 1);
    assert_int_equal(said(&world, "2019-12-20T09:00"), 0); /* nobody while vacant */
    /* The vacancy itself is written about to yi, bing and ding. */
    assert_int_equal(query_counts(world.store, &counts), 0);
    assert_int_equal(counts.by_state[DELIVERY_QUEUED], 1 + 3);
}

static void test_an_appointment_fills_it(void **state)
{
    struct organization *organization = union_new(&world);
    struct decision decision = {
        .organization = "su", .kind = DECISION_APPOINT, .on = on("2019-12-18"), .member = "bing", .by = "团委", .why = "jia left"};
    const char *why = NULL;

    member_of(organization, "jia")->term.until = on("2019-12-15");
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-16T10:00"), 0);
    assert_int_equal(engine_decide(world.engine, &decision, "test", at("2019-12-17T10:00"), &world.arena, &why), 0);
    assert_int_equal(world_run(&world, "2020-02-20T00:00"), 0);
    /* Acting uses up no turn: the spring is yi's, by the order. */
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2019-12-16T00:00 turn vacant", "2019-12-18T00:00 turn bing",
                                              "2020-02-17T00:00 turn yi", NULL});
    decision.on = on("2020-02-17");
    assert_int_equal(engine_decide(world.engine, &decision, "test", at("2020-02-17T10:00"), &world.arena, &why), ERROR_REFUSED);
    decision.on = on("2019-12-01");
    assert_int_equal(engine_decide(world.engine, &decision, "test", at("2020-02-20T00:00"), &world.arena, &why), ERROR_REFUSED);
}

static void test_whoever_has_left_is_not_appointed(void **state)
{
    struct organization *organization = union_new(&world);
    struct decision decision = {.organization = "su", .kind = DECISION_APPOINT, .on = on("2019-12-18"), .member = "bing", .by = "团委"};
    const char *why = NULL;

    member_of(organization, "bing")->term.until = on("2019-12-17");
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(engine_decide(world.engine, &decision, "test", at("2019-12-01T10:00"), &world.arena, &why), ERROR_REFUSED);
    assert_string_equal(why, "that member is not in office on that day");
    decision.on = on("2019-12-17");
    assert_int_equal(engine_decide(world.engine, &decision, "test", at("2019-12-01T10:00"), &world.arena, &why), 0);
}

static void test_decisions_from_before_the_first_load_shape_its_history(void **state)
{
    struct organization *organization = union_new(&world);
    struct decision appointed = {
        .organization = "su", .kind = DECISION_APPOINT, .on = on("2019-10-08"), .member = "bing", .by = "团委", .why = "jia abroad"};
    struct decision late = {
        .organization = "su", .kind = DECISION_DECLINE, .on = on("2019-10-08"), .member = "jia", .period = "2019-2020-1", .by = "团委"};
    const char *why = NULL;

    assert_int_equal(engine_load_begin(world.engine, at("2020-01-06T00:00")), 0);
    assert_int_equal(engine_recall_decision(world.engine, organization, &late, late.on, &why), ERROR_REFUSED);
    assert_non_null(why);
    assert_int_equal(engine_recall_decision(world.engine, organization, &appointed, on("2019-10-09"), &why), ERROR_REFUSED);
    assert_int_equal(engine_recall_decision(world.engine, organization, &appointed, appointed.on, &why), 0);
    assert_int_equal(world_put(&world, organization, "2020-01-06T00:00"), 0);
    assert_int_equal(engine_load_commit(world.engine), 0);
    assert_int_equal(world_run(&world, "2020-02-20T00:00"), 0);
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2019-10-08T00:00 turn bing", "2020-02-17T00:00 turn yi", NULL});
}

static void test_history_is_untouched_by_an_edit(void **state)
{
    static const char *const other[] = {"bing", "yi", "jia"};
    static struct mandate mandate = {.elected = 18141, .order = other, .n_order = 3};
    struct organization *organization = union_new(&world);

    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    organization->rotation.mandates = &mandate;
    assert_int_equal(world_load(&world, organization, "2019-11-11T11:00"), 0);
    assert_int_equal(world_run(&world, "2020-02-20T00:00"), 0);
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2019-11-11T11:00 plan yi mail",
                                              "2019-11-11T11:00 plan bing mail", "2020-02-17T00:00 turn bing", NULL});
}

static void test_removing_another_member_moves_nobody(void **state)
{
    static const char *const rest[] = {"yi", "bing"};
    static struct mandate mandate = {.elected = 18141, .order = rest, .n_order = 2};
    struct organization *organization = union_new(&world);
    struct turn turn;

    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2020-02-20T00:00"), 0);
    organization->rotation.mandates = &mandate;
    organization->members++; /* jia leaves the file */
    organization->n_members--;
    assert_int_equal(world_load(&world, organization, "2020-03-02T11:00"), 0);
    assert_int_equal(world.real.turn_on(world.real.ctx, "su", on("2020-03-03"), &world.arena, &turn), 0);
    assert_string_equal(turn.chair, "yi");
    assert_int_equal(world.real.turn_on(world.real.ctx, "su", on("2019-10-01"), &world.arena, &turn), 0);
    assert_string_equal(turn.chair, "jia");
}

static void test_a_chair_taken_from_the_file_is_a_vacancy(void **state)
{
    struct organization *organization = union_new(&world);
    static const char *const rest[] = {"yi", "bing"};
    static struct mandate mandate = {.elected = 18141, .order = rest, .n_order = 2};

    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    organization->rotation.mandates = &mandate;
    organization->members++;
    organization->n_members--;
    assert_int_equal(world_load(&world, organization, "2019-10-08T11:00"), 0);
    assert_int_equal(world_run(&world, "2019-10-09T00:00"), 0);
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2019-10-08T00:00 turn vacant", NULL});
}

static const struct turn *last_turn(size_t *ret_n)
{
    struct turn *turns;

    assert_int_equal(world.real.turns(world.real.ctx, "su", &world.arena, &turns, ret_n), 0);
    return &turns[*ret_n - 1];
}

static void test_a_rotation_taken_out_ends_the_turn_and_put_back_begins_one(void **state)
{
    static const char *const told[] = {"executive_chair", "league_secretary"};
    struct organization *organization = union_new(&world);
    struct obligation *survey = survey_new(&world, organization);
    const struct rotation rotation = organization->rotation;
    struct query_counts counts;
    const struct turn *turn;
    size_t n;

    survey->notify = told;
    survey->n_notify = 2;
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-16T00:00"), 0);
    organization->rotation = (struct rotation){0};
    world.n_said = 0;
    assert_int_equal(world_load(&world, organization, "2019-12-16T10:00"), 0);
    turn = last_turn(&n);
    assert_int_equal(n, 2);
    assert_int_equal(turn[-1].ends, on("2019-12-15"));
    assert_string_equal(turn[-1].chair, "jia");
    assert_int_equal(turn->begins, on("2019-12-16"));
    assert_null(turn->chair);
    assert_string_equal(turn->reason, "no mandate runs");
    assert_int_equal(query_counts(world.store, &counts), 0);
    assert_int_equal(counts.by_state[DELIVERY_QUEUED], 2); /* the reminder of the 13th; none of the vacancy */
    assert_int_equal(world_load(&world, organization, "2019-12-17T10:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-23T00:00"), 0);
    assert_said(&world, (const char *const[]){
                            "2019-12-16T00:00 turn vacant",
                            "2019-12-20T09:00 reminder " TERM " wu mail",
                            NULL,
                        });
    organization->rotation = rotation;
    assert_int_equal(world_load(&world, organization, "2019-12-23T10:00"), 0);
    turn = last_turn(&n);
    assert_int_equal(n, 3);
    assert_int_equal(turn->begins, on("2019-12-23"));
    assert_string_equal(turn->chair, "yi");
    assert_int_equal(world_run(&world, "2019-12-26T10:00"), 0);
    assert_int_equal(said(&world, "2019-12-26T09:00 reminder " TERM " yi mail"), 1);
}

static void test_a_rotation_taken_out_on_a_turns_first_day(void **state)
{
    struct organization *organization = union_new(&world);
    size_t n;

    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    organization->rotation.n_mandates = 0;
    assert_int_equal(world_load(&world, organization, "2019-09-02T10:00"), 0);
    assert_string_equal(last_turn(&n)->chair, "jia");
    assert_int_equal(world_run(&world, "2020-03-01T00:00"), 0);
    assert_null(last_turn(&n)->chair);
    assert_int_equal(last_turn(&n)->begins, on("2019-09-03"));
    assert_int_equal(n, 2);
}

static void test_without_an_address_the_stand_in_is_told(void **state)
{
    struct organization *organization = union_new(&world);

    survey_new(&world, organization);
    member_of(organization, "jia")->n_channels = 0;
    assert_int_equal(world_load(&world, organization, "2019-12-01T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    assert_said(&world, (const char *const[]){"2019-09-02T00:00 turn jia", "2019-12-13T09:00 reminder " TERM " ding mail", NULL});
}

static void test_nobody_to_be_reached_is_kept_and_shown(void **state)
{
    struct organization *organization = union_new(&world);
    struct query_counts counts;

    survey_new(&world, organization);
    member_of(organization, "jia")->n_channels = 0;
    member_of(organization, "ding")->n_channels = 0;
    assert_int_equal(world_load(&world, organization, "2019-12-01T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    assert_int_equal(said(&world, "2019-12-13T09:00 reminder " TERM " jia nobody"), 1);
    assert_int_equal(query_counts(world.store, &counts), 0);
    assert_int_equal(counts.undeliverable, 1);
}

static int fall_back_from(const struct outbox_row *row, const char *local, size_t *ret_made)
{
    int error = world.real.begin(world.real.ctx);

    if (!error)
        error = engine_fall_back(world.engine, &row->notification, at(local), ret_made);
    return error ? error : world.real.commit(world.real.ctx);
}

static void test_refused_goes_to_the_next_channel_then_to_a_stand_in(void **state)
{
    static const char *const both[] = {"mail", "robot"};
    struct organization *organization = union_new(&world);
    struct outbox_delivery *deliveries;
    size_t n, made;
    bool more;

    survey_new(&world, organization);
    member_of(organization, "jia")->channels = both;
    member_of(organization, "jia")->n_channels = 2;
    assert_int_equal(world_load(&world, organization, "2019-12-01T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    for (int i = 0; i < 3; i++) {
        static const char *const recipients[] = {"jia", "jia", "ding"}, *const channels[] = {"mail", "robot", "mail"};

        const struct outbox_claim claim = {.channel = channels[i], .now = at("2019-12-13T10:00"), .max = 10};

        assert_int_equal(outbox_claim(world.store, &claim, &world.arena, &deliveries, &n, &more), 0);
        assert_int_equal(n, 1);
        assert_string_equal(deliveries[0].rows[0].notification.recipient, recipients[i]);
        assert_int_equal(fall_back_from(&deliveries[0].rows[0], "2019-12-13T10:00", &made), 0);
        assert_int_equal(made, i < 2 ? 1 : 0);
    }
    assert_string_equal(deliveries[0].rows[0].notification.instead_of, "甲");
}

/* Or whoever waits for a way to be found would find it again and again. */
static void test_a_way_that_was_taken_before_is_not_made_again(void **state)
{
    static const char *const both[] = {"mail", "robot"};
    const struct outbox_claim claim = {.channel = "mail", .now = at("2019-12-13T10:00"), .max = 10};
    struct organization *organization = union_new(&world);
    struct outbox_delivery *deliveries;
    size_t n, made;
    bool more;

    survey_new(&world, organization);
    member_of(organization, "jia")->channels = both;
    member_of(organization, "jia")->n_channels = 2;
    assert_int_equal(world_load(&world, organization, "2019-12-01T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    assert_int_equal(outbox_claim(world.store, &claim, &world.arena, &deliveries, &n, &more), 0);
    assert_int_equal(fall_back_from(&deliveries[0].rows[0], "2019-12-13T10:00", &made), 0);
    assert_int_equal(made, 1);
    assert_int_equal(fall_back_from(&deliveries[0].rows[0], "2019-12-13T10:00", &made), 0);
    assert_int_equal(made, 0);
}

static void test_nobody_is_told_twice_a_day(void **state)
{
    struct organization *organization = union_new(&world);
    struct obligation *survey = survey_new(&world, organization);

    assert_int_equal(world_load(&world, organization, "2019-12-01T00:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T10:00"), 0);
    survey->at = 15 * 3600;
    survey->due.week = 16;
    assert_int_equal(world_load(&world, organization, "2019-12-13T11:00"), 0);
    assert_int_equal(world_run(&world, "2019-12-13T23:00"), 0);
    assert_int_equal(said(&world, "2019-12-13T"), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_chair_of_the_day_is_told),
        CASE(test_a_chair_who_leaves_leaves_a_loud_vacancy),
        CASE(test_an_appointment_fills_it),
        CASE(test_whoever_has_left_is_not_appointed),
        CASE(test_decisions_from_before_the_first_load_shape_its_history),
        CASE(test_history_is_untouched_by_an_edit),
        CASE(test_removing_another_member_moves_nobody),
        CASE(test_a_chair_taken_from_the_file_is_a_vacancy),
        CASE(test_a_rotation_taken_out_ends_the_turn_and_put_back_begins_one),
        CASE(test_a_rotation_taken_out_on_a_turns_first_day),
        CASE(test_without_an_address_the_stand_in_is_told),
        CASE(test_nobody_to_be_reached_is_kept_and_shown),
        CASE(test_refused_goes_to_the_next_channel_then_to_a_stand_in),
        CASE(test_a_way_that_was_taken_before_is_not_made_again),
        CASE(test_nobody_is_told_twice_a_day),
    };

    return cmocka_run_group_tests_name("engine-people", tests, NULL, NULL);
}
