/* The engine on cases: opened by hand, followed, closed with an outcome that may vacate a turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "query.h"
#include "world_of_test.h"

static struct organization *organization;
static struct obligation obligations[4];
static struct case_file file, closing;
static struct record_outcome outcome;
static date_t removed_on;
static const char *why;

static struct obligation stage(const char *id, const char *previous, enum due_kind due, int32_t workdays)
{
    static const struct span remind[] = {{0, SPAN_DAYS}};
    static const char *const notify[] = {"ding"};

    return (struct obligation){
        .id = id,
        .procedure = "exit",
        .previous = previous,
        .title = {.en = id},
        .per = PERIOD_CASE,
        .at_least = 1,
        .due = {.kind = due, .offset = {workdays, SPAN_WORKDAYS}},
        .remind = remind,
        .n_remind = 1,
        .repeat = {3, SPAN_WORKDAYS},
        .at = 9 * 3600,
        .notify = notify,
        .n_notify = 1,
    };
}

/* exit: investigated ten working days after the opening, decided five after that; and study within 14 days of an event. */
static int setup(void **state)
{
    static const struct outcome outcomes[] = {{.id = "dismissed", .title = {.en = "dismissed"}, .removes = true},
                                              {.id = "unfounded", .title = {.en = "unfounded"}}};

    world_init(&world);
    organization = union_new(&world);
    obligations[0] = stage("exit", NULL, DUE_NONE, 0);
    obligations[0].procedure = NULL;
    obligations[0].outcomes = outcomes;
    obligations[0].n_outcomes = 2;
    obligations[1] = stage("exit.investigated", NULL, DUE_BEGIN, 10);
    obligations[2] = stage("exit.decided", "exit.investigated", DUE_PREVIOUS, 5);
    obligations[3] = stage("study", NULL, DUE_EVENT, 10);
    obligations[3].procedure = NULL;
    organization->obligations = obligations;
    organization->n_obligations = 4;
    assert_int_equal(world_load(&world, organization, "2019-09-02T00:00"), 0);
    world.n_said = 0;
    return 0;
}

static int open_on(const char *obligation, const char *id, const char *day, const char *local)
{
    file = (struct case_file){.organization = "su",
                              .obligation = obligation,
                              .id = id,
                              .title = "t",
                              .opened_on = on(day),
                              .event_on = DATE_NONE,
                              .closed_on = DATE_NONE,
                              .member = strcmp(obligation, "exit") == 0 ? "jia" : NULL};
    why = NULL;
    return engine_case_open(world.engine, &file, "test", at(local), &world.arena, &why);
}

static int close_on(const char *id, const char *how, bool waive, const char *day, const char *local)
{
    closing = (struct case_file){.organization = "su",
                                 .obligation = "exit",
                                 .id = id,
                                 .closed_on = on(day),
                                 .outcome = how,
                                 .why = "the office's decision",
                                 .by = "office",
                                 .document = "7"};
    why = NULL;
    return engine_case_close(world.engine, &closing, waive, "test", at(local), &world.arena, &removed_on, &why);
}

static int record(const char *obligation, const char *id, const char *day, const char *local)
{
    struct record fact = {.organization = "su", .obligation = obligation, .on = on(day), .named = id};

    why = NULL;
    return engine_record(world.engine, &fact, 1, "test", at(local), &world.arena, &outcome, &why);
}

static struct occurrence get(const char *obligation, const char *id)
{
    struct occurrence occurrence;

    assert_int_equal(world.real.get_occurrence(world.real.ctx, "su", obligation, id, &world.arena, &occurrence), 0);
    return occurrence;
}

static void assert_day(date_t got, const char *expected)
{
    char text[DATE_TEXT_SIZE];

    assert_string_equal(date_format(got, text), expected);
}

static void test_followed_to_its_end(void **state)
{
    struct case_file stored;

    assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_string_equal(file.id, "c1");
    assert_day(get("exit.investigated", "c1").due_on, "2019-10-22");
    assert_day(get("exit.decided", "c1").due_on, "");
    assert_int_equal(world_run(&world, "2019-10-25T10:00"), 0);
    assert_int_equal(record("exit.investigated", "c1", "2019-10-25", "2019-10-25T10:00"), 0);
    assert_int_equal(outcome.notes[0].days, 3);
    assert_string_equal(outcome.period, "c1");
    assert_int_equal(world_run(&world, "2019-11-01T10:00"), 0);
    assert_int_equal(record("exit.decided", "c1", "2019-11-01", "2019-11-01T11:00"), 0);
    assert_int_equal(close_on("c1", "unfounded", false, "2019-11-01", "2019-11-01T11:00"), 0);
    assert_day(removed_on, "");
    assert_int_equal(world_run(&world, "2020-06-01T10:00"), 0); /* never missed, whatever term ends */
    assert_said(&world, (const char *const[]){
                            "2019-10-22T09:00 reminder exit.investigated/c1 ding mail",
                            "2019-10-23T09:00 overdue exit.investigated/c1 ding mail",
                            "2019-10-25T00:00 met exit.investigated/c1",
                            "2019-11-01T09:00 reminder exit.decided/c1 ding mail",
                            "2019-11-01T00:00 met exit.decided/c1",
                            "2020-02-17T00:00 turn yi",
                            NULL,
                        });
    assert_int_equal(world.real.get_case(world.real.ctx, "su", "exit", "c1", &world.arena, &stored), 0);
    assert_day(stored.closed_on, "2019-11-01");
    assert_string_equal(stored.outcome, "unfounded");
    assert_string_equal(stored.member, "jia");
}

static void test_an_exit_vacates_the_turn(void **state)
{
    struct turn turn;

    assert_int_equal(open_on("exit", "jia-2019", "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(close_on("jia-2019", "dismissed", false, "2019-10-10", "2019-10-10T10:00"), ERROR_REFUSED);
    assert_int_equal(get("exit.investigated", "jia-2019").state, OCCURRENCE_OPEN);
    assert_int_equal(close_on("jia-2019", "dismissed", true, "2019-10-09", "2019-10-10T10:00"), 0);
    assert_day(removed_on, "2019-10-10");
    assert_int_equal(get("exit.investigated", "jia-2019").state, OCCURRENCE_WAIVED);
    assert_int_equal(get("exit.decided", "jia-2019").state, OCCURRENCE_WAIVED);
    assert_day(get("exit.decided", "jia-2019").due_on, "");
    assert_int_equal(world.real.turn_on(world.real.ctx, "su", on("2019-10-09"), &world.arena, &turn), 0);
    assert_string_equal(turn.chair, "jia");
    assert_int_equal(world.real.turn_on(world.real.ctx, "su", on("2019-10-10"), &world.arena, &turn), 0);
    assert_null(turn.chair);
    assert_int_equal(world_run(&world, "2019-11-30T10:00"), 0);
    assert_int_equal(said(&world, "turn vacant"), 1);
    assert_int_equal(said(&world, "exit"), 0);
}

static int note_title(void *ctx, const struct outbox_row *row)
{
    snprintf(ctx, 64, "%s|%s", row->notification.title.zh ? row->notification.title.zh : "", row->notification.title.en);
    return 0;
}

/* Who is reminded must know which of the cases is meant. */
static void test_messages_say_what_it_is_about(void **state)
{
    char words[64] = "";

    assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(world_run(&world, "2019-10-22T09:00"), 0);
    assert_int_equal(query_outbox(world.store, -1, 0, 1, note_title, words), 0);
    assert_string_equal(words, "|exit.investigated: t");
}

/* The turn of the very day is history: its chair leaves the day after, anybody else at once. */
static void test_an_exit_on_the_first_day_of_a_turn(void **state)
{
    assert_int_equal(open_on("exit", NULL, "2019-09-02", "2019-09-02T10:00"), 0);
    assert_int_equal(close_on("c1", "dismissed", true, "2019-09-02", "2019-09-02T10:00"), 0);
    assert_day(removed_on, "2019-09-03");
    assert_int_equal(world_run(&world, "2020-02-17T00:00"), 0);
    assert_int_equal(open_on("exit", NULL, "2020-02-17", "2020-02-17T10:00"), 0);
    assert_int_equal(close_on("c2", "dismissed", true, "2020-02-17", "2020-02-17T10:00"), 0);
    assert_day(removed_on, "2020-02-17");
}

static int appoint_jia(const char *day, const char *local)
{
    struct decision decision = {
        .organization = "su", .kind = DECISION_APPOINT, .on = on(day), .member = "jia", .by = "office", .why = "acting"};

    why = NULL;
    return engine_decide(world.engine, &decision, "test", at(local), &world.arena, &why);
}

static void test_whom_an_exit_dismissed_is_not_appointed(void **state)
{
    static const char *const order[] = {"yi", "jia"};
    struct mandate mandates[] = {organization->rotation.mandates[0], {.elected = on("2019-12-02"), .order = order, .n_order = 2}};
    struct member *jia = (struct member *)organization_member(organization, "jia");

    assert_int_equal(appoint_jia("2019-11-04", "2019-10-01T10:00"), 0);
    assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(close_on("c1", "dismissed", true, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(appoint_jia("2019-10-08", "2019-10-08T11:00"), ERROR_REFUSED);
    assert_string_equal(why, "that member was dismissed: a new mandate or a new term of office of theirs has to begin first");
    assert_int_equal(world_run(&world, "2019-11-05T00:00"), 0);
    assert_int_equal(said(&world, "turn jia"), 0); /* what was decided before fell, too */
    organization->rotation.mandates = mandates;
    organization->rotation.n_mandates = 2;
    assert_int_equal(world_load(&world, organization, "2019-11-05T10:00"), 0);
    assert_int_equal(appoint_jia("2019-12-01", "2019-11-06T10:00"), ERROR_REFUSED);
    assert_int_equal(appoint_jia("2019-12-03", "2019-11-06T10:00"), 0); /* elected again */
    organization->rotation.n_mandates = 1;
    jia->term.since = on("2019-11-10");
    assert_int_equal(world_load(&world, organization, "2019-11-07T10:00"), 0);
    assert_int_equal(appoint_jia("2019-11-10", "2019-11-07T11:00"), 0); /* in office again */
}

static void test_an_exit_without_a_rotation_decides_nothing(void **state)
{
    organization->rotation.n_mandates = 0;
    assert_int_equal(world_load(&world, organization, "2019-09-03T00:00"), 0);
    assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(close_on("c1", "dismissed", true, "2019-10-09", "2019-10-10T10:00"), 0);
    assert_day(removed_on, "");
}

static void test_ids(void **state)
{
    assert_int_equal(open_on("study", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_string_equal(file.id, "c1");
    assert_int_equal(open_on("study", "c3", "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(open_on("study", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_string_equal(file.id, "c4"); /* two there are, and the third is taken */
    assert_int_equal(open_on("study", "c3", "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(open_on("exit", "c3", "2019-10-08", "2019-10-08T10:00"), 0); /* another obligation's */
    assert_int_equal(open_on("study", "a/b", "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(open_on("study", "-a", "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
}

static void test_an_event_is_what_stages_count_from(void **state)
{
    const struct event_day moved = {.organization = "su", .obligation = "study", .on = on("2019-10-09"), .period = "c1"};
    const struct event_day unsaid = {.organization = "su", .obligation = "study", .on = on("2019-10-09")};
    struct event_change *changes;
    size_t n;

    assert_int_equal(open_on("study", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_day(get("study", "c1").due_on, "2019-10-22");
    assert_int_equal(engine_event(world.engine, &unsaid, "test", at("2019-10-09T10:00"), &world.arena, &changes, &n, &why), ERROR_REFUSED);
    assert_int_equal(engine_event(world.engine, &moved, "test", at("2019-10-09T10:00"), &world.arena, &changes, &n, &why), 0);
    assert_day(get("study", "c1").due_on, "2019-10-23");
}

static void test_refusals(void **state)
{
    assert_int_equal(open_on("exit", NULL, "2019-10-09", "2019-10-08T10:00"), ERROR_REFUSED); /* a day to come */
    assert_int_equal(open_on("party", NULL, "2019-10-08", "2019-10-08T10:00"), ERROR_NOT_FOUND);
    assert_int_equal(open_on("exit.decided", NULL, "2019-10-08", "2019-10-08T10:00"), 0); /* stands for its procedure */
    assert_string_equal(file.obligation, "exit");
    assert_int_equal(record("exit.investigated", NULL, "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(record("exit.investigated", "c2", "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(close_on("c2", "unfounded", true, "2019-10-08", "2019-10-08T10:00"), ERROR_NOT_FOUND);
    assert_int_equal(close_on("c1", "pardoned", true, "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(close_on("c1", NULL, true, "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(close_on("c1", "unfounded", true, "2019-10-07", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(close_on("c1", "unfounded", true, "2019-10-09", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(close_on("c1", "dismissed", true, "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED); /* it names nobody */
    assert_int_equal(close_on("c1", "unfounded", true, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(close_on("c1", "unfounded", true, "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
    assert_int_equal(record("exit.investigated", "c1", "2019-10-08", "2019-10-08T10:00"), ERROR_REFUSED);
}

static void test_a_member_who_is_none(void **state)
{
    file = (struct case_file){
        .organization = "su", .obligation = "exit", .opened_on = on("2019-10-08"), .event_on = DATE_NONE, .member = "nobody"};
    assert_int_equal(engine_case_open(world.engine, &file, "test", at("2019-10-08T10:00"), &world.arena, &why), ERROR_REFUSED);
}

/* A load keeps what was opened by hand, follows an edited rule, and withdraws the cases of what left the file until it comes back. */
static void test_loads_keep_cases(void **state)
{
    assert_int_equal(open_on("study", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(world_load(&world, organization, "2019-10-09T00:00"), 0);
    assert_int_equal(get("study", "c1").state, OCCURRENCE_OPEN);
    obligations[3].due.offset.count = 5;
    assert_int_equal(world_load(&world, organization, "2019-10-10T00:00"), 0);
    assert_day(get("study", "c1").due_on, "2019-10-15");
    organization->n_obligations = 3;
    assert_int_equal(world_load(&world, organization, "2019-10-11T00:00"), 0);
    assert_int_equal(get("study", "c1").state, OCCURRENCE_WITHDRAWN);
    organization->n_obligations = 4;
    assert_int_equal(world_load(&world, organization, "2019-10-12T00:00"), 0);
    assert_int_equal(get("study", "c1").state, OCCURRENCE_OPEN);
}

static void test_a_case_of_which_more_is_asked(void **state)
{
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
        assert_int_equal(record("exit.investigated", file.id, "2019-10-09", "2019-10-09T10:00"), 0);
        assert_int_equal(record("exit.decided", file.id, "2019-10-10", "2019-10-10T10:00"), 0);
    }
    assert_int_equal(close_on("c1", "unfounded", false, "2019-10-11", "2019-10-11T10:00"), 0);
    obligations[2].at_least = 2;
    assert_int_equal(world_load(&world, organization, "2019-10-12T10:00"), 0);
    assert_int_equal(get("exit.decided", "c1").state, OCCURRENCE_MET); /* it is closed: nothing is owed about it */
    assert_int_equal(get("exit.decided", "c2").state, OCCURRENCE_OPEN);
    assert_day(get("exit.decided", "c2").due_on, "2019-10-16");
}

static void test_faults_leave_nothing_half(void **state)
{
    struct case_file stored;
    struct turn turn;
    int failed = 0;

    for (int n = 1;; n++, failed++) {
        world.fail_in = n;
        if (open_on("exit", "x", "2019-10-08", "2019-10-08T10:00") == 0)
            break;
        world.fail_in = 0;
        assert_int_equal(world.real.get_case(world.real.ctx, "su", "exit", "x", &world.arena, &stored), ERROR_NOT_FOUND);
    }
    world.fail_in = 0;
    for (int n = 1;; n++, failed++) {
        world.fail_in = n;
        if (close_on("x", "dismissed", true, "2019-10-09", "2019-10-10T10:00") == 0)
            break;
        world.fail_in = 0;
        assert_int_equal(world.real.get_case(world.real.ctx, "su", "exit", "x", &world.arena, &stored), 0);
        assert_day(stored.closed_on, "");
        assert_int_equal(get("exit.investigated", "x").state, OCCURRENCE_OPEN);
        assert_int_equal(world.real.turn_on(world.real.ctx, "su", on("2019-10-10"), &world.arena, &turn), 0);
        assert_string_equal(turn.chair, "jia");
    }
    world.fail_in = 0;
    assert_true(failed > 10);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

static int correct(const char *obligation, const char *id, int64_t wrong, const char *day, const char *local)
{
    struct record fact = {.organization = "su", .obligation = obligation, .on = on(day), .named = id, .corrects = wrong, .why = "a slip"};

    why = NULL;
    return engine_record(world.engine, &fact, 1, "test", at(local), &world.arena, &outcome, &why);
}

/* The stage is open again, the one that counts from it waits again; and nothing of a closed case is opened. */
static void test_a_stage_recorded_for_the_wrong_case(void **state)
{
    assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(record("exit.investigated", "c1", "2019-10-14", "2019-10-15T10:00"), 0);
    assert_day(get("exit.decided", "c1").due_on, "2019-10-21");
    assert_int_equal(correct("exit.investigated", "c2", outcome.record, "2019-10-14", "2019-10-15T11:00"), 0);
    assert_int_equal(outcome.state, OCCURRENCE_MET);
    assert_int_equal(outcome.correction.state, OCCURRENCE_OPEN);
    assert_int_equal(get("exit.investigated", "c1").state, OCCURRENCE_OPEN);
    assert_day(get("exit.decided", "c1").due_on, "");
    assert_day(get("exit.decided", "c2").due_on, "2019-10-21");
    assert_int_equal(close_on("c2", "unfounded", true, "2019-10-16", "2019-10-16T10:00"), 0);
    assert_int_equal(correct("exit.investigated", "c1", outcome.record, "2019-10-14", "2019-10-17T10:00"), ERROR_REFUSED);
    assert_string_equal(why, "that case is closed");
}

/* It would be owed again after the case is over. */
static void test_a_waiver_that_ends_does_not_outlive_its_case(void **state)
{
    struct waiver waiver = {
        .organization = "su", .obligation = "exit.investigated", .period = "c1", .reason = "r", .by = "b", .until = on("2019-10-20")};

    assert_int_equal(open_on("exit", NULL, "2019-10-08", "2019-10-08T10:00"), 0);
    assert_int_equal(engine_waive(world.engine, &waiver, "test", at("2019-10-09T10:00"), &why), 0);
    assert_true(get("exit.investigated", "c1").next_at == at("2019-10-21T00:00"));
    assert_int_equal(close_on("c1", "unfounded", false, "2019-10-16", "2019-10-16T10:00"), ERROR_REFUSED);
    assert_int_equal(close_on("c1", "unfounded", true, "2019-10-16", "2019-10-16T10:00"), 0);
    assert_true(get("exit.investigated", "c1").next_at == NEVER);
    assert_int_equal(world_run(&world, "2019-12-01T00:00"), 0);
    assert_int_equal(get("exit.investigated", "c1").state, OCCURRENCE_WAIVED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_followed_to_its_end),
        CASE(test_messages_say_what_it_is_about),
        CASE(test_an_exit_vacates_the_turn),
        CASE(test_an_exit_on_the_first_day_of_a_turn),
        CASE(test_whom_an_exit_dismissed_is_not_appointed),
        CASE(test_an_exit_without_a_rotation_decides_nothing),
        CASE(test_ids),
        CASE(test_an_event_is_what_stages_count_from),
        CASE(test_refusals),
        CASE(test_a_member_who_is_none),
        CASE(test_loads_keep_cases),
        CASE(test_a_case_of_which_more_is_asked),
        CASE(test_faults_leave_nothing_half),
        cmocka_unit_test_setup_teardown(test_a_stage_recorded_for_the_wrong_case, setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_waiver_that_ends_does_not_outlive_its_case, setup, world_teardown),
    };

    return cmocka_run_group_tests_name("engine: cases", tests, NULL, NULL);
}
