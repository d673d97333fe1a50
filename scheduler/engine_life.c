/* The life of a turn: proposed before its term, accepted or declined, begun by a caretaker where nobody has accepted, handed over with a
 * checklist. The answer and the hand-over are occurrences of cases, with ladders of their own. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "intl.h"
#include "reason.h"

#define TELL_AT       (9 * 3600) /* DESIGN.md's default `at` */
#define ANSWER_DAYS   3          /* working days that whoever is proposed late has at least */
#define PROPOSED_ANEW "proposed to somebody else"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

struct words {
    const struct engine *engine;
    const char *language;
};

static const char *translate(void *ctx, const char *text)
{
    const struct words *words = ctx;

    return words->engine->translate ? words->engine->translate(words->engine->translate_ctx, words->language, text) : text;
}

const char *life_say(const struct engine *engine, const struct cached *cached, const char *text)
{
    struct words words = {engine, cached->organization->language};

    return translate(&words, text);
}

const char *life_name(const struct cached *cached, const char *id)
{
    const struct member *member = id ? organization_member(cached->organization, id) : NULL;

    return member ? member->name : id ? id : "-";
}

const char *life_reason(const struct engine *engine, const struct cached *cached, const struct turn *turn, struct arena *arena)
{
    struct words words = {engine, cached->organization->language};
    const struct phrasing phrasing = {.translate = translate, .ctx = &words, .organization = cached->organization};

    return turn->why && engine->translate ? reason_phrase(turn->why, &phrasing, arena) : turn->reason;
}

int life_tell(struct engine *engine, struct cached *cached, enum notification_kind kind, const char *about, const char *detail,
              const char *const *names, size_t n_names, int64_t now, struct arena *arena)
{
    const date_t today = zone_date(engine->zone, now);
    const int64_t at = zone_instant(engine->zone, today, TELL_AT);
    const struct telling telling = {
        .cached = cached, .kind = kind, .on = today, .at = at > now ? at : now, .detail = detail, .about = about};
    struct recipients recipients = {0};
    const struct member *chair;
    size_t made;
    int error = cached_chair(engine, cached, today, &chair);

    if (error)
        return error;
    recipients_add(&recipients, cached->organization, &engine->channels, names, n_names, chair ? chair->id : NULL, today, false, arena);
    return tell(engine, &telling, &recipients, arena, &made);
}

/* The last proposal of the turn; NULL if none was made. */
static const struct decision *proposal_of(const struct rotation_view *view, const char *period)
{
    const struct decision *latest = NULL;

    for (size_t i = 0; i < view->n_decisions; i++) {
        if (view->decisions[i].kind == DECISION_PROPOSE && is_same(view->decisions[i].period, period))
            latest = &view->decisions[i];
    }
    return latest;
}

static const char *chair_before(const struct rotation_view *view, date_t on)
{
    for (size_t i = view->n_turns; i > 0; i--) {
        if (view->turns[i - 1].begins < on && view->turns[i - 1].chair)
            return view->turns[i - 1].chair;
    }
    return NULL;
}

int life_names(struct engine *engine, const struct cached *cached, const struct occurrence *occurrence, const char *const *names, size_t n,
               struct arena *arena, const char *const **ret_names, size_t *ret_n)
{
    const char **filled = arena_array(arena, n + 1, sizeof *filled);
    struct rotation_view view = {.organization = NULL};
    size_t n_filled = 0;
    int error = 0;

    for (size_t i = 0; i < n && !error; i++) {
        const bool candidate = strcmp(names[i], TURN_CANDIDATE) == 0, outgoing = strcmp(names[i], OUTGOING_CHAIR) == 0;
        const struct decision *proposal;

        if ((candidate || outgoing) && !view.organization)
            error = rotation_view_load(engine, cached, DATE_NONE, arena, &view);
        if (error)
            return error;
        filled[n_filled] = names[i];
        if (outgoing)
            filled[n_filled] = chair_before(&view, occurrence->event_on);
        proposal = candidate ? proposal_of(&view, occurrence->period) : NULL;
        if (candidate)
            filled[n_filled] = proposal ? proposal->member : NULL;
        n_filled += filled[n_filled] != NULL;
    }
    *ret_names = filled;
    *ret_n = n_filled;
    return error;
}

/* The turn of the period, awaited or planned, as it would be now. */
static const struct turn *turn_ahead(const struct rotation_view *view, const char *period, date_t today, struct arena *arena)
{
    const struct calendar *calendar = view->organization->calendar;
    struct turn *awaited = arena_alloc(arena, sizeof *awaited), *planned = NULL;
    size_t n = 0;

    if (rotation_awaited(view, today, arena, awaited) && is_same(turn_period(view, awaited, arena), period))
        return awaited;
    if (calendar->n_terms > 0)
        rotation_plan(view, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n);
    for (size_t i = 0; i < n; i++) {
        if (is_same(turn_period(view, &planned[i], arena), period))
            return &planned[i];
    }
    return NULL;
}

int life_why(struct engine *engine, const struct cached *cached, const struct occurrence *occurrence, struct arena *arena,
             const char **ret_why)
{
    const struct turn *turn;
    struct rotation_view view;
    int error = rotation_view_load(engine, cached, DATE_NONE, arena, &view);

    if (error)
        return error;
    turn = turn_ahead(&view, occurrence->period, occurrence->done_on == DATE_NONE ? occurrence->begins : occurrence->done_on, arena);
    *ret_why = turn ? life_reason(engine, cached, turn, arena) : NULL;
    return 0;
}

static bool is_over(const struct rotation_view *view, const char *period)
{
    for (size_t i = 0; i < view->n_turns; i++) {
        if (is_same(view->turns[i].period, period) && !turn_is_caretaker(&view->turns[i]))
            return true;
    }
    return false;
}

static int end_swap(struct engine *engine, struct cached *cached, const struct decision *swap, const char *objection, int64_t now,
                    struct arena *arena)
{
    struct decision end = {.organization = cached->id,
                           .kind = DECISION_END,
                           .on = zone_date(engine->zone, now),
                           .member = swap->member,
                           .other = swap->other,
                           .refers = swap->id,
                           .by = ENGINE_ACTOR,
                           .why = objection};
    const struct rotation *rotation = &cached->organization->rotation;
    const char **names = arena_array(arena, 3 + rotation->n_notify, sizeof *names);
    const char *detail =
        arena_printf(arena, life_say(engine, cached, N_("%s's turn of %s and %s's of %s: %s")), life_name(cached, swap->member),
                     swap->period, life_name(cached, swap->other), swap->other_period, life_say(engine, cached, objection));
    struct recipients approver = {0};
    size_t n = 0;
    int error = decision_put(engine, &end, ENGINE_ACTOR, now, arena);

    if (error)
        return error;
    names[n++] = swap->member;
    names[n++] = swap->other;
    recipients_add(&approver, cached->organization, &engine->channels, &swap->by, swap->by ? 1 : 0, NULL, end.on, false, arena);
    if (approver.n > 0)
        names[n++] = swap->by;
    /* An approver who is no post and nobody here: those who are told of a vacancy stand for them. */
    for (size_t i = 0; approver.n == 0 && i < rotation->n_notify; i++)
        names[n++] = rotation->notify[i];
    return life_tell(engine, cached, NOTIFICATION_SWAP, arena_printf(arena, "%lld", (long long)swap->id), detail, names, n, now, arena);
}

/* The first swap with its members' word that can no longer hold; NULL: all can. Those beyond recall are as they were. */
static const struct decision *broken_swap(const struct rotation_view *view, struct arena *arena, const char **ret_objection)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *swap = &view->decisions[i];

        if (swap->kind != DECISION_SWAP || !swap->agreed || swap_state(view, swap) == SWAP_ENDED ||
            (is_over(view, swap->period) && is_over(view, swap->other_period)))
            continue;
        *ret_objection = swap_objection(view, swap, arena);
        if (*ret_objection)
            return swap;
    }
    return NULL;
}

static int recheck_swaps(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena)
{
    const struct decision *swap;
    const char *objection;
    int error = 0;

    while (!error && (swap = broken_swap(view, arena, &objection))) {
        error = end_swap(engine, cached, swap, objection, now, arena);
        if (!error)
            error = rotation_view_load(engine, cached, view->known_on, arena, view);
    }
    return error;
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

static int propose(struct engine *engine, struct cached *cached, const struct rotation_view *view, const struct turn *turn, int64_t now,
                   struct arena *arena)
{
    const struct obligation *obligation = cached_obligation(cached, cached->organization->rotation.proposal);
    const char *period = turn_period(view, turn, arena);
    const struct decision *latest = proposal_of(view, period);
    struct decision proposal = {.organization = cached->id,
                                .kind = DECISION_PROPOSE,
                                .on = zone_date(engine->zone, now),
                                .member = turn->chair,
                                .period = period,
                                .by = ENGINE_ACTOR,
                                .why = turn->reason};
    int error;

    if (!obligation || !turn->chair || (latest && is_same(latest->member, turn->chair)) || turn_is_accepted(view, period, turn->chair))
        return 0;
    error = decision_put(engine, &proposal, ENGINE_ACTOR, now, arena);
    return error ? error : owe_answer(engine, cached, obligation, turn, period, now, arena);
}

/* A turn chosen at a boundary: nobody is asked whom a decision appointed. */
static bool is_chosen(const struct turn *turn)
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

        if (!is_chosen(&planned[i]))
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

/* The turn that runs in its caretaker's hands is proposed on; who is available may change with each day. */
static int propose_awaited(struct engine *engine, struct cached *cached, const struct rotation_view *view, int64_t now, struct arena *arena,
                           int64_t *next_at)
{
    const date_t today = zone_date(engine->zone, now);
    const int64_t tomorrow = zone_instant(engine->zone, today + 1, 0);
    struct turn turn;

    if (!rotation_awaited(view, today, arena, &turn))
        return 0;
    *next_at = tomorrow < *next_at ? tomorrow : *next_at;
    return propose(engine, cached, view, &turn, now, arena);
}

/* An answer given meets what was owed; a turn begun without one owes it no more. */
static int settle_answer(struct engine *engine, const struct rotation_view *view, struct occurrence *occurrence, int64_t now,
                         struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const struct decision *proposal = proposal_of(view, occurrence->period);
    int error = 0;

    if (proposal && turn_is_accepted(view, occurrence->period, proposal->member)) {
        error = occurrence_meet(engine, occurrence, zone_date(engine->zone, now), now);
        return error ? error : ledger->put_occurrence(ledger->ctx, occurrence);
    }
    for (size_t i = 0; i < view->n_turns; i++) {
        const struct turn *turn = &view->turns[i];

        if (turn_is_caretaker(turn) || !is_same(turn_period(view, turn, arena), occurrence->period))
            continue;
        occurrence->state = OCCURRENCE_MISSED;
        occurrence->next_at = NEVER;
        error = ledger->cancel_notifications(ledger->ctx, occurrence->id, "the turn has begun", now);
        return error ? error : ledger->put_occurrence(ledger->ctx, occurrence);
    }
    return 0;
}

static int settle_answers(struct engine *engine, struct cached *cached, const struct rotation_view *view, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const char *proposal = cached->organization->rotation.proposal;
    struct occurrence *rows;
    size_t n;
    int error = ledger->organization_occurrences(ledger->ctx, cached->id, arena, &rows, &n);

    for (size_t i = 0; !error && i < n; i++) {
        if (is_same(rows[i].obligation, proposal) && rows[i].state == OCCURRENCE_OPEN)
            error = settle_answer(engine, view, &rows[i], now, arena);
    }
    return error;
}

int life_settle(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena,
                int64_t *next_at)
{
    int error = recheck_swaps(engine, cached, view, now, arena);

    if (error || !cached->organization->rotation.proposal)
        return error;
    error = propose_awaited(engine, cached, view, now, arena, next_at);
    if (!error)
        error = propose_ahead(engine, cached, view, now, arena, next_at);
    if (!error)
        error = rotation_view_load(engine, cached, view->known_on, arena, view);
    return error ? error : settle_answers(engine, cached, view, now, arena);
}

int life_hand_over(struct engine *engine, struct cached *cached, const struct turn *before, const struct turn *turn, int64_t now,
                   struct arena *arena)
{
    const char *obligation = cached->organization->rotation.handover;
    const char *why = NULL;
    char day[DATE_TEXT_SIZE];
    struct case_file file = {
        .organization = cached->id,
        .obligation = obligation,
        .id = date_format(turn->begins, day),
        .opened_on = turn->begins,
        .event_on = turn->begins,
        .closed_on = DATE_NONE,
        .member = turn->chair,
    };
    int error;

    if (!obligation || !cached_obligation(cached, obligation) || !before || !before->chair || !turn->chair ||
        is_same(before->chair, turn->chair))
        return 0;
    file.title = arena_printf(arena, life_say(engine, cached, N_("from %s to %s")), life_name(cached, before->chair),
                              life_name(cached, turn->chair));
    error = case_open(engine, &file, ENGINE_ACTOR, now, arena, &why);
    return error == ERROR_REFUSED ? 0 : error; /* opened before, by hand */
}

int life_caretaker(struct engine *engine, struct cached *cached, const struct turn *turn, int64_t now, struct arena *arena)
{
    const struct rotation *rotation = &cached->organization->rotation;
    const char **names = arena_array(arena, rotation->n_notify + 2, sizeof *names);
    char day[DATE_TEXT_SIZE];
    size_t n = 0;

    if (turn->chair)
        names[n++] = turn->chair;
    if (turn->why->member)
        names[n++] = turn->why->member;
    for (size_t i = 0; i < rotation->n_notify; i++)
        names[n++] = rotation->notify[i];
    return life_tell(engine, cached, NOTIFICATION_CARETAKER, date_format(turn->begins, day), life_reason(engine, cached, turn, arena),
                     names, n, now, arena);
}
