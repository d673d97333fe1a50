/* Instants and local times. */
#include "zone.h"

#include "fixture.h"

#define HOUR 3600

/* Shanghai with local mean time and one summer of daylight saving time (1986: 05-04 02:00 to 09-14 02:00 summer time). */
static const struct zone_span shanghai_spans[] = {
    {INT64_MIN, 8 * HOUR + 343}, {-2177481943, 8 * HOUR}, {515527200, 9 * HOUR}, {527014800, 8 * HOUR}};
static const struct zone shanghai = {.name = "Asia/Shanghai", .spans = shanghai_spans, .n_spans = N_OF(shanghai_spans)};

/* New York in 2020: behind Greenwich, 03-08 02:00 EST to 11-01 02:00 EDT. */
static const struct zone_span new_york_spans[] = {{INT64_MIN, -5 * HOUR}, {1583650800, -4 * HOUR}, {1604210400, -5 * HOUR}};
static const struct zone new_york = {.name = "America/New_York", .spans = new_york_spans, .n_spans = N_OF(new_york_spans)};

/* Samoa left out 2011-12-30. */
static const struct zone_span apia_spans[] = {{INT64_MIN, -10 * HOUR}, {1325239200, 14 * HOUR}};
static const struct zone apia = {.name = "Pacific/Apia", .spans = apia_spans, .n_spans = N_OF(apia_spans)};

static void local_times_to_instants_and_back(void **state)
{
    static const struct {
        const struct zone *zone;
        const char *day;
        int32_t seconds;
        int64_t at;
        const char *text; /* of the instant */
        const char *of;
    } cases[] = {
        {&shanghai, "2020-01-02", 9 * HOUR, 1577926800, "2020-01-02T09:00:00+08:00", "an ordinary morning"},
        {&shanghai, "1970-01-01", 8 * HOUR, 0, "1970-01-01T08:00:00+08:00", "the epoch"},
        {&shanghai, "2020-01-02", 0, 1577894400, "2020-01-02T00:00:00+08:00", "midnight"},
        {&shanghai, "1986-07-01", 9 * HOUR, 520560000, "1986-07-01T09:00:00+09:00", "summer time"},
        {&shanghai, "1986-05-04", 2 * HOUR + 1800, 515529000, "1986-05-04T03:30:00+09:00", "skipped: as far behind the gap"},
        {&shanghai, "1986-09-14", 1 * HOUR + 1800, 527013000, "1986-09-14T01:30:00+09:00", "repeated: the first"},
        {&shanghai, "1986-09-14", 2 * HOUR, 527018400, "1986-09-14T02:00:00+08:00", "repeated no more"},
        {&new_york, "2020-03-08", 2 * HOUR, 1583650800, "2020-03-08T03:00:00-04:00", "the first skipped moment"},
        {&new_york, "2020-03-08", 2 * HOUR + 1800, 1583652600, "2020-03-08T03:30:00-04:00", "skipped"},
        {&new_york, "2020-03-08", 3 * HOUR, 1583650800, "2020-03-08T03:00:00-04:00", "the first moment after the gap"},
        {&new_york, "2020-11-01", 1 * HOUR, 1604206800, "2020-11-01T01:00:00-04:00", "repeated: the first, west"},
        {&apia, "2011-12-29", 12 * HOUR, 1325196000, "2011-12-29T12:00:00-10:00", "the day before the one left out"},
        {&apia, "2011-12-30", 12 * HOUR, 1325282400, "2011-12-31T12:00:00+14:00", "a whole day skipped"},
        {&apia, "2011-12-31", 12 * HOUR, 1325282400, "2011-12-31T12:00:00+14:00", "the day after it"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char text[ZONE_TEXT_SIZE];
        int64_t at = zone_instant(cases[i].zone, day(cases[i].day), cases[i].seconds);

        if (at != cases[i].at)
            fail_msg("%s: %lld instead of %lld", cases[i].of, (long long)at, (long long)cases[i].at);
        assert_string_equal(zone_format(cases[i].zone, at, text), cases[i].text);
    }
}

static void days_of_instants(void **state)
{
    assert_day(zone_date(&shanghai, 1577894399), "2020-01-01", "the last second of a day");
    assert_day(zone_date(&shanghai, 1577894400), "2020-01-02", "the first");
    assert_day(zone_date(&shanghai, -28801), "1969-12-31", "before 1970");
    assert_day(zone_date(&new_york, 0), "1969-12-31", "west of Greenwich");
    assert_day(zone_date(&shanghai, 1577926800), "2020-01-02", "an ordinary morning");
}

static void every_hour_of_a_year_comes_back(void **state)
{
    for (int64_t at = 1577836800; at < 1577836800 + 366 * 24 * HOUR; at += HOUR / 2) {
        date_t on = zone_date(&new_york, at);
        int64_t midnight = zone_instant(&new_york, on, 0);

        assert_true(midnight <= at && at < zone_instant(&new_york, on + 1, 0));
    }
}

static void the_ends_of_time(void **state)
{
    char text[ZONE_TEXT_SIZE] = "x";

    assert_int_equal(zone_date(&shanghai, INT64_MAX), DATE_FOREVER);
    assert_int_equal(zone_date(&shanghai, INT64_MIN), DATE_NONE);
    assert_true(zone_instant(&shanghai, DATE_FOREVER, 0) == INT64_MAX);
    assert_true(zone_instant(&shanghai, DATE_NONE, 0) == INT64_MIN);
    assert_string_equal(zone_format(&shanghai, INT64_MAX, text), "");
}

static void odd_offsets_keep_the_instant(void **state)
{
    char text[ZONE_TEXT_SIZE];

    /* Local mean time, 8:05:43 east: shown as +08:06, the clock moved by the 17 seconds that the offset gained. */
    assert_string_equal(zone_format(&shanghai, -2208988800, text), "1900-01-01T08:06:00+08:06");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_times_to_instants_and_back), cmocka_unit_test(days_of_instants),
        cmocka_unit_test(every_hour_of_a_year_comes_back),  cmocka_unit_test(the_ends_of_time),
        cmocka_unit_test(odd_offsets_keep_the_instant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
