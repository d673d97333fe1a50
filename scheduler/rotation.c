/* When the next turn begins: the first of a boundary, the end of the chair's office, and an appointment.
 *
 * Days are looked for strictly after the first day of the turn that runs; what should have happened since, but came to be known only later,
 * happens on the day it became known, all of it together and as it would have ended up: a turn begun is history. */
#include "rotation.h"

#include <string.h>

#include "rotation_internal.h"

const struct turn *running_turn(const struct rotation_view *view)
{
    return view->n_turns ? &view->turns[view->n_turns - 1] : NULL;
}

date_t turn_began(const struct rotation_view *view)
{
    return view->n_turns ? running_turn(view)->begins : DATE_NONE;
}

date_t effective(const struct rotation_view *view, date_t on)
{
    if (view->n_turns == 0)
        return on;
    if (on <= turn_began(view))
        on = turn_began(view) + 1;
    return on < view->known_on ? view->known_on : on;
}

static date_t earlier(date_t a, date_t b)
{
    return a < b ? a : b;
}

/* The first boundary after the day; DATE_FOREVER if none is known. A term whose turn has begun begins none again when its first day is
 * moved. */
static date_t boundary_after(const struct rotation_view *view, date_t after)
{
    const struct calendar *calendar = view->organization->calendar;
    const struct rotation *rotation = &view->organization->rotation;
    date_t found = DATE_FOREVER;

    for (size_t i = 0; i < calendar->n_terms; i++) {
        const struct term *term = &calendar->terms[i];

        if (term->turn && term->begins > after && term->begins < found && !period_has_begun(view->turns, view->n_turns, term->id))
            found = term->begins;
    }
    for (size_t i = 0; i < rotation->n_mandates; i++) {
        if (rotation->mandates[i].elected > after)
            found = earlier(found, rotation->mandates[i].elected);
    }
    return found;
}

/* Was a mandate entered that should have been running already when the turn began? */
static bool is_mandate_late(const struct rotation_view *view)
{
    const struct turn *running = running_turn(view);
    const struct mandate *mandate = running ? mandate_on(&view->organization->rotation, running->begins) : NULL;

    return mandate && mandate->elected > running->mandate;
}

static date_t next_boundary(const struct rotation_view *view)
{
    if (is_mandate_late(view))
        return effective(view, DATE_NONE);
    return effective(view, boundary_after(view, turn_began(view)));
}

/* The last boundary up to the day since the turn began, DATE_NONE if none. */
static date_t last_boundary(const struct rotation_view *view, date_t on)
{
    date_t last = DATE_NONE, next = boundary_after(view, turn_began(view));

    if (is_mandate_late(view))
        return on;
    while (next <= on) {
        last = next;
        next = boundary_after(view, next);
    }
    return last;
}

/* May the appointed be chair from the day on which it takes effect? */
static bool is_appointment(const struct rotation_view *view, const struct decision *decision)
{
    date_t on = effective(view, decision->on);
    const struct member *member;

    if (decision->kind != DECISION_APPOINT || decision->on <= turn_began(view))
        return false;
    member = organization_member(view->organization, decision->member);
    return member && interval_holds(member->term, on) && removal_on(view, decision->member, on) == NULL;
}

static date_t next_appointment(const struct rotation_view *view)
{
    date_t found = DATE_FOREVER;

    for (size_t i = 0; view->n_turns && i < view->n_decisions; i++) {
        if (is_appointment(view, &view->decisions[i]))
            found = earlier(found, effective(view, view->decisions[i].on));
    }
    return found;
}

/* The appointment a turn beginning on the day goes by: the latest up to it, unless a boundary came after. */
static const struct decision *appointment_on(const struct rotation_view *view, date_t on, date_t boundary)
{
    const struct decision *latest = NULL;

    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->on <= on && decision->on >= boundary && is_appointment(view, decision) &&
            (latest == NULL || decision->on >= latest->on))
            latest = decision;
    }
    return latest;
}

static void appoint(const struct decision *decision, bool counts, struct arena *arena, struct turn *turn)
{
    struct reason reason = {.length = 0};
    struct turn_reason *why = arena_alloc(arena, sizeof(*why));

    *why = (struct turn_reason){.code = REASON_APPOINTED, .words = decision->why};
    turn->why = why;
    reason_add(&reason, "appointed");
    if (decision->why && *decision->why)
        reason_add(&reason, ": %s", decision->why);
    turn->chair = decision->member;
    turn->counts = counts;
    turn->reason = arena_strdup(arena, reason.text);
}

static struct turn turn_beginning(const struct rotation_view *view, date_t on)
{
    const struct term *term = calendar_term_begun(view->organization->calendar, on);
    const struct mandate *mandate = mandate_on(&view->organization->rotation, on);

    return (struct turn){.organization = view->organization->id,
                         .period = term ? term->id : NULL,
                         .mandate = mandate ? mandate->elected : DATE_NONE,
                         .begins = on,
                         .ends = DATE_FOREVER};
}

/* The rotation has left the configuration: nobody is chair, until it is back. */
static bool end_rotation(const struct rotation_view *view, struct arena *arena, struct turn *ret_turn)
{
    if (view->n_turns == 0 || running_turn(view)->chair == NULL)
        return false;
    *ret_turn = turn_beginning(view, effective(view, DATE_NONE));
    boundary_choose(view, arena, ret_turn);
    return true;
}

static bool next_turn(const struct rotation_view *view, struct arena *arena, struct turn *ret_turn)
{
    const struct rotation *rotation = &view->organization->rotation;
    struct vacancy vacancy = next_vacancy(view);
    date_t answered = next_acceptance(view, arena);
    date_t on = earlier(earlier(earlier(next_boundary(view), effective(view, vacancy.on)), next_appointment(view)), answered);
    const struct decision *appointment;
    date_t boundary;

    if (rotation->n_mandates == 0)
        return end_rotation(view, arena, ret_turn);
    if (on == DATE_FOREVER)
        return false;
    boundary = last_boundary(view, on);
    appointment = appointment_on(view, on, boundary);
    *ret_turn = turn_beginning(view, on);
    if (appointment)
        appoint(appointment, boundary != DATE_NONE || rotation->acting_counts, arena, ret_turn);
    else if (boundary != DATE_NONE || answered == on)
        boundary_choose(view, arena, ret_turn);
    else
        vacate(&vacancy, running_turn(view)->chair, arena, ret_turn);
    if (view->asks && !appointment && boundary != DATE_NONE && !turn_is_accepted(view, turn_period(view, ret_turn, arena), ret_turn->chair))
        caretaker_instead(view, arena, ret_turn);
    return true;
}

static bool is_swap_of_day(const struct rotation_view *view, const struct decision *decision, const char *member, date_t on)
{
    return decision->kind == DECISION_SWAP && swap_agreed_on(view, decision) == on &&
           (strcmp(decision->member, member) == 0 || strcmp(decision->other, member) == 0);
}

/* Did a decision of that day, their own acceptance, or a swap agreed on then make the member chair? */
static bool was_decided_on(const struct rotation_view *view, const char *member, date_t on)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (is_swap_of_day(view, decision, member, on))
            return true;
        if ((decision->kind == DECISION_APPOINT || (decision->kind == DECISION_ACCEPT && !decision->refers)) && decision->on == on &&
            strcmp(decision->member, member) == 0)
            return true;
    }
    return false;
}

/* A vacancy is nobody's turn: what is decided on its first day fills it from that day, as if it had been known at its midnight. What an
 * edit of the configuration implies for that day does not. */
static bool fill_vacancy(const struct rotation_view *view, struct arena *arena, struct turn *ret_turn)
{
    const struct turn *running = running_turn(view);
    struct rotation_view before = *view;
    struct turn turn;

    if (!running || running->chair)
        return false;
    before.n_turns--;
    if (!next_turn(&before, arena, &turn) || turn.begins != running->begins || !turn.chair ||
        !was_decided_on(view, turn.chair, turn.begins))
        return false;
    *ret_turn = turn;
    return true;
}

bool rotation_next(const struct rotation_view *view, struct arena *arena, struct turn *ret_turn)
{
    return fill_vacancy(view, arena, ret_turn) || next_turn(view, arena, ret_turn);
}

void rotation_plan(const struct rotation_view *view, date_t until, struct arena *arena, struct turn **ret_turns, size_t *ret_n)
{
    struct rotation_view ahead = *view;
    size_t room = view->n_turns + 16;
    struct turn *turns = arena_array(arena, room, sizeof(*turns));

    if (view->n_turns)
        memcpy(turns, view->turns, view->n_turns * sizeof(*turns));
    else
        ahead.known_on = DATE_NONE; /* a first load: all of history is still to be told */
    for (;;) {
        struct turn next;

        ahead.turns = turns;
        if (!next_turn(&ahead, arena, &next) || next.begins > until)
            break;
        if (ahead.n_turns == room) {
            turns = memcpy(arena_array(arena, 2 * room, sizeof(*turns)), turns, room * sizeof(*turns));
            room *= 2;
        }
        if (ahead.n_turns)
            turns[ahead.n_turns - 1].ends = next.begins - 1;
        turns[ahead.n_turns++] = next;
    }
    *ret_turns = turns + view->n_turns;
    *ret_n = ahead.n_turns - view->n_turns;
}

size_t turns_as_of(struct turn *turns, size_t n_turns, int64_t before)
{
    size_t n = 0;

    for (size_t i = 0; i < n_turns; i++) {
        if (turns[i].recorded_at >= before)
            continue;
        turns[n] = turns[i];
        turns[n].ends = DATE_FOREVER;
        if (n > 0)
            turns[n - 1].ends = turns[n].begins - 1;
        n++;
    }
    return n;
}

const struct turn *turns_at(const struct turn *turns, size_t n_turns, date_t date)
{
    for (size_t i = n_turns; i > 0; i--) {
        if (date >= turns[i - 1].begins)
            return date <= turns[i - 1].ends ? &turns[i - 1] : NULL;
    }
    return NULL;
}
