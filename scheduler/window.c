/* Windows, as instants: each quiet night is the span between two local times, so that a clock that springs or repeats an hour changes its
 * length and nothing else. */
#include "window.h"

#include <stdio.h>
#include <string.h>

#include "error.h"

#define SECONDS_OF_DAY 86400
#define MOVES_MAX      1000 /* from day to day: no calendar has that many days off in a row */

/* "HH:MM"; 24:00 is the end of the day. */
static int parse_time(const char *text, int32_t *ret_seconds)
{
    if (strcmp(text, "24:00") == 0) {
        *ret_seconds = SECONDS_OF_DAY;
        return 0;
    }
    return time_of_day_parse(text, ret_seconds);
}

int window_parse_quiet(const char *text, struct window *window)
{
    char from[6], until[6];
    int32_t from_s, until_s;

    if (strlen(text) != strlen("HH:MM-HH:MM") || text[5] != '-')
        return ERROR_INVALID;
    snprintf(from, sizeof from, "%.5s", text);
    snprintf(until, sizeof until, "%.5s", text + 6);
    if (parse_time(from, &from_s) < 0 || parse_time(until, &until_s) < 0)
        return ERROR_INVALID;
    if (from_s % SECONDS_OF_DAY == until_s % SECONDS_OF_DAY)
        return ERROR_INVALID;
    window->quiet_from = from_s % SECONDS_OF_DAY;
    window->quiet_until = until_s;
    return 0;
}

const char *window_format_quiet(const struct window *window, char text[static WINDOW_QUIET_SIZE])
{
    text[0] = '\0';
    if (window->quiet_from != window->quiet_until)
        snprintf(text, WINDOW_QUIET_SIZE, "%02d:%02d-%02d:%02d", (int)(window->quiet_from / 3600) % 24, (int)(window->quiet_from / 60) % 60,
                 (int)(window->quiet_until / 3600) % 25, (int)(window->quiet_until / 60) % 60);
    return text;
}

bool window_is_set(const struct window *window)
{
    return window->workdays_only || window->quiet_from != window->quiet_until;
}

/* Whether the quiet hours hold a time of day. */
static bool is_quiet(const struct window *window, int32_t seconds_of_day)
{
    if (window->quiet_from <= window->quiet_until)
        return seconds_of_day >= window->quiet_from && seconds_of_day < window->quiet_until;
    return seconds_of_day >= window->quiet_from || seconds_of_day < window->quiet_until;
}

/* Where the open time of one begins, or where the other's does: if both are taken there is nothing left. */
bool windows_meet(const struct window *a, const struct window *b)
{
    return !is_quiet(b, a->quiet_until % SECONDS_OF_DAY) || !is_quiet(a, b->quiet_until % SECONDS_OF_DAY);
}

/* The end of the quiet span that holds the instant, or the instant itself. One that crosses midnight began yesterday or today. */
static int64_t after_quiet(const struct window *window, const struct zone *zone, int64_t at)
{
    const bool crosses = window->quiet_from > window->quiet_until;
    const date_t today = zone_date(zone, at);

    if (window->quiet_from == window->quiet_until)
        return at;
    for (date_t day = today - crosses; day <= today; day++) {
        int64_t begins_at = zone_instant(zone, day, window->quiet_from);
        int64_t ends_at = zone_instant(zone, day + crosses, window->quiet_until);

        if (at >= begins_at && at < ends_at)
            return ends_at;
    }
    return at;
}

/* The beginning of the next working day, or the instant itself on one. */
static int64_t after_days_off(const struct window *first, const struct window *second, const struct zone *zone,
                              const struct calendar *calendar, int64_t at)
{
    const date_t today = zone_date(zone, at);
    const bool begins_quiet = is_quiet(first, 0) || is_quiet(second, 0);

    if ((!first->workdays_only && !second->workdays_only) || calendar_is_workday(calendar, today))
        return at;
    return zone_instant(zone, calendar_workday_at_or_after(calendar, today), begins_quiet ? 0 : WINDOW_DAY_BEGINS_S);
}

int64_t windows_open_at(const struct window *first, const struct window *second, const struct zone *zone, const struct calendar *calendar,
                        int64_t at)
{
    static const struct window none = {0};
    int64_t before;
    int moves = 0;

    if (zone_date(zone, at) == DATE_NONE || zone_date(zone, at) == DATE_FOREVER)
        return at;
    if (!windows_meet(first, second))
        second = &none;
    do {
        before = at;
        at = after_days_off(first, second, zone, calendar, at);
        at = after_quiet(first, zone, at);
        at = after_quiet(second, zone, at);
    } while (at != before && ++moves < MOVES_MAX);
    return at;
}
