/* What people answer: a turn proposed to them is accepted or declined, a swap agreed to or refused. Whether the rules allow it, and which
 * turn is meant where none is named. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "intl.h"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* The turn the member is to take: the one that waits for an answer, else the next planned; of a period if one is named. *ret_period is
 * what an answer calls it. */
static bool find_turn(const struct rotation_view *view, const char *member, const char *period, date_t today, struct arena *arena,
                      struct turn *ret_turn, const char **ret_period)
{
    const struct calendar *calendar = view->organization->calendar;
    struct turn *planned;
    size_t n;

    if (rotation_awaited(view, today, arena, ret_turn)) {
        *ret_period = turn_period(view, ret_turn, arena);
        if (is_same(ret_turn->chair, member) && (!period || is_same(period, *ret_period) || is_same(period, ret_turn->period)))
            return true;
    }
    if (calendar->n_terms == 0)
        return false;
    rotation_plan(view, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n);
    for (size_t i = 0; i < n; i++) {
        *ret_turn = planned[i];
        *ret_period = turn_period(view, &planned[i], arena);
        if (is_same(planned[i].chair, member) && planned[i].counts &&
            (!period || is_same(period, *ret_period) || is_same(period, planned[i].period)))
            return true;
    }
    return false;
}

static bool has_begun(const struct calendar *calendar, const char *term, date_t today)
{
    for (size_t i = 0; i < calendar->n_terms; i++) {
        if (is_same(calendar->terms[i].id, term))
            return calendar->terms[i].begins < today;
    }
    return false;
}

static const struct decision *swap_of(const struct rotation_view *view, int64_t id)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        if (view->decisions[i].id == id && view->decisions[i].kind == DECISION_SWAP)
            return &view->decisions[i];
    }
    return NULL;
}

/* Against a swap that is to be agreed on: another one, which is then named in `decision`, or the turns themselves. */
static const char *agreement_objection(const struct rotation_view *view, const struct decision *swap, struct decision *decision,
                                       struct arena *arena)
{
    const struct decision *other = swap_in_the_way(view, swap, arena);

    if (!other)
        return swap_objection(view, swap, arena);
    decision->against = other->id;
    return N_("another swap of one of these turns is agreed on already");
}

static const char *swap_answer_objection(const struct rotation_view *view, struct decision *answer, struct arena *arena)
{
    const struct decision *swap = swap_of(view, answer->refers);

    if (!swap)
        return N_("there is no swap of that number");
    if (!is_same(swap->member, answer->member) && !is_same(swap->other, answer->member))
        return N_("the member is neither of the two who swap");
    if (swap_state(view, swap) == SWAP_ENDED)
        return N_("the swap was refused, or holds no longer");
    if (swap_state(view, swap) == SWAP_AGREED)
        return N_("the swap is agreed on already");
    if (answer->kind == DECISION_DECLINE)
        return NULL;
    return swap_has_agreed(view, swap, answer->member) ? N_("the member has agreed to the swap already")
                                                       : agreement_objection(view, swap, answer, arena);
}

static const char *turn_answer_objection(const struct rotation_view *view, struct decision *answer, date_t today, struct arena *arena)
{
    const bool accepts = answer->kind == DECISION_ACCEPT, named = answer->period != NULL;
    const char *period;
    struct turn turn;

    if (accepts && answer->on != today)
        return N_("a turn is accepted on the day it is said");
    if (!find_turn(view, answer->member, answer->period, today, arena, &turn, &period)) {
        if (!accepts && named) /* it may yet fall to them */
            return has_begun(view->organization->calendar, answer->period, today) ? N_("the turn of that term has begun") : NULL;
        return N_("no turn is planned for that member, or none of that term");
    }
    if (accepts && turn_is_accepted(view, period, answer->member))
        return N_("the member has accepted that turn already");
    /* Who declines is passed over at every boundary of the term. */
    answer->period = accepts ? period : turn.period;
    return NULL;
}

/* People write the name, too. */
static bool is_called(const struct rotation_view *view, const char *words, const char *id)
{
    const struct member *member = organization_member(view->organization, id);

    return is_same(words, id) || (member && is_same(words, member->name));
}

static const char *swap_terms_objection(const struct rotation_view *view, struct decision *swap, struct arena *arena)
{
    if (!swap->agreed)
        return NULL;
    if (!swap->by || !*swap->by)
        return N_("a swap needs an approver");
    if (is_called(view, swap->by, swap->member) || is_called(view, swap->by, swap->other))
        return N_("a swap is approved by neither of the two who swap");
    if (is_same(swap->member, swap->other))
        return N_("a swap is between two members");
    return agreement_objection(view, swap, swap, arena);
}

const char *answer_objection(const struct rotation_view *view, struct decision *decision, date_t today, struct arena *arena)
{
    switch (decision->kind) {
    case DECISION_SWAP:
        return swap_terms_objection(view, decision, arena);
    case DECISION_ACCEPT:
    case DECISION_DECLINE:
        if (decision->refers)
            return swap_answer_objection(view, decision, arena);
        return turn_answer_objection(view, decision, today, arena);
    default:
        return NULL;
    }
}
