/* Working days, terms and periods. Working days are counted, not walked: Monday to Friday is a division by five, and only the special days
 * on the way are looked at one by one. */
#include "calendar.h"

#include <string.h>

static bool is_weekend(date_t date)
{
    return date_weekday(date) >= SATURDAY;
}

/* The first special day on or after the date. */
static size_t first_special(const struct calendar *calendar, date_t date)
{
    size_t low = 0, high = calendar->n_days;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (calendar->days[middle].on < date)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool calendar_is_workday(const struct calendar *calendar, date_t date)
{
    size_t i = first_special(calendar, date);

    if (i < calendar->n_days && calendar->days[i].on == date)
        return calendar->days[i].works;
    return !is_weekend(date);
}

/* How many days from Monday to Friday lie in the n days from `date` on. */
static int32_t weekdays_in(date_t date, int32_t n)
{
    int32_t count = n / 7 * 5;

    for (int32_t i = 0; i < n % 7; i++)
        count += !is_weekend(date + i);
    return count;
}

/* The n-th day from Monday to Friday after the date. */
static date_t weekdays_after(date_t date, int32_t n)
{
    date_t monday = date_monday(date);
    int32_t index = (is_weekend(date) ? 4 : date - monday) + n;

    return monday + index / 5 * 7 + index % 5;
}

/* The n-th day from Monday to Friday before the date. */
static date_t weekdays_before(date_t date, int32_t n)
{
    date_t friday = date_monday(date) + 4;
    int32_t index = (is_weekend(date) ? -1 : friday - date) + n; /* counted back from that Friday */

    return friday - index / 5 * 7 - index % 5;
}

static date_t workdays_after(const struct calendar *calendar, date_t date, int32_t n)
{
    for (size_t i = first_special(calendar, date + 1);; i++) {
        date_t target = weekdays_after(date, n);
        const struct special_day *special;

        if (i == calendar->n_days || calendar->days[i].on > target)
            return target;
        special = &calendar->days[i];
        n -= weekdays_in(date + 1, special->on - date - 1) + special->works;
        if (n == 0)
            return special->on;
        date = special->on;
    }
}

static date_t workdays_before(const struct calendar *calendar, date_t date, int32_t n)
{
    for (size_t i = first_special(calendar, date);; i--) {
        date_t target = weekdays_before(date, n);
        const struct special_day *special;

        if (i == 0 || calendar->days[i - 1].on < target)
            return target;
        special = &calendar->days[i - 1];
        n -= weekdays_in(special->on + 1, date - special->on - 1) + special->works;
        if (n == 0)
            return special->on;
        date = special->on;
    }
}

date_t calendar_add_workdays(const struct calendar *calendar, date_t date, int32_t n)
{
    if (n == 0 || date == DATE_NONE || date == DATE_FOREVER)
        return date;
    return n > 0 ? workdays_after(calendar, date, n) : workdays_before(calendar, date, -n);
}

int32_t calendar_count_workdays(const struct calendar *calendar, date_t after, date_t until)
{
    int32_t count;

    if (until <= after)
        return 0;
    count = weekdays_in(after + 1, until - after);
    for (size_t i = first_special(calendar, after + 1); i < calendar->n_days && calendar->days[i].on <= until; i++)
        count += (int32_t)calendar->days[i].works - (int32_t)!is_weekend(calendar->days[i].on);
    return count;
}

date_t calendar_workdays_inclusive(const struct calendar *calendar, date_t date, int32_t n)
{
    return calendar_add_workdays(calendar, date, calendar_is_workday(calendar, date) ? n - 1 : n);
}

date_t calendar_workday_at_or_before(const struct calendar *calendar, date_t date)
{
    return calendar_is_workday(calendar, date) ? date : calendar_add_workdays(calendar, date, -1);
}

date_t calendar_workday_at_or_after(const struct calendar *calendar, date_t date)
{
    return calendar_is_workday(calendar, date) ? date : calendar_add_workdays(calendar, date, 1);
}

date_t calendar_add(const struct calendar *calendar, date_t date, struct span span)
{
    if (span.unit == SPAN_WORKDAYS)
        return calendar_add_workdays(calendar, date, span.count);
    if (date == DATE_NONE || date == DATE_FOREVER || !span_is_civil(span))
        return date;
    return date + (span.unit == SPAN_WEEKS ? 7 * span.count : span.count);
}

const struct term *calendar_term_begun(const struct calendar *calendar, date_t date)
{
    size_t low = 0, high = calendar->n_terms;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (calendar->terms[middle].begins <= date)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &calendar->terms[low - 1] : NULL;
}

/* Is it the first term of its academic year? */
static bool begins_year(const struct calendar *calendar, size_t i)
{
    for (size_t before = i; before > 0; before--) {
        if (strcmp(calendar->terms[before - 1].year, calendar->terms[i].year) == 0)
            return false;
    }
    return true;
}

static struct period year_of(const struct calendar *calendar, const struct term *term)
{
    struct period period = {.id = NULL};

    for (size_t i = 0; i < calendar->n_terms; i++) {
        if (strcmp(calendar->terms[i].year, term->year) != 0)
            continue;
        if (period.id == NULL)
            period = (struct period){.id = calendar->terms[i].year, .begins = calendar->terms[i].begins};
        period.ends = calendar->terms[i].ends;
    }
    return period;
}

static struct period period_of(const struct calendar *calendar, enum period_kind kind, const struct term *term)
{
    if (kind == PERIOD_YEAR)
        return year_of(calendar, term);
    return (struct period){.id = term->id, .begins = term->begins, .ends = term->ends};
}

static const struct period once = {.id = "once", .begins = DATE_NONE, .ends = DATE_FOREVER};

bool calendar_period(const struct calendar *calendar, enum period_kind kind, size_t index, struct period *ret_period)
{
    if (kind == PERIOD_ONCE) {
        if (index == 0)
            *ret_period = once;
        return index == 0;
    }
    for (size_t i = 0; i < calendar->n_terms; i++) {
        if (kind == PERIOD_YEAR && !begins_year(calendar, i))
            continue;
        if (index-- == 0) {
            *ret_period = period_of(calendar, kind, &calendar->terms[i]);
            return true;
        }
    }
    return false;
}

bool calendar_period_holding(const struct calendar *calendar, enum period_kind kind, date_t date, struct period *ret_period)
{
    const struct term *term = calendar_term_begun(calendar, date);
    struct period period = once;

    if (kind != PERIOD_ONCE) {
        if (term == NULL)
            return false;
        period = period_of(calendar, kind, term);
        if (date > period.ends)
            return false;
    }
    *ret_period = period;
    return true;
}

date_t calendar_week_due(date_t begins, int32_t week)
{
    return date_monday(begins) + 7 * (week - 1) + (FRIDAY - MONDAY);
}
