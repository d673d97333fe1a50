/* Turns as they begin: history is written once, and the next look is planned. */
#include "engine_internal.h"
#include "reason.h"

int rotation_view_load(struct engine *engine, const struct cached *cached, date_t known_on, struct arena *arena,
                       struct rotation_view *ret_view)
{
    const struct ledger *ledger = engine->ledger;
    struct decision *decisions;
    struct turn *turns;
    int error;

    *ret_view = (struct rotation_view){.organization = cached->organization, .known_on = known_on};
    error = ledger->turns(ledger->ctx, cached->id, arena, &turns, &ret_view->n_turns);
    if (!error)
        error = ledger->decisions(ledger->ctx, cached->id, arena, &decisions, &ret_view->n_decisions);
    if (error)
        return error;
    ret_view->turns = turns;
    ret_view->decisions = decisions;
    return 0;
}

/* `before`: the turn that ran until then, or NULL. */
static int begin_turn(struct engine *engine, struct cached *cached, const struct turn *before, const struct turn *turn, int64_t now,
                      struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const struct event event = {
        .kind = NOTIFICATION_TURN,
        .at = zone_instant(engine->zone, turn->begins, 0),
        .organization = cached->id,
        .period = turn->period,
        .due_on = DATE_NONE,
        .chair = turn->chair,
        .reason = turn->reason,
    };
    char day[DATE_TEXT_SIZE];
    int error;

    error = ledger->begin_turn(ledger->ctx, turn);
    if (!error && turn->chair && before && !before->chair)
        error = ledger->cancel_vacancy(ledger->ctx, cached->id, before->begins, before->begins, VACANCY_FILLED, now);
    if (error)
        return error;
    cache_forget_turn(cached);
    engine_note(engine, &event);
    return engine_log(
        engine, now, ENGINE_ACTOR, "turn", cached->id,
        arena_printf(arena, "%s from %s: %s", turn->chair ? turn->chair : "vacant", date_format(turn->begins, day), turn->reason));
}

/* The last turn that had a chair. */
static const struct turn *last_chaired(const struct rotation_view *view)
{
    for (size_t i = view->n_turns; i > 0; i--) {
        if (view->turns[i - 1].chair)
            return &view->turns[i - 1];
    }
    return NULL;
}

/* Begins what is due and returns what is next in *ret_next; false in *ret_has_next when nothing is ahead. */
static int begin_due_turns(struct engine *engine, struct cached *cached, date_t known_on, int64_t now, struct arena *arena,
                           struct rotation_view *ret_view, int64_t *ret_next_at)
{
    const date_t today = zone_date(engine->zone, now);
    struct rotation_view view;
    struct turn turn, vacant = {0}, caretaker = {0};
    bool history = false, is_first = true;
    int error;

    for (;;) {
        error = rotation_view_load(engine, cached, known_on, arena, &view);
        if (error)
            return error;
        history = is_first ? view.n_turns == 0 : history; /* what a first load derives is nobody's to accept or to hand over */
        is_first = false;
        view.asks = cached->organization->rotation.answer_required && !history && !engine->assume_accepted;
        if (!rotation_next(&view, arena, &turn)) {
            *ret_next_at = NEVER;
            break;
        }
        if (turn.begins > today) {
            *ret_next_at = zone_instant(engine->zone, turn.begins, 0);
            break;
        }
        turn.recorded_at = now;
        error = begin_turn(engine, cached, view.n_turns ? &view.turns[view.n_turns - 1] : NULL, &turn, now, arena);
        if (error)
            return error;
        if (!history)
            error = life_hand_over(engine, cached, last_chaired(&view), &turn, now, arena);
        if (error)
            return error;
        vacant = turn.chair ? (struct turn){0} : turn;
        caretaker = turn.chair && turn_is_caretaker(&turn) ? turn : (struct turn){0};
    }
    view.asks = false;
    *ret_view = view;
    error = vacant.reason && cached->organization->rotation.n_mandates > 0 ? vacancy_tell(engine, cached, &vacant, now, arena) : 0;
    return !error && caretaker.reason ? life_caretaker(engine, cached, &caretaker, now, arena) : error;
}

int rotation_settle(struct engine *engine, struct rotation_row *row, int64_t now)
{
    const struct ledger *ledger = engine->ledger;
    struct rotation_view view;
    struct arena arena = {0};
    struct cached *cached;
    int error;

    error = cache_get(engine, row->organization, &cached);
    if (error == ERROR_NOT_FOUND) {
        row->next_at = NEVER;
        return ledger->put_rotation(ledger->ctx, row);
    }
    if (!error)
        error = begin_due_turns(engine, cached, row->known_on, now, &arena, &view, &row->next_at);
    if (!error && cached->organization->rotation.n_mandates > 0)
        error = life_settle(engine, cached, &view, now, &arena, &row->next_at);
    if (!error)
        error = ledger->put_rotation(ledger->ctx, row);
    arena_done(&arena);
    return error;
}
