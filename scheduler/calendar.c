/* Working days, terms and periods. Working days are counted, not walked: Monday to Friday is a division by five, and only the special days
 * on the way are looked at one by one. */
#include "calendar.h"

#include <string.h>

/* From a Monday before all dates to 1970-01-01. */
#define DAYS_TO_EPOCH 2147483649u

static uint32_t day_number(date_t date)
{
    return (uint32_t)date + DAYS_TO_EPOCH;
}

static bool is_weekend(date_t date)
{
    return day_number(date) % 7 >= 5;
}

/* How many days from Monday to Friday there have been up to the date: the number of the last of them. */
static uint32_t weekday_number(date_t date)
{
    uint32_t day = day_number(date), in_week = day % 7 + 1;

    return day / 7 * 5 + (in_week < 5 ? in_week : 5);
}

/* The day from Monday to Friday of that number. */
static date_t weekday_of_number(uint32_t number)
{
    return (date_t)((number - 1) / 5 * 7 + (number - 1) % 5 - DAYS_TO_EPOCH);
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

/* The n-th working day after the date: the weekday so far ahead, moved on by each one off on the way and back by each weekend day that
 * works. */
static date_t workday_after(const struct calendar *calendar, date_t date, int32_t n)
{
    uint32_t number = weekday_number(date) + (uint32_t)n;
    date_t target = weekday_of_number(number);

    for (size_t i = first_special(calendar, date + 1); i < calendar->n_days && calendar->days[i].on <= target; i++) {
        const struct special_day *special = &calendar->days[i];

        if (special->works != is_weekend(special->on))
            continue;
        /* A weekend day that works is itself the one looked for if the next weekday were. */
        if (special->works && weekday_number(special->on) + 1 == number)
            return special->on;
        number += special->works ? -1 : 1;
        target = weekday_of_number(number);
    }
    return target;
}

/* Likewise backwards. */
static date_t workday_before(const struct calendar *calendar, date_t date, int32_t n)
{
    uint32_t number = weekday_number(date - 1) - (uint32_t)n + 1;
    date_t target = weekday_of_number(number);

    for (size_t i = first_special(calendar, date); i > 0 && calendar->days[i - 1].on >= target; i--) {
        const struct special_day *special = &calendar->days[i - 1];

        if (special->works != is_weekend(special->on))
            continue;
        if (special->works && weekday_number(special->on) == number)
            return special->on;
        number += special->works ? 1 : -1;
        target = weekday_of_number(number);
    }
    return target;
}

date_t calendar_add_workdays(const struct calendar *calendar, date_t date, int32_t n)
{
    if (n == 0 || date == DATE_NONE || date == DATE_FOREVER)
        return date;
    return n > 0 ? workday_after(calendar, date, n) : workday_before(calendar, date, -n);
}

int32_t calendar_count_workdays(const struct calendar *calendar, date_t after, date_t until)
{
    int32_t count;

    if (until <= after)
        return 0;
    count = (int32_t)(weekday_number(until) - weekday_number(after));
    for (size_t i = first_special(calendar, after + 1); i < calendar->n_days && calendar->days[i].on <= until; i++) {
        if (calendar->days[i].works == is_weekend(calendar->days[i].on))
            count += calendar->days[i].works ? 1 : -1;
    }
    return count;
}

date_t calendar_workdays_inclusive(const struct calendar *calendar, date_t date, int32_t n)
{
    return calendar_add_workdays(calendar, date, calendar_is_workday(calendar, date) ? n - 1 : n);
}

date_t calendar_workday_at_or_before(const struct calendar *calendar, date_t date)
{
    return date == DATE_NONE || date == DATE_FOREVER ? date : workday_before(calendar, date + 1, 1);
}

date_t calendar_workday_at_or_after(const struct calendar *calendar, date_t date)
{
    return date == DATE_NONE || date == DATE_FOREVER ? date : workday_after(calendar, date - 1, 1);
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
    for (size_t i = 0; kind != PERIOD_CASE && i < calendar->n_terms; i++) {
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

    if (kind == PERIOD_CASE)
        return false;
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

bool calendar_period_named(const struct calendar *calendar, enum period_kind kind, const char *id, struct period *ret_period)
{
    struct period period;

    for (size_t i = 0; calendar_period(calendar, kind, i, &period); i++) {
        if (strcmp(period.id, id) == 0) {
            *ret_period = period;
            return true;
        }
    }
    return false;
}

date_t calendar_week_due(date_t begins, int32_t week)
{
    return date_monday(begins) + 7 * (week - 1) + (FRIDAY - MONDAY);
}
