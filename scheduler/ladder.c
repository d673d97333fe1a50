/* Rungs of an occurrence, found from a day on.
 *
 * Three stages on days that never meet: reminders up to the due day, overdue messages after it up to the end of the period, one last
 * message after that. Each candidate is offered to take(), which keeps the earliest; of two on one day the result is late only if both are:
 * so a rung that stands for passed ones gives way to the day's own. */
#include "ladder.h"

static const struct rung no_rung = {.on = DATE_FOREVER};

static void take(struct rung *best, date_t not_before, date_t on, enum rung_kind kind, bool late)
{
    if (on < not_before || on > best->on)
        return;
    if (on == best->on)
        late = late && best->late;
    *best = (struct rung){.on = on, .kind = kind, .late = late};
}

/* What is due after its period is due on the period's last day. */
static date_t due_day(const struct ladder *ladder)
{
    return ladder->due_on < ladder->ends ? ladder->due_on : ladder->ends;
}

static date_t later(date_t a, date_t b)
{
    return a > b ? a : b;
}

static void take_reminders(const struct ladder *ladder, date_t not_before, struct rung *best)
{
    const struct calendar *calendar = ladder->calendar;
    date_t start = later(ladder->opens_on, ladder->known_on);
    date_t due_on = due_day(ladder);
    bool passed_over = false;

    for (size_t i = 0; i < ladder->obligation->n_remind; i++) {
        date_t on = calendar_workday_at_or_before(calendar, calendar_add(calendar, due_on, ladder->obligation->remind[i]));

        if (on < start)
            passed_over = true;
        else
            take(best, not_before, on, RUNG_REMINDER, false);
    }
    if (passed_over) {
        date_t on = calendar_workday_at_or_after(calendar, start);

        if (on <= due_on)
            take(best, not_before, on, RUNG_REMINDER, true);
    }
}

/* The first day of the overdue pattern on `not_before` or later, the pattern beginning on the working day `first`. It is counted from there
 * always: a holiday moves the rung that falls on it and none of the later ones. */
static date_t overdue_from(const struct ladder *ladder, date_t first, date_t not_before)
{
    const struct calendar *calendar = ladder->calendar;
    struct span repeat = ladder->obligation->repeat;
    date_t days, worked_before;

    if (first >= not_before)
        return first;
    if (repeat.count <= 0)
        return DATE_FOREVER;
    if (repeat.unit == SPAN_WORKDAYS) {
        int32_t behind = calendar_count_workdays(calendar, first, not_before - 1);

        return calendar_add_workdays(calendar, first, (behind / repeat.count + 1) * repeat.count);
    }
    /* Whatever comes after the last working day before `not_before` is moved to `not_before` or later. */
    worked_before = calendar_workday_at_or_before(calendar, not_before - 1);
    days = calendar_add(calendar, first, repeat) - first;
    return calendar_workday_at_or_after(calendar, first + ((worked_before - first) / days + 1) * days);
}

static void take_overdue(const struct ladder *ladder, date_t not_before, struct rung *best)
{
    date_t first = calendar_add_workdays(ladder->calendar, due_day(ladder), 1);
    date_t standing_from = later(not_before, ladder->known_on);
    bool passed_over = first < ladder->known_on;

    if (first > ladder->ends) /* and so does every step of escalation */
        return;
    take(best, standing_from, overdue_from(ladder, first, standing_from), RUNG_OVERDUE, false);
    for (size_t i = 0; i < ladder->obligation->n_escalate; i++) {
        date_t on = ladder_escalation_day(ladder, &ladder->obligation->escalate[i]);

        take(best, standing_from, on, RUNG_OVERDUE, false);
    }
    if (passed_over)
        take(best, not_before, calendar_workday_at_or_after(ladder->calendar, ladder->known_on), RUNG_OVERDUE, true);
    if (best->on > ladder->ends)
        *best = no_rung;
}

bool ladder_next(const struct ladder *ladder, date_t not_before, struct rung *ret_rung)
{
    struct rung best = no_rung;

    if (not_before == DATE_FOREVER)
        return false;
    if (not_before <= due_day(ladder))
        take_reminders(ladder, not_before, &best);
    if (best.on == DATE_FOREVER && not_before <= ladder->ends)
        take_overdue(ladder, not_before, &best);
    if (best.on == DATE_FOREVER && ladder->ends != DATE_FOREVER)
        take(&best, not_before, calendar_add_workdays(ladder->calendar, ladder->ends, 1), RUNG_MISSED, false);
    if (best.on == DATE_FOREVER)
        return false;
    *ret_rung = best;
    return true;
}

date_t ladder_escalation_day(const struct ladder *ladder, const struct escalation *step)
{
    return calendar_workday_at_or_after(ladder->calendar, calendar_add(ladder->calendar, due_day(ladder), step->after));
}
