/* The calendar of one university (校历): terms, teaching weeks, working days. DESIGN.md, Arithmetic. */
#ifndef LUNZHI_CALENDAR_H
#define LUNZHI_CALENDAR_H

#include <stddef.h>

#include "date.h"
#include "span.h"

struct term {
    const char *id;   /* "2020-2021-1" */
    const char *year; /* "2020-2021" */
    date_t begins;
    date_t ends; /* the last day, inclusive */
    bool turn;   /* its first day is a boundary of turns */
};

/* A day that differs from its weekday's rule. */
struct special_day {
    date_t on;
    bool works; /* true: an adjusted workday (调休), false: off */
};

struct calendar {
    const char *id;
    const struct term *terms; /* by first day, not overlapping */
    size_t n_terms;
    const struct special_day *days; /* by day, each once */
    size_t n_days;
};

/* PERIOD_CASE: the calendar knows none; each is a case opened by hand, from its day on without an end. */
enum period_kind { PERIOD_TERM, PERIOD_YEAR, PERIOD_ONCE, PERIOD_CASE };

/* One period an obligation is owed in. */
struct period {
    const char *id; /* a term's id, an academic year's id, or "once", borrowed from the calendar; or a case's */
    date_t begins;  /* "once": DATE_NONE */
    date_t ends;    /* inclusive; "once": DATE_FOREVER */
};

bool calendar_is_workday(const struct calendar *calendar, date_t date);
/* The n-th working day after (n > 0) or before (n < 0) the date, which itself is not counted; n = 0 gives the date. */
date_t calendar_add_workdays(const struct calendar *calendar, date_t date, int32_t n);
/* How many working days lie after `after` and not after `until`; 0 if there are none between. */
int32_t calendar_count_workdays(const struct calendar *calendar, date_t after, date_t until);
/* The last day of n >= 1 working days counted from the date, the date counted if it works (公示 periods). */
date_t calendar_workdays_inclusive(const struct calendar *calendar, date_t date, int32_t n);
/* The date if it works, else the nearest working day before (after) it. */
date_t calendar_workday_at_or_before(const struct calendar *calendar, date_t date);
date_t calendar_workday_at_or_after(const struct calendar *calendar, date_t date);
/* The date moved by a civil span (days, weeks or working days). */
date_t calendar_add(const struct calendar *calendar, date_t date, struct span span);

/* The last term that began on or before the date, vacations included; NULL before the first. */
const struct term *calendar_term_begun(const struct calendar *calendar, date_t date);
/* The periods of one kind in order: index 0, 1, … until false. An academic year spans its first term's first day to its last term's last
 * day. */
bool calendar_period(const struct calendar *calendar, enum period_kind kind, size_t index, struct period *ret_period);
/* The period whose days hold the date; false in a vacation between terms. */
bool calendar_period_holding(const struct calendar *calendar, enum period_kind kind, date_t date, struct period *ret_period);
/* The period of that id; false if there is none of that kind. */
bool calendar_period_named(const struct calendar *calendar, enum period_kind kind, const char *id, struct period *ret_period);
/* The Friday of week n >= 1, week 1 being the week (Monday first) that holds `begins`. */
date_t calendar_week_due(date_t begins, int32_t week);

#endif
