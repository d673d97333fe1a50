/* What people say: records, waivers, decisions, events. Each one transaction with its line in the log. */
#include "engine_internal.h"
#include "intl.h"

#include <string.h>

static int refuse(const char **ret_why, const char *why)
{
    *ret_why = why;
    return ERROR_REFUSED;
}

static int find_obligation(struct engine *engine, const char *organization, const char *id, struct cached **ret_cached,
                           const struct obligation **ret_obligation)
{
    int error = cache_get(engine, organization, ret_cached);

    if (error)
        return error;
    *ret_obligation = cached_obligation(*ret_cached, id);
    return *ret_obligation ? 0 : ERROR_NOT_FOUND;
}

/* The stored occurrence, or a new one for a period the daemon never planned (before it was installed). */
static int occurrence_of(struct engine *engine, const struct cached *cached, const struct obligation *obligation,
                         const struct period *period, int64_t now, struct arena *arena, struct occurrence *ret)
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
                     struct record_outcome *ret)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *obligation;
    struct cached *cached;
    struct occurrence occurrence = {0};
    struct period period;
    char day[DATE_TEXT_SIZE];
    int error;

    error = find_obligation(engine, record->organization, record->obligation, &cached, &obligation);
    if (error)
        return error;
    record->period = NULL;
    record->at = now;
    record->actor = actor;
    if (calendar_period_holding(cached->organization->calendar, obligation->per, record->on, &period)) {
        record->period = arena_strdup(arena, period.id);
        error = occurrence_of(engine, cached, obligation, &period, now, arena, &occurrence);
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
    if (!error)
        *ret = (struct record_outcome){
            .record = record->id,
            .period = record->period,
            .state = occurrence.state,
            .records = occurrence.records,
            .at_least = obligation->at_least,
        };
    return error;
}

int engine_record(struct engine *engine, struct record *records, size_t n_records, const char *actor, int64_t now, struct arena *arena,
                  struct record_outcome *ret_outcomes, const char **ret_why)
{
    const date_t today = zone_date(engine->zone, now);
    int error;

    for (size_t i = 0; i < n_records; i++) {
        if (records[i].on > today)
            return refuse(ret_why, N_("that day has not come yet"));
    }
    error = engine_begin(engine);
    if (error)
        return error;
    for (size_t i = 0; i < n_records && !error; i++)
        error = record_in(engine, &records[i], actor, now, arena, &ret_outcomes[i]);
    return engine_end(engine, error);
}

static int waive_in(struct engine *engine, struct occurrence *occurrence, const struct waiver *waiver, const char *actor, int64_t now,
                    struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    int error;

    occurrence->state = OCCURRENCE_WAIVED;
    occurrence->next_at = NEVER;
    error = ledger->put_occurrence(ledger->ctx, occurrence);
    if (!error)
        error = ledger->put_waiver(ledger->ctx, occurrence->id, now, waiver->reason, waiver->by);
    if (!error)
        error = ledger->cancel_notifications(ledger->ctx, occurrence->id, "waived", now);
    if (!error)
        error = engine_log(engine, now, actor, "waive",
                           arena_printf(arena, "%s/%s/%s", waiver->organization, waiver->obligation, waiver->period),
                           arena_printf(arena, "by %s: %s", waiver->by, waiver->reason));
    return error;
}

int engine_waive(struct engine *engine, const struct waiver *waiver, const char *actor, int64_t now, const char **ret_why)
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
        error = refuse(ret_why, N_("it is met already"));
    else if (!error && occurrence.state == OCCURRENCE_WAIVED)
        error = refuse(ret_why, N_("it is waived already"));
    else if (!error && occurrence.state == OCCURRENCE_WITHDRAWN)
        error = refuse(ret_why, N_("its obligation left the configuration"));
    if (!error)
        error = waive_in(engine, &occurrence, waiver, actor, now, &arena);
    error = engine_end(engine, error);
    arena_done(&arena);
    return error;
}

static const struct term *term_of(const struct calendar *calendar, const char *id)
{
    for (size_t i = 0; id && i < calendar->n_terms; i++) {
        if (strcmp(calendar->terms[i].id, id) == 0)
            return &calendar->terms[i];
    }
    return NULL;
}

/* NULL if the rules allow the decision. */
static const char *decision_objection(const struct organization *organization, const struct decision *decision, date_t today)
{
    const bool swap = decision->kind == DECISION_SWAP, decline = decision->kind == DECISION_DECLINE;
    const struct term *term = term_of(organization->calendar, decision->period);
    const struct term *other_term = term_of(organization->calendar, decision->other_period);

    if (organization->rotation.n_mandates == 0)
        return N_("the organization has no rotation");
    if (!decision->member || !organization_member(organization, decision->member))
        return N_("there is no such member");
    if (decision->on < today)
        return N_("it would change days already past");
    if ((swap || decline) && !term)
        return N_("there is no such term");
    if ((swap || decline) && term->begins < today)
        return N_("the turn of that term has begun");
    if (swap && (!decision->other || !organization_member(organization, decision->other)))
        return N_("there is no such other member");
    if (swap && (!other_term || other_term->begins < today))
        return N_("the other term is unknown or has begun");
    return NULL;
}

/* A chair named or removed on the day a turn has begun already would change nothing: that turn is history. */
static int turn_has_begun(struct engine *engine, const struct decision *decision, struct arena *arena, bool *ret_begun)
{
    struct turn turn = {.begins = DATE_NONE};
    int error = 0;

    if (decision->kind == DECISION_APPOINT || decision->kind == DECISION_REMOVE)
        error = engine->ledger->turn_on(engine->ledger->ctx, decision->organization, decision->on, arena, &turn);
    if (error && error != ERROR_NOT_FOUND)
        return error;
    *ret_begun = turn.begins == decision->on;
    return 0;
}

static int put_decision(struct engine *engine, struct decision *decision, const char *actor, int64_t now, struct arena *arena)
{
    char day[DATE_TEXT_SIZE];
    int error = engine->ledger->put_decision(engine->ledger->ctx, decision);

    return error ? error
                 : engine_log(engine, now, actor, "decide", decision->organization,
                              arena_printf(arena, "%s %s from %s%s%s", decision_kind_name(decision->kind), decision->member,
                                           date_format(decision->on, day), decision->why ? ": " : "", decision->why ? decision->why : ""));
}

int engine_recall_decision(struct engine *engine, const struct organization *organization, struct decision *decision, date_t decided_on,
                           const char **ret_why)
{
    const char *objection = decision_objection(organization, decision, decided_on);
    struct arena arena = {0};
    int error;

    if (objection)
        return refuse(ret_why, objection);
    error = put_decision(engine, decision, ENGINE_ACTOR, zone_instant(engine->zone, decided_on, 0), &arena);
    arena_done(&arena);
    return error;
}

static int decide_in(struct engine *engine, struct decision *decision, const char *actor, int64_t now, const char **ret_why,
                     struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    struct rotation_row row;
    struct cached *cached;
    const char *objection;
    bool begun;
    int error;

    error = cache_get(engine, decision->organization, &cached);
    if (error)
        return error;
    objection = decision_objection(cached->organization, decision, zone_date(engine->zone, now));
    if (objection)
        return refuse(ret_why, objection);
    error = turn_has_begun(engine, decision, arena, &begun);
    if (error)
        return error;
    if (begun)
        return refuse(ret_why, N_("the turn of that day has begun: decide from the day after"));
    error = put_decision(engine, decision, actor, now, arena);
    if (!error)
        error = ledger->get_rotation(ledger->ctx, decision->organization, arena, &row);
    return error ? error : rotation_settle(engine, &row, now);
}

int engine_decide(struct engine *engine, struct decision *decision, const char *actor, int64_t now, const char **ret_why)
{
    struct arena arena = {0};
    int error;

    error = engine_begin(engine);
    if (!error)
        error = engine_end(engine, decide_in(engine, decision, actor, now, ret_why, &arena));
    arena_done(&arena);
    return error;
}

static int move_event(struct engine *engine, struct cached *cached, const struct obligation *obligation, struct occurrence *occurrence,
                      date_t on, int64_t now)
{
    const struct ledger *ledger = engine->ledger;
    int error;

    occurrence->event_on = on;
    error = occurrence_resolve(occurrence, obligation, cached->organization->calendar);
    if (error)
        return error;
    occurrence->known_at = now;
    error = occurrence->id ? ledger->cancel_notifications(ledger->ctx, occurrence->id, "the event moved", now) : 0;
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

    error = find_obligation(engine, organization, obligation_id, &cached, &obligation);
    if (error)
        return error;
    if (obligation->due.kind != DUE_EVENT && obligation->opens.kind != DUE_EVENT)
        return refuse(ret_why, N_("that obligation does not count from an event"));
    if (!calendar_period_holding(cached->organization->calendar, obligation->per, on, &period))
        return refuse(ret_why, N_("that day lies in no period of the calendar"));
    error = occurrence_of(engine, cached, obligation, &period, now, arena, &occurrence);
    if (error)
        return error;
    if (occurrence.state != OCCURRENCE_OPEN)
        return refuse(ret_why, N_("the occurrence is no longer open"));
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
