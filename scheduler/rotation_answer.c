/* A turn is proposed, and somebody accepts it: who is asked, who answered, and who keeps the chair meanwhile. */
#include <string.h>

#include "rotation_internal.h"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

bool turn_is_caretaker(const struct turn *turn)
{
    return turn->why && (turn->why->code == REASON_CARETAKER || turn->why->code == REASON_AWAITED);
}

/* The caretaker's row that the turn began with which waits after the first `n_turns`; NULL if none does. */
static const struct turn *waiting_turn(const struct rotation_view *view, size_t n_turns)
{
    /* An acting chair, and a vacancy, may follow a caretaker; a turn that counts, or another boundary, ends the waiting. */
    for (size_t i = n_turns; i > 0; i--) {
        const struct turn *turn = &view->turns[i - 1];

        if (turn_is_caretaker(turn))
            return turn;
        if (turn->counts || !turn->why ||
            (turn->why->code != REASON_APPOINTED && turn->why->code != REASON_LEFT && turn->why->code != REASON_SUSPENDED &&
             turn->why->code != REASON_REMOVED))
            break;
    }
    return NULL;
}

const char *turn_period(const struct rotation_view *view, const struct turn *turn, struct arena *arena)
{
    const struct turn *waited;
    date_t begins = turn->begins;
    size_t n = view->n_turns;
    char day[DATE_TEXT_SIZE];

    while (n > 0 && view->turns[n - 1].begins >= turn->begins)
        n--;
    waited = waiting_turn(view, n);
    if (waited && waited->mandate == turn->mandate && is_same(waited->period, turn->period)) {
        n = (size_t)(waited - view->turns); /* it is the turn that waited since then */
        begins = waited->begins;
    }
    if (turn->period && !period_has_begun(view->turns, n, turn->period))
        return turn->period;
    return arena_strdup(arena, date_format(begins, day));
}

bool turn_is_accepted(const struct rotation_view *view, const char *period, const char *member)
{
    bool accepted = false;

    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind == DECISION_SWAP && is_same(swap_taker(decision, period), member) && swap_state(view, decision) == SWAP_AGREED)
            return true;
        if (!is_same(decision->period, period) || decision->refers)
            continue;
        if (decision->kind == DECISION_PROPOSE && !is_same(decision->member, member))
            accepted = false;
        if (decision->kind == DECISION_ACCEPT && is_same(decision->member, member))
            accepted = true;
    }
    return accepted;
}

bool rotation_awaited(const struct rotation_view *view, date_t on, struct arena *arena, struct turn *ret_turn)
{
    const struct turn *first = waiting_turn(view, view->n_turns);
    const struct mandate *mandate;

    if (!first)
        return false;
    mandate = mandate_on(&view->organization->rotation, on);
    *ret_turn = (struct turn){
        .organization = first->organization,
        .period = first->period,
        .mandate = mandate ? mandate->elected : DATE_NONE,
        .begins = on,
        .ends = DATE_FOREVER,
    };
    boundary_choose(view, arena, ret_turn);
    return true;
}

/* What an answer to the awaited turn calls it. */
static const char *awaited_period(const struct rotation_view *view, struct arena *arena)
{
    const struct turn *first = waiting_turn(view, view->n_turns);

    return first ? turn_period(view, first, arena) : NULL;
}

/* Who takes the turn by the decision, accepting it or by a swap, and from which day on; NULL: nobody. */
static const char *taker_by(const struct rotation_view *view, const struct decision *decision, const char *period, date_t *ret_on)
{
    *ret_on = decision->kind == DECISION_SWAP ? swap_agreed_on(view, decision) : decision->on;
    if (decision->kind == DECISION_SWAP)
        return *ret_on != DATE_FOREVER ? swap_taker(decision, period) : NULL;
    return decision->kind == DECISION_ACCEPT && !decision->refers && is_same(decision->period, period) ? decision->member : NULL;
}

date_t next_acceptance(const struct rotation_view *view, struct arena *arena)
{
    const char *period = awaited_period(view, arena);
    date_t found = DATE_FOREVER;

    for (size_t i = 0; period && i < view->n_decisions; i++) {
        date_t on;
        const char *taker = taker_by(view, &view->decisions[i], period, &on);
        struct turn turn;

        if (!taker)
            continue;
        on = effective(view, on);
        if (on < found && turn_is_accepted(view, period, taker) && rotation_awaited(view, on, arena, &turn) && is_same(turn.chair, taker))
            found = on;
    }
    return found;
}

/* Who was chair until the turn begins, if they can go on. */
static const char *outgoing(const struct rotation_view *view, date_t on)
{
    const struct turn *running = view->n_turns ? &view->turns[view->n_turns - 1] : NULL;
    const struct member *member = running && running->chair ? organization_member(view->organization, running->chair) : NULL;

    if (!member || !interval_holds(member->term, on) || intervals_hold(member->suspended, member->n_suspended, on) ||
        removal_on(view, member->id, on))
        return NULL;
    return member->id;
}

void caretaker_instead(const struct rotation_view *view, struct arena *arena, struct turn *turn)
{
    const char *nominee = turn->chair;
    struct turn_reason *why = arena_alloc(arena, sizeof(*why));
    struct passed *others = arena_array(arena, turn->why->n_others + 2, sizeof(*others));
    const struct phrasing english = {0};

    *why = *turn->why;
    why->member = nominee;
    why->words = NULL;
    why->n_others = 0;
    turn->chair = outgoing(view, turn->begins);
    turn->counts = false;
    why->code = turn->chair ? REASON_CARETAKER : REASON_AWAITED;
    if (nominee && !is_same(nominee, turn->chair))
        others[why->n_others++] = (struct passed){.member = nominee, .why = PASSED_UNANSWERED};
    for (size_t i = 0; i < turn->why->n_others; i++) {
        if (!is_same(turn->why->others[i].member, turn->chair))
            others[why->n_others++] = turn->why->others[i];
    }
    why->others = others;
    turn->why = why;
    turn->reason = reason_phrase(why, &english, arena);
}
