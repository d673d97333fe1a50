/* What follows from an obligation's rules and from the date. */
#include "occurrence.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"
#include "memory.h"

#define OFFSET(n, of)                                                                                                                      \
    {                                                                                                                                      \
        .count = (n), .unit = (of)                                                                                                         \
    }

struct rule_text {
    enum due_kind kind;
    const char *date;
    int32_t week;
    struct span offset;
    bool inclusive;
    int32_t month, on_day;
};

static struct due_rule rule_of(const struct rule_text *text)
{
    return (struct due_rule){.kind = text->kind,
                             .date = text->date ? day(text->date) : DATE_NONE,
                             .week = text->week,
                             .offset = text->offset,
                             .inclusive = text->inclusive,
                             .month = text->month,
                             .day = text->on_day};
}

static void days_from_rules(void **state)
{
    static const struct {
        const char *of;
        const char *begins, *ends, *event;
        struct rule_text due, opens;
        int error;
        const char *due_on, *opens_on;
    } cases[] = {
        {"a day in the period", "2019-09-02", "2020-01-12", "", {DUE_DATE, "2020-01-10"}, {DUE_NONE}, 0, "2020-01-10", "2019-09-02"},
        {"its first day", "2019-09-02", "2020-01-12", "", {DUE_DATE, "2019-09-02"}, {DUE_NONE}, 0, "2019-09-02", "2019-09-02"},
        {"its last day", "2019-09-02", "2020-01-12", "", {DUE_DATE, "2020-01-12"}, {DUE_NONE}, 0, "2020-01-12", "2019-09-02"},
        {"a day after it", "2019-09-02", "2020-01-12", "", {DUE_DATE, "2020-01-13"}, {DUE_NONE}, ERROR_NOT_FOUND, NULL, NULL},
        {"a day before it", "2019-09-02", "2020-01-12", "", {DUE_DATE, "2019-09-01"}, {DUE_NONE}, ERROR_NOT_FOUND, NULL, NULL},
        {"once, on any day", "", "forever", "", {DUE_DATE, "2031-05-01"}, {DUE_NONE}, 0, "2031-05-01", ""},
        {"week 16", "2019-09-02", "2020-01-12", "", {DUE_WEEK, .week = 16}, {DUE_NONE}, 0, "2019-12-20", "2019-09-02"},
        {"week 1 of a term that begins on a Sunday",
         "2019-09-01",
         "2020-01-12",
         "",
         {DUE_WEEK, .week = 1},
         {DUE_NONE},
         0,
         "2019-08-30",
         "2019-09-01"},
        {"week 3, open from week 1",
         "2020-02-17",
         "2020-07-05",
         "",
         {DUE_WEEK, .week = 3},
         {DUE_WEEK, .week = 1},
         0,
         "2020-03-06",
         "2020-02-21"},
        {"the first day and ten working days",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_BEGIN, .offset = OFFSET(10, SPAN_WORKDAYS)},
         {DUE_NONE},
         0,
         "2020-09-21",
         "2020-09-07"},
        {"the end", "2019-09-02", "2020-01-12", "", {DUE_END}, {DUE_NONE}, 0, "2020-01-12", "2019-09-02"},
        {"fourteen days before the end",
         "2019-09-02",
         "2020-01-12",
         "",
         {DUE_END, .offset = OFFSET(-14, SPAN_DAYS)},
         {DUE_NONE},
         0,
         "2019-12-29",
         "2019-09-02"},
        {"beyond the end is kept",
         "2019-09-02",
         "2020-01-12",
         "",
         {DUE_END, .offset = OFFSET(2, SPAN_WEEKS)},
         {DUE_NONE},
         0,
         "2020-01-26",
         "2019-09-02"},
        {"ten working days before the congress",
         "2020-09-07",
         "2021-01-17",
         "2020-10-17",
         {DUE_EVENT, .offset = OFFSET(-10, SPAN_WORKDAYS)},
         {DUE_NONE},
         0,
         "2020-09-28",
         "2020-09-07"},
        {"no congress yet",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_EVENT, .offset = OFFSET(-10, SPAN_WORKDAYS)},
         {DUE_NONE},
         0,
         "",
         "2020-09-07"},
        {"open some days before due",
         "2020-09-07",
         "2021-01-17",
         "2020-10-17",
         {DUE_EVENT, .offset = OFFSET(-10, SPAN_WORKDAYS)},
         {DUE_DUE, .offset = OFFSET(-14, SPAN_DAYS)},
         0,
         "2020-09-28",
         "2020-09-14"},
        {"open before a due day not known yet",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_EVENT},
         {DUE_DUE, .offset = OFFSET(-14, SPAN_DAYS)},
         0,
         "",
         ""},
        {"open on a day", "2020-09-07", "2021-01-17", "", {DUE_END}, {DUE_DATE, "2020-08-01"}, 0, "2021-01-17", "2020-08-01"},
        {"open a month before the end",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_END},
         {DUE_END, .offset = OFFSET(-4, SPAN_WEEKS)},
         0,
         "2021-01-17",
         "2020-12-20"},
        {"once has no weeks", "", "forever", "", {DUE_WEEK, .week = 3}, {DUE_NONE}, ERROR_NOT_FOUND, NULL, NULL},
        {"once has no first day", "", "forever", "", {DUE_BEGIN}, {DUE_NONE}, ERROR_NOT_FOUND, NULL, NULL},
        {"once has no end", "", "forever", "", {DUE_END}, {DUE_NONE}, ERROR_NOT_FOUND, NULL, NULL},
        {"no end to open before", "", "forever", "", {DUE_DATE, "2020-01-01"}, {DUE_END}, ERROR_NOT_FOUND, NULL, NULL},
        {"five working days of publication",
         "2020-09-07",
         "2021-01-17",
         "2020-09-24",
         {DUE_PREVIOUS, .offset = OFFSET(5, SPAN_WORKDAYS), .inclusive = true},
         {DUE_NONE},
         0,
         "2020-09-29", /* Sunday the 27th works (RULES.md section 4) */
         "2020-09-07"},
        {"one working day of publication is the day itself",
         "2020-09-07",
         "2021-01-17",
         "2020-09-24",
         {DUE_EVENT, .offset = OFFSET(1, SPAN_WORKDAYS), .inclusive = true},
         {DUE_NONE},
         0,
         "2020-09-24",
         "2020-09-07"},
        {"five working days after the stage before",
         "2020-09-07",
         "2021-01-17",
         "2020-11-02",
         {DUE_PREVIOUS, .offset = OFFSET(5, SPAN_WORKDAYS)},
         {DUE_NONE},
         0,
         "2020-11-09",
         "2020-09-07"},
        {"the stage before is not done", "2020-09-07", "2021-01-17", "", {DUE_PREVIOUS}, {DUE_NONE}, 0, "", "2020-09-07"},
        {"December 31 of the year, open since August",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_ANNUAL, .month = 12, .on_day = 31},
         {DUE_ANNUAL, .month = 8, .on_day = 1},
         0,
         "2020-12-31",
         "2020-08-01"},
        {"a day of the next calendar year",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_ANNUAL, .month = 1, .on_day = 15},
         {DUE_ANNUAL, .month = 12, .on_day = 1},
         0,
         "2021-01-15",
         "2020-12-01"},
        {"the first day of the term",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_ANNUAL, .month = 9, .on_day = 7},
         {DUE_NONE},
         0,
         "2020-09-07",
         "2020-09-07"},
        {"a day the term does not have",
         "2020-09-07",
         "2021-01-17",
         "",
         {DUE_ANNUAL, .month = 5, .on_day = 4},
         {DUE_NONE},
         ERROR_NOT_FOUND,
         NULL,
         NULL},
        {"once has no years", "", "forever", "", {DUE_ANNUAL, .month = 5, .on_day = 4}, {DUE_NONE}, ERROR_NOT_FOUND, NULL, NULL},
        {"no rule", "2020-09-07", "2021-01-17", "", {DUE_NONE}, {DUE_NONE}, ERROR_INVALID, NULL, NULL},
        {"due relative to itself", "2020-09-07", "2021-01-17", "", {DUE_DUE}, {DUE_NONE}, ERROR_INVALID, NULL, NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct obligation obligation = {.due = rule_of(&cases[i].due), .opens = rule_of(&cases[i].opens)};
        struct occurrence occurrence = {
            .begins = day(cases[i].begins), .ends = day(cases[i].ends), .event_on = day(cases[i].event), .due_on = 1, .opens_on = 2};
        int error = occurrence_resolve(&occurrence, &obligation, wust());

        if (error != cases[i].error)
            fail_msg("%s: %s", cases[i].of, error_text(error));
        if (error < 0) {
            assert_true(occurrence.due_on == 1 && occurrence.opens_on == 2);
            continue;
        }
        assert_day(occurrence.due_on, cases[i].due_on, cases[i].of);
        assert_day(occurrence.opens_on, cases[i].opens_on, cases[i].of);
    }
}

/* A stage opens with its first reminder where that lies before its period, and is owed to the end of the period that holds its due day. */
static void stages_reach_out(void **state)
{
    static const struct span remind[] = {{-7, SPAN_DAYS}, {-3, SPAN_WORKDAYS}};
    static const struct {
        const char *event;
        int32_t offset;
        const char *due_on, *opens_on, *ends;
    } cases[] = {
        {"2020-02-28", -30, "2020-01-29", "2020-01-21", "2020-07-05"},
        {"2020-02-18", -1, "2020-02-17", "2020-02-10", "2020-07-05"},
        {"2020-05-29", 10, "2020-06-08", "2020-02-17", "2020-07-05"},
        {"2020-06-29", 30, "2020-07-29", "2020-02-17", "2021-01-17"}, /* the summer term is over: the next that holds it or follows */
        {"2021-01-10", 30, "2021-02-09", "2020-02-17", "2021-02-09"}, /* no period is known then */
        {"", 10, "", "2020-02-17", "2020-07-05"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct obligation stage = {.procedure = "p",
                                   .per = PERIOD_TERM,
                                   .due = {.kind = DUE_EVENT, .offset = {cases[i].offset, SPAN_DAYS}},
                                   .remind = remind,
                                   .n_remind = N_OF(remind)};
        struct occurrence occurrence = {.begins = day("2020-02-17"), .ends = day("2020-07-05"), .event_on = day(cases[i].event)};

        assert_int_equal(occurrence_resolve(&occurrence, &stage, wust()), 0);
        assert_day(occurrence.due_on, cases[i].due_on, cases[i].event);
        assert_day(occurrence.opens_on, cases[i].opens_on, cases[i].event);
        assert_day(occurrence.ends, cases[i].ends, cases[i].event);
        /* What is no stage keeps its period. */
        stage.procedure = NULL;
        occurrence = (struct occurrence){.begins = day("2020-02-17"), .ends = day("2020-07-05"), .event_on = day(cases[i].event)};
        assert_int_equal(occurrence_resolve(&occurrence, &stage, wust()), 0);
        assert_day(occurrence.opens_on, "2020-02-17", cases[i].event);
        assert_day(occurrence.ends, "2020-07-05", cases[i].event);
    }
}

static void states_of_a_day(void **state)
{
    static const struct {
        enum occurrence_state stored;
        const char *due, *ends, *today;
        enum occurrence_state seen;
    } cases[] = {
        {OCCURRENCE_OPEN, "2020-01-10", "2020-01-12", "2019-09-02", OCCURRENCE_OPEN},
        {OCCURRENCE_OPEN, "2020-01-10", "2020-01-12", "2020-01-10", OCCURRENCE_OPEN},
        {OCCURRENCE_OPEN, "2020-01-10", "2020-01-12", "2020-01-11", OCCURRENCE_OVERDUE},
        {OCCURRENCE_OPEN, "2020-01-10", "2020-01-12", "2020-01-12", OCCURRENCE_OVERDUE},
        {OCCURRENCE_OPEN, "2020-01-10", "2020-01-12", "2020-01-13", OCCURRENCE_MISSED},
        {OCCURRENCE_OPEN, "2020-01-10", "forever", "2031-01-01", OCCURRENCE_OVERDUE},
        {OCCURRENCE_OPEN, "", "2020-01-12", "2020-01-13", OCCURRENCE_OPEN},
        {OCCURRENCE_MET, "2020-01-10", "2020-01-12", "2020-01-13", OCCURRENCE_MET},
        {OCCURRENCE_WAIVED, "2020-01-10", "2020-01-12", "2020-01-11", OCCURRENCE_WAIVED},
        {OCCURRENCE_WITHDRAWN, "2020-01-10", "2020-01-12", "2020-01-11", OCCURRENCE_WITHDRAWN},
        {OCCURRENCE_MISSED, "2020-01-10", "2020-01-12", "2020-01-11", OCCURRENCE_MISSED},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct occurrence occurrence = {.state = cases[i].stored, .due_on = day(cases[i].due), .ends = day(cases[i].ends)};
        enum occurrence_state seen = occurrence_state_on(&occurrence, day(cases[i].today));

        if (seen != cases[i].seen)
            fail_msg("case %zu: %s instead of %s", i, occurrence_state_name(seen), occurrence_state_name(cases[i].seen));
    }
}

static void words_of_states(void **state)
{
    for (int i = 0; i < OCCURRENCE_COUNT; i++) {
        enum occurrence_state parsed;

        assert_int_equal(occurrence_state_parse(occurrence_state_name((enum occurrence_state)i), &parsed), 0);
        assert_int_equal(parsed, i);
    }
    assert_string_equal(occurrence_state_name(OCCURRENCE_WITHDRAWN), "withdrawn");
    enum occurrence_state untouched = OCCURRENCE_MET;
    assert_int_equal(occurrence_state_parse("done", &untouched), ERROR_NOT_FOUND);
    assert_int_equal(untouched, OCCURRENCE_MET);
}

static void names_in_three_parts(void **state)
{
    static const char *const bad[] = {
        "", "/", "//", "su", "su/hearing", "su/hearing/", "/hearing/2020", "su//2020", "su/hearing/2020/", "a/b/c/d", "///"};
    char good[] = "su/party-hearing/2020-2021-1";
    const char *organization, *obligation, *period;

    assert_int_equal(occurrence_name_split(good, &organization, &obligation, &period), 0);
    assert_string_equal(organization, "su");
    assert_string_equal(obligation, "party-hearing");
    assert_string_equal(period, "2020-2021-1");
    for (size_t i = 0; i < N_OF(bad); i++) {
        char *name = xstrdup(bad[i]);
        int error = occurrence_name_split(name, &organization, &obligation, &period);
        bool kept = strcmp(name, bad[i]) == 0;

        free(name);
        if (error != ERROR_INVALID || !kept)
            fail_msg("'%s' was taken for a name, or changed", bad[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(days_from_rules), cmocka_unit_test(stages_reach_out),
                                       cmocka_unit_test(states_of_a_day), cmocka_unit_test(words_of_states),
                                       cmocka_unit_test(names_in_three_parts)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
