/* Instants and local times. A zone is a short sorted array: found by halving, then stepped along where a local time may belong to two
 * spans. */
#include "zone.h"

#include <stdlib.h>
#include <string.h>

#include "digits.h"

#define SECONDS_OF_DAY 86400
#define OFFSET_MAX     (26 * 3600) /* no zone was ever further from Greenwich */
#define INSTANT_MAX    ((int64_t)DATE_FOREVER * SECONDS_OF_DAY - OFFSET_MAX)

/* The span that holds the instant. */
static size_t span_at(const struct zone *zone, int64_t at)
{
    size_t low = 0, high = zone->n_spans;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (zone->spans[middle].begins_at <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int64_t days_before(int64_t seconds)
{
    return (seconds >= 0 ? seconds : seconds - SECONDS_OF_DAY + 1) / SECONDS_OF_DAY;
}

date_t zone_date(const struct zone *zone, int64_t at)
{
    if (at >= INSTANT_MAX)
        return DATE_FOREVER;
    if (at <= -INSTANT_MAX)
        return DATE_NONE;
    return (date_t)days_before(at + zone->spans[span_at(zone, at)].offset_seconds);
}

int64_t zone_instant(const struct zone *zone, date_t date, int32_t seconds_of_day)
{
    int64_t local = (int64_t)date * SECONDS_OF_DAY + seconds_of_day;
    int64_t at;
    size_t i;

    if (date == DATE_FOREVER || date == DATE_NONE)
        return date == DATE_FOREVER ? INT64_MAX : INT64_MIN;
    i = span_at(zone, local - OFFSET_MAX);
    at = local - zone->spans[i].offset_seconds;
    while (i + 1 < zone->n_spans && at >= zone->spans[i + 1].begins_at) {
        int64_t next_at = local - zone->spans[++i].offset_seconds;

        /* Over in the span before and not yet begun in this one: the zone skips it. */
        if (next_at < zone->spans[i].begins_at)
            break;
        at = next_at;
    }
    return at;
}

const char *zone_format(const struct zone *zone, int64_t at, char text[static ZONE_TEXT_SIZE])
{
    int offset, minutes, second;
    int64_t local, days;
    size_t length;

    text[0] = '\0';
    if (at >= INSTANT_MAX || at <= -INSTANT_MAX)
        return text;
    /* RFC 3339 has no seconds in an offset: the old local mean times are shown with the nearest minute, the instant stays exact. */
    offset = zone->spans[span_at(zone, at)].offset_seconds;
    minutes = (offset + (offset < 0 ? -30 : 30)) / 60;
    local = at + minutes * 60;
    days = days_before(local);
    second = (int)(local - days * SECONDS_OF_DAY);
    length = strlen(date_format((date_t)days, text));
    memcpy(text + length, "T00:00:00+00:00", sizeof("T00:00:00+00:00"));
    digits_put(text + length + 1, second / 3600 % 24, 2);
    digits_put(text + length + 4, second / 60 % 60, 2);
    digits_put(text + length + 7, second % 60, 2);
    text[length + 9] = minutes < 0 ? '-' : '+';
    digits_put(text + length + 10, abs(minutes) / 60 % 100, 2);
    digits_put(text + length + 13, abs(minutes) % 60, 2);
    return text;
}
