/* Proposals: a turn is told to whom it would fall to before its term begins, and answered by a day. The answer is an occurrence of a case,
 * with a ladder of its own. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "reason.h"

#define ANSWER_DAYS   3 /* working days that whoever is proposed late has at least */
#define PROPOSED_ANEW "proposed to somebody else"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Until when the answer is owed. */
static date_t answer_by(const struct cached *cached, const struct turn *turn, date_t today)
{
    const struct calendar *calendar = cached->organization->calendar;
    const date_t by = calendar_add(calendar, turn->begins, cached->organization->rotation.answer);

    return by > today ? by : calendar_add_workdays(calendar, today, ANSWER_DAYS);
}

/* The occurrence that waits for the answer begins, or begins anew for somebody else. */
static int owe_answer(struct engine *engine, struct cached *cached, const struct obligation *obligation, const struct turn *turn,
                      const char *id, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const date_t today = zone_date(engine->zone, now);
    const struct period period = {.id = id, .begins = today, .ends = DATE_FOREVER};
    struct occurrence occurrence;
    int error = fact_occurrence(engine, cached, obligation, &period, now, arena, &occurrence);

    if (!error && occurrence.id)
        error = ledger->cancel_notifications(ledger->ctx, occurrence.id, PROPOSED_ANEW, now);
    if (error)
        return error;
    occurrence.state = OCCURRENCE_OPEN;
    occurrence.ends = DATE_FOREVER;
    occurrence.event_on = answer_by(cached, turn, today);
    occurrence.known_at = now;
    occurrence.done_on = DATE_NONE;
    occurrence.met_on = DATE_NONE;
    error = occurrence_resolve(&occurrence, obligation, cached->organization->calendar);
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    occurrence_plan(engine, cached, obligation, &occurrence);
    return ledger->put_occurrence(ledger->ctx, &occurrence);
}

/* Was the member asked already? Not any more where the answer was waived by lunzhid, for a reason that has gone: nobody else could have
 * brought the turn back to them. */
static int is_asked(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct decision *latest,
                    const char *member, struct arena *arena, bool *ret_is)
{
    const struct ledger *ledger = engine->ledger;
    struct occurrence occurrence;
    struct waiver waiver;
    int error;

    *ret_is = latest && is_same(latest->member, member);
    if (!*ret_is)
        return 0;
    error = ledger->get_occurrence(ledger->ctx, cached->id, obligation->id, latest->period, arena, &occurrence);
    if (!error && occurrence.state == OCCURRENCE_WAIVED) {
        error = ledger->last_waiver(ledger->ctx, occurrence.id, arena, &waiver);
        *ret_is = error || !is_same(waiver.actor, ENGINE_ACTOR);
    }
    return error == ERROR_NOT_FOUND ? 0 : error;
}

static int propose(struct engine *engine, struct cached *cached, const struct rotation_view *view, const struct turn *turn, int64_t now,
                   struct arena *arena)
{
    const struct obligation *obligation = cached_obligation(cached, cached->organization->rotation.proposal);
    const char *period = turn_period(view, turn, arena);
    const struct decision *latest = life_proposal(view, period);
    struct decision proposal = {.organization = cached->id,
                                .kind = DECISION_PROPOSE,
                                .on = zone_date(engine->zone, now),
                                .member = turn->chair,
                                .period = period,
                                .by = ENGINE_ACTOR,
                                .why = turn->reason};
    bool asked;
    int error;

    if (!obligation || !turn->chair || turn_is_accepted(view, period, turn->chair))
        return 0;
    error = is_asked(engine, cached, obligation, latest, turn->chair, arena, &asked);
    if (error || asked)
        return error;
    error = decision_put(engine, &proposal, ENGINE_ACTOR, now, arena);
    return error ? error : owe_answer(engine, cached, obligation, turn, period, now, arena);
}

bool life_is_chosen(const struct turn *turn)
{
    return turn->why && (turn->why->code == REASON_FEWEST || turn->why->code == REASON_SWAPPED);
}

static int propose_ahead(struct engine *engine, struct cached *cached, const struct rotation_view *view, int64_t now, struct arena *arena,
                         int64_t *next_at)
{
    const struct calendar *calendar = cached->organization->calendar;
    const date_t today = zone_date(engine->zone, now);
    struct turn *planned = NULL;
    size_t n = 0;
    int error = 0;

    if (calendar->n_terms > 0)
        rotation_plan(view, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n);
    for (size_t i = 0; i < n && !error; i++) {
        const date_t on = calendar_add(calendar, planned[i].begins, cached->organization->rotation.propose);

        if (!life_is_chosen(&planned[i]))
            continue;
        if (on > today) {
            const int64_t at = zone_instant(engine->zone, on, 0);

            *next_at = at < *next_at ? at : *next_at;
            break;
        }
        error = propose(engine, cached, view, &planned[i], now, arena);
    }
    return error;
}

/* The turn that runs in its caretaker's hands is proposed on; who is available may change with each day. An acting chair settles it. */
static int propose_awaited(struct engine *engine, struct cached *cached, const struct rotation_view *view, int64_t now, struct arena *arena,
                           int64_t *next_at)
{
    const date_t today = zone_date(engine->zone, now);
    const int64_t tomorrow = zone_instant(engine->zone, today + 1, 0);
    struct turn turn;

    if (!rotation_awaited(view, today, arena, &turn) || life_is_appointed(&view->turns[view->n_turns - 1]))
        return 0;
    *next_at = tomorrow < *next_at ? tomorrow : *next_at;
    return propose(engine, cached, view, &turn, now, arena);
}

static int settle_answers(struct engine *engine, struct cached *cached, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    struct occurrence *rows;
    size_t n;
    int error = ledger->organization_occurrences(ledger->ctx, cached->id, arena, &rows, &n);

    return error ? error : answers_settle(engine, cached, rows, n, now, arena);
}

int proposals_settle(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena,
                     int64_t *next_at)
{
    int error = propose_awaited(engine, cached, view, now, arena, next_at);

    if (!error)
        error = propose_ahead(engine, cached, view, now, arena, next_at);
    if (!error)
        error = rotation_view_load(engine, cached, view->known_on, arena, view);
    return error ? error : settle_answers(engine, cached, now, arena);
}
