/* The day of an event that obligations, and the stages of a procedure, count from. */
#include "engine_internal.h"
#include "intl.h"

#include <string.h>

struct moving {
    struct engine *engine;
    struct cached *cached;
    const struct event_day *event;
    const char *procedure;
    int64_t now;
    struct arena *arena;
    struct event_change *changes;
    size_t n;
    const char *period; /* of the first that counts from it; NULL: none does */
};

static bool counts_from_event(const struct obligation *obligation)
{
    return obligation->due.kind == DUE_EVENT || obligation->opens.kind == DUE_EVENT;
}

static int period_of_event(const struct moving *moving, const struct obligation *obligation, struct period *ret_period,
                           const char **ret_why)
{
    const struct calendar *calendar = moving->cached->organization->calendar;
    const struct event_day *event = moving->event;

    if (obligation->per == PERIOD_CASE)
        return procedure_case(moving->engine, moving->cached, obligation, event->period, moving->arena, ret_period, ret_why);
    if (event->period)
        return calendar_period_named(calendar, obligation->per, event->period, ret_period)
                   ? 0
                   : fact_refuse(ret_why, N_("there is no such period"));
    if (calendar_period_holding(calendar, obligation->per, event->on, ret_period))
        return 0;
    return fact_refuse(ret_why, N_("that day lies in no period of the calendar: say for which it is"));
}

static int move_one(struct moving *moving, const struct obligation *obligation, const char **ret_why)
{
    struct event_change *change = &moving->changes[moving->n];
    struct occurrence occurrence;
    struct period period;
    int error = period_of_event(moving, obligation, &period, ret_why);

    if (!error)
        error = fact_occurrence(moving->engine, moving->cached, obligation, &period, moving->now, moving->arena, &occurrence);
    if (error)
        return error;
    moving->period = arena_strdup(moving->arena, period.id);
    if (occurrence.state != OCCURRENCE_OPEN)
        return 0;
    *change = (struct event_change){
        .obligation = arena_strdup(moving->arena, obligation->id), .period = moving->period, .due_before = occurrence.due_on};
    error = occurrence_anchor(moving->engine, moving->cached, obligation, &occurrence, moving->event->on, "the event moved", moving->now);
    change->due_on = occurrence.due_on;
    moving->n++;
    return error;
}

static int move_all(struct moving *moving, const char *actor, const char **ret_why)
{
    const struct organization *organization = moving->cached->organization;
    char day[DATE_TEXT_SIZE];
    int error = 0;

    for (size_t i = 0; !error && i < organization->n_obligations; i++) {
        if (obligation_is_of(&organization->obligations[i], moving->procedure) && counts_from_event(&organization->obligations[i]))
            error = move_one(moving, &organization->obligations[i], ret_why);
    }
    if (error)
        return error;
    if (!moving->period)
        return fact_refuse(ret_why, N_("that obligation does not count from an event"));
    if (moving->n == 0)
        return fact_refuse(ret_why, N_("the occurrence is no longer open"));
    return engine_log(moving->engine, moving->now, actor, "event",
                      arena_printf(moving->arena, "%s/%s/%s", organization->id, moving->procedure, moving->period),
                      arena_printf(moving->arena, "on %s", date_format(moving->event->on, day)));
}

static int event_in(struct moving *moving, const char *actor, const char **ret_why)
{
    const struct obligation *obligation;
    int error = fact_obligation(moving->engine, moving->event->organization, moving->event->obligation, &moving->cached, &obligation);

    if (error)
        return error;
    moving->procedure = obligation->procedure ? obligation->procedure : obligation->id;
    moving->changes = arena_array(moving->arena, moving->cached->organization->n_obligations + 1, sizeof *moving->changes);
    return move_all(moving, actor, ret_why);
}

int engine_event(struct engine *engine, const struct event_day *event, const char *actor, int64_t now, struct arena *arena,
                 struct event_change **ret_changes, size_t *ret_n, const char **ret_why)
{
    struct moving moving = {.engine = engine, .event = event, .now = now, .arena = arena};
    int error = engine_begin(engine);

    if (!error)
        error = engine_end(engine, event_in(&moving, actor, ret_why));
    if (error)
        return error;
    *ret_changes = moving.changes;
    *ret_n = moving.n;
    return 0;
}
