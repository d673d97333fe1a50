/* The facts of a scenario, told to the engine one by one. */
#include "simulation_internal.h"

int scenario_decision(const struct scenario_fact *fact, struct decision *ret_decision)
{
    *ret_decision = (struct decision){
        .organization = fact->organization,
        .on = fact->on,
        .member = fact->member,
        .other = fact->other,
        .period = fact->period,
        .other_period = fact->other_period,
        .by = fact->by ? fact->by : "scenario",
        .why = fact->reason,
        .document = fact->document,
        .agreed = fact->agreed,
    };
    return decision_kind_parse(fact->decision, &ret_decision->kind);
}

/* The period a fact without one counts for: the one that holds its day. */
static const char *period_of(struct simulation *simulation, const struct scenario_fact *fact, struct arena *arena)
{
    const struct organization *organization;
    const struct obligation *obligation;
    struct period period;

    if (fact->period)
        return fact->period;
    if (simulation->ledger.get_organization(simulation->ledger.ctx, fact->organization, arena, &organization) != 0)
        return NULL;
    obligation = organization_obligation(organization, fact->obligation);
    if (!obligation || !calendar_period_holding(organization->calendar, obligation->per, fact->on, &period))
        return NULL;
    return period.id;
}

static int apply_record(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, struct arena *arena,
                        const char **ret_why)
{
    struct record record = {.organization = fact->organization,
                            .obligation = fact->obligation,
                            .named = fact->period,
                            .on = fact->on,
                            .document = fact->document,
                            .values = fact->values,
                            .n_values = fact->n_values};
    struct record_outcome outcome;

    return engine_record(simulation->engine, &record, 1, fact->by ? fact->by : "scenario", now, arena, &outcome, ret_why);
}

static int apply_waiver(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, struct arena *arena,
                        const char **ret_why)
{
    struct waiver waiver = {
        .organization = fact->organization,
        .obligation = fact->obligation,
        .period = period_of(simulation, fact, arena),
        .reason = fact->reason ? fact->reason : "",
        .by = fact->by ? fact->by : "scenario",
        .basis = fact->basis,
        .until = fact->until,
    };

    return waiver.period ? engine_waive(simulation->engine, &waiver, "scenario", now, ret_why) : ERROR_NOT_FOUND;
}

static int apply_event(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, struct arena *arena,
                       const char **ret_why)
{
    const struct event_day event = {
        .organization = fact->organization, .obligation = fact->obligation, .on = fact->on, .period = fact->period};
    struct event_change *changes;
    size_t n;

    return engine_event(simulation->engine, &event, "scenario", now, arena, &changes, &n, ret_why);
}

static int apply_roster(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, struct arena *arena,
                        const char **ret_why)
{
    struct roster roster = *fact->roster;
    struct roster_outcome outcome;

    roster.organization = fact->organization;
    return engine_roster(simulation->engine, &roster, "scenario", now, arena, &outcome, ret_why);
}

static int apply_opening(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, struct arena *arena,
                         const char **ret_why)
{
    struct case_file file = {.organization = fact->organization,
                             .obligation = fact->obligation,
                             .id = fact->id,
                             .title = fact->title,
                             .member = fact->member,
                             .opened_on = fact->on,
                             .event_on = fact->event_on,
                             .closed_on = DATE_NONE};

    return engine_case_open(simulation->engine, &file, fact->by ? fact->by : "scenario", now, arena, ret_why);
}

static int apply_closing(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, struct arena *arena,
                         const char **ret_why)
{
    struct case_file closing = {.organization = fact->organization,
                                .obligation = fact->obligation,
                                .id = fact->id,
                                .closed_on = fact->on,
                                .outcome = fact->outcome,
                                .why = fact->reason,
                                .by = fact->by,
                                .document = fact->document};
    date_t removed_on;

    return engine_case_close(simulation->engine, &closing, true, fact->by, now, arena, &removed_on, ret_why);
}

static int apply_decision(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, const char **ret_why)
{
    const struct organization *organization;
    struct decision decision;
    struct arena arena = {0};
    int error;

    if (fact->known_on <= simulation->loaded_on) { /* history: the load took it or refused it */
        error = simulation->ledger.get_organization(simulation->ledger.ctx, fact->organization, &arena, &organization);
        arena_done(&arena);
        return error;
    }
    error = scenario_decision(fact, &decision);
    if (error == 0)
        error = engine_decide(simulation->engine, &decision, "scenario", now, &arena, ret_why);
    arena_done(&arena);
    return error;
}

int simulation_apply(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, const char **ret_why)
{
    struct arena arena = {0};
    int error = ERROR_INVALID;

    switch (fact->kind) {
    case FACT_RECORD:
        error = apply_record(simulation, fact, now, &arena, ret_why);
        break;
    case FACT_WAIVER:
        error = apply_waiver(simulation, fact, now, &arena, ret_why);
        break;
    case FACT_DECISION:
        error = apply_decision(simulation, fact, now, ret_why);
        break;
    case FACT_EVENT:
        error = apply_event(simulation, fact, now, &arena, ret_why);
        break;
    case FACT_ROSTER:
        error = apply_roster(simulation, fact, now, &arena, ret_why);
        break;
    case FACT_CASE:
        error = apply_opening(simulation, fact, now, &arena, ret_why);
        break;
    case FACT_CLOSING:
        error = apply_closing(simulation, fact, now, &arena, ret_why);
        break;
    }
    arena_done(&arena);
    return error;
}
