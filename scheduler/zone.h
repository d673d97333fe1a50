/* A time zone as a value: the spans of constant offset from UTC. conf/ fills it from the system's zone data. */
#ifndef LUNZHI_ZONE_H
#define LUNZHI_ZONE_H

#include <stddef.h>

#include "date.h"

struct zone_span {
    int64_t begins_at;      /* UTC seconds, inclusive; the first span's is INT64_MIN */
    int32_t offset_seconds; /* east of Greenwich is positive */
};

struct zone {
    const char *name; /* "Asia/Shanghai" */
    const struct zone_span *spans;
    size_t n_spans; /* at least 1 */
};

#define ZONE_TEXT_SIZE 32 /* "2020-01-02T09:00:00+08:00" and its NUL */

/* The civil date an instant falls on. Instants beyond what a date can count give DATE_NONE and DATE_FOREVER. */
date_t zone_date(const struct zone *zone, int64_t at);
/* The instant of a local time. A time the zone skips gives the instant after the gap by the same distance; one it repeats, the first.
 * DATE_NONE gives INT64_MIN and DATE_FOREVER INT64_MAX. */
int64_t zone_instant(const struct zone *zone, date_t date, int32_t seconds_of_day);
/* RFC 3339 with the local offset, "" for an instant beyond all dates. Returns `text`. */
const char *zone_format(const struct zone *zone, int64_t at, char text[static ZONE_TEXT_SIZE]);

#endif
