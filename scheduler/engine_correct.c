/* Corrections: the record that was wrong is kept and counts no more, and what it counted for is counted again. */
#include "engine_internal.h"
#include "intl.h"

#include <string.h>

/* Of a case that is closed nothing can be owed again. */
static int check_case(struct engine *engine, const struct record *wrong, struct arena *arena, const char **ret_why)
{
    const struct obligation *obligation;
    struct cached *cached;
    struct period period;
    int error = fact_obligation(engine, wrong->organization, wrong->obligation, &cached, &obligation);

    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    return obligation->per == PERIOD_CASE ? procedure_case(engine, cached, obligation, wrong->period, arena, &period, ret_why) : 0;
}

int correction_check(struct engine *engine, const struct record *record, struct arena *arena, struct record *ret_wrong,
                     const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    int error;

    if (!record->why || record->why[0] == '\0')
        return fact_refuse(ret_why, N_("a correction needs its reason"));
    error = ledger->get_record(ledger->ctx, record->corrects, arena, ret_wrong);
    if (error == ERROR_NOT_FOUND)
        return fact_refuse(ret_why, N_("there is no such record to correct"));
    if (error)
        return error;
    if (ret_wrong->actor && strcmp(ret_wrong->actor, ENGINE_ACTOR) == 0)
        return fact_refuse(ret_why, N_("lunzhid made that record itself: correct what it was made from"));
    if (ret_wrong->corrected_by)
        return fact_refuse(ret_why, N_("that record was corrected already: correct the one that took its place"));
    return check_case(engine, ret_wrong, arena, ret_why);
}

/* Its records as they count now; the day that met it may be another one. */
static int recount(struct engine *engine, const struct obligation *obligation, struct occurrence *occurrence, int64_t now,
                   struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    date_t *days;
    size_t n;
    int error = ledger->counting_days(ledger->ctx, occurrence->organization, occurrence->obligation, occurrence->period, arena, &days, &n);

    if (error)
        return error;
    occurrence->records = (int32_t)n;
    if (obligation && n >= (size_t)obligation->at_least) {
        const date_t met_on = days[obligation->at_least - 1];

        if (occurrence->state != OCCURRENCE_MET)
            return occurrence_meet(engine, occurrence, met_on, now);
        occurrence->met_on = met_on;
        return 0;
    }
    if (occurrence->state != OCCURRENCE_MET)
        return 0;
    error = waiver_resume(engine, occurrence, now, arena);
    return error == ERROR_NOT_FOUND ? occurrence_reopen(engine, occurrence, now) : error;
}

static int correct_occurrence(struct engine *engine, const struct record *wrong, int64_t now, struct arena *arena,
                              struct record_correction *ret)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *obligation = NULL;
    struct occurrence occurrence;
    struct cached *cached;
    int error = ledger->get_occurrence(ledger->ctx, wrong->organization, wrong->obligation, wrong->period, arena, &occurrence);

    if (!error)
        error = fact_obligation(engine, wrong->organization, wrong->obligation, &cached, &obligation);
    if (error && error != ERROR_NOT_FOUND) /* one that left the configuration owes nothing, but is counted all the same */
        return error;
    error = recount(engine, obligation, &occurrence, now, arena);
    ret->at_least = obligation ? obligation->at_least : 1;
    if (!error)
        error = ledger->put_occurrence(ledger->ctx, &occurrence);
    if (!error)
        error = procedure_advance(engine, &occurrence, now, arena);
    ret->state = occurrence.state;
    ret->records = occurrence.records;
    return error;
}

int correction_follow(struct engine *engine, const struct record *record, const struct record *wrong, const char *actor, int64_t now,
                      struct arena *arena, struct record_correction *ret)
{
    int error = 0;

    *ret = (struct record_correction){
        .record = wrong->id, .organization = wrong->organization, .obligation = wrong->obligation, .period = wrong->period};
    if (wrong->period)
        error = correct_occurrence(engine, wrong, now, arena, ret);
    return error ? error
                 : engine_log(engine, now, actor, "correct",
                              arena_printf(arena, "%s/%s/%s", wrong->organization, wrong->obligation, wrong->period ? wrong->period : "-"),
                              arena_printf(arena, "record %lld takes the place of record %lld: %s", (long long)record->id,
                                           (long long)wrong->id, record->why));
}

bool correction_is_within(const struct record *record, const struct record *wrong)
{
    return record->period && wrong->period && strcmp(record->organization, wrong->organization) == 0 &&
           strcmp(record->obligation, wrong->obligation) == 0 && strcmp(record->period, wrong->period) == 0;
}
