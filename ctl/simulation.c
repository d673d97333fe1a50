#include "simulation_internal.h"

#include <stdlib.h>
#include <string.h>

#include "intl.h"

#define CACHE_MAX 65536 /* a simulation ends: it may use the memory a daemon may not */

static void keep_event(void *ctx, const struct event *event)
{
    struct simulation *simulation = ctx;

    if (event->at < simulation->from_at)
        return;
    if (event->leaves_at > event->at)
        held_add(&simulation->held, event);
    else
        event_list_add(&simulation->events, event);
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
    if (order == 0)
        order = text_order(left->period, right->period);
    return order ? order : text_order(left->chair, right->chair);
}

/* A vacancy that was filled on its first day comes before who filled it, and held no day. */
static bool is_filled(const struct event *event, const struct event *next)
{
    return event->kind == NOTIFICATION_TURN && !event->chair && next->kind == NOTIFICATION_TURN && next->at == event->at &&
           strcmp(next->organization, event->organization) == 0;
}

static void tell_instant(struct simulation *simulation)
{
    struct event_list *events = &simulation->events;

    if (events->n > 0)
        qsort(events->items, events->n, sizeof *events->items, event_order);
    for (size_t i = 0; i < events->n; i++) {
        if (i + 1 == events->n || !is_filled(&events->items[i], &events->items[i + 1]))
            simulation->cb(simulation->ctx, &events->items[i]);
    }
    event_list_clear(events);
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
    arena_done(&simulation->arena);
    store_close(simulation->store);
    event_list_done(&simulation->events);
    free(simulation);
}

void simulation_assume_accepted(struct simulation *simulation)
{
    engine_assume_accepted(simulation->engine);
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

/* Facts the rules refuse are the scenario's fault and are said; any other error stops the run. */
static int say_refused(struct report *report, const struct scenario *scenario, const struct scenario_fact *fact, int error, const char *why)
{
    if (error != ERROR_NOT_FOUND && error != ERROR_REFUSED)
        return error;
    report_add(report, FINDING_WARNING, scenario->file, fact->line, fact->setting, "%s",
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
        error = scenario_decision(fact, &decision);
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

    if (load->scenario) /* a plan asks what this load changes, not later ones */
        simulation_await_rosters(load->simulation, organization);
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

static int apply_facts(struct simulation *simulation, const struct scenario *scenario, size_t *next, int64_t now, struct report *report)
{
    for (; *next < scenario->n; (*next)++) {
        const struct scenario_fact *fact = &scenario->facts[*next];
        const char *why = NULL;
        int error;

        if (zone_instant(simulation->zone, fact->known_on, 0) > now)
            break;
        error = simulation_apply(simulation, fact, now, &why);
        error = say_refused(report, scenario, fact, error, why);
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
            error = simulation_take_rosters(simulation, now);
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
        if (simulation_rosters_at(simulation) < now)
            now = simulation_rosters_at(simulation);
    }
    if (error)
        *ret_why = store_error(simulation->store);
    return error;
}
