/* Leave not to do something: taken, for good or to a day, and at its end. */
#include "engine_internal.h"
#include "intl.h"

#include <string.h>

/* The instant from which the occurrence is owed again; NEVER: its period is over by then. */
static int64_t ends_at(const struct engine *engine, const struct occurrence *occurrence, const struct waiver *waiver)
{
    if (waiver->until == DATE_NONE || waiver->until >= occurrence->ends)
        return NEVER;
    return zone_instant(engine->zone, waiver->until + 1, 0);
}

/* NULL if it may be waived. One that ends may be followed by another, which counts instead. */
static const char *objection(const struct occurrence *occurrence, const struct waiver *waiver, date_t today)
{
    if (waiver->until != DATE_NONE && waiver->until < today)
        return N_("that day is past: a waiver ends today or later");
    switch (occurrence->state) {
    case OCCURRENCE_MET:
        return N_("it is met already");
    case OCCURRENCE_WAIVED:
        return occurrence->next_at == NEVER ? N_("it is waived already") : NULL;
    case OCCURRENCE_WITHDRAWN:
        return N_("its obligation left the configuration");
    default:
        return NULL;
    }
}

int waiver_take(struct engine *engine, struct occurrence *occurrence, struct waiver *waiver, const char *actor, int64_t now,
                struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    char day[DATE_TEXT_SIZE];
    int error;

    waiver->at = now;
    waiver->actor = actor;
    occurrence->state = OCCURRENCE_WAIVED;
    occurrence->next_at = ends_at(engine, occurrence, waiver);
    error = ledger->put_occurrence(ledger->ctx, occurrence);
    if (!error)
        error = ledger->put_waiver(ledger->ctx, occurrence->id, waiver);
    if (!error)
        error = ledger->cancel_notifications(ledger->ctx, occurrence->id, "waived", now);
    if (!error)
        error = procedure_advance(engine, occurrence, now, arena);
    if (!error)
        error = engine_log(
            engine, now, actor, "waive", arena_printf(arena, "%s/%s/%s", waiver->organization, waiver->obligation, waiver->period),
            arena_printf(arena, "by %s%s%s%s%s: %s", waiver->by, waiver->basis ? ", " : "", waiver->basis ? waiver->basis : "",
                         waiver->until != DATE_NONE ? ", until " : "", date_format(waiver->until, day), waiver->reason));
    return error;
}

int engine_waive(struct engine *engine, struct waiver *waiver, const char *actor, int64_t now, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    struct arena arena = {0};
    struct occurrence occurrence;
    const char *why;
    int error;

    error = engine_begin(engine);
    if (error)
        return error;
    error = ledger->get_occurrence(ledger->ctx, waiver->organization, waiver->obligation, waiver->period, &arena, &occurrence);
    why = error ? NULL : objection(&occurrence, waiver, zone_date(engine->zone, now));
    if (why)
        error = fact_refuse(ret_why, why);
    if (!error)
        error = waiver_take(engine, &occurrence, waiver, actor, now, &arena);
    error = engine_end(engine, error);
    arena_done(&arena);
    return error;
}

int waiver_resume(struct engine *engine, struct occurrence *occurrence, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    struct waiver waiver;
    int error = ledger->last_waiver(ledger->ctx, occurrence->id, arena, &waiver);

    if (error)
        return error;
    if ((waiver.actor && strcmp(waiver.actor, ENGINE_ACTOR) == 0) ||
        (waiver.until != DATE_NONE && waiver.until < zone_date(engine->zone, now)))
        return ERROR_NOT_FOUND;
    occurrence->state = OCCURRENCE_WAIVED;
    occurrence->met_on = DATE_NONE;
    occurrence->next_at = ends_at(engine, occurrence, &waiver);
    return 0;
}

int waiver_end(struct engine *engine, struct occurrence *occurrence, int64_t now, struct arena *arena)
{
    int error;

    occurrence->next_at = NEVER;
    if (occurrence->ends < zone_date(engine->zone, now)) /* looked at late: the period went by while it was waived */
        return engine->ledger->put_occurrence(engine->ledger->ctx, occurrence);
    error = occurrence_reopen(engine, occurrence, now);
    if (!error)
        error = engine->ledger->put_occurrence(engine->ledger->ctx, occurrence);
    if (!error)
        error = procedure_advance(engine, occurrence, now, arena);
    if (!error)
        error = engine_log(engine, now, ENGINE_ACTOR, "reopen",
                           arena_printf(arena, "%s/%s/%s", occurrence->organization, occurrence->obligation, occurrence->period),
                           "its waiver has ended");
    return error;
}
