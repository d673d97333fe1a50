/* GLib reads the system's zone data and answers what the offset is at an instant; the changes between are found by looking every week and
 * halving. */
#include "zones.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

#define WEEK_SECONDS (7 * 86400)
#define LAST_AT      INT64_C(4133894400) /* 2101-01-01 */

static int32_t offset_at(GTimeZone *zone, int64_t at)
{
    return g_time_zone_get_offset(zone, g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at));
}

/* The first second after `low` whose offset is that of `high`. */
static int64_t change_between(GTimeZone *zone, int64_t low, int64_t high)
{
    int32_t after = offset_at(zone, high);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_at(zone, middle) == after)
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* Fills `spans` unless it is NULL, and counts them. */
static size_t collect(GTimeZone *zone, struct zone_span *spans)
{
    size_t n = 0;
    int32_t offset = offset_at(zone, 0);
    if (spans != NULL)
        spans[n] = (struct zone_span){.begins_at = INT64_MIN, .offset_seconds = offset};
    n++;
    for (int64_t at = 0; at < LAST_AT; at += WEEK_SECONDS) {
        int32_t next = offset_at(zone, at + WEEK_SECONDS);
        if (next == offset)
            continue;
        if (spans != NULL)
            spans[n] = (struct zone_span){.begins_at = change_between(zone, at, at + WEEK_SECONDS), .offset_seconds = next};
        n++;
        offset = next;
    }
    return n;
}

/* GLib takes any file for zone data, absolute paths and the tables beside it too. */
static bool is_zone(const char *name)
{
    const char *directory = getenv("TZDIR");
    char magic[4] = "";
    if (name[0] == '/' || strstr(name, "..") != NULL)
        return false;
    char *path = xasprintf("%s/%s", directory != NULL ? directory : "/usr/share/zoneinfo", name);
    FILE *file = fopen(path, "re");
    free(path);
    if (file == NULL)
        return false;
    size_t read = fread(magic, 1, sizeof magic, file);
    fclose(file);
    return read == sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
}

int zone_load(const char *name, struct arena *arena, struct zone *ret)
{
    GTimeZone *zone = is_zone(name) ? g_time_zone_new_identifier(name) : NULL;
    if (zone == NULL)
        return ERROR_NOT_FOUND;
    size_t n = collect(zone, NULL);
    struct zone_span *spans = arena_array(arena, n, sizeof *spans);
    collect(zone, spans);
    g_time_zone_unref(zone);
    *ret = (struct zone){.name = arena_strdup(arena, name), .spans = spans, .n_spans = n};
    return 0;
}
