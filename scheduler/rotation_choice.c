/* Who takes the turn that begins at a boundary: the fewest turns in the mandate, then the order, then what was agreed about it.
 *
 * A swap changes two places and nothing else. So a turn that was swapped counts for whom it would have fallen to, or the one who gave it
 * away would be next at once and the places between would move. Who that was is found by going through the history once, in order. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "rotation_internal.h"

#define ELLIPSIS "\xe2\x80\xa6"

void reason_add(struct reason *reason, const char *format, ...)
{
    const size_t room = sizeof(reason->text) - sizeof(ELLIPSIS) + 1;
    va_list arguments;
    int length;

    if (reason->full)
        return;
    va_start(arguments, format);
    length = vsnprintf(reason->text + reason->length, room - reason->length, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < room - reason->length) {
        reason->length += (size_t)length;
        return;
    }
    reason->full = true;
    reason->length = strlen(reason->text);
    /* Back to a character's first byte: the last one may be cut. */
    while (reason->length > 0 && ((unsigned char)reason->text[reason->length - 1] & 0xc0) == 0x80)
        reason->length--;
    if (reason->length > 0 && (unsigned char)reason->text[reason->length - 1] >= 0xc0)
        reason->length--;
    memcpy(reason->text + reason->length, ELLIPSIS, sizeof(ELLIPSIS));
}

const struct mandate *mandate_on(const struct rotation *rotation, date_t on)
{
    const struct mandate *running = NULL;

    for (size_t i = 0; i < rotation->n_mandates && rotation->mandates[i].elected <= on; i++)
        running = &rotation->mandates[i];
    return running;
}

const struct decision *removal_on(const struct rotation_view *view, const char *member, date_t on)
{
    const struct decision *latest = NULL;

    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if ((decision->kind == DECISION_REMOVE || decision->kind == DECISION_APPOINT) && decision->on <= on &&
            strcmp(decision->member, member) == 0 && (latest == NULL || decision->on >= latest->on))
            latest = decision;
    }
    return latest && latest->kind == DECISION_REMOVE ? latest : NULL;
}

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

bool period_has_begun(const struct turn *turns, size_t n_turns, const char *period)
{
    for (size_t i = n_turns; i > 0; i--) {
        if (is_same(turns[i - 1].period, period))
            return true;
    }
    return false;
}

static bool has_declined(const struct rotation_view *view, const char *member, const struct turn *turn)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind == DECISION_DECLINE && decision->on <= turn->begins && strcmp(decision->member, member) == 0 &&
            is_same(decision->period, turn->period))
            return true;
    }
    return false;
}

int passed_over(const struct rotation_view *view, const char *id, const struct turn *turn)
{
    const struct member *member = organization_member(view->organization, id);
    date_t on = turn->begins;

    if (member == NULL || !interval_holds(member->term, on))
        return PASSED_NOT_MEMBER;
    if (intervals_hold(member->suspended, member->n_suspended, on))
        return PASSED_SUSPENDED;
    if (intervals_hold(member->absent, member->n_absent, on))
        return PASSED_ABSENT;
    if (removal_on(view, id, on))
        return PASSED_REMOVED;
    return has_declined(view, id, turn) ? PASSED_DECLINED : AVAILABLE;
}

/* Whose the turns begun are, in the order of view->turns; the first `n` are known. */
struct owners {
    const char **ids; /* NULL: as many as there are chairs, no swap was ever agreed */
    size_t n;
};

static int32_t turns_owned(const struct rotation_view *view, const struct owners *owners, date_t elected, const char *id)
{
    int32_t count = 0;

    for (size_t i = owners->n; i > 0; i--) {
        const struct turn *turn = &view->turns[i - 1];

        if (turn->mandate == elected && turn->counts && is_same(owners->ids ? owners->ids[i - 1] : turn->chair, id))
            count++;
    }
    return count;
}

struct natural {
    const char *id; /* NULL: nobody is available */
    size_t place;   /* in the order */
    int32_t turns;
    bool tied;
};

static struct natural natural_choice(const struct rotation_view *view, const struct owners *owners, const struct mandate *mandate,
                                     const struct turn *turn)
{
    struct natural best = {.id = NULL};

    for (size_t i = 0; i < mandate->n_order; i++) {
        const char *id = mandate->order[i];
        int32_t turns = turns_owned(view, owners, mandate->elected, id);

        if ((best.id && turns > best.turns) || passed_over(view, id, turn) != AVAILABLE)
            continue;
        if (best.id && turns == best.turns)
            best.tied = true;
        else
            best = (struct natural){.id = id, .place = i, .turns = turns};
    }
    return best;
}

/* The first turn of its period that is anybody's own, and so the one that a swap means. */
static bool is_first_of_period(const struct rotation_view *view, size_t n_turns, const struct turn *turn)
{
    while (n_turns > 0 && turn_is_caretaker(&view->turns[n_turns - 1]))
        n_turns--;
    return turn->period && !period_has_begun(view->turns, n_turns, turn->period);
}

static const char *owner_of(const struct rotation_view *view, const struct owners *before, const struct turn *turn)
{
    const struct mandate *mandate = mandate_on(&view->organization->rotation, turn->begins);
    const struct decision *done = NULL, *not_done;
    struct natural natural;

    if (turn->chair == NULL || mandate == NULL || !is_first_of_period(view, before->n, turn))
        return turn->chair;
    natural = natural_choice(view, before, mandate, turn);
    if (natural.id && is_same(swap_apply(view, mandate, turn, natural.id, &done, &not_done), turn->chair) && done)
        return natural.id;
    return turn->chair;
}

static struct owners owners_find(const struct rotation_view *view, struct arena *arena)
{
    struct owners owners = {.ids = NULL};

    if (!swap_any(view))
        return (struct owners){.n = view->n_turns};
    owners.ids = arena_array(arena, view->n_turns, sizeof(*owners.ids));
    for (; owners.n < view->n_turns; owners.n++)
        owners.ids[owners.n] = owner_of(view, &owners, &view->turns[owners.n]);
    return owners;
}

/* Adds ", jia absent" for each who is not available: all, or only those who would have come before the one chosen. */
static void reason_add_passed_over(struct reason *reason, const struct rotation_view *view, const struct owners *owners,
                                   const struct mandate *mandate, const struct turn *turn, const struct natural *chosen,
                                   const char *opening)
{
    for (size_t i = 0; i < mandate->n_order; i++) {
        const char *id = mandate->order[i];
        int32_t turns = turns_owned(view, owners, mandate->elected, id);
        int why = passed_over(view, id, turn);

        if (why == AVAILABLE || (chosen->id && (turns > chosen->turns || (turns == chosen->turns && i > chosen->place))))
            continue;
        reason_add(reason, "%s%s %s", opening, id, passed_words((enum passed_why)why));
        opening = ", ";
    }
}

static void reason_add_why(struct reason *reason, const char *why)
{
    if (why && *why)
        reason_add(reason, ": %s", why);
}

/* Everybody in the order but the chair, and what keeps each from this turn. */
static void add_others(const struct rotation_view *view, const struct owners *owners, const struct mandate *mandate,
                       const struct turn *turn, const struct natural *natural, struct arena *arena, struct turn_reason *why)
{
    struct passed *others = arena_array(arena, mandate->n_order + 1, sizeof(*others));

    for (size_t i = 0; i < mandate->n_order; i++) {
        const char *id = mandate->order[i];
        struct passed other = {.member = id, .turns = turns_owned(view, owners, mandate->elected, id)};
        int over = passed_over(view, id, turn);

        if (is_same(turn->chair, id))
            continue;
        if (is_same(natural->id, id))
            other.why = PASSED_SWAPPED;
        else if (over != AVAILABLE)
            other.why = (enum passed_why)over;
        else
            other.why = other.turns > natural->turns ? PASSED_MORE_TURNS : PASSED_LATER;
        others[why->n_others++] = other;
    }
    why->others = others;
}

static const char *choice_words(const struct rotation_view *view, const struct owners *owners, const struct mandate *mandate,
                                const struct turn *turn, const struct natural *natural, const struct turn_reason *why, struct arena *arena)
{
    struct reason reason = {.length = 0};

    if (why->code == REASON_SWAPPED) {
        reason_add(&reason, "takes the turn of %s by a swap", natural->id);
        reason_add_why(&reason, why->words);
    } else if (natural->id) {
        reason_add(&reason, "fewest turns begun in this mandate (%d)%s", (int)natural->turns, natural->tied ? ", first in the order" : "");
        reason_add_passed_over(&reason, view, owners, mandate, turn, natural, "; passed over: ");
    } else {
        reason_add(&reason, "nobody is available");
        reason_add_passed_over(&reason, view, owners, mandate, turn, natural, ": ");
    }
    if (why->void_member)
        reason_add(&reason, "; the swap of %s and %s no longer holds", why->void_member, why->void_other);
    return arena_strdup(arena, reason.text);
}

void boundary_choose(const struct rotation_view *view, struct arena *arena, struct turn *turn)
{
    const struct mandate *mandate = mandate_on(&view->organization->rotation, turn->begins);
    struct owners owners = owners_find(view, arena);
    const struct decision *done = NULL, *not_done = NULL;
    struct turn_reason *why = arena_alloc(arena, sizeof(*why));
    struct natural natural;

    turn->why = why;
    if (mandate == NULL) {
        turn->reason = "no mandate runs";
        why->code = REASON_NO_MANDATE;
        return;
    }
    natural = natural_choice(view, &owners, mandate, turn);
    turn->chair = natural.id;
    turn->counts = natural.id != NULL;
    if (natural.id && is_first_of_period(view, view->n_turns, turn))
        turn->chair = swap_apply(view, mandate, turn, natural.id, &done, &not_done);
    *why = (struct turn_reason){
        .code = done         ? REASON_SWAPPED
                : natural.id ? REASON_FEWEST
                             : REASON_NOBODY,
        .member = natural.id,
        .swap = done ? done->id : 0,
        .turns = natural.turns,
        .tied = natural.tied,
        .words = done ? done->why : NULL,
        .void_member = not_done ? not_done->member : NULL,
        .void_other = not_done ? not_done->other : NULL,
    };
    add_others(view, &owners, mandate, turn, &natural, arena, why);
    turn->reason = choice_words(view, &owners, mandate, turn, &natural, why, arena);
}
