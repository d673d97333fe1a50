/* The day of an event that obligations count from. */
#include "engine_internal.h"
#include "intl.h"

static int move_event(struct engine *engine, struct cached *cached, const struct obligation *obligation, struct occurrence *occurrence,
                      date_t on, int64_t now)
{
    const struct ledger *ledger = engine->ledger;
    const date_t due_before = occurrence->due_on;
    int error;

    occurrence->event_on = on;
    error = occurrence_resolve(occurrence, obligation, cached->organization->calendar);
    if (!error && occurrence->due_on != due_before) {
        occurrence_know_anew(engine, occurrence, now);
        error = occurrence->id ? ledger->cancel_notifications(ledger->ctx, occurrence->id, "the event moved", now) : 0;
    }
    if (error)
        return error;
    occurrence_plan(engine, cached, obligation, occurrence);
    return ledger->put_occurrence(ledger->ctx, occurrence);
}

static int event_in(struct engine *engine, const char *organization, const char *obligation_id, date_t on, const char *actor, int64_t now,
                    const char **ret_why, struct arena *arena)
{
    const struct obligation *obligation;
    struct occurrence occurrence;
    struct cached *cached;
    struct period period;
    char day[DATE_TEXT_SIZE];
    int error;

    error = fact_obligation(engine, organization, obligation_id, &cached, &obligation);
    if (error)
        return error;
    if (obligation->due.kind != DUE_EVENT && obligation->opens.kind != DUE_EVENT)
        return fact_refuse(ret_why, N_("that obligation does not count from an event"));
    if (!calendar_period_holding(cached->organization->calendar, obligation->per, on, &period))
        return fact_refuse(ret_why, N_("that day lies in no period of the calendar"));
    error = fact_occurrence(engine, cached, obligation, &period, now, arena, &occurrence);
    if (error)
        return error;
    if (occurrence.state != OCCURRENCE_OPEN)
        return fact_refuse(ret_why, N_("the occurrence is no longer open"));
    error = move_event(engine, cached, obligation, &occurrence, on, now);
    if (!error)
        error = engine_log(engine, now, actor, "event", arena_printf(arena, "%s/%s/%s", organization, obligation_id, period.id),
                           arena_printf(arena, "on %s", date_format(on, day)));
    return error;
}

int engine_event(struct engine *engine, const char *organization, const char *obligation, date_t on, const char *actor, int64_t now,
                 const char **ret_why)
{
    struct arena arena = {0};
    int error;

    error = engine_begin(engine);
    if (!error)
        error = engine_end(engine, event_in(engine, organization, obligation, on, actor, now, ret_why, &arena));
    arena_done(&arena);
    return error;
}
