/* Working days, terms and periods. The facts are RULES.md's, section 4. */
#include "calendar.h"

#include <string.h>

#include "fixture.h"

static void adjusted_days(void **state)
{
    static const struct {
        const char *first, *last;
        bool works;
    } cases[] = {
        {"2020-01-19", "2020-01-19", true},  {"2020-04-26", "2020-04-26", true},  {"2020-05-09", "2020-05-09", true},
        {"2020-06-28", "2020-06-28", true},  {"2020-09-27", "2020-09-27", true},  {"2020-10-10", "2020-10-10", true},
        {"2020-01-24", "2020-02-02", false}, {"2020-04-04", "2020-04-06", false}, {"2020-05-01", "2020-05-05", false},
        {"2020-06-25", "2020-06-27", false}, {"2020-10-01", "2020-10-08", false}, {"2020-01-20", "2020-01-23", true},
        {"2020-02-03", "2020-02-07", true},  {"2020-02-08", "2020-02-09", false}, {"2035-03-05", "2035-03-09", true},
        {"2035-03-10", "2035-03-11", false}, {"1999-05-03", "1999-05-07", true},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        for (date_t on = day(cases[i].first); on <= day(cases[i].last); on++)
            assert_int_equal(calendar_is_workday(wust(), on), cases[i].works);
    }
}

static void counting_by_hand(void **state)
{
    static const struct {
        const char *from;
        int32_t n;
        const char *to;
    } cases[] = {
        {"2020-10-17", -10, "2020-09-28"}, {"2020-01-10", 1, "2020-01-13"},   {"2020-01-17", 1, "2020-01-19"},
        {"2020-01-23", 1, "2020-02-03"},   {"2020-02-03", -1, "2020-01-23"},  {"2020-01-25", 0, "2020-01-25"},
        {"2020-01-25", 1, "2020-02-03"},   {"2020-01-25", -1, "2020-01-23"},  {"2020-10-09", 1, "2020-10-10"},
        {"2020-10-10", -2, "2020-09-30"},  {"2030-01-05", 260, "2031-01-03"}, {"", 5, ""},
        {"forever", 5, "forever"},
    };
    static const struct {
        const char *from, *to;
    } published[] = {
        {"2020-09-24", "2020-09-29"}, {"2020-09-28", "2020-10-10"}, {"2020-04-29", "2020-05-08"}, {"2020-10-01", "2020-10-14"}};

    for (size_t i = 0; i < N_OF(cases); i++)
        assert_day(calendar_add_workdays(wust(), day(cases[i].from), cases[i].n), cases[i].to, cases[i].from);
    for (size_t i = 0; i < N_OF(published); i++)
        assert_day(calendar_workdays_inclusive(wust(), day(published[i].from), 5), published[i].to, published[i].from);
    assert_day(calendar_workdays_inclusive(wust(), day("2020-09-24"), 1), "2020-09-24", "one day, inclusive");
}

/* Day by day, the way one counts on a wall calendar. */
static date_t walked(date_t date, int32_t n)
{
    int32_t step = n > 0 ? 1 : -1;

    while (n != 0) {
        date += step;
        if (calendar_is_workday(wust(), date))
            n -= step;
    }
    return date;
}

static void counting_agrees_with_walking(void **state)
{
    for (date_t from = day("2019-08-20"); from <= day("2020-11-20"); from++) {
        int32_t count = 0;

        for (int32_t n = -45; n <= 45; n++)
            assert_int_equal(calendar_add_workdays(wust(), from, n), walked(from, n));
        for (date_t until = from; until < from + 100; until++) {
            count += until > from && calendar_is_workday(wust(), until);
            assert_int_equal(calendar_count_workdays(wust(), from, until), count);
        }
        assert_int_equal(calendar_workday_at_or_before(wust(), from), calendar_is_workday(wust(), from) ? from : walked(from, -1));
        assert_int_equal(calendar_workday_at_or_after(wust(), from), calendar_is_workday(wust(), from) ? from : walked(from, 1));
    }
    assert_int_equal(calendar_add_workdays(wust(), day("2019-08-20"), 3000), walked(day("2019-08-20"), 3000));
    assert_int_equal(calendar_add_workdays(wust(), day("2025-08-20"), -3000), walked(day("2025-08-20"), -3000));
    assert_int_equal(calendar_count_workdays(wust(), day("2020-05-05"), day("2020-05-01")), 0);
}

static void without_special_days(void **state)
{
    const struct calendar plain = {.id = "plain"};

    assert_true(calendar_is_workday(&plain, day("2020-10-01")));
    assert_false(calendar_is_workday(&plain, day("2020-10-10")));
    assert_day(calendar_add_workdays(&plain, day("2020-10-09"), 1), "2020-10-12", "over a weekend");
    assert_day(calendar_add_workdays(&plain, day("2020-10-12"), -1), "2020-10-09", "back over a weekend");
    assert_null(calendar_term_begun(&plain, day("2020-10-12")));
}

static void spans_move_days(void **state)
{
    static const struct {
        const char *from;
        struct span span;
        const char *to;
    } cases[] = {
        {"2020-01-10", {-14, SPAN_DAYS}, "2019-12-27"},   {"2020-01-10", {-1, SPAN_WEEKS}, "2020-01-03"},
        {"2020-01-10", {0, SPAN_DAYS}, "2020-01-10"},     {"2020-10-17", {-10, SPAN_WORKDAYS}, "2020-09-28"},
        {"2020-01-11", {0, SPAN_WORKDAYS}, "2020-01-11"}, {"", {3, SPAN_DAYS}, ""},
        {"forever", {-3, SPAN_WEEKS}, "forever"},         {"", {3, SPAN_WORKDAYS}, ""},
    };

    for (size_t i = 0; i < N_OF(cases); i++)
        assert_day(calendar_add(wust(), day(cases[i].from), cases[i].span), cases[i].to, cases[i].from);
}

static void terms_begun(void **state)
{
    static const struct {
        const char *on, *term; /* NULL: none */
    } cases[] = {
        {"2019-09-01", NULL},          {"2019-09-02", "2019-2020-1"}, {"2020-01-12", "2019-2020-1"}, {"2020-02-16", "2019-2020-1"},
        {"2020-02-17", "2019-2020-2"}, {"2020-07-13", "2019-2020-3"}, {"2020-09-06", "2019-2020-3"}, {"2031-01-01", "2020-2021-1"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct term *term = calendar_term_begun(wust(), day(cases[i].on));

        if (cases[i].term == NULL)
            assert_null(term);
        else
            assert_string_equal(term->id, cases[i].term);
    }
}

static void periods_in_order(void **state)
{
    static const struct {
        enum period_kind kind;
        size_t index;
        const char *id, *begins, *ends; /* id NULL: there is none */
    } cases[] = {
        {PERIOD_TERM, 0, "2019-2020-1", "2019-09-02", "2020-01-12"},
        {PERIOD_TERM, 3, "2020-2021-1", "2020-09-07", "2021-01-17"},
        {PERIOD_TERM, 4, NULL, NULL, NULL},
        {PERIOD_YEAR, 0, "2019-2020", "2019-09-02", "2020-07-26"},
        {PERIOD_YEAR, 1, "2020-2021", "2020-09-07", "2021-01-17"},
        {PERIOD_YEAR, 2, NULL, NULL, NULL},
        {PERIOD_ONCE, 0, "once", "", "forever"},
        {PERIOD_ONCE, 1, NULL, NULL, NULL},
        {PERIOD_CASE, 0, NULL, NULL, NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct period period;

        assert_int_equal(calendar_period(wust(), cases[i].kind, cases[i].index, &period), cases[i].id != NULL);
        if (cases[i].id == NULL)
            continue;
        assert_string_equal(period.id, cases[i].id);
        assert_true(calendar_period_named(wust(), cases[i].kind, cases[i].id, &period));
        assert_day(period.begins, cases[i].begins, cases[i].id);
        assert_day(period.ends, cases[i].ends, cases[i].id);
    }
}

static void periods_that_are_none(void **state)
{
    struct period period;

    assert_false(calendar_period_named(wust(), PERIOD_TERM, "2019-2020", &period));
    assert_false(calendar_period_named(wust(), PERIOD_YEAR, "2019-2020-1", &period));
    assert_false(calendar_period_named(wust(), PERIOD_CASE, "c1", &period));
    assert_false(calendar_period_holding(wust(), PERIOD_CASE, day("2020-10-17"), &period));
}

static void periods_holding_a_day(void **state)
{
    static const struct {
        enum period_kind kind;
        const char *on, *id; /* NULL: none holds it */
    } cases[] = {
        {PERIOD_TERM, "2020-01-03", "2019-2020-1"}, {PERIOD_TERM, "2020-05-29", "2019-2020-2"}, {PERIOD_TERM, "2020-01-13", NULL},
        {PERIOD_TERM, "2019-09-01", NULL},          {PERIOD_YEAR, "2020-01-13", "2019-2020"},   {PERIOD_YEAR, "2020-07-27", NULL},
        {PERIOD_YEAR, "2020-10-17", "2020-2021"},   {PERIOD_YEAR, "2019-09-28", "2019-2020"},   {PERIOD_ONCE, "1999-01-01", "once"},
        {PERIOD_YEAR, "2019-09-01", NULL},          {PERIOD_TERM, "2020-01-12", "2019-2020-1"}, {PERIOD_YEAR, "2020-07-26", "2019-2020"},
        {PERIOD_TERM, "2021-01-18", NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct period period = {.id = NULL};
        bool held = calendar_period_holding(wust(), cases[i].kind, day(cases[i].on), &period);

        assert_int_equal(held, cases[i].id != NULL);
        if (held)
            assert_string_equal(period.id, cases[i].id);
    }
}

static void weeks_of_a_term(void **state)
{
    assert_day(calendar_week_due(day("2019-09-02"), 1), "2019-09-06", "week 1 of a term that begins on a Monday");
    assert_day(calendar_week_due(day("2019-09-02"), 16), "2019-12-20", "week 16");
    assert_day(calendar_week_due(day("2019-09-05"), 1), "2019-09-06", "week 1 holds the first day, a Thursday");
    assert_day(calendar_week_due(day("2019-09-08"), 1), "2019-09-06", "a term that begins on a Sunday: its Friday is before it");
    assert_day(calendar_week_due(day("2020-02-17"), 15), "2020-05-29", "the review of the spring term");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adjusted_days),        cmocka_unit_test(counting_by_hand),      cmocka_unit_test(counting_agrees_with_walking),
        cmocka_unit_test(without_special_days), cmocka_unit_test(spans_move_days),       cmocka_unit_test(terms_begun),
        cmocka_unit_test(periods_in_order),     cmocka_unit_test(periods_that_are_none), cmocka_unit_test(periods_holding_a_day),
        cmocka_unit_test(weeks_of_a_term),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
