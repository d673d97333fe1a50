/* Durations as the configuration writes them: 14d, 3wd, 2w, 36h, 5m, with an optional sign. */
#ifndef LUNZHI_SPAN_H
#define LUNZHI_SPAN_H

#include <stdbool.h>
#include <stdint.h>

enum span_unit { SPAN_DAYS, SPAN_WORKDAYS, SPAN_WEEKS, SPAN_HOURS, SPAN_MINUTES };

struct span {
    int32_t count; /* signed; at most 100,000 either way */
    enum span_unit unit;
};

#define SPAN_TEXT_SIZE 16

/* ERROR_INVALID for anything but [+-]DIGITS UNIT. */
int span_parse(const char *text, struct span *ret_span) __attribute__((warn_unused_result));
/* Days, working days and weeks count calendar days; hours and minutes do not. */
bool span_is_civil(struct span span);
/* In seconds; only for hours, minutes, days and weeks (86,400 s and 7 of them). */
int64_t span_seconds(struct span span);
const char *span_format(struct span span, char text[static SPAN_TEXT_SIZE]);

#endif
