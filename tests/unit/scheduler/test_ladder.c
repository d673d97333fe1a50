/* Rungs by hand, on the calendar of RULES.md. A ladder is written out as "DAY KIND", with an exclamation mark where it is late. */
#include "ladder.h"

#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define MAX_RUNGS 40

struct ladder_case {
    const char *of;
    const char *due, *opens, *ends, *known;
    const char *remind[5];
    const char *repeat;
    const char *escalate[3];
    const char *rungs;
};

static void spans_of(const char *const *texts, size_t max, struct span *spans, size_t *n)
{
    for (*n = 0; *n < max && texts[*n]; (*n)++)
        assert_int_equal(span_parse(texts[*n], &spans[*n]), 0);
}

/* The ladder of a case; what it points to is static and lasts until the next case. */
static struct ladder ladder_of(const struct ladder_case *of)
{
    static struct obligation obligation;
    static struct escalation escalate[3];
    static struct span remind[5], after[3];

    obligation = (struct obligation){.id = "x", .remind = remind, .escalate = escalate};
    spans_of(of->remind, N_OF(of->remind), remind, &obligation.n_remind);
    spans_of(of->escalate, N_OF(of->escalate), after, &obligation.n_escalate);
    for (size_t i = 0; i < obligation.n_escalate; i++)
        escalate[i] = (struct escalation){.after = after[i]};
    assert_int_equal(span_parse(of->repeat, &obligation.repeat), 0);
    return (struct ladder){.obligation = &obligation,
                           .calendar = wust(),
                           .opens_on = day(of->opens),
                           .due_on = day(of->due),
                           .ends = day(of->ends),
                           .known_on = day(of->known)};
}

/* All rungs, or the first MAX_RUNGS, as text. */
static const char *written(const struct ladder *ladder)
{
    static char text[MAX_RUNGS * 20];
    static const char kinds[] = {[RUNG_REMINDER] = 'r', [RUNG_OVERDUE] = 'o', [RUNG_MISSED] = 'm'};
    date_t from = DATE_NONE;
    size_t length = 0;
    struct rung rung;

    text[0] = '\0';
    for (int i = 0; i < MAX_RUNGS && ladder_next(ladder, from, &rung); i++) {
        char on[DATE_TEXT_SIZE];

        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s %c%s", i ? ", " : "", date_format(rung.on, on),
                                   kinds[rung.kind], rung.late ? "!" : "");
        from = rung.on + 1;
    }
    return text;
}

static const struct ladder_case cases[] = {
    {.of = "the hearing of 2019-2020-1: offsets that meet are one rung, the term ends before any overdue day",
     .due = "2020-01-10",
     .opens = "2019-09-02",
     .ends = "2020-01-12",
     .known = "",
     .remind = {"-14d", "-7d", "-1w", "0d"},
     .repeat = "3wd",
     .escalate = {"3wd"},
     .rungs = "2019-12-27 r, 2020-01-03 r, 2020-01-10 r, 2020-01-13 m"},
    {.of = "overdue with escalation, over New Year's Day",
     .due = "2019-12-20",
     .opens = "2019-09-02",
     .ends = "2020-01-12",
     .known = "",
     .remind = {"-3wd"},
     .repeat = "3wd",
     .escalate = {"3wd", "5wd"},
     .rungs =
         "2019-12-17 r, 2019-12-23 o, 2019-12-25 o, 2019-12-26 o, 2019-12-27 o, 2019-12-31 o, 2020-01-06 o, 2020-01-09 o, 2020-01-13 m"},
    {.of = "an escalation step on a day of the pattern is no rung of its own",
     .due = "2019-12-20",
     .opens = "2019-09-02",
     .ends = "2019-12-31",
     .known = "",
     .repeat = "2wd",
     .escalate = {"1wd", "1d", "3wd"},
     .rungs = "2019-12-23 o, 2019-12-25 o, 2019-12-27 o, 2019-12-31 o, 2020-01-02 m"},
    {.of = "due within the New Year holiday",
     .due = "2020-01-25",
     .opens = "2019-09-02",
     .ends = "2020-02-08",
     .known = "",
     .remind = {"0d", "-1d", "-3d", "-1wd"},
     .repeat = "2wd",
     .rungs = "2020-01-22 r, 2020-01-23 r, 2020-02-03 o, 2020-02-05 o, 2020-02-07 o, 2020-02-10 m"},
    {.of = "an adjusted Sunday is a working day for a rung",
     .due = "2020-01-19",
     .opens = "2019-09-02",
     .ends = "2020-01-19",
     .known = "",
     .remind = {"0d", "-1d"},
     .repeat = "0d",
     .rungs = "2020-01-17 r, 2020-01-19 r, 2020-01-20 m"},
    {.of = "opened late: what was passed over comes once, late, on the first day",
     .due = "2020-01-10",
     .opens = "2020-01-08",
     .ends = "2020-01-12",
     .known = "",
     .remind = {"-14d", "-7d", "0d"},
     .repeat = "3wd",
     .rungs = "2020-01-08 r!, 2020-01-10 r, 2020-01-13 m"},
    {.of = "opened on a day off: the next working day",
     .due = "2020-01-10",
     .opens = "2020-01-04",
     .ends = "2020-01-12",
     .known = "",
     .remind = {"-7d", "0d"},
     .repeat = "3wd",
     .rungs = "2020-01-06 r!, 2020-01-10 r, 2020-01-13 m"},
    {.of = "the catch-up day has a rung of its own: not late",
     .due = "2020-01-10",
     .opens = "2019-09-02",
     .ends = "2020-01-12",
     .known = "2020-01-03",
     .remind = {"-14d", "-7d", "0d"},
     .repeat = "3wd",
     .rungs = "2020-01-03 r, 2020-01-10 r, 2020-01-13 m"},
    {.of = "known on the due day without a rung there",
     .due = "2020-01-10",
     .opens = "2019-09-02",
     .ends = "2020-01-12",
     .known = "2020-01-10",
     .remind = {"-14d", "-7d"},
     .repeat = "3wd",
     .rungs = "2020-01-10 r!, 2020-01-13 m"},
    {.of = "no working day left before a due day that is off",
     .due = "2020-01-11",
     .opens = "2019-09-02",
     .ends = "2020-02-29",
     .known = "2020-01-11",
     .remind = {"-14d", "0d"},
     .repeat = "0wd",
     .rungs = "2020-01-13 o, 2020-03-02 m"},
    {.of = "known the day after: the first overdue message is in time",
     .due = "2020-01-10",
     .opens = "2019-09-02",
     .ends = "2020-01-17",
     .known = "2020-01-11",
     .remind = {"-14d", "0d"},
     .repeat = "3wd",
     .rungs = "2020-01-13 o, 2020-01-16 o, 2020-01-19 m"},
    {.of = "known while overdue: one late message, then the pattern as it was",
     .due = "2019-12-20",
     .opens = "2019-09-02",
     .ends = "2020-01-12",
     .known = "2019-12-28",
     .remind = {"-3wd"},
     .repeat = "3wd",
     .escalate = {"3wd"},
     .rungs = "2019-12-30 o!, 2019-12-31 o, 2020-01-06 o, 2020-01-09 o, 2020-01-13 m"},
    {.of = "known on an overdue day",
     .due = "2019-12-20",
     .opens = "2019-09-02",
     .ends = "2020-01-05",
     .known = "2019-12-26",
     .repeat = "3wd",
     .rungs = "2019-12-26 o, 2019-12-31 o, 2020-01-06 m"},
    {.of = "known on the day an escalation step begins",
     .due = "2019-12-20",
     .opens = "2019-09-02",
     .ends = "2020-01-05",
     .known = "2019-12-25",
     .repeat = "0d",
     .escalate = {"3wd"},
     .rungs = "2019-12-25 o, 2020-01-06 m"},
    {.of = "known too late for anything but the last message",
     .due = "2020-01-10",
     .opens = "2019-09-02",
     .ends = "2020-01-19",
     .known = "2020-01-20",
     .remind = {"0d"},
     .repeat = "1wd",
     .rungs = "2020-01-20 m"},
    {.of = "the first overdue message only",
     .due = "2019-12-20",
     .opens = "2019-09-02",
     .ends = "2020-01-12",
     .known = "",
     .repeat = "0wd",
     .rungs = "2019-12-23 o, 2020-01-13 m"},
    {.of = "a repeat in days is counted from the first overdue day; what falls on a day off is told on the next working day",
     .due = "2020-03-04",
     .opens = "2020-02-17",
     .ends = "2020-03-18",
     .known = "",
     .repeat = "2d",
     .rungs = "2020-03-05 o, 2020-03-09 o, 2020-03-11 o, 2020-03-13 o, 2020-03-16 o, 2020-03-17 o, 2020-03-19 m"},
    {.of = "a repeat in weeks is moved by Labour Day and keeps its weekday after it",
     .due = "2020-04-23",
     .opens = "2020-02-17",
     .ends = "2020-05-20",
     .known = "",
     .repeat = "1w",
     .rungs = "2020-04-24 o, 2020-05-06 o, 2020-05-08 o, 2020-05-15 o, 2020-05-21 m"},
    {.of = "due after the end of its period: due at its end",
     .due = "2020-03-20",
     .opens = "2020-02-17",
     .ends = "2020-03-10",
     .known = "",
     .remind = {"-1d", "0d"},
     .repeat = "1wd",
     .rungs = "2020-03-09 r, 2020-03-10 r, 2020-03-11 m"},
    {.of = "an open end is never missed",
     .due = "2020-01-10",
     .opens = "",
     .ends = "forever",
     .known = "",
     .remind = {"-1wd"},
     .repeat = "0d",
     .escalate = {"10wd"},
     .rungs = "2020-01-09 r, 2020-01-13 o, 2020-01-23 o"},
    {.of = "nothing but the end",
     .due = "2020-01-12",
     .opens = "2019-09-02",
     .ends = "2020-01-12",
     .known = "",
     .repeat = "3wd",
     .rungs = "2020-01-13 m"},
};

static void ladders_by_hand(void **state)
{
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct ladder ladder = ladder_of(&cases[i]);
        const char *rungs = written(&ladder);

        if (strcmp(rungs, cases[i].rungs) != 0)
            fail_msg("%s:\n  %s\ninstead of\n  %s", cases[i].of, rungs, cases[i].rungs);
    }
}

static void years_overdue_cost_nothing(void **state)
{
    struct ladder_case long_ago = {.due = "2020-01-10", .opens = "", .ends = "forever", .known = "", .repeat = "1wd", .rungs = ""};
    struct ladder ladder = ladder_of(&long_ago);
    struct rung rung;

    /* Days after the due day, a hundred and seventy years of them: each found from its number alone, or this takes hours. */
    for (date_t from = day("2190-01-01"); from < day("2190-01-01") + 365; from++) {
        for (int i = 0; i < 1000; i++)
            assert_true(ladder_next(&ladder, from, &rung));
        assert_int_equal(rung.on, calendar_workday_at_or_after(wust(), from));
    }
    assert_false(ladder_next(&ladder, DATE_FOREVER, &rung));
}

static void escalation_days(void **state)
{
    static const struct {
        const char *after, *on;
    } steps[] = {{"1wd", "2020-01-13"},  {"5wd", "2020-01-17"}, {"6wd", "2020-01-19"}, {"10wd", "2020-01-23"},
                 {"11wd", "2020-02-03"}, {"1d", "2020-01-13"},  {"4d", "2020-01-14"},  {"2w", "2020-02-03"}};
    struct ladder_case due = {.due = "2020-01-10", .opens = "", .ends = "forever", .known = "", .repeat = "0d"};
    struct ladder ladder = ladder_of(&due);

    for (size_t i = 0; i < N_OF(steps); i++) {
        struct escalation step = {.n_to = 0};

        assert_int_equal(span_parse(steps[i].after, &step.after), 0);
        assert_day(ladder_escalation_day(&ladder, &step), steps[i].on, steps[i].after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ladders_by_hand), cmocka_unit_test(years_overdue_cost_nothing),
                                       cmocka_unit_test(escalation_days)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
