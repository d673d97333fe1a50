/* When the chair's office ends before their turn is over: they leave, are suspended or removed. */
#include <string.h>

#include "rotation_internal.h"

static void take_vacancy(struct vacancy *first, date_t on, enum reason_code how, const char *why)
{
    if (on < first->on)
        *first = (struct vacancy){.on = on, .how = how, .why = why};
}

static bool was_appointed(const struct rotation_view *view, const char *member, date_t since, date_t until)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind == DECISION_APPOINT && decision->on >= since && decision->on <= until && strcmp(decision->member, member) == 0)
            return true;
    }
    return false;
}

static void take_suspensions(const struct rotation_view *view, const struct member *member, struct vacancy *first)
{
    date_t began = turn_began(view);

    for (size_t i = 0; i < member->n_suspended; i++) {
        struct interval suspended = member->suspended[i];

        /* One from before the turn was entered late and ends it if it still lasts; or they were appointed in spite of it. */
        if (suspended.since <= began &&
            (suspended.until < effective(view, suspended.since) || was_appointed(view, member->id, suspended.since, began)))
            continue;
        take_vacancy(first, suspended.since, REASON_SUSPENDED, NULL);
    }
}

static void take_removals(const struct rotation_view *view, const char *chair, struct vacancy *first)
{
    const struct decision *removal = removal_on(view, chair, turn_began(view));

    if (removal)
        take_vacancy(first, removal->on, REASON_REMOVED, removal->why);
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind == DECISION_REMOVE && decision->on > turn_began(view) && strcmp(decision->member, chair) == 0 &&
            removal_on(view, chair, decision->on))
            take_vacancy(first, decision->on, REASON_REMOVED, decision->why);
    }
}

struct vacancy next_vacancy(const struct rotation_view *view)
{
    const struct turn *running = running_turn(view);
    struct vacancy first = {.on = DATE_FOREVER};
    const struct member *member;

    if (running == NULL || running->chair == NULL)
        return first;
    member = organization_member(view->organization, running->chair);
    if (member == NULL) {
        take_vacancy(&first, effective(view, DATE_NONE), REASON_LEFT, NULL);
        return first;
    }
    if (member->term.until != DATE_FOREVER)
        take_vacancy(&first, member->term.until + 1, REASON_LEFT, NULL);
    take_suspensions(view, member, &first);
    take_removals(view, running->chair, &first);
    return first;
}

void vacate(const struct vacancy *vacancy, const char *chair, struct arena *arena, struct turn *turn)
{
    static const char *const how[REASON_COUNT] = {
        [REASON_LEFT] = "left office on", [REASON_SUSPENDED] = "suspended from", [REASON_REMOVED] = "removed from"};
    struct reason reason = {.length = 0};
    struct turn_reason *why = arena_alloc(arena, sizeof(*why));
    char day[DATE_TEXT_SIZE];

    *why = (struct turn_reason){.code = vacancy->how, .member = chair, .on = vacancy->on, .words = vacancy->why};
    turn->why = why;
    reason_add(&reason, "%s %s %s", chair, how[vacancy->how], date_format(vacancy->on, day));
    if (vacancy->why && *vacancy->why)
        reason_add(&reason, ": %s", vacancy->why);
    turn->reason = arena_strdup(arena, reason.text);
}
