/* Two members change their turns: who takes whose, whether both agreed, and whether it can still hold. RULES.md section 3. */
#include <string.h>

#include "intl.h"
#include "rotation_internal.h"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool is_in_order(const struct mandate *mandate, const char *id)
{
    for (size_t i = 0; i < mandate->n_order; i++) {
        if (strcmp(mandate->order[i], id) == 0)
            return true;
    }
    return false;
}

/* Is the id among those with "," between? */
static bool is_listed(const char *list, const char *id)
{
    const size_t length = strlen(id);

    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, id, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

bool swap_has_agreed(const struct rotation_view *view, const struct decision *swap, const char *member)
{
    if (!swap->agreed || is_listed(swap->agreed, member))
        return true;
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind == DECISION_ACCEPT && decision->refers == swap->id && strcmp(decision->member, member) == 0)
            return true;
    }
    return false;
}

enum swap_state swap_state(const struct rotation_view *view, const struct decision *swap)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if ((decision->kind == DECISION_END || decision->kind == DECISION_DECLINE) && decision->refers && decision->refers == swap->id)
            return SWAP_ENDED;
    }
    return swap_has_agreed(view, swap, swap->member) && swap_has_agreed(view, swap, swap->other) ? SWAP_AGREED : SWAP_PENDING;
}

const char *swap_taker(const struct decision *swap, const char *period)
{
    if (is_same(swap->period, period))
        return swap->other;
    return is_same(swap->other_period, period) ? swap->member : NULL;
}

static const char *swap_giver(const struct decision *swap, const char *period)
{
    if (is_same(swap->period, period))
        return swap->member;
    return is_same(swap->other_period, period) ? swap->other : NULL;
}

date_t swap_agreed_on(const struct rotation_view *view, const struct decision *swap)
{
    date_t on = swap->on;

    if (swap_state(view, swap) != SWAP_AGREED)
        return DATE_FOREVER;
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind == DECISION_ACCEPT && decision->refers && decision->refers == swap->id && decision->on > on)
            on = decision->on;
    }
    return on;
}

const char *swap_apply(const struct rotation_view *view, const struct mandate *mandate, const struct turn *turn, const char *id,
                       const struct decision **ret_done, const struct decision **ret_void)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];
        const char *from = decision->member, *to = decision->other;

        if (decision->kind != DECISION_SWAP || decision->on > turn->begins || swap_state(view, decision) != SWAP_AGREED)
            continue;
        if (is_same(decision->other_period, turn->period)) {
            from = decision->other;
            to = decision->member;
        } else if (!is_same(decision->period, turn->period)) {
            continue;
        }
        if (is_same(from, id) && is_in_order(mandate, to) && passed_over(view, to, turn) == AVAILABLE) {
            id = to;
            *ret_done = decision;
        } else {
            *ret_void = decision;
        }
    }
    return id;
}

bool swap_any(const struct rotation_view *view)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        if (view->decisions[i].kind == DECISION_SWAP)
            return true;
    }
    return false;
}

/* The first turn of the term that is anybody's own. */
static const struct turn *turn_of(const struct turn *turns, size_t n, const char *period)
{
    for (size_t i = 0; i < n; i++) {
        if (is_same(turns[i].period, period) && !turn_is_caretaker(&turns[i]))
            return &turns[i];
    }
    return NULL;
}

/* Those begun, then those planned. `open`: it is not agreed on yet. */
static const char *half_objection(const struct rotation_view *view, const struct turn *planned, size_t n, const struct decision *swap,
                                  const char *period, bool open)
{
    const struct turn *begun = turn_of(view->turns, view->n_turns, period);
    const struct turn *turn = begun ? begun : turn_of(planned, n, period);

    if (!turn)
        return N_("no turn of that term is planned");
    if (begun && open)
        return N_("the turn of that term has begun");
    /* One begun may have been swapped once more. */
    if (turn->why && turn->why->code == REASON_SWAPPED && (begun || turn->why->swap == swap->id))
        return NULL;
    return N_("the terms are not, or no longer, the turns of these two, or who would take one is not available then");
}

/* The decisions with the swap as agreed, and none of the swaps recorded after it. */
static void assume_agreed(const struct rotation_view *view, const struct decision *swap, struct arena *arena,
                          struct rotation_view *ret_view)
{
    struct decision *decisions = arena_array(arena, view->n_decisions + 1, sizeof(*decisions));
    bool later = false;
    size_t n = 0;

    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        later = later || (swap->id && decision->id == swap->id);
        if (decision->kind != DECISION_SWAP || !later)
            decisions[n++] = *decision;
    }
    decisions[n] = *swap;
    decisions[n++].agreed = NULL;
    *ret_view = *view;
    ret_view->decisions = decisions;
    ret_view->n_decisions = n;
    ret_view->asks = false;
}

const char *swap_objection(const struct rotation_view *view, const struct decision *swap, struct arena *arena)
{
    const struct calendar *calendar = view->organization->calendar;
    const bool open = !swap->id || swap_state(view, swap) != SWAP_AGREED;
    struct rotation_view agreed;
    struct turn *planned = NULL;
    const char *objection;
    size_t n = 0;

    assume_agreed(view, swap, arena, &agreed);
    if (calendar->n_terms > 0)
        rotation_plan(&agreed, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n);
    objection = half_objection(view, planned, n, swap, swap->period, open);
    return objection ? objection : half_objection(view, planned, n, swap, swap->other_period, open);
}

/* The decisions with the swap as agreed, in the place of its recording. */
static struct rotation_view with_agreed(const struct rotation_view *view, const struct decision *swap, struct arena *arena)
{
    struct decision *decisions = arena_array(arena, view->n_decisions + 1, sizeof(*decisions));
    struct rotation_view agreed = *view;
    bool found = false;

    for (size_t i = 0; i < view->n_decisions; i++) {
        decisions[i] = view->decisions[i];
        if (swap->id && decisions[i].id == swap->id) {
            decisions[i].agreed = NULL;
            found = true;
        }
    }
    if (!found) {
        decisions[agreed.n_decisions] = *swap;
        decisions[agreed.n_decisions++].agreed = NULL;
    }
    agreed.decisions = decisions;
    return agreed;
}

/* Do both give away a turn of one member's? */
static bool gives_the_same(const struct decision *swap, const struct decision *other)
{
    return is_same(swap->member, swap_giver(other, swap->period)) || is_same(swap->other, swap_giver(other, swap->other_period));
}

const struct decision *swap_in_the_way(const struct rotation_view *view, const struct decision *swap, struct arena *arena)
{
    const struct rotation_view agreed = with_agreed(view, swap, arena);
    const bool holds = swap_objection(view, swap, arena) == NULL;

    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *other = &view->decisions[i];

        if (other->kind != DECISION_SWAP || (swap->id && other->id == swap->id) || swap_state(view, other) != SWAP_AGREED)
            continue;
        if (!holds && gives_the_same(swap, other))
            return other;
        if (holds && !swap_objection(view, other, arena) && swap_objection(&agreed, other, arena))
            return other;
    }
    return NULL;
}
