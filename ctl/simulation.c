#include "simulation.h"

#include <stdlib.h>
#include <string.h>

#include "held.h"
#include "intl.h"

#define CACHE_MAX 65536 /* a simulation ends: it may use the memory a daemon may not */

struct simulation {
    struct store *store;
    struct ledger ledger;
    const struct zone *zone;
    struct engine *engine;
    simulation_cb cb;
    void *ctx;
    int64_t from_at;
    date_t loaded_on;     /* DATE_NONE: nothing was loaded */
    struct event *events; /* of the instant at hand */
    size_t n_events, max_events;
    struct arena arena; /* their strings */
    struct held held;
};

static void keep_event(void *ctx, const struct event *event)
{
    struct simulation *simulation = ctx;
    struct arena *arena = &simulation->arena;
    struct event *copy;

    if (event->at < simulation->from_at)
        return;
    if (event->leaves_at > event->at) {
        held_add(&simulation->held, event);
        return;
    }
    if (simulation->n_events == simulation->max_events) {
        simulation->max_events = simulation->max_events ? simulation->max_events * 2 : 256;
        simulation->events = xrealloc(simulation->events, simulation->max_events * sizeof *simulation->events);
    }
    copy = &simulation->events[simulation->n_events++];
    *copy = *event;
    copy->organization = arena_strdup(arena, event->organization);
    copy->obligation = arena_strdup(arena, event->obligation);
    copy->period = arena_strdup(arena, event->period);
    copy->recipient = arena_strdup(arena, event->recipient);
    copy->channel = arena_strdup(arena, event->channel);
    copy->chair = arena_strdup(arena, event->chair);
    copy->reason = arena_strdup(arena, event->reason);
}

static int text_order(const char *left, const char *right)
{
    return strcmp(left ? left : "", right ? right : "");
}

static int event_order(const void *a, const void *b)
{
    const struct event *left = a, *right = b;
    int order;

    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    order = text_order(left->organization, right->organization);
    if (order == 0)
        order = text_order(left->obligation, right->obligation);
    if (order == 0)
        order = text_order(left->recipient, right->recipient);
    return order ? order : text_order(left->period, right->period);
}

static void tell_instant(struct simulation *simulation)
{
    if (simulation->n_events > 0)
        qsort(simulation->events, simulation->n_events, sizeof *simulation->events, event_order);
    for (size_t i = 0; i < simulation->n_events; i++)
        simulation->cb(simulation->ctx, &simulation->events[i]);
    simulation->n_events = 0;
    arena_done(&simulation->arena);
}

struct simulation *simulation_new(struct store *store, const struct zone *zone, int64_t from_at, simulation_cb cb, void *ctx)
{
    struct simulation *simulation = xcalloc(1, sizeof *simulation);
    const struct engine_observer observer = {.event = keep_event, .ctx = simulation};

    simulation->store = store;
    simulation->zone = zone;
    simulation->from_at = from_at;
    simulation->loaded_on = DATE_NONE;
    simulation->cb = cb;
    simulation->ctx = ctx;
    store_ledger(store, &simulation->ledger);
    simulation->engine = engine_new(&simulation->ledger, zone, &observer, CACHE_MAX);
    return simulation;
}

void simulation_free(struct simulation *simulation)
{
    if (!simulation)
        return;
    engine_free(simulation->engine);
    held_done(&simulation->held);
    store_close(simulation->store);
    arena_done(&simulation->arena);
    free(simulation->events);
    free(simulation);
}

struct store *simulation_store(struct simulation *simulation)
{
    return simulation->store;
}

struct load {
    struct simulation *simulation;
    const struct scenario *scenario;
    struct report *report;
    int64_t at;
};

static int load_calendar(void *ctx, const struct calendar *calendar)
{
    const struct load *load = ctx;

    return store_put_calendar(load->simulation->store, calendar);
}

static int load_channel(void *ctx, const struct channel *channel)
{
    const struct load *load = ctx;

    return store_put_channel(load->simulation->store, channel);
}

static int decision_of(const struct scenario_fact *fact, struct decision *ret_decision)
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
    };
    return decision_kind_parse(fact->decision, &ret_decision->kind);
}

/* Facts the rules refuse are the scenario's fault and are said; any other error stops the run. */
static int say_refused(struct report *report, const struct scenario *scenario, const struct scenario_fact *fact, int error, const char *why)
{
    if (error != ERROR_NOT_FOUND && error != ERROR_REFUSED)
        return error;
    report_add(report, FINDING_WARNING, scenario->file, fact->line, "", "%s",
               error == ERROR_REFUSED && why ? _(why) : _("no such organization, obligation or occurrence: ignored"));
    return 0;
}

/* Decisions of days up to the load are part of the history it derives. */
static int recall_decisions(const struct load *load, const struct organization *organization)
{
    const struct scenario *scenario = load->scenario;
    int error = 0;

    for (size_t i = 0; !error && i < scenario->n && scenario->facts[i].known_on <= load->simulation->loaded_on; i++) {
        const struct scenario_fact *fact = &scenario->facts[i];
        struct decision decision;
        const char *why = NULL;

        if (fact->kind != FACT_DECISION || strcmp(fact->organization, organization->id) != 0)
            continue;
        error = decision_of(fact, &decision);
        if (!error)
            error = engine_recall_decision(load->simulation->engine, organization, &decision, fact->known_on, &why);
        error = say_refused(load->report, scenario, fact, error, why);
    }
    return error;
}

static int load_organization(void *ctx, const struct organization *organization)
{
    const struct load *load = ctx;
    int error = load->scenario ? recall_decisions(load, organization) : 0;

    return error ? error : engine_put_organization(load->simulation->engine, organization, load->at);
}

int simulation_load(struct simulation *simulation, const char *path, const struct conf_options *options, const struct scenario *scenario,
                    int64_t at, struct report *report, const char **ret_why)
{
    struct load load = {.simulation = simulation, .scenario = scenario, .report = report, .at = at};
    const struct conf_sink sink = {
        .calendar = load_calendar, .channel = load_channel, .organization = load_organization, .ctx = &load, .revocable = true};
    const date_t today = zone_date(simulation->zone, at);
    int error;

    simulation->loaded_on = today;
    error = engine_load_begin(simulation->engine, at);
    if (error) {
        *ret_why = store_error(simulation->store);
        return error;
    }
    error = store_load_start(simulation->store, today);
    if (!error)
        error = conf_load(path, options, &sink, report);
    if (!error)
        error = store_load_finish(simulation->store, today, at);
    if (!error)
        return engine_load_commit(simulation->engine);
    *ret_why = store_error(simulation->store);
    engine_load_abort(simulation->engine);
    return error;
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
                            .document = fact->document};
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
        .until = DATE_NONE,
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
    error = decision_of(fact, &decision);
    return error ? error : engine_decide(simulation->engine, &decision, "scenario", now, ret_why);
}

static int apply_fact(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, const char **ret_why)
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
    }
    arena_done(&arena);
    return error;
}

static int apply_facts(struct simulation *simulation, const struct scenario *scenario, size_t *next, int64_t now, struct report *report)
{
    for (; *next < scenario->n; (*next)++) {
        const struct scenario_fact *fact = &scenario->facts[*next];
        const char *why = NULL;
        int error;

        if (zone_instant(simulation->zone, fact->known_on, 0) > now)
            break;
        error = say_refused(report, scenario, fact, apply_fact(simulation, fact, now, &why), why);
        if (error)
            return error;
    }
    return 0;
}

static int sweep_all(struct simulation *simulation, int64_t now)
{
    bool more = true;
    int error = 0;

    while (more && !error)
        error = engine_sweep(simulation->engine, now, &more);
    return error;
}

int simulation_run(struct simulation *simulation, const struct scenario *scenario, int64_t from_at, int64_t until_at, struct report *report,
                   const char **ret_why)
{
    const struct ledger *ledger = &simulation->ledger;
    int64_t now = from_at;
    size_t next = 0;
    int error = 0;

    while (!error && now < until_at) {
        int64_t fact_at = NEVER, due_at;

        error = apply_facts(simulation, scenario, &next, now, report);
        if (!error)
            error = sweep_all(simulation, now);
        if (!error)
            error = held_release(&simulation->held, ledger, now, keep_event, simulation);
        if (!error)
            error = ledger->next_at(ledger->ctx, &due_at);
        if (error)
            break;
        tell_instant(simulation);
        if (next < scenario->n)
            fact_at = zone_instant(simulation->zone, scenario->facts[next].known_on, 0);
        now = fact_at < due_at ? fact_at : due_at;
        if (held_next_at(&simulation->held) < now)
            now = held_next_at(&simulation->held);
    }
    if (error)
        *ret_why = store_error(simulation->store);
    return error;
}
