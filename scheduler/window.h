/* When messages may go out: quiet hours and "working days only", of a channel or of a member. Pure. */
#ifndef LUNZHI_WINDOW_H
#define LUNZHI_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "calendar.h"
#include "zone.h"

/* Zero-initialised: always open. */
struct window {
    int32_t quiet_from, quiet_until; /* seconds after local midnight, until 24:00 at most; from > until crosses midnight; equal: none */
    bool workdays_only;
};

/* What was held over days off goes out at this local time of the next working day, the hour of reminders (DESIGN.md), unless the quiet
 * hours cross midnight: then at their end. */
#define WINDOW_DAY_BEGINS_S (9 * 3600)

#define WINDOW_QUIET_SIZE 16 /* "22:00-07:30" and its NUL, with room */

/* "HH:MM-HH:MM", 00:00 to 24:00, into the quiet hours alone. ERROR_INVALID for anything else, and for hours that never end. */
int window_parse_quiet(const char *text, struct window *window) __attribute__((warn_unused_result));
/* "" without quiet hours. Returns `text`. */
const char *window_format_quiet(const struct window *window, char text[static WINDOW_QUIET_SIZE]);
bool window_is_set(const struct window *window);
/* Whether there is a time of day outside the quiet hours of both. */
bool windows_meet(const struct window *a, const struct window *b);

/* The least instant at or after `at` at which both are open. Of two that never meet the first one counts alone. */
int64_t windows_open_at(const struct window *first, const struct window *second, const struct zone *zone, const struct calendar *calendar,
                        int64_t at);

#endif
