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

/* Those begun, then those planned. */
static const char *half_objection(const struct rotation_view *view, const struct turn *planned, size_t n, const char *period,
                                  const char *taker)
{
    const struct turn *begun = turn_of(view->turns, view->n_turns, period);
    const struct turn *turn = begun ? begun : turn_of(planned, n, period);

    if (!turn)
        return N_("no turn of that term is planned");
    /* One begun may have been swapped once more. */
    if (turn->why && turn->why->code == REASON_SWAPPED && (begun || is_same(turn->chair, taker)))
        return NULL;
    return N_("the terms are not, or no longer, the turns of these two, or who would take one is not available then");
}

/* The decisions with the swap as agreed, and none of the swaps recorded after it. */
static void assume_agreed(const struct rotation_view *view, const struct decision *swap, struct arena *arena,
                          struct rotation_view *ret_view)
{
    struct decision *decisions = arena_array(arena, view->n_decisions + 1, sizeof(*decisions));
    size_t n = 0;

    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind != DECISION_SWAP || !swap->id || decision->id < swap->id)
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
    struct rotation_view agreed;
    struct turn *planned = NULL;
    const char *objection;
    size_t n = 0;

    assume_agreed(view, swap, arena, &agreed);
    if (calendar->n_terms > 0)
        rotation_plan(&agreed, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n);
    objection = half_objection(view, planned, n, swap->period, swap->other);
    return objection ? objection : half_objection(view, planned, n, swap->other_period, swap->member);
}
