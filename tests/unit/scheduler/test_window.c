/* Quiet hours and working days only: tables over an ordinary week, a holiday and two changes of the clock, and a model that reads the clock
 * minute by minute. */
#include "window.h"

#include <string.h>

#include "channel.h"
#include "error.h"
#include "fixture.h"

#define HOUR 3600

static const struct zone_span shanghai_spans[] = {{INT64_MIN, 8 * HOUR}};
static const struct zone shanghai = {.name = "Asia/Shanghai", .spans = shanghai_spans, .n_spans = N_OF(shanghai_spans)};

/* 2020-03-29 02:00 CET to 2020-10-25 03:00 CEST. */
static const struct zone_span berlin_spans[] = {{INT64_MIN, 1 * HOUR}, {1585443600, 2 * HOUR}, {1603587600, 1 * HOUR}};
static const struct zone berlin = {.name = "Europe/Berlin", .spans = berlin_spans, .n_spans = N_OF(berlin_spans)};

static const struct window none = {0};

static struct window quiet(const char *text, bool workdays_only)
{
    struct window window = {.workdays_only = workdays_only};

    if (*text && window_parse_quiet(text, &window) != 0)
        fail_msg("%s does not parse", text);
    return window;
}

static int64_t at(const struct zone *zone, const char *local)
{
    char text[11];
    int32_t seconds;

    memcpy(text, local, 10);
    text[10] = '\0';
    assert_int_equal(time_of_day_parse(local + 11, &seconds), 0);
    return zone_instant(zone, day(text), seconds);
}

static void quiet_hours_parse(void **state)
{
    static const struct {
        const char *text;
        int32_t from, until; /* both 0: refused */
    } cases[] = {
        {"22:00-07:30", 22 * HOUR, 7 * HOUR + 1800},
        {"12:00-14:00", 12 * HOUR, 14 * HOUR},
        {"22:00-24:00", 22 * HOUR, 24 * HOUR},
        {"22:00-00:00", 22 * HOUR, 0},
        {"00:00-06:00", 0, 6 * HOUR},
        {"24:00-06:00", 0, 6 * HOUR},
        {"00:00-23:59", 0, 23 * HOUR + 59 * 60},
        {"00:00-24:00", 0, 0},
        {"07:00-07:00", 0, 0},
        {"24:00-00:00", 0, 0},
        {"", 0, 0},
        {"22:00", 0, 0},
        {"22:00-", 0, 0},
        {"22:00-7:30", 0, 0},
        {"22:00 - 07:30", 0, 0},
        {"22:00-07:60", 0, 0},
        {"24:01-07:00", 0, 0},
        {"22:00-07:30 ", 0, 0},
        {"22:00/07:30", 0, 0},
        {"-2:00-07:30", 0, 0},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct window window = {.quiet_from = 1, .quiet_until = 2, .workdays_only = true};
        bool good = cases[i].from != cases[i].until;
        char text[WINDOW_QUIET_SIZE];

        if (window_parse_quiet(cases[i].text, &window) != (good ? 0 : ERROR_INVALID))
            fail_msg("“%s” is %s", cases[i].text, good ? "refused" : "taken");
        assert_int_equal(window.quiet_from, good ? cases[i].from : 1);
        assert_int_equal(window.quiet_until, good ? cases[i].until : 2);
        assert_true(window.workdays_only);
        if (good && strncmp(cases[i].text, "24", 2) != 0)
            assert_string_equal(window_format_quiet(&window, text), cases[i].text);
    }
}

static void one_window(void **state)
{
    static const struct {
        const struct zone *zone;
        const char *quiet;
        bool workdays_only;
        const char *at, *open, *of;
    } cases[] = {
        {&shanghai, "", false, "2020-01-03T23:00", "2020-01-03T23:00", "no window"},
        {&shanghai, "22:00-07:30", false, "2020-01-03T21:59", "2020-01-03T21:59", "the last open minute"},
        {&shanghai, "22:00-07:30", false, "2020-01-03T22:00", "2020-01-04T07:30", "the first quiet one"},
        {&shanghai, "22:00-07:30", false, "2020-01-04T00:00", "2020-01-04T07:30", "midnight"},
        {&shanghai, "22:00-07:30", false, "2020-01-04T07:29", "2020-01-04T07:30", "the last quiet one"},
        {&shanghai, "22:00-07:30", false, "2020-01-04T07:30", "2020-01-04T07:30", "open again"},
        {&shanghai, "12:00-14:00", false, "2020-01-03T12:30", "2020-01-03T14:00", "a quiet noon"},
        {&shanghai, "12:00-14:00", false, "2020-01-03T11:59", "2020-01-03T11:59", "before it"},
        {&shanghai, "22:00-24:00", false, "2020-01-03T23:00", "2020-01-04T00:00", "until midnight"},
        {&shanghai, "22:00-00:00", false, "2020-01-03T23:00", "2020-01-04T00:00", "the same"},
        {&shanghai, "00:00-06:00", false, "2020-01-03T00:00", "2020-01-03T06:00", "from midnight"},
        {&shanghai, "", true, "2020-01-03T23:00", "2020-01-03T23:00", "a Friday night is Friday"},
        {&shanghai, "", true, "2020-01-04T10:00", "2020-01-06T09:00", "Saturday waits for Monday's nine o'clock"},
        {&shanghai, "", true, "2020-01-19T10:00", "2020-01-19T10:00", "an adjusted workday is one"},
        {&shanghai, "", true, "2020-01-24T00:00", "2020-02-03T09:00", "the Spring Festival"},
        {&shanghai, "22:00-07:30", true, "2020-01-03T22:30", "2020-01-06T07:30", "quiet, then days off: where the night ends"},
        {&shanghai, "22:00-07:30", true, "2020-01-05T12:00", "2020-01-06T07:30", "days off"},
        {&shanghai, "22:00-07:30", true, "2020-01-06T12:00", "2020-01-06T12:00", "neither"},
        {&shanghai, "08:00-10:00", true, "2020-01-05T12:00", "2020-01-06T10:00", "nine o'clock is quiet"},
        {&shanghai, "12:00-14:00", true, "2020-01-05T12:00", "2020-01-06T09:00", "nine o'clock comes first"},
        {&berlin, "22:00-03:00", false, "2020-03-29T01:30", "2020-03-29T03:00", "a night an hour shorter"},
        {&berlin, "22:00-02:30", false, "2020-03-29T01:30", "2020-03-29T03:30", "its end is skipped"},
        {&berlin, "02:00-03:00", false, "2020-03-29T01:59", "2020-03-29T01:59", "all of it is skipped"},
        {&berlin, "02:00-03:00", false, "2020-03-29T03:00", "2020-03-29T03:00", "all of it is skipped"},
        {&berlin, "22:00-03:00", false, "2020-10-24T23:00", "2020-10-25T03:00", "a night an hour longer"},
        {&berlin, "22:00-07:30", true, "2020-10-24T12:00", "2020-10-26T07:30", "over the change"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct window window = quiet(cases[i].quiet, cases[i].workdays_only);
        int64_t begun = at(cases[i].zone, cases[i].at), expected = at(cases[i].zone, cases[i].open);
        int64_t got = windows_open_at(&window, &none, cases[i].zone, wust(), begun);
        char text[ZONE_TEXT_SIZE];

        if (got != expected)
            fail_msg("%s (%s): %s", cases[i].of, cases[i].at, zone_format(cases[i].zone, got, text));
        assert_int_equal(windows_open_at(&none, &window, cases[i].zone, wust(), begun), expected);
        assert_int_equal(windows_open_at(&window, &window, cases[i].zone, wust(), expected), expected);
    }
}

/* The hour that is there twice is quiet both times. */
static void repeated_hour(void **state)
{
    struct window window = quiet("22:00-02:30", false), early = quiet("02:15-02:45", false);

    assert_int_equal(windows_open_at(&window, &none, &berlin, wust(), 1603585800 - 60), 1603585800); /* the first 02:30 ends it */
    assert_int_equal(windows_open_at(&early, &none, &berlin, wust(), 1603585000), 1603586700);
    assert_int_equal(windows_open_at(&early, &none, &berlin, wust(), 1603588600), 1603588600); /* the second time it is over */
}

static void two_windows(void **state)
{
    static const struct {
        const char *first, *second;
        bool workdays_only; /* the second */
        const char *at, *open;
    } cases[] = {
        {"22:00-07:30", "20:00-06:00", false, "2020-01-03T21:00", "2020-01-04T07:30"},
        {"22:00-07:30", "07:00-09:00", false, "2020-01-03T23:00", "2020-01-04T09:00"},
        {"22:00-07:30", "07:30-22:00", false, "2020-01-03T23:00", "2020-01-04T07:30"}, /* never both: the first */
        {"22:00-07:30", "07:30-21:00", false, "2020-01-03T23:00", "2020-01-04T21:00"},
        {"07:30-21:00", "22:00-07:30", false, "2020-01-03T23:00", "2020-01-04T21:00"},
        {"22:00-07:30", "", true, "2020-01-03T23:00", "2020-01-06T07:30"},
        {"08:30-09:30", "", true, "2020-01-04T12:00", "2020-01-06T09:30"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct window first = quiet(cases[i].first, false), second = quiet(cases[i].second, cases[i].workdays_only);
        int64_t got = windows_open_at(&first, &second, &shanghai, wust(), at(&shanghai, cases[i].at));
        char text[ZONE_TEXT_SIZE];

        if (got != at(&shanghai, cases[i].open))
            fail_msg("%s and %s: %s", cases[i].first, cases[i].second, zone_format(&shanghai, got, text));
    }
}

static void beyond_all_dates(void **state)
{
    struct window window = quiet("22:00-07:30", true);

    assert_true(windows_open_at(&window, &none, &shanghai, wust(), INT64_MAX) == INT64_MAX);
    assert_true(windows_open_at(&window, &none, &shanghai, wust(), INT64_MIN) == INT64_MIN);
}

/* A calendar that lists nothing works from Monday to Friday. */
static void without_holidays(void **state)
{
    static const struct calendar plain = {0};
    struct window window = quiet("", true);

    assert_int_equal(windows_open_at(&window, &none, &shanghai, &plain, at(&shanghai, "2020-01-25T12:00")),
                     at(&shanghai, "2020-01-27T09:00"));
}

static bool is_open(const struct window *window, date_t today, int32_t seconds)
{
    bool inside = window->quiet_from < window->quiet_until ? seconds >= window->quiet_from && seconds < window->quiet_until
                                                           : seconds >= window->quiet_from || seconds < window->quiet_until;

    if (window->quiet_from == window->quiet_until)
        inside = false;
    return !inside && (!window->workdays_only || calendar_is_workday(wust(), today));
}

static struct window roll_window(struct dice *dice)
{
    struct window window = {.workdays_only = dice_once_in(dice, 3)};

    if (!dice_once_in(dice, 3)) {
        window.quiet_from = dice_roll(dice, 24) * HOUR;
        window.quiet_until = dice_roll(dice, 24) * HOUR;
    }
    return window;
}

/* Against the clock read hour by hour (all bounds are whole hours); only the nine o'clock after days off is later than it must be. */
static void agrees_with_the_clock(struct dice *dice)
{
    for (int round = 0; round < 200; round++) {
        struct window first = roll_window(dice), second = roll_window(dice);
        int64_t begun = at(&shanghai, "2020-01-01T00:00") + (int64_t)dice_roll(dice, 366 * 24) * HOUR, expected = begun;
        int64_t got = windows_open_at(&first, &second, &shanghai, wust(), begun);
        bool waited = false;

        if (!windows_meet(&first, &second))
            second = none;
        for (;; expected += HOUR) {
            date_t today = zone_date(&shanghai, expected);
            int32_t seconds = (int32_t)(expected - zone_instant(&shanghai, today, 0));

            if (is_open(&first, today, seconds) && is_open(&second, today, seconds))
                break;
            waited = waited || ((first.workdays_only || second.workdays_only) && !calendar_is_workday(wust(), today));
        }
        assert_true(got >= expected);
        if (!waited)
            assert_true(got == expected);
        assert_true(got - expected <= 24 * HOUR);
        assert_true(windows_open_at(&first, &second, &shanghai, wust(), got) == got);
    }
}

static void the_clock(void **state)
{
    for_each_seed(agrees_with_the_clock);
}

static void channels_have_windows(void **state)
{
    static const struct setting good[] = {{.name = "quiet", .type = SETTING_STRING, .string = "22:00-07:30"},
                                          {.name = "workdays_only", .type = SETTING_BOOLEAN, .integer = 1}};
    static const struct setting bad[] = {{.name = "quiet", .type = SETTING_STRING, .string = "always"}};
    struct window window = channel_window(&(struct channel){.settings = good, .n_settings = 2});

    assert_int_equal(window.quiet_from, 22 * HOUR);
    assert_int_equal(window.quiet_until, 7 * HOUR + 1800);
    assert_true(window.workdays_only && window_is_set(&window));
    window = channel_window(&(struct channel){.settings = bad, .n_settings = 1});
    assert_false(window_is_set(&window));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quiet_hours_parse),
        cmocka_unit_test(one_window),
        cmocka_unit_test(repeated_hour),
        cmocka_unit_test(two_windows),
        cmocka_unit_test(beyond_all_dates),
        cmocka_unit_test(without_holidays),
        cmocka_unit_test_teardown(the_clock, seed_report),
        cmocka_unit_test(channels_have_windows),
    };

    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
