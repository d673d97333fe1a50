/* Procedures and cases of the shipped presets: what their stages become, and their days against RULES.md section 4. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "occurrence.h"

/* One organization with the obligations; its calendar is that of the example, with the holidays of China. */
#define HEAD                                                                                                                               \
    "timezone = \"Asia/Shanghai\";\n"                                                                                                      \
    "calendars = ( { id = \"wust\"; holidays = [ \"cn\" ]; terms = (\n"                                                                    \
    "  { id = \"2019-2020-1\"; begins = \"2019-09-02\"; ends = \"2020-01-12\"; },\n"                                                       \
    "  { id = \"2019-2020-2\"; begins = \"2020-02-17\"; ends = \"2020-07-05\"; },\n"                                                       \
    "  { id = \"2020-2021-1\"; begins = \"2020-09-07\"; ends = \"2021-01-17\"; },\n"                                                       \
    "  { id = \"2020-2021-2\"; begins = \"2021-03-01\"; ends = \"2021-07-11\"; } ); } );\n"                                                \
    "channels = ( { id = \"office\"; backend = \"webhook\"; url = \"http://127.0.0.1/\"; } );\n"                                           \
    "organizations = ( { id = \"su\"; name = \"校学生会\"; calendar = \"wust\"; obligations = (\n"
#define TAIL " ); } );\n"

typedef void look(const struct organization *organization);

static int on_organization(void *ctx, const struct organization *organization)
{
    look *const *looks = ctx;
    (*looks)(organization);
    return 0;
}

static int ignore_calendar(void *ctx, const struct calendar *calendar)
{
    return 0;
}

static int ignore_channel(void *ctx, const struct channel *channel)
{
    return 0;
}

static void with(const char *obligations, look *what)
{
    look *looks[] = {what};
    const struct conf_sink sink = {.calendar = ignore_calendar, .channel = ignore_channel, .organization = on_organization, .ctx = looks};
    struct report report = {0};
    char text[8192];
    enter("good");
    snprintf(text, sizeof text, HEAD "%s" TAIL, obligations);
    if (conf_load(scratch_file("stages.conf", text, strlen(text)), &test_options, &sink, &report) != 0)
        fail_msg("%s", report_text(&report));
    report_done(&report);
}

static const struct obligation *get(const struct organization *organization, const char *id)
{
    const struct obligation *found = organization_obligation(organization, id);
    if (found == NULL)
        fail_msg("there is no %s", id);
    return found;
}

/* The due day of one period when its event, or the stage before it, was on that day. */
static void assert_due(const struct organization *organization, const char *id, const char *period_id, const char *event,
                       const char *due_on)
{
    const struct obligation *obligation = get(organization, id);
    struct period period = {.id = period_id, .begins = day("2020-04-01"), .ends = DATE_FOREVER};
    char text[DATE_TEXT_SIZE];
    if (obligation->per != PERIOD_CASE)
        assert_true(calendar_period_named(organization->calendar, obligation->per, period_id, &period));
    struct occurrence occurrence = {
        .period = period.id, .begins = period.begins, .ends = period.ends, .event_on = event[0] != '\0' ? day(event) : DATE_NONE};
    assert_int_equal(occurrence_resolve(&occurrence, obligation, organization->calendar), 0);
    if (strcmp(date_format(occurrence.due_on, text), due_on) != 0)
        fail_msg("%s after %s is due on %s, not %s", id, event, text, due_on);
}

static void look_congress(const struct organization *organization)
{
    const struct obligation *congress = get(organization, "congress"), *request = get(organization, "congress.request");
    assert_null(congress->procedure);
    assert_int_equal(congress->due.kind, DUE_WEEK);
    assert_string_equal(request->procedure, "congress");
    assert_string_equal(request->preset, "congress");
    assert_null(request->previous);
    assert_string_equal(get(organization, "congress.notice")->previous, "congress.approval");
    assert_int_equal(request->per, PERIOD_YEAR);
    /* What the organization says of its procedure holds for the stages, but not the number of records or the due day. */
    assert_int_equal(request->n_notify, 1);
    assert_string_equal(request->notify[0], "office");
    assert_int_equal(request->at_least, 1);
    assert_due(organization, "congress.request", "2020-2021", "2020-10-17", "2020-09-17");
    assert_due(organization, "congress.notice", "2020-2021", "2020-10-17", "2020-09-28");
    assert_due(organization, "congress.results", "2020-2021", "2020-10-17", "2020-10-23");
    assert_due(organization, "congress", "2020-2021", "2020-10-17", "2020-10-30");
}

static void congress(void **state)
{
    with("{ preset = \"congress\"; at_least = 2; notify = [ \"office\" ]; }", look_congress);
}

/* The six stages in their order, each before the next. */
static void look_candidates(const struct organization *organization)
{
    static const char *const stages[] = {"recommended", "college-agreed", "reviewed", "determined", "federation", "elected"};
    const struct obligation *frame = get(organization, "candidate-selection");
    date_t before = DATE_NONE;
    assert_int_equal(frame->due.kind, DUE_NONE);
    assert_int_equal(organization->n_obligations, 1 + N_OF(stages));
    for (size_t i = 0; i < N_OF(stages); i++) {
        const struct obligation *stage = &organization->obligations[1 + i];
        struct occurrence occurrence = {
            .period = "2020-2021", .begins = day("2020-09-07"), .ends = day("2021-07-11"), .event_on = day("2020-10-18")};
        assert_string_equal(stage->procedure, "candidate-selection");
        assert_string_equal(stage->id + strlen("candidate-selection."), stages[i]);
        if (i > 0)
            assert_string_equal(stage->previous, organization->obligations[i].id);
        assert_int_equal(occurrence_resolve(&occurrence, stage, organization->calendar), 0);
        assert_true(occurrence.due_on > before);
        /* The first ones lie in the summer before the year begins; they open with their reminders. */
        assert_true(occurrence.opens_on < occurrence.due_on);
        before = occurrence.due_on;
    }
    assert_int_equal(before, day("2020-10-18"));
}

static void candidates(void **state)
{
    with("{ preset = \"candidate-selection\"; }", look_candidates);
}

static void look_appointment(const struct organization *organization)
{
    assert_int_equal(get(organization, "appointment-notice.ended")->due.kind, DUE_PREVIOUS);
    assert_due(organization, "appointment-notice.published", "c1", "2020-09-24", "2020-09-24");
    assert_due(organization, "appointment-notice.ended", "c1", "2020-09-24", "2020-09-29");
    assert_due(organization, "appointment-notice.ended", "c1", "2020-09-28", "2020-10-10");
    assert_due(organization, "appointment-notice.ended", "c1", "2020-04-29", "2020-05-08");
    /* A day off is not counted: the first working day after it is the first. */
    assert_due(organization, "appointment-notice.ended", "c1", "2020-10-03", "2020-10-14");
}

static void appointment(void **state)
{
    with("{ preset = \"appointment-notice\"; }", look_appointment);
}

static void look_others(const struct organization *organization)
{
    const struct obligation *removal = get(organization, "exit"), *warning = get(organization, "exit-postgraduate");
    struct occurrence disclosure = {.period = "2020-2021", .begins = day("2020-09-07"), .ends = day("2021-07-11"), .event_on = DATE_NONE};
    assert_due(organization, "major-activity.filed", "c1", "2020-10-10", "2020-09-27"); /* a Sunday at work */
    assert_due(organization, "major-activity.answered", "c1", "2020-10-10", "2020-10-09");
    assert_due(organization, "study", "c1", "2020-10-10", "2020-10-24");
    assert_due(organization, "needs.forwarded", "c1", "", "2020-04-07"); /* opened on a Wednesday before Qingming */
    assert_due(organization, "needs.answered", "c1", "2020-04-29", "2020-05-15");
    assert_due(organization, "performance-review", "2019-2020-1", "", "2019-12-29");
    assert_due(organization, "performance-review.notice", "2019-2020-1", "2020-01-03", "2019-12-19");
    assert_due(organization, "performance-review.results", "2019-2020-1", "2020-01-03", "2020-01-10");
    assert_due(organization, "performance-review.notice", "2019-2020-1", "", "");
    assert_int_equal(occurrence_resolve(&disclosure, get(organization, "disclosure"), organization->calendar), 0);
    assert_int_equal(disclosure.opens_on, day("2020-08-01"));
    assert_int_equal(disclosure.due_on, day("2020-12-31"));
    assert_int_equal(removal->n_outcomes, 4);
    assert_true(obligation_outcome(removal, "dismissed")->removes);
    assert_false(obligation_outcome(removal, "unfounded")->removes);
    assert_false(obligation_outcome(warning, "warned")->removes);
    assert_string_equal(obligation_outcome(warning, "persuaded")->title.zh, "劝退");
    assert_null(obligation_outcome(warning, "dismissed"));
    assert_int_equal(get(organization, "exit.decided")->n_outcomes, 0);
}

static void others(void **state)
{
    with("{ preset = \"major-activity\"; }, { preset = \"study\"; }, { preset = \"needs\"; }, { preset = \"performance-review\"; },\n"
         "{ preset = \"disclosure\"; }, { preset = \"exit\"; }, { preset = \"exit-postgraduate\"; }, { preset = \"structure\"; },\n"
         "{ preset = \"party-guidance\"; }, { preset = \"secretary-general\"; }, { preset = \"survey-report\"; },\n"
         "{ preset = \"department-heads\"; }",
         look_others);
}

/* A review's follow-up goes on in the term after it, and is owed until that ends. */
static void look_follow_up(const struct organization *organization)
{
    const struct obligation *stage = get(organization, "performance-review.follow-up");
    struct occurrence occurrence = {.period = "2019-2020-1", .begins = day("2019-09-02"), .ends = day("2020-01-12")};
    occurrence.event_on = day("2020-01-10");
    assert_int_equal(occurrence_resolve(&occurrence, stage, organization->calendar), 0);
    assert_int_equal(occurrence.due_on, day("2020-02-14"));
    assert_int_equal(occurrence.ends, day("2020-07-05"));
}

static void follow_up(void **state)
{
    with("{ preset = \"performance-review\"; }", look_follow_up);
}

static void look_changed(const struct organization *organization)
{
    assert_int_equal(organization->n_obligations, 1 + 5);
    assert_int_equal(get(organization, "big.request")->due.offset.count, -20);
    assert_string_equal(get(organization, "big.request")->title.en, "request to hold the congress");
    assert_null(organization_obligation(organization, "big.approval"));
    assert_string_equal(get(organization, "big.notice")->previous, "big.request");
    assert_string_equal(organization->obligations[5].id, "big.thanks");
    assert_string_equal(organization->obligations[5].previous, "big.results");
    assert_string_equal(organization->obligations[5].title.zh, "致谢");
}

static void changed(void **state)
{
    with("{ id = \"big\"; preset = \"congress\"; stages = ( { id = \"thanks\"; title = \"致谢\"; due = \"previous +2w\"; },\n"
         "  { id = \"request\"; due = \"event -20d\"; }, { id = \"approval\"; omit = true; } ); }",
         look_changed);
}

static int remove_all(void **state)
{
    remove_scratch();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(congress), cmocka_unit_test(candidates), cmocka_unit_test(appointment),
        cmocka_unit_test(others),   cmocka_unit_test(follow_up),  cmocka_unit_test(changed),
    };
    return cmocka_run_group_tests_name("stages", tests, NULL, remove_all);
}
