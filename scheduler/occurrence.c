/* States, names and days of an occurrence. */
#include "occurrence.h"

#include <string.h>

#include "error.h"
#include "words.h"

static const char *const names[OCCURRENCE_COUNT] = {
#define X(name, word) [OCCURRENCE_##name] = word,
    OCCURRENCE_MAP(X)
#undef X
};

const char *occurrence_state_name(enum occurrence_state state)
{
    return names[state];
}

int occurrence_state_parse(const char *word, enum occurrence_state *ret_state)
{
    int state = words_find(names, OCCURRENCE_COUNT, word);

    if (state < 0)
        return state;
    *ret_state = (enum occurrence_state)state;
    return 0;
}

enum occurrence_state occurrence_state_on(const struct occurrence *occurrence, date_t today)
{
    /* What waits for its event is neither: nothing has been owed yet. */
    if (occurrence->state != OCCURRENCE_OPEN || occurrence->due_on == DATE_NONE)
        return occurrence->state;
    if (today > occurrence->ends)
        return OCCURRENCE_MISSED;
    return today > occurrence->due_on ? OCCURRENCE_OVERDUE : OCCURRENCE_OPEN;
}

static date_t move_by(date_t from, const struct due_rule *rule, const struct calendar *calendar)
{
    if (rule->inclusive && from != DATE_NONE && from != DATE_FOREVER)
        return calendar_workdays_inclusive(calendar, from, rule->offset.count);
    return calendar_add(calendar, from, rule->offset);
}

/* The first such day of a year from `near` on, or the last one up to it. */
static date_t annual_day(const struct due_rule *rule, date_t near, bool before)
{
    int year, month, day;
    date_t on;

    date_to_ymd(near, &year, &month, &day);
    if (before ? rule->month * 31 + rule->day > month * 31 + day : rule->month * 31 + rule->day < month * 31 + day)
        year += before ? -1 : 1;
    return date_from_ymd(year, rule->month, rule->day, &on) == 0 ? on : near;
}

/* The day a rule gives, DATE_NONE while its event is unknown. ERROR_NOT_FOUND if it counts from a day the period does not have. */
static int rule_day(const struct occurrence *occurrence, const struct due_rule *rule, date_t due_on, const struct calendar *calendar,
                    date_t *ret_on)
{
    switch (rule->kind) {
    case DUE_DATE:
        *ret_on = rule->date;
        return 0;
    case DUE_ANNUAL:
        if (occurrence->begins == DATE_NONE)
            return ERROR_NOT_FOUND;
        *ret_on = annual_day(rule, due_on == DATE_NONE ? occurrence->begins : due_on, due_on != DATE_NONE);
        return 0;
    case DUE_WEEK:
        if (occurrence->begins == DATE_NONE)
            return ERROR_NOT_FOUND;
        *ret_on = calendar_week_due(occurrence->begins, rule->week);
        return 0;
    case DUE_BEGIN:
        if (occurrence->begins == DATE_NONE)
            return ERROR_NOT_FOUND;
        *ret_on = move_by(occurrence->begins, rule, calendar);
        return 0;
    case DUE_END:
        if (occurrence->ends == DATE_FOREVER)
            return ERROR_NOT_FOUND;
        *ret_on = move_by(occurrence->ends, rule, calendar);
        return 0;
    case DUE_EVENT:
    case DUE_PREVIOUS:
        *ret_on = move_by(occurrence->event_on, rule, calendar);
        return 0;
    case DUE_DUE:
        *ret_on = move_by(due_on, rule, calendar);
        return 0;
    case DUE_NONE:
        *ret_on = occurrence->begins;
        return 0;
    }
    return ERROR_INVALID;
}

/* The first of its reminders, or the due day itself. */
static date_t first_reminder(const struct obligation *obligation, date_t due_on, const struct calendar *calendar)
{
    date_t first = due_on;

    for (size_t i = 0; i < obligation->n_remind; i++) {
        const date_t on = calendar_workday_at_or_before(calendar, calendar_add(calendar, due_on, obligation->remind[i]));

        if (on < first)
            first = on;
    }
    return first;
}

/* The last day of the first period that does not end before the day; the day itself after the last one. */
static date_t end_holding(enum period_kind per, date_t on, const struct calendar *calendar)
{
    struct period period;

    for (size_t i = 0; calendar_period(calendar, per, i, &period); i++) {
        if (period.ends >= on)
            return period.ends;
    }
    return on;
}

/* A procedure goes its way whatever term it is: a request comes before the year of its congress, a follow-up after the term of the review.
 */
static void reach_out(struct occurrence *occurrence, const struct obligation *obligation, const struct calendar *calendar)
{
    if (obligation->opens.kind == DUE_NONE) {
        const date_t first = first_reminder(obligation, occurrence->due_on, calendar);

        if (first < occurrence->opens_on)
            occurrence->opens_on = first;
    }
    if (occurrence->due_on > occurrence->ends)
        occurrence->ends = end_holding(obligation->per, occurrence->due_on, calendar);
}

int occurrence_resolve(struct occurrence *occurrence, const struct obligation *obligation, const struct calendar *calendar)
{
    date_t due_on, opens_on;
    int error;

    if (obligation->due.kind == DUE_NONE || obligation->due.kind == DUE_DUE)
        return ERROR_INVALID;
    error = rule_day(occurrence, &obligation->due, DATE_NONE, calendar, &due_on);
    if (error < 0)
        return error;
    if ((obligation->due.kind == DUE_DATE || obligation->due.kind == DUE_ANNUAL) &&
        (due_on < occurrence->begins || due_on > occurrence->ends))
        return ERROR_NOT_FOUND;
    error = rule_day(occurrence, &obligation->opens, due_on, calendar, &opens_on);
    if (error < 0)
        return error;
    occurrence->due_on = due_on;
    occurrence->opens_on = opens_on;
    if (obligation->procedure && due_on != DATE_NONE && (obligation->due.kind == DUE_EVENT || obligation->due.kind == DUE_PREVIOUS))
        reach_out(occurrence, obligation, calendar);
    return 0;
}

bool occurrence_holds(const struct occurrence *occurrence, const struct obligation *obligation, date_t on)
{
    if (obligation->per != PERIOD_TERM && obligation->per != PERIOD_YEAR)
        return true;
    return on <= occurrence->ends && (on >= occurrence->begins || obligation->procedure);
}

int occurrence_name_split(char *name, const char **ret_organization, const char **ret_obligation, const char **ret_period)
{
    char *first = strchr(name, '/');
    char *second = first ? strchr(first + 1, '/') : NULL;

    if (second == NULL || first == name || second == first + 1 || second[1] == '\0' || strchr(second + 1, '/'))
        return ERROR_INVALID;
    *first = '\0';
    *second = '\0';
    *ret_organization = name;
    *ret_obligation = first + 1;
    *ret_period = second + 1;
    return 0;
}
