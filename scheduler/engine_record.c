/* Evidence that something was done, and waivers of what need not be. */
#include "engine_internal.h"
#include "intl.h"

static int count_record(struct engine *engine, const struct obligation *obligation, const struct record *record,
                        struct occurrence *occurrence, int64_t now)
{
    int error = 0;

    occurrence->records++;
    if (occurrence->state != OCCURRENCE_MET && occurrence->records >= obligation->at_least)
        error = occurrence_meet(engine, occurrence, record->on, now);
    return error ? error : engine->ledger->put_occurrence(engine->ledger->ctx, occurrence);
}

static int record_in(struct engine *engine, struct record *record, const char *actor, int64_t now, struct arena *arena,
                     struct record_outcome *ret, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *obligation;
    struct cached *cached;
    struct occurrence occurrence = {0};
    struct period period;
    char day[DATE_TEXT_SIZE];
    int error;

    error = fact_obligation(engine, record->organization, record->obligation, &cached, &obligation);
    if (error)
        return error;
    record->period = NULL;
    record->at = now;
    record->actor = actor;
    error = procedure_period(engine, cached, obligation, record, arena, &period, ret_why);
    if (error && error != ERROR_NOT_FOUND)
        return error;
    if (!error) {
        record->period = arena_strdup(arena, period.id);
        error = fact_occurrence(engine, cached, obligation, &period, now, arena, &occurrence);
        if (error == ERROR_NOT_FOUND)
            record->period = NULL;
        else if (error)
            return error;
    }
    error = ledger->put_record(ledger->ctx, record);
    if (!error && record->period)
        error = count_record(engine, obligation, record, &occurrence, now);
    if (!error)
        error = engine_log(engine, now, actor, "record",
                           arena_printf(arena, "%s/%s/%s", record->organization, record->obligation, record->period ? record->period : "-"),
                           arena_printf(arena, "record %lld on %s%s%s", (long long)record->id, date_format(record->on, day),
                                        record->document ? ", " : "", record->document ? record->document : ""));
    if (error)
        return error;
    *ret = (struct record_outcome){
        .record = record->id,
        .period = record->period,
        .state = occurrence.state,
        .records = occurrence.records,
        .at_least = obligation->at_least,
    };
    error = record->period ? procedure_follow(engine, cached, obligation, record, &occurrence, now, arena, ret) : 0;
    return error ? error : checks_of_record(engine, record, actor, now, arena, ret);
}

int engine_record(struct engine *engine, struct record *records, size_t n_records, const char *actor, int64_t now, struct arena *arena,
                  struct record_outcome *ret_outcomes, const char **ret_why)
{
    const date_t today = zone_date(engine->zone, now);
    int error;

    for (size_t i = 0; i < n_records; i++) {
        if (records[i].on > today)
            return fact_refuse(ret_why, N_("that day has not come yet"));
    }
    error = engine_begin(engine);
    if (error)
        return error;
    for (size_t i = 0; i < n_records && !error; i++)
        error = record_in(engine, &records[i], actor, now, arena, &ret_outcomes[i], ret_why);
    return engine_end(engine, error);
}

static int waive_in(struct engine *engine, struct occurrence *occurrence, struct waiver *waiver, const char *actor, int64_t now,
                    struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    int error;

    waiver->at = now;
    waiver->actor = actor;
    occurrence->state = OCCURRENCE_WAIVED;
    occurrence->next_at = NEVER;
    error = ledger->put_occurrence(ledger->ctx, occurrence);
    if (!error)
        error = ledger->put_waiver(ledger->ctx, occurrence->id, waiver);
    if (!error)
        error = ledger->cancel_notifications(ledger->ctx, occurrence->id, "waived", now);
    if (!error)
        error = procedure_advance(engine, occurrence, now, arena);
    if (!error)
        error = engine_log(engine, now, actor, "waive",
                           arena_printf(arena, "%s/%s/%s", waiver->organization, waiver->obligation, waiver->period),
                           arena_printf(arena, "by %s: %s", waiver->by, waiver->reason));
    return error;
}

int engine_waive(struct engine *engine, struct waiver *waiver, const char *actor, int64_t now, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    struct arena arena = {0};
    struct occurrence occurrence;
    int error;

    error = engine_begin(engine);
    if (error)
        return error;
    error = ledger->get_occurrence(ledger->ctx, waiver->organization, waiver->obligation, waiver->period, &arena, &occurrence);
    if (!error && occurrence.state == OCCURRENCE_MET)
        error = fact_refuse(ret_why, N_("it is met already"));
    else if (!error && occurrence.state == OCCURRENCE_WAIVED)
        error = fact_refuse(ret_why, N_("it is waived already"));
    else if (!error && occurrence.state == OCCURRENCE_WITHDRAWN)
        error = fact_refuse(ret_why, N_("its obligation left the configuration"));
    if (!error)
        error = waive_in(engine, &occurrence, waiver, actor, now, &arena);
    error = engine_end(engine, error);
    arena_done(&arena);
    return error;
}
