/* What the facts people say have in common. */
#include "engine_internal.h"

int fact_refuse(const char **ret_why, const char *why)
{
    *ret_why = why;
    return ERROR_REFUSED;
}

int fact_obligation(struct engine *engine, const char *organization, const char *id, struct cached **ret_cached,
                    const struct obligation **ret_obligation)
{
    int error = cache_get(engine, organization, ret_cached);

    if (error)
        return error;
    *ret_obligation = cached_obligation(*ret_cached, id);
    return *ret_obligation ? 0 : ERROR_NOT_FOUND;
}

int fact_occurrence(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct period *period,
                    int64_t now, struct arena *arena, struct occurrence *ret)
{
    const struct ledger *ledger = engine->ledger;
    int error = ledger->get_occurrence(ledger->ctx, cached->id, obligation->id, period->id, arena, ret);

    if (error != ERROR_NOT_FOUND)
        return error;
    *ret = (struct occurrence){
        .organization = cached->id,
        .obligation = obligation->id,
        .period = period->id,
        .begins = period->begins,
        .ends = period->ends,
        .event_on = DATE_NONE,
        .due_on = DATE_NONE,
        .known_at = now,
        .done_on = DATE_NONE,
        .told_on = DATE_NONE,
        .met_on = DATE_NONE,
        .next_at = NEVER,
    };
    error = occurrence_resolve(ret, obligation, cached->organization->calendar);
    if (!error && ret->ends < zone_date(engine->zone, now))
        ret->state = OCCURRENCE_MISSED;
    return error;
}
