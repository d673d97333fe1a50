/* Stages of a procedure: for which period a record of one counts, and how the next one comes to its due day. */
#include "engine_internal.h"
#include "intl.h"

#include <string.h>

int procedure_case(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const char *id,
                   struct arena *arena, struct period *ret_period, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    struct case_file file;
    int error;

    if (!id)
        return fact_refuse(ret_why, N_("it belongs to a case: say which"));
    error = ledger->get_case(ledger->ctx, cached->id, obligation->procedure ? obligation->procedure : obligation->id, id, arena, &file);
    if (error == ERROR_NOT_FOUND)
        return fact_refuse(ret_why, N_("there is no such case"));
    if (error)
        return error;
    if (file.closed_on != DATE_NONE)
        return fact_refuse(ret_why, N_("that case is closed"));
    *ret_period = (struct period){.id = file.id, .begins = file.opened_on, .ends = DATE_FOREVER};
    return 0;
}

static bool waits(const struct occurrence *occurrence)
{
    return occurrence->state == OCCURRENCE_OPEN && occurrence->due_on != DATE_NONE;
}

/* A request comes before the year of its congress, a follow-up after the term of the review: where the period that holds the day does not
 * wait for a stage, the one does whose due day comes first. */
static int waiting_period(struct engine *engine, const struct cached *cached, const struct obligation *obligation, date_t on,
                          struct arena *arena, struct period *ret_period, bool *ret_found)
{
    const struct ledger *ledger = engine->ledger;
    const struct occurrence *first = NULL;
    struct occurrence *rows;
    struct period holding;
    size_t n;
    int error = ledger->organization_occurrences(ledger->ctx, cached->id, arena, &rows, &n);

    *ret_found = calendar_period_holding(cached->organization->calendar, obligation->per, on, &holding);
    if (*ret_found)
        *ret_period = holding;
    for (size_t i = 0; !error && i < n; i++) {
        if (strcmp(rows[i].obligation, obligation->id) != 0 || !waits(&rows[i]))
            continue;
        if (*ret_found && strcmp(rows[i].period, holding.id) == 0)
            return 0;
        if (!first || rows[i].due_on < first->due_on)
            first = &rows[i];
    }
    if (!error && first)
        *ret_found = calendar_period_named(cached->organization->calendar, obligation->per, first->period, ret_period) || *ret_found;
    return error;
}

int procedure_period(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct record *record,
                     struct arena *arena, struct period *ret_period, const char **ret_why)
{
    const struct calendar *calendar = cached->organization->calendar;
    bool found;
    int error = 0;

    if (obligation->due.kind == DUE_NONE)
        return fact_refuse(ret_why, N_("that is a procedure: record its stages"));
    if (obligation->per == PERIOD_CASE)
        return procedure_case(engine, cached, obligation, record->named, arena, ret_period, ret_why);
    if (record->named)
        return calendar_period_named(calendar, obligation->per, record->named, ret_period)
                   ? 0
                   : fact_refuse(ret_why, N_("there is no such period"));
    if (obligation->procedure)
        error = waiting_period(engine, cached, obligation, record->on, arena, ret_period, &found);
    else
        found = calendar_period_holding(calendar, obligation->per, record->on, ret_period);
    return error || found ? error : ERROR_NOT_FOUND;
}

int occurrence_anchor(struct engine *engine, const struct cached *cached, const struct obligation *obligation,
                      struct occurrence *occurrence, date_t on, const char *why, int64_t now)
{
    const struct ledger *ledger = engine->ledger;
    const date_t due_before = occurrence->due_on;
    struct period period;
    int error;

    occurrence->event_on = on;
    if (calendar_period_named(cached->organization->calendar, obligation->per, occurrence->period, &period))
        occurrence->ends = period.ends;
    error = occurrence_resolve(occurrence, obligation, cached->organization->calendar);
    if (!error && occurrence->due_on != due_before) {
        occurrence_know_anew(engine, occurrence, now);
        error = occurrence->id ? ledger->cancel_notifications(ledger->ctx, occurrence->id, why, now) : 0;
    }
    if (error)
        return error;
    occurrence_plan(engine, cached, obligation, occurrence);
    return ledger->put_occurrence(ledger->ctx, occurrence);
}

/* The day the stages after it count from. */
static date_t day_done(const struct engine *engine, const struct occurrence *occurrence, int64_t now)
{
    if (occurrence->state == OCCURRENCE_MET)
        return occurrence->met_on;
    return occurrence->state == OCCURRENCE_WAIVED ? zone_date(engine->zone, now) : DATE_NONE;
}

static int advance_one(struct engine *engine, const struct cached *cached, const struct obligation *next,
                       const struct occurrence *occurrence, date_t on, int64_t now, struct arena *arena)
{
    const struct period period = {.id = occurrence->period, .begins = occurrence->begins, .ends = occurrence->ends};
    struct occurrence following;
    int error = fact_occurrence(engine, cached, next, &period, now, arena, &following);

    if (error || following.state != OCCURRENCE_OPEN || following.event_on == on)
        return error;
    return occurrence_anchor(engine, cached, next, &following, on, "the stage before moved", now);
}

int procedure_advance(struct engine *engine, const struct occurrence *occurrence, int64_t now, struct arena *arena)
{
    const date_t on = day_done(engine, occurrence, now);
    struct cached *cached;
    int error = cache_get(engine, occurrence->organization, &cached);

    if (error) /* an organization that is gone owes nothing more */
        return error == ERROR_NOT_FOUND ? 0 : error;
    for (size_t i = 0; !error && i < cached->organization->n_obligations; i++) {
        const struct obligation *next = &cached->organization->obligations[i];

        if (next->due.kind == DUE_PREVIOUS && next->previous && strcmp(next->previous, occurrence->obligation) == 0)
            error = advance_one(engine, cached, next, occurrence, on, now, arena);
    }
    return error;
}

int procedure_follow(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct record *record,
                     const struct occurrence *occurrence, int64_t now, struct arena *arena, struct record_outcome *outcome)
{
    int error = notes_of_record(engine, cached, obligation, record, occurrence, arena, outcome);

    return error ? error : procedure_advance(engine, occurrence, now, arena);
}
