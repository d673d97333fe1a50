/* Swaps are rechecked at every change: one that can no longer hold ends with a notice. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "intl.h"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
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

int swaps_recheck(struct engine *engine, struct cached *cached, struct rotation_view *view, int64_t now, struct arena *arena)
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
