/* Durations: one table of units for reading and writing. */
#include "span.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "error.h"

#define COUNT_MAX 100000

static const struct {
    const char *word;
    bool civil;
    int32_t seconds; /* 0: depends on the calendar */
} units[] = {
    [SPAN_DAYS] = {"d", true, 86400},  [SPAN_WORKDAYS] = {"wd", true, 0}, [SPAN_WEEKS] = {"w", true, 7 * 86400},
    [SPAN_HOURS] = {"h", false, 3600}, [SPAN_MINUTES] = {"m", false, 60},
};

#define N_UNITS (sizeof(units) / sizeof(units[0]))
static_assert(N_UNITS == SPAN_MINUTES + 1, "one row for each unit");

static int unit_parse(const char *word, enum span_unit *ret_unit)
{
    for (size_t i = 0; i < N_UNITS; i++) {
        if (strcmp(word, units[i].word) == 0) {
            *ret_unit = (enum span_unit)i;
            return 0;
        }
    }
    return ERROR_INVALID;
}

int span_parse(const char *text, struct span *ret_span)
{
    bool negative = *text == '-';
    int32_t count = 0;
    const char *digit;
    enum span_unit unit;

    if (*text == '-' || *text == '+')
        text++;
    for (digit = text; *digit >= '0' && *digit <= '9'; digit++) {
        count = count * 10 + (*digit - '0');
        if (count > COUNT_MAX)
            return ERROR_INVALID;
    }
    if (digit == text || unit_parse(digit, &unit) < 0)
        return ERROR_INVALID;
    *ret_span = (struct span){.count = negative ? -count : count, .unit = unit};
    return 0;
}

bool span_is_civil(struct span span)
{
    return units[span.unit].civil;
}

int64_t span_seconds(struct span span)
{
    assert(units[span.unit].seconds != 0);
    return (int64_t)span.count * units[span.unit].seconds;
}

const char *span_format(struct span span, char text[static SPAN_TEXT_SIZE])
{
    snprintf(text, SPAN_TEXT_SIZE, "%d%s", (int)span.count, units[span.unit].word);
    return text;
}
