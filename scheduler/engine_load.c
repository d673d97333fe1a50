/* Making occurrences and the rotation agree with an organization's new configuration. Nothing is sent by an edit: what a new ladder has
 * already behind it stays behind, but for a due day that moved, which is told once at the next `at` of a working day. */
#include "engine_internal.h"

#include <stdlib.h>
#include <string.h>

struct loading {
    struct engine *engine;
    struct cached *cached;
    int64_t now;
    date_t today;
    struct arena *arena;
    struct occurrence *existing; /* sorted by obligation, period */
    size_t n_existing;
    bool *kept;
};

int engine_load_begin(struct engine *engine, int64_t now)
{
    const struct ledger *ledger = engine->ledger;
    struct arena arena = {0};
    struct rotation_row *rows;
    size_t n;
    int error;

    error = engine_begin(engine);
    if (error)
        return error;
    do {
        error = ledger->due_rotations(ledger->ctx, now, 256, &arena, &rows, &n);
        for (size_t i = 0; !error && i < n; i++)
            error = rotation_settle(engine, &rows[i], now);
    } while (!error && n == 256);
    arena_done(&arena);
    cache_drop(engine);
    return error ? engine_end(engine, error) : 0;
}

int engine_load_commit(struct engine *engine)
{
    const struct ledger *ledger = engine->ledger;
    int64_t generation;
    int error = ledger->generation(ledger->ctx, &generation);

    /* What the cache holds was read after it was put. */
    if (!error)
        engine->cache.generation = generation;
    return engine_end(engine, error);
}

void engine_load_abort(struct engine *engine)
{
    (void)engine_end(engine, ERROR_CANCELLED);
}

static int occurrence_order(const void *a, const void *b)
{
    const struct occurrence *left = a, *right = b;
    int order = strcmp(left->obligation, right->obligation);

    return order ? order : strcmp(left->period, right->period);
}

static struct occurrence *find_existing(const struct loading *loading, const struct occurrence *wanted)
{
    return loading->n_existing > 0 ? bsearch(wanted, loading->existing, loading->n_existing, sizeof *wanted, occurrence_order) : NULL;
}

/* What was met before its next stage was configured, or is met by this load, is counted from all the same; what this load opens again is
 * not. */
static void take_anchor(const struct loading *loading, const struct obligation *obligation, struct occurrence *occurrence)
{
    const struct occurrence wanted = {.obligation = obligation->previous, .period = occurrence->period};
    const struct occurrence *before = obligation->due.kind == DUE_PREVIOUS && wanted.obligation ? find_existing(loading, &wanted) : NULL;

    if (before && before->state == OCCURRENCE_MET)
        occurrence->event_on = before->met_on;
    else if (before && before->state == OCCURRENCE_OPEN)
        occurrence->event_on = DATE_NONE;
}

static int put_new(struct loading *loading, const struct obligation *obligation, struct occurrence *occurrence)
{
    const struct ledger *ledger = loading->engine->ledger;

    take_anchor(loading, obligation, occurrence);
    if (occurrence_resolve(occurrence, obligation, loading->cached->organization->calendar) != 0)
        return 0; /* the due date lies in another period */
    occurrence->known_at = loading->now;
    occurrence_plan(loading->engine, loading->cached, obligation, occurrence);
    return ledger->put_occurrence(ledger->ctx, occurrence);
}

/* The last day whose rungs can no longer be told as of now. */
static date_t day_behind(const struct loading *loading, const struct obligation *obligation)
{
    return zone_instant(loading->engine->zone, loading->today, obligation->at) <= loading->now ? loading->today : loading->today - 1;
}

/* Records met it, and are too few now. What meets the answer to a proposal is none (engine_proposal.c). */
static bool falls_short(const struct loading *loading, const struct obligation *obligation, const struct occurrence *occurrence)
{
    return occurrence->state == OCCURRENCE_MET && occurrence->records > 0 && occurrence->records < obligation->at_least &&
           occurrence->ends >= loading->today;
}

/* On the day of the record that reached what is enough now; those from before a check opened it again do not count. */
static int meet_by_fewer(const struct loading *loading, const struct obligation *obligation, struct occurrence *occurrence)
{
    const struct ledger *ledger = loading->engine->ledger;
    const size_t n_counting = (size_t)occurrence->records;
    date_t *days, met_on = loading->today;
    size_t n;
    int error =
        ledger->counting_days(ledger->ctx, occurrence->organization, occurrence->obligation, occurrence->period, loading->arena, &days, &n);

    if (error)
        return error;
    if (n >= n_counting)
        met_on = days[n - n_counting + (size_t)obligation->at_least - 1];
    return occurrence_meet(loading->engine, occurrence, met_on, loading->now);
}

static int log_reopened(const struct loading *loading, const struct obligation *obligation, const struct occurrence *occurrence)
{
    return engine_log(loading->engine, loading->now, ENGINE_ACTOR, "reopen",
                      arena_printf(loading->arena, "%s/%s/%s", occurrence->organization, occurrence->obligation, occurrence->period),
                      arena_printf(loading->arena, "at_least is %d now, records: %d", (int)obligation->at_least, (int)occurrence->records));
}

/* Its records are too few now, but a waiver holds: ERROR_NOT_FOUND where none does. */
static int rest_again(struct loading *loading, const struct obligation *obligation, struct occurrence *occurrence)
{
    const struct ledger *ledger = loading->engine->ledger;
    int error = waiver_resume(loading->engine, occurrence, loading->now, loading->arena);

    if (!error)
        error = ledger->put_occurrence(ledger->ctx, occurrence);
    return error ? error : log_reopened(loading, obligation, occurrence);
}

/* An occurrence that is open, or is to be again, under a possibly edited obligation. Writes only what changed, and keeps `old` as it is
 * then. */
static int put_changed(struct loading *loading, const struct obligation *obligation, struct occurrence *old,
                       const struct occurrence *wanted)
{
    const struct ledger *ledger = loading->engine->ledger;
    struct occurrence changed = *old;
    const bool pending = old->next_at <= loading->now, was_met = old->state == OCCURRENCE_MET;
    int error = was_met ? rest_again(loading, obligation, old) : ERROR_NOT_FOUND;

    if (error != ERROR_NOT_FOUND)
        return error;
    error = 0;
    changed.begins = wanted->begins;
    changed.ends = wanted->ends;
    take_anchor(loading, obligation, &changed);
    if (occurrence_resolve(&changed, obligation, loading->cached->organization->calendar) != 0)
        changed.due_on = DATE_NONE;
    if (changed.state != OCCURRENCE_OPEN || changed.due_on != old->due_on) {
        changed.state = OCCURRENCE_OPEN;
        changed.met_on = DATE_NONE;
        occurrence_know_anew(loading->engine, &changed, loading->now);
        error = ledger->cancel_notifications(ledger->ctx, changed.id, "the due day moved", loading->now);
    } else if (!pending && changed.ends >= loading->today && changed.done_on < day_behind(loading, obligation)) {
        changed.done_on = day_behind(loading, obligation);
    }
    if (error)
        return error;
    if (changed.records >= obligation->at_least)
        error = meet_by_fewer(loading, obligation, &changed);
    else if ((!pending && changed.ends >= loading->today) || changed.due_on != old->due_on)
        occurrence_plan(loading->engine, loading->cached, obligation, &changed);
    if (error || (changed.next_at == old->next_at && changed.due_on == old->due_on && changed.opens_on == old->opens_on &&
                  changed.ends == old->ends && changed.state == old->state))
        return error;
    *old = changed;
    error = ledger->put_occurrence(ledger->ctx, &changed);
    return !error && was_met ? log_reopened(loading, obligation, &changed) : error;
}

static int put_obligation(struct loading *loading, const struct obligation *obligation)
{
    const struct organization *organization = loading->cached->organization;
    struct period period;
    int error = 0;

    for (size_t i = 0; !error && calendar_period(organization->calendar, obligation->per, i, &period); i++) {
        struct occurrence wanted = {
            .organization = organization->id,
            .obligation = obligation->id,
            .period = period.id,
            .begins = period.begins,
            .ends = period.ends,
            .event_on = DATE_NONE,
            .due_on = DATE_NONE,
            .done_on = DATE_NONE,
            .told_on = DATE_NONE,
            .met_on = DATE_NONE,
        };
        struct occurrence *old = find_existing(loading, &wanted);

        if (old)
            loading->kept[old - loading->existing] = true;
        if (old && (old->state == OCCURRENCE_OPEN || (old->state == OCCURRENCE_WITHDRAWN && period.ends >= loading->today) ||
                    falls_short(loading, obligation, old)))
            error = put_changed(loading, obligation, old, &wanted);
        else if (!old && period.ends >= loading->today)
            error = put_new(loading, obligation, &wanted);
    }
    return error;
}

static int is_closed(const struct loading *loading, const struct obligation *obligation, const struct occurrence *occurrence,
                     bool *ret_closed)
{
    const struct ledger *ledger = loading->engine->ledger;
    struct case_file file;
    int error = ledger->get_case(ledger->ctx, occurrence->organization, obligation->procedure ? obligation->procedure : obligation->id,
                                 occurrence->period, loading->arena, &file);

    *ret_closed = !error && file.closed_on != DATE_NONE;
    return error == ERROR_NOT_FOUND ? 0 : error; /* the engine's own, such as an answer, has no file */
}

/* Its cases were opened by hand: those there are, and no others. */
static int put_cases(struct loading *loading, const struct obligation *obligation)
{
    const char *proposal = loading->cached->organization->rotation.proposal;
    const bool is_proposal = proposal && strcmp(proposal, obligation->id) == 0; /* its answers may have come to their end */
    int error = 0;

    for (size_t i = 0; !error && i < loading->n_existing; i++) {
        struct occurrence *old = &loading->existing[i];
        bool closed = false;

        if (strcmp(old->obligation, obligation->id) != 0 || old->begins == DATE_NONE || (old->ends != DATE_FOREVER && !is_proposal))
            continue;
        loading->kept[i] = true;
        if (falls_short(loading, obligation, old))
            error = is_closed(loading, obligation, old, &closed);
        if (!error && !closed &&
            (old->state == OCCURRENCE_OPEN || old->state == OCCURRENCE_WITHDRAWN || falls_short(loading, obligation, old)))
            error = put_changed(loading, obligation, old, old);
    }
    return error;
}

static int withdraw_others(struct loading *loading)
{
    const struct ledger *ledger = loading->engine->ledger;
    int error = 0;

    for (size_t i = 0; !error && i < loading->n_existing; i++) {
        struct occurrence *occurrence = &loading->existing[i];

        if (loading->kept[i] || occurrence->state != OCCURRENCE_OPEN)
            continue;
        occurrence->state = OCCURRENCE_WITHDRAWN;
        occurrence->next_at = NEVER;
        error = ledger->cancel_notifications(ledger->ctx, occurrence->id, "withdrawn", loading->now);
        if (!error)
            error = ledger->put_occurrence(ledger->ctx, occurrence);
    }
    return error;
}

static int put_occurrences(struct loading *loading)
{
    const struct ledger *ledger = loading->engine->ledger;
    const struct organization *organization = loading->cached->organization;
    int error;

    error = ledger->organization_occurrences(ledger->ctx, organization->id, loading->arena, &loading->existing, &loading->n_existing);
    if (error)
        return error;
    if (loading->n_existing > 0)
        qsort(loading->existing, loading->n_existing, sizeof *loading->existing, occurrence_order);
    loading->kept = arena_array(loading->arena, loading->n_existing + 1, sizeof *loading->kept);
    for (size_t i = 0; !error && i < organization->n_obligations; i++)
        error = organization->obligations[i].per == PERIOD_CASE ? put_cases(loading, &organization->obligations[i])
                                                                : put_obligation(loading, &organization->obligations[i]);
    if (!error)
        error = withdraw_others(loading);
    return error ? error
                 : answers_settle(loading->engine, loading->cached, loading->existing, loading->n_existing, loading->now, loading->arena);
}

static int put_rotation(struct loading *loading)
{
    const struct ledger *ledger = loading->engine->ledger;
    const char *id = loading->cached->organization->id;
    struct rotation_row row;
    int error;

    error = ledger->get_rotation(ledger->ctx, id, loading->arena, &row);
    if (error == ERROR_NOT_FOUND) {
        if (loading->cached->organization->rotation.n_mandates == 0)
            return 0;
        row = (struct rotation_row){.organization = id, .known_on = DATE_NONE};
    } else if (error) {
        return error;
    } else {
        row.known_on = loading->today;
    }
    return rotation_settle(loading->engine, &row, loading->now);
}

int engine_put_organization(struct engine *engine, const struct organization *organization, int64_t now)
{
    const struct ledger *ledger = engine->ledger;
    struct arena arena = {0};
    struct loading loading = {.engine = engine, .now = now, .today = zone_date(engine->zone, now), .arena = &arena};
    const struct organization *old = NULL;
    struct planned_turns before;
    int error;

    error = ledger->get_organization(ledger->ctx, organization->id, &arena, &old);
    if (error == ERROR_NOT_FOUND)
        error = 0;
    if (!error)
        error = moves_before(engine, organization->id, &arena, &before);
    if (!error)
        error = ledger->put_organization(ledger->ctx, organization);
    if (!error)
        error = cache_get(engine, organization->id, &loading.cached);
    if (!error)
        error = put_rotation(&loading);
    if (!error)
        error = put_occurrences(&loading);
    if (!error)
        error = moves_tell(engine, loading.cached, &before, now, &arena);
    if (!error)
        error = rosters_judge_again(engine, loading.cached, old, now, &arena);
    if (!error)
        error = rosters_of_load(engine, loading.cached, organization, now, &arena);
    arena_done(&arena);
    return error;
}
