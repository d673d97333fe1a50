/* Civil dates. */
#include "date.h"

#include "error.h"
#include "fixture.h"

static void every_day_counts_up_and_back(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    date_t expected = -25567; /* 1900-01-01 */

    for (int year = 1900; year <= 2199; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (leap && month == 2);

            for (int d = 1; d <= length; d++, expected++) {
                date_t got;
                int y, m, back;

                assert_int_equal(date_from_ymd(year, month, d, &got), 0);
                assert_int_equal(got, expected);
                date_to_ymd(got, &y, &m, &back);
                assert_true(y == year && m == month && back == d);
                assert_int_equal(date_weekday(got), (got + 25567) % 7 + 1); /* 1900-01-01 was a Monday */
            }
        }
    }
}

static void known_days(void **state)
{
    static const struct {
        const char *text;
        date_t date;
        enum weekday weekday;
    } cases[] = {
        {"1970-01-01", 0, THURSDAY},     {"1969-12-31", -1, WEDNESDAY},  {"2000-02-29", 11016, TUESDAY},
        {"2019-09-28", 18167, SATURDAY}, {"2020-01-03", 18264, FRIDAY},  {"2020-05-29", 18411, FRIDAY},
        {"2020-10-17", 18552, SATURDAY}, {"1900-01-01", -25567, MONDAY}, {"2199-12-31", 84005, TUESDAY},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char text[DATE_TEXT_SIZE];

        assert_int_equal(day(cases[i].text), cases[i].date);
        assert_int_equal(date_weekday(cases[i].date), cases[i].weekday);
        assert_string_equal(date_format(cases[i].date, text), cases[i].text);
    }
    /* RULES.md section 4: the two congresses lie 385 days apart. */
    assert_int_equal(day("2020-10-17") - day("2019-09-28"), 385);
    assert_day(date_monday(day("2020-01-03")), "2019-12-30", "Monday of a Friday");
    assert_day(date_monday(day("2020-01-05")), "2019-12-30", "Monday of a Sunday");
    assert_day(date_monday(day("2020-01-06")), "2020-01-06", "Monday of a Monday");
    assert_day(date_monday(day("1969-12-31")), "1969-12-29", "Monday before 1970");
}

static void what_is_no_date(void **state)
{
    static const char *const texts[] = {
        "",           "2020",       "2020-1-02",  "2020-01-2",  "2020-13-01",  "2020-00-10",  "2020-02-30",  "2019-02-29",
        "2100-02-29", "2020-01-32", "2020-01-00", "20200102",   "2020/01/02",  "2020-01-02 ", " 2020-01-02", "2020-01-0x",
        "+020-01-02", "1899-12-31", "2200-01-01", "2020-04-31", "2020-01-021", "-2020-01-02", "2020-01-",
    };
    date_t untouched = 7;

    for (size_t i = 0; i < N_OF(texts); i++) {
        if (date_parse(texts[i], &untouched) != ERROR_INVALID)
            fail_msg("'%s' was taken for a date", texts[i]);
        assert_int_equal(untouched, 7);
    }
    assert_int_equal(date_from_ymd(2020, 0, 1, &untouched), ERROR_INVALID);
    assert_int_equal(date_from_ymd(2020, -1, 1, &untouched), ERROR_INVALID);
    assert_int_equal(date_from_ymd(2021, 2, 29, &untouched), ERROR_INVALID);
}

static void no_day_is_empty(void **state)
{
    char text[DATE_TEXT_SIZE] = "x";

    assert_string_equal(date_format(DATE_NONE, text), "");
    assert_string_equal(date_format(DATE_FOREVER, text), "");
    date_format(DATE_NONE + 1, text); /* far from every calendar, and still within the text */
    date_format(DATE_FOREVER - 1, text);
    assert_string_equal(text, "5881580-07-10");
}

static void times_of_day(void **state)
{
    static const struct {
        const char *text;
        int32_t seconds; /* -1: no time */
    } cases[] = {
        {"00:00", 0}, {"09:00", 32400}, {"23:59", 86340}, {"24:00", -1}, {"09:60", -1}, {"9:00", -1},
        {"09:0", -1}, {"09:000", -1},   {"0900", -1},     {"", -1},      {"-9:00", -1}, {"09:00 ", -1},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        int32_t seconds = -1;
        int error = time_of_day_parse(cases[i].text, &seconds);

        if (error != (cases[i].seconds < 0 ? ERROR_INVALID : 0) || seconds != cases[i].seconds)
            fail_msg("'%s': error %d, %d seconds", cases[i].text, error, (int)seconds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_counts_up_and_back),
        cmocka_unit_test(known_days),
        cmocka_unit_test(what_is_no_date),
        cmocka_unit_test(no_day_is_empty),
        cmocka_unit_test(times_of_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
