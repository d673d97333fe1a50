#include "outlook.h"

#include <stdlib.h>
#include <string.h>

#include "backend_names.h"
#include "event_text.h"
#include "query.h"
#include "simulation.h"

struct gathering {
    struct outlook *outlook;
    const struct zone *zone;
    struct store *store;
    struct ledger ledger;
    date_t first_on;
};

static void append(struct outlook_events *events, char *line, json_t *event)
{
    if ((events->n & (events->n - 1)) == 0)
        events->items = xrealloc(events->items, (events->n ? events->n * 2 : 1) * sizeof *events->items);
    events->items[events->n++] = (struct outlook_event){line, event};
}

static json_t *event_json(const struct zone *zone, const struct event *event)
{
    struct json_writer writer = {0};
    char *text;
    json_t *json;

    event_write(&writer, zone, event);
    text = json_writer_take(&writer);
    json = json_loads(text, 0, NULL);
    free(text);
    return json;
}

static void gather_event(void *ctx, const struct event *event)
{
    struct gathering *gathering = ctx;

    if (event->kind != NOTIFICATION_TURN)
        append(&gathering->outlook->messages, event_line(gathering->zone, event), event_json(gathering->zone, event));
}

static void add_turn(struct gathering *gathering, const struct turn *turn)
{
    const struct event event = {
        .kind = NOTIFICATION_TURN,
        .at = zone_instant(gathering->zone, turn->begins, 0),
        .organization = turn->organization,
        .period = turn->period,
        .due_on = DATE_NONE,
        .chair = turn->chair,
        .reason = turn->reason,
    };
    char ends[DATE_TEXT_SIZE] = "", *words = event_line(gathering->zone, &event);
    json_t *json = event_json(gathering->zone, &event);

    if (turn->ends != DATE_FOREVER)
        date_format(turn->ends, ends);
    json_object_set_new(json, "ends", *ends ? json_string(ends) : json_null());
    append(&gathering->outlook->turns, xasprintf("%s %s", words, ends), json);
    free(words);
}

/* Once the clock has run: the turns that hold a day of the span, or ended on its eve, as one does that a load ends. */
static int gather_turns(void *ctx, const struct query_organization *organization)
{
    struct gathering *gathering = ctx;
    struct arena arena = {0};
    struct turn *turns;
    size_t n = 0;
    int error = gathering->ledger.turns(gathering->ledger.ctx, organization->id, &arena, &turns, &n);

    for (size_t i = 0; !error && i < n; i++) {
        if (turns[i].ends >= gathering->first_on - 1)
            add_turn(gathering, &turns[i]);
    }
    arena_done(&arena);
    return error;
}

static void add_due(struct outlook *outlook, const struct occurrence *occurrence)
{
    struct outlook_due *due;

    if (occurrence->state != OCCURRENCE_OPEN)
        return;
    if ((outlook->n_dues & (outlook->n_dues - 1)) == 0)
        outlook->dues = xrealloc(outlook->dues, (outlook->n_dues ? outlook->n_dues * 2 : 1) * sizeof *outlook->dues);
    due = &outlook->dues[outlook->n_dues++];
    due->occurrence = xasprintf("%s/%s/%s", occurrence->organization, occurrence->obligation, occurrence->period);
    date_format(occurrence->due_on, due->due);
}

static int gather_dues(void *ctx, const struct query_organization *organization)
{
    struct gathering *gathering = ctx;
    struct arena arena = {0};
    struct occurrence *occurrences;
    size_t n = 0;
    int error;

    error = gathering->ledger.organization_occurrences(gathering->ledger.ctx, organization->id, &arena, &occurrences, &n);
    for (size_t i = 0; !error && i < n; i++)
        add_due(gathering->outlook, &occurrences[i]);
    arena_done(&arena);
    return error;
}

static int due_order(const void *a, const void *b)
{
    const struct outlook_due *left = a, *right = b;

    return strcmp(left->occurrence, right->occurrence);
}

static int event_order(const void *a, const void *b)
{
    const struct outlook_event *left = a, *right = b;

    return strcmp(left->line, right->line);
}

/* qsort() may not be given NULL, which an empty list is. */
static void sort(void *items, size_t n, size_t size, int (*order)(const void *, const void *))
{
    if (n > 0)
        qsort(items, n, size, order);
}

static int gather(struct gathering *gathering, struct simulation *simulation, const char *path, const struct conf_options *options,
                  const struct outlook_span *span, struct report *report, const char **ret_why)
{
    const struct scenario nothing = {0};
    struct outlook *outlook = gathering->outlook;
    int error = 0;

    if (path)
        error = simulation_load(simulation, path, options, NULL, span->from_at, report, ret_why);
    if (!error)
        error = query_organizations(gathering->store, NULL, gathering->first_on, gather_dues, gathering);
    if (!error)
        error = simulation_run(simulation, &nothing, span->from_at, span->until_at, report, ret_why);
    if (!error)
        error = query_organizations(gathering->store, NULL, gathering->first_on, gather_turns, gathering);
    if (error)
        return error;
    sort(outlook->dues, outlook->n_dues, sizeof *outlook->dues, due_order);
    sort(outlook->messages.items, outlook->messages.n, sizeof *outlook->messages.items, event_order);
    sort(outlook->turns.items, outlook->turns.n, sizeof *outlook->turns.items, event_order);
    return 0;
}

int outlook_make(struct outlook *outlook, const void *image, size_t size_bytes, const char *path, const struct conf_options *options,
                 const struct outlook_span *span, struct report *report, char **ret_why)
{
    const struct store_options store_options = {.backends = backend_names};
    struct gathering gathering = {.outlook = outlook, .zone = span->zone, .first_on = zone_date(span->zone, span->from_at)};
    struct simulation *simulation;
    const char *why = NULL;
    int error;

    *outlook = (struct outlook){0};
    error = store_open_image(image, size_bytes, &store_options, &gathering.store, ret_why);
    if (error)
        return error;
    store_ledger(gathering.store, &gathering.ledger);
    simulation = simulation_new(gathering.store, span->zone, zone_instant(span->zone, zone_date(span->zone, span->from_at), 0),
                                gather_event, &gathering);
    simulation_assume_accepted(simulation);
    error = gather(&gathering, simulation, path, options, span, report, &why);
    if (error && why)
        *ret_why = xstrdup(why);
    simulation_free(simulation);
    return error;
}

static void events_done(struct outlook_events *events)
{
    for (size_t i = 0; i < events->n; i++) {
        free(events->items[i].line);
        json_decref(events->items[i].event);
    }
    free(events->items);
}

void outlook_done(struct outlook *outlook)
{
    events_done(&outlook->turns);
    events_done(&outlook->messages);
    for (size_t i = 0; i < outlook->n_dues; i++)
        free(outlook->dues[i].occurrence);
    free(outlook->dues);
    *outlook = (struct outlook){0};
}

void outlook_compare(const struct outlook_events *left, const struct outlook_events *right,
                     void (*differ)(void *ctx, int side, const struct outlook_event *event), void *ctx)
{
    size_t i = 0, k = 0;

    while (i < left->n || k < right->n) {
        const int order = i == left->n ? 1 : k == right->n ? -1 : event_order(&left->items[i], &right->items[k]);

        if (order < 0)
            differ(ctx, -1, &left->items[i]);
        else if (order > 0)
            differ(ctx, 1, &right->items[k]);
        i += order <= 0;
        k += order >= 0;
    }
}
