/* Checks in the engine: what a roster or a record's counts make of the check's occurrence. At most three staff, no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "query.h"
#include "world_of_test.h"

#define TERM        "staff/2019-2020-1"
#define N_OF(array) (sizeof(array) / sizeof *(array))

static struct organization *organization;
static struct obligation *survey, *check_of_staff;

static const struct check_count counts[] = {{.id = "staff", .title = {.en = "staff"}},
                                            {.id = "women", .title = {.en = "women"}, .from = COUNT_STATED}};
static const struct check_rule rules[] = {
    {.id = "size", .title = {.en = "at most 3"}, .whole = CHECK_NO_WHOLE, .bound = CHECK_AT_MOST, .limit = 3}};
static const struct check check = {.id = "staff", .table = "roster", .counts = counts, .n_counts = 2, .rules = rules, .n_rules = 1};
static const struct check_rule share[] = {
    {.id = "women", .title = {.en = "half"}, .part = 1, .whole = 0, .bound = CHECK_AT_LEAST, .limit = 50}};
static const struct check check_of_share = {
    .id = "staff", .table = "roster", .counts = counts, .n_counts = 2, .rules = share, .n_rules = 1};
static const struct span remind[] = {{-1, SPAN_DAYS}};

static const char *const columns[] = {"id"};
static const char *const cells[] = {"s1", "s2", "s3", "s4", "s5"};

static int setup(void **state)
{
    struct obligation *obligations;

    world_init(&world);
    organization = union_new(&world);
    survey = survey_new(&world, organization);
    obligations = arena_array(&world.arena, organization->n_obligations + 1, sizeof *obligations);
    memcpy(obligations, organization->obligations, organization->n_obligations * sizeof *obligations);
    check_of_staff = &obligations[organization->n_obligations++];
    *check_of_staff = *survey;
    check_of_staff->id = "staff";
    check_of_staff->due = (struct due_rule){.kind = DUE_EVENT, .offset = {10, SPAN_WORKDAYS}};
    check_of_staff->remind = remind;
    check_of_staff->n_remind = 1;
    check_of_staff->check = &check;
    check_of_staff->check_from = "survey";
    organization->obligations = obligations;
    return 0;
}

static void load(void)
{
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    world.n_said = 0;
}

static struct roster staff(size_t n, const char *day)
{
    return (struct roster){
        .organization = "su", .table = "roster", .on = on(day), .columns = columns, .n_columns = 1, .cells = cells, .n_rows = n};
}

static struct judgement import(struct roster roster, const char *local)
{
    struct roster_outcome outcome;
    const char *why = NULL;

    assert_int_equal(engine_roster(world.engine, &roster, "test", at(local), &world.arena, &outcome, &why), 0);
    assert_int_equal(outcome.n_judgements, 1);
    assert_string_equal(outcome.judgements[0].obligation, "staff");
    return outcome.judgements[0];
}

static struct occurrence occurrence(void)
{
    struct occurrence found;

    assert_int_equal(world.real.get_occurrence(world.real.ctx, "su", "staff", "2019-2020-1", &world.arena, &found), 0);
    return found;
}

static void state_is(enum occurrence_state state, const char *due, int32_t records)
{
    const struct occurrence found = occurrence();

    assert_int_equal(found.state, state);
    assert_int_equal(found.due_on, due ? on(due) : DATE_NONE);
    assert_int_equal(found.records, records);
}

static void test_a_check_waits_in_silence(void **state)
{
    load();
    state_is(OCCURRENCE_OPEN, NULL, 0);
    assert_int_equal(world_run(&world, "2019-12-01T00:00"), 0);
    assert_int_equal(said(&world, TERM), 0);
}

static void test_what_passes_meets_it(void **state)
{
    struct judgement judgement;

    load();
    judgement = import(staff(3, "2019-10-08"), "2019-10-10T10:00");
    assert_int_equal(judgement.verdict, CHECK_PASSED);
    assert_int_equal(judgement.state, OCCURRENCE_MET);
    assert_string_equal(judgement.period, "2019-2020-1");
    state_is(OCCURRENCE_MET, NULL, 1);
    assert_int_equal(occurrence().met_on, on("2019-10-08"));
    assert_int_equal(said(&world, "2019-10-08T00:00 met " TERM), 1);
}

static void test_what_fails_has_a_due_day_and_a_ladder(void **state)
{
    struct judgement judgement;

    load();
    judgement = import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    assert_int_equal(judgement.verdict, CHECK_FAILED);
    assert_int_equal(judgement.results[0].part.least, 4);
    assert_int_equal(judgement.due_on, on("2019-10-24"));
    state_is(OCCURRENCE_OPEN, "2019-10-24", 0); /* ten working days from the day it failed, not from the roster's */
    assert_int_equal(world_run(&world, "2019-10-25T10:00"), 0);
    assert_said(&world,
                (const char *const[]){"2019-10-23T09:00 reminder " TERM " jia mail", "2019-10-25T09:00 overdue " TERM " jia mail", NULL});
}

static void test_another_bad_roster_does_not_put_it_off(void **state)
{
    load();
    import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    import(staff(5, "2019-10-15"), "2019-10-16T10:00");
    state_is(OCCURRENCE_OPEN, "2019-10-24", 0);
}

static void test_a_good_roster_ends_it_and_a_bad_one_opens_it_again(void **state)
{
    load();
    import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    import(staff(3, "2019-10-14"), "2019-10-14T10:00");
    state_is(OCCURRENCE_MET, "2019-10-24", 1);
    assert_int_equal(world_run(&world, "2019-11-01T10:00"), 0);
    assert_int_equal(said(&world, "reminder " TERM), 0);
    import(staff(5, "2019-11-04"), "2019-11-04T10:00");
    state_is(OCCURRENCE_OPEN, "2019-11-18", 0);
    assert_int_equal(world_load(&world, organization, "2019-11-05T00:00"), 0); /* a reload does not count what passed before */
    state_is(OCCURRENCE_OPEN, "2019-11-18", 0);
    import(staff(2, "2019-11-06"), "2019-11-06T10:00");
    state_is(OCCURRENCE_MET, "2019-11-18", 1);
    assert_int_equal(world_run(&world, "2019-12-31T10:00"), 0);
    assert_int_equal(said(&world, "reminder " TERM), 0);
    assert_int_equal(said(&world, "overdue " TERM), 0);
}

static void test_an_older_roster_decides_nothing(void **state)
{
    struct judgement judgement;

    load();
    import(staff(3, "2019-10-14"), "2019-10-14T10:00");
    judgement = import(staff(5, "2019-10-08"), "2019-10-15T10:00");
    assert_int_equal(judgement.verdict, CHECK_FAILED);
    assert_false(judgement.newest);
    assert_int_equal(judgement.state, OCCURRENCE_MET);
    state_is(OCCURRENCE_MET, NULL, 1);
    judgement = import(staff(4, "2019-10-14"), "2019-10-15T11:00"); /* of the same day, taken later */
    assert_true(judgement.newest);
    state_is(OCCURRENCE_OPEN, "2019-10-29", 0);
}

static void test_what_is_unproven_changes_nothing(void **state)
{
    static const struct stated women[] = {{"women", 3}};
    struct roster roster = staff(0, "2019-10-08");

    load();
    roster.stated = women;
    roster.n_stated = 1;
    assert_int_equal(import(roster, "2019-10-10T10:00").verdict, CHECK_UNPROVEN);
    state_is(OCCURRENCE_OPEN, NULL, 0);
    import(staff(4, "2019-10-11"), "2019-10-11T10:00");
    roster.on = on("2019-10-12");
    import(roster, "2019-10-12T10:00");
    state_is(OCCURRENCE_OPEN, "2019-10-25", 0);
}

static void test_counts_alone_decide_only_without_rows(void **state)
{
    static const struct stated four[] = {{"staff", 4}};
    struct roster counts_alone = staff(0, "2019-10-15");

    counts_alone.stated = four;
    counts_alone.n_stated = 1;
    load();
    import(staff(3, "2019-10-08"), "2019-10-15T10:00");
    assert_false(import(counts_alone, "2019-10-15T11:00").newest);
    state_is(OCCURRENCE_MET, NULL, 1);
    counts_alone.on = on("2020-02-18"); /* the next term */
    assert_true(import(counts_alone, "2020-02-18T10:00").newest);
}

static void test_in_a_vacation_it_counts_for_none(void **state)
{
    struct judgement judgement;

    load();
    judgement = import(staff(4, "2020-01-20"), "2020-01-20T10:00");
    assert_int_equal(judgement.verdict, CHECK_FAILED);
    assert_null(judgement.period);
}

static void test_what_ended_stays_ended(void **state)
{
    load();
    import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    assert_int_equal(world_run(&world, "2020-01-20T10:00"), 0);
    state_is(OCCURRENCE_MISSED, "2019-10-24", 0);
    import(staff(5, "2020-01-10"), "2020-01-20T10:00");
    state_is(OCCURRENCE_MISSED, "2019-10-24", 0);
    import(staff(3, "2020-01-11"), "2020-01-20T10:00"); /* what was done is shown as done */
    state_is(OCCURRENCE_MET, "2019-10-24", 1);
}

static int try_import(struct roster roster, const char *local, const char **ret_why)
{
    struct roster_outcome outcome;

    return engine_roster(world.engine, &roster, "test", at(local), &world.arena, &outcome, ret_why);
}

static void test_rosters_that_are_refused(void **state)
{
    static const char *const with_names[] = {"id", "name"};
    struct roster roster = staff(3, "2019-10-08"), newest;
    const char *why = NULL;

    load();
    assert_int_equal(try_import(staff(3, "2019-10-11"), "2019-10-10T10:00", &why), ERROR_REFUSED);
    assert_string_equal(why, "that day has not come yet");
    roster.table = "delegates";
    assert_int_equal(try_import(roster, "2019-10-10T10:00", &why), ERROR_REFUSED);
    assert_string_equal(why, "no check of that organization looks at such a table");
    roster = staff(2, "2019-10-08");
    roster.columns = with_names;
    roster.n_columns = 2;
    assert_int_equal(try_import(roster, "2019-10-10T10:00", &why), ERROR_REFUSED);
    assert_string_equal(why, "it has a column that no check needs");
    roster = staff(3, "2019-10-08");
    roster.organization = "gsu";
    assert_int_equal(try_import(roster, "2019-10-10T10:00", &why), ERROR_NOT_FOUND);
    assert_int_equal(world.real.newest_roster(world.real.ctx, "su", "roster", 0, DATE_FOREVER, &world.arena, &newest), ERROR_NOT_FOUND);
}

static void test_parts_larger_than_their_whole_are_refused(void **state)
{
    static const struct stated women[] = {{"women", 4}}, both[] = {{"staff", 2}, {"women", 3}};
    static const struct record_value values[] = {{"women", "4"}, {"staff", "3"}}, good[] = {{"women", "3"}, {"staff", "3"}};
    struct record evidence = {.organization = "su", .obligation = "survey", .on = on("2019-10-10"), .values = values, .n_values = 2};
    struct roster rosters[] = {staff(3, "2019-10-08"), staff(0, "2019-10-08")}, newest;
    struct record_outcome outcome;
    const char *why = NULL;

    check_of_staff->check = &check_of_share;
    load();
    rosters[0].stated = women;
    rosters[0].n_stated = 1;
    rosters[1].stated = both;
    rosters[1].n_stated = 2;
    for (size_t i = 0; i < N_OF(rosters); i++) {
        struct roster_outcome refused;

        assert_int_equal(engine_roster(world.engine, &rosters[i], "test", at("2019-10-10T10:00"), &world.arena, &refused, &why),
                         ERROR_REFUSED);
        assert_string_equal(why, "a part is larger than its whole");
        assert_int_equal(refused.n_excesses, 1);
        assert_int_equal(refused.excesses[0].n_part, 4 - (int)i);
        assert_int_equal(refused.excesses[0].n_whole, 3 - (int)i);
    }
    assert_int_equal(world.real.newest_roster(world.real.ctx, "su", "roster", 0, DATE_FOREVER, &world.arena, &newest), ERROR_NOT_FOUND);
    assert_int_equal(engine_record(world.engine, &evidence, 1, "test", at("2019-10-10T10:00"), &world.arena, &outcome, &why),
                     ERROR_REFUSED);
    assert_string_equal(why, "a part is larger than its whole");
    assert_int_equal(outcome.n_excesses, 1);
    assert_string_equal(outcome.excesses[0].part, "women");
    evidence.values = good;
    assert_int_equal(engine_record(world.engine, &evidence, 1, "test", at("2019-10-10T10:00"), &world.arena, &outcome, &why), 0);
    assert_int_equal(outcome.record, 1); /* nothing was kept of the one before */
}

static struct record_outcome record(const char *count, const char *number, const char *local)
{
    const struct record_value values[] = {{count, number}, {"place", NULL}};
    struct record evidence = {
        .organization = "su", .obligation = "survey", .on = zone_date(&test_zone, at(local)), .values = values, .n_values = 2};
    struct record_outcome outcome;
    const char *why = NULL;

    assert_int_equal(engine_record(world.engine, &evidence, 1, "test", at(local), &world.arena, &outcome, &why), 0);
    return outcome;
}

static void test_the_fields_of_a_record_are_judged(void **state)
{
    struct record_outcome outcome;

    load();
    outcome = record("seats", "4", "2019-10-08T10:00"); /* nothing the check counts */
    assert_int_equal(outcome.n_judgements, 0);
    outcome = record("staff", "many", "2019-10-08T10:00");
    assert_int_equal(outcome.n_judgements, 0);
    outcome = record("staff", "4", "2019-10-09T10:00");
    assert_int_equal(outcome.n_judgements, 1);
    assert_int_equal(outcome.judgements[0].verdict, CHECK_FAILED);
    state_is(OCCURRENCE_OPEN, "2019-10-23", 0);
    outcome = record("staff", "3", "2019-10-10T10:00");
    assert_int_equal(outcome.judgements[0].verdict, CHECK_PASSED);
    state_is(OCCURRENCE_MET, "2019-10-23", 1);
}

static void test_rosters_of_the_configuration(void **state)
{
    struct roster rosters[] = {staff(4, "2019-10-08"), staff(3, "2019-11-04")}, newest;

    load();
    organization->rosters = rosters;
    organization->n_rosters = N_OF(rosters);
    assert_int_equal(world_load(&world, organization, "2019-10-10T10:00"), 0);
    state_is(OCCURRENCE_OPEN, "2019-10-24", 0);
    assert_int_equal(world_load(&world, organization, "2019-10-11T10:00"), 0); /* known already */
    assert_int_equal(world.real.newest_roster(world.real.ctx, "su", "roster", 0, DATE_FOREVER, &world.arena, &newest), 0);
    assert_int_equal(newest.id, 1);
    assert_int_equal(world_load(&world, organization, "2019-11-05T10:00"), 0);
    state_is(OCCURRENCE_MET, "2019-10-24", 1);
    rosters[1] = staff(5, "2019-11-04"); /* edited */
    assert_int_equal(world_load(&world, organization, "2019-11-06T10:00"), 0);
    state_is(OCCURRENCE_OPEN, "2019-11-20", 0);
}

static void test_a_due_day_of_its_own_stays(void **state)
{
    check_of_staff->due = (struct due_rule){.kind = DUE_WEEK, .week = 10}; /* 2019-11-08 */
    load();
    state_is(OCCURRENCE_OPEN, "2019-11-08", 0);
    import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    state_is(OCCURRENCE_OPEN, "2019-11-08", 0);
    import(staff(3, "2019-10-14"), "2019-10-14T10:00");
    state_is(OCCURRENCE_MET, "2019-11-08", 1);
    import(staff(4, "2019-10-15"), "2019-10-15T10:00");
    state_is(OCCURRENCE_OPEN, "2019-11-08", 0);
    assert_int_equal(world_run(&world, "2019-11-11T10:00"), 0);
    assert_int_equal(said(&world, "2019-11-07T09:00 reminder " TERM), 1);
    assert_int_equal(said(&world, "2019-11-11T09:00 overdue " TERM), 1);
}

static int look(void *ctx, const struct outbox_row *row)
{
    char *detail = ctx;

    snprintf(detail, 256, "%s", row->notification.detail ? row->notification.detail : "");
    return 0;
}

static void test_messages_say_which_rule_and_by_how_much(void **state)
{
    char detail[256] = "";

    load();
    import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    assert_int_equal(world_run(&world, "2019-10-23T10:00"), 0);
    assert_int_equal(query_outbox(world.store, -1, 0, 1, look, detail), 0);
    assert_string_equal(detail, "at most 3: 4, at most 3 allowed");
}

static void limit_to(int64_t limit, const char *local)
{
    struct check_rule *edited_rules = arena_alloc(&world.arena, sizeof *edited_rules);
    struct check *edited = arena_alloc(&world.arena, sizeof *edited);

    *edited_rules = rules[0];
    edited_rules->limit = limit;
    *edited = check;
    edited->rules = edited_rules;
    check_of_staff->check = edited;
    assert_int_equal(world_load(&world, organization, local), 0);
}

static void test_an_edited_limit_is_judged_again(void **state)
{
    load();
    import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    state_is(OCCURRENCE_OPEN, "2019-10-24", 0);
    limit_to(4, "2019-10-11T10:00");
    state_is(OCCURRENCE_MET, "2019-10-24", 1);
    limit_to(4, "2019-10-12T10:00"); /* the same again */
    state_is(OCCURRENCE_MET, "2019-10-24", 1);
    limit_to(2, "2019-10-14T10:00");
    state_is(OCCURRENCE_OPEN, "2019-10-28", 0);
    limit_to(1, "2019-10-16T10:00"); /* it fails as before: no new due day */
    state_is(OCCURRENCE_OPEN, "2019-10-28", 0);
}

static void test_a_load_judges_nothing_else_again(void **state)
{
    load();
    import(staff(4, "2019-10-08"), "2019-10-10T10:00");
    assert_int_equal(world_record(&world, "staff", "2019-10-11", "2019-10-11T10:00"), 0);
    state_is(OCCURRENCE_MET, "2019-10-24", 1); /* somebody says it is done */
    check_of_staff->at += 3600;
    assert_int_equal(world_load(&world, organization, "2019-10-12T10:00"), 0);
    state_is(OCCURRENCE_MET, "2019-10-24", 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_check_waits_in_silence),
        CASE(test_what_passes_meets_it),
        CASE(test_what_fails_has_a_due_day_and_a_ladder),
        CASE(test_another_bad_roster_does_not_put_it_off),
        CASE(test_a_good_roster_ends_it_and_a_bad_one_opens_it_again),
        CASE(test_an_older_roster_decides_nothing),
        CASE(test_what_is_unproven_changes_nothing),
        CASE(test_counts_alone_decide_only_without_rows),
        CASE(test_in_a_vacation_it_counts_for_none),
        CASE(test_what_ended_stays_ended),
        CASE(test_rosters_that_are_refused),
        CASE(test_parts_larger_than_their_whole_are_refused),
        CASE(test_the_fields_of_a_record_are_judged),
        CASE(test_rosters_of_the_configuration),
        CASE(test_a_due_day_of_its_own_stays),
        CASE(test_messages_say_which_rule_and_by_how_much),
        CASE(test_an_edited_limit_is_judged_again),
        CASE(test_a_load_judges_nothing_else_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
