/* The answers owed to proposals: met by an acceptance, and ended where nobody is to answer any more. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "intl.h"
#include "reason.h"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* What is owed to a proposal, and not a case that somebody opened by hand. */
static int is_answer(struct engine *engine, const struct cached *cached, const struct occurrence *occurrence, struct arena *arena,
                     bool *ret_is)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *obligation = cached_obligation(cached, occurrence->obligation);
    struct case_file file;
    int error;

    *ret_is = false;
    if (occurrence->state != OCCURRENCE_OPEN || occurrence->ends != DATE_FOREVER || !obligation || obligation->per != PERIOD_CASE ||
        obligation->procedure)
        return 0;
    error = ledger->get_case(ledger->ctx, cached->id, obligation->id, occurrence->period, arena, &file);
    *ret_is = error == ERROR_NOT_FOUND;
    return *ret_is ? 0 : error;
}

/* Nobody owes it any more, for a reason that is none of theirs: on record as a waiver. */
static int excuse(struct engine *engine, const struct cached *cached, struct occurrence *occurrence, const char *reason, int64_t now,
                  struct arena *arena)
{
    struct waiver waiver = {.organization = cached->id,
                            .obligation = occurrence->obligation,
                            .period = occurrence->period,
                            .reason = life_say(engine, cached, reason),
                            .by = ENGINE_ACTOR,
                            .until = DATE_NONE};

    return waiver_take(engine, occurrence, &waiver, ENGINE_ACTOR, now, arena);
}

/* The turn begun with whom it was proposed to, without a word: there is nothing to be told of it. */
static int miss(struct engine *engine, struct occurrence *occurrence, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    int error = ledger->cancel_notifications(ledger->ctx, occurrence->id, "the turn has begun", now);

    occurrence->state = OCCURRENCE_MISSED;
    occurrence->next_at = NEVER;
    if (!error)
        error = ledger->put_occurrence(ledger->ctx, occurrence);
    return error ? error
                 : engine_log(engine, now, ENGINE_ACTOR, "missed",
                              arena_printf(arena, "%s/%s/%s", occurrence->organization, occurrence->obligation, occurrence->period),
                              "the turn has begun without an answer");
}

/* The turn that waited went by unanswered: its ladder tells it for the last time. */
static int let_pass(struct engine *engine, const struct cached *cached, struct occurrence *occurrence, date_t last_day)
{
    occurrence->ends = last_day > occurrence->done_on ? last_day : occurrence->done_on;
    occurrence_plan(engine, cached, cached_obligation(cached, occurrence->obligation), occurrence);
    if (occurrence->next_at == NEVER)
        occurrence->state = OCCURRENCE_MISSED;
    return engine->ledger->put_occurrence(engine->ledger->ctx, occurrence);
}

/* The last turn begun that is, or stands for, the one of that name; NULL: none has. */
static const struct turn *turn_begun(const struct rotation_view *view, const char *period, struct arena *arena)
{
    for (size_t i = view->n_turns; i > 0; i--) {
        if (is_same(turn_period(view, &view->turns[i - 1], arena), period))
            return &view->turns[i - 1];
    }
    return NULL;
}

/* Nobody has it, nobody is going to be asked, and it has not begun. */
static const char *why_nobody(const struct turn *ahead)
{
    if (ahead && life_is_appointed(ahead))
        return N_("the turn is given by an appointment");
    if (ahead && ahead->chair)
        return N_("the turn falls to somebody else, who is asked in time");
    return N_("everybody who could take the turn has declined or is not available");
}

/* Is it somebody's who has accepted it, to whomever it was proposed? By a swap it may be. */
static bool is_accepted(const struct rotation_view *view, const char *period, const struct turn *turn)
{
    return turn && turn->chair && life_is_chosen(turn) && turn_is_accepted(view, period, turn->chair);
}

static int settle(struct engine *engine, const struct cached *cached, const struct rotation_view *view, struct occurrence *occurrence,
                  int64_t now, struct arena *arena)
{
    const struct rotation *rotation = &cached->organization->rotation;
    const date_t today = zone_date(engine->zone, now);
    const struct decision *proposal = life_proposal(view, occurrence->period);
    const struct turn *begun = turn_begun(view, occurrence->period, arena), *ahead;
    int error;

    if (!proposal)
        return 0;
    if (rotation->n_mandates == 0 || !is_same(rotation->proposal, occurrence->obligation))
        return excuse(engine, cached, occurrence, N_("turns are no longer proposed"), now, arena);
    ahead = life_turn_ahead(view, occurrence->period, today, arena);
    if (turn_is_accepted(view, occurrence->period, proposal->member) || is_accepted(view, occurrence->period, begun) ||
        is_accepted(view, occurrence->period, ahead)) {
        error = occurrence_meet(engine, occurrence, today, now);
        return error ? error : engine->ledger->put_occurrence(engine->ledger->ctx, occurrence);
    }
    if (begun && life_is_appointed(begun))
        return excuse(engine, cached, occurrence, N_("the turn is given by an appointment"), now, arena);
    if (begun && life_is_chosen(begun))
        return miss(engine, occurrence, now, arena);
    if (ahead && life_is_chosen(ahead) && is_same(ahead->chair, proposal->member))
        return 0;
    if (begun && !ahead && begun->why && begun->why->code != REASON_NOBODY)
        return let_pass(engine, cached, occurrence, begun->ends);
    return excuse(engine, cached, occurrence, why_nobody(ahead), now, arena);
}

int answers_settle(struct engine *engine, struct cached *cached, struct occurrence *rows, size_t n, int64_t now, struct arena *arena)
{
    struct rotation_view view = {.organization = NULL};
    int error = 0;

    for (size_t i = 0; !error && i < n; i++) {
        bool is;

        error = is_answer(engine, cached, &rows[i], arena, &is);
        if (!error && is && !view.organization)
            error = rotation_view_load(engine, cached, DATE_NONE, arena, &view);
        if (!error && is)
            error = settle(engine, cached, &view, &rows[i], now, arena);
    }
    return error;
}
