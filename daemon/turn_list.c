/* Turns and swaps as JSON: see turn_list.h. */
#include "turn_list.h"

#include <string.h>

#include "daemon.h"
#include "shapes.h"

static json_t *shape_person(const struct organization *organization, const char *id)
{
    const struct member *member = id != NULL ? organization_member(organization, id) : NULL;
    return shape_named(id, member != NULL ? member->name : NULL);
}

static json_t *shape_agreed(const struct rotation_view *view, const struct decision *swap)
{
    const char *const both[] = {swap->member, swap->other};
    json_t *agreed = json_array();
    for (size_t i = 0; i < 2; i++)
        if (swap_has_agreed(view, swap, both[i]))
            json_array_append_new(agreed, shape_person(view->organization, both[i]));
    return agreed;
}

static json_t *shape_swap(const struct rotation_view *view, const struct decision *swap)
{
    static const char *const states[] = {[SWAP_AGREED] = "agreed", [SWAP_PENDING] = "pending", [SWAP_ENDED] = "ended"};
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "id", json_integer(swap->id));
    json_object_set_new_nocheck(shape, "state", json_text(states[swap_state(view, swap)]));
    json_object_set_new_nocheck(shape, "member", shape_person(view->organization, swap->member));
    json_object_set_new_nocheck(shape, "period", json_text(swap->period));
    json_object_set_new_nocheck(shape, "other", shape_person(view->organization, swap->other));
    json_object_set_new_nocheck(shape, "other_period", json_text(swap->other_period));
    json_object_set_new_nocheck(shape, "agreed", shape_agreed(view, swap));
    json_object_set_new_nocheck(shape, "by", json_text(swap->by));
    json_object_set_new_nocheck(shape, "why", json_text(swap->why));
    json_object_set_new_nocheck(shape, "document", json_text(swap->document));
    return shape;
}

static json_t *shape_swaps(const struct rotation_view *view)
{
    json_t *swaps = json_array();
    for (size_t i = 0; i < view->n_decisions; i++)
        if (view->decisions[i].kind == DECISION_SWAP)
            json_array_append_new(swaps, shape_swap(view, &view->decisions[i]));
    return swaps;
}

static json_t *shape_ledger(const struct organization *organization, const struct turn *turns, size_t n, size_t n_begun,
                            struct arena *arena)
{
    json_t *ledger = json_array();
    struct turn_counts counts;
    turn_counts(turns, n, n_begun, arena, &counts);
    for (size_t i = 0; i < counts.n; i++) {
        const struct turn_count *count = &counts.items[i];
        const struct {
            const char *name;
            int32_t number;
        } numbers[] = {{"served", count->served}, {"partly", count->partly},   {"running", count->running},
                       {"taken", count->taken},   {"given", count->given},     {"caretaker", count->caretaker},
                       {"acting", count->acting}, {"planned", count->planned}, {"owed", count->given - count->taken}};
        json_t *line = json_object();
        json_object_set_new_nocheck(line, "member", shape_person(organization, count->member));
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
            json_object_set_new_nocheck(line, numbers[k].name, json_integer(numbers[k].number));
        json_array_append_new(ledger, line);
    }
    return ledger;
}

int turn_list(struct request *request, const char *id, date_t as_of, json_t **ret_reply)
{
    struct rotation_view view;
    struct turn *turns;
    size_t n, n_begun;
    int error = engine_turns(request->daemon->engine, id, &request->arena, &turns, &n, &n_begun);
    if (error == 0)
        error = engine_rotation(request->daemon->engine, id, &request->arena, &view);
    if (error != 0)
        return error;
    if (as_of != DATE_NONE)
        n = n_begun = turns_as_of(turns, n_begun, request_end_of(request, as_of));
    json_t *reply = json_object(), *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, shape_turn(view.organization, &turns[i], i >= n_begun));
    json_object_set_new_nocheck(reply, "organization", shape_named(view.organization->id, view.organization->name));
    json_object_set_new_nocheck(reply, "as_of", json_date(as_of));
    json_object_set_new_nocheck(reply, "turns", list);
    json_object_set_new_nocheck(reply, "swaps", as_of == DATE_NONE ? shape_swaps(&view) : json_array());
    json_object_set_new_nocheck(reply, "ledger", shape_ledger(view.organization, turns, n, n_begun, &request->arena));
    json_object_set_new_nocheck(reply, "handover", json_text(view.organization->rotation.handover));
    *ret_reply = reply;
    return 0;
}

int turn_awaits(struct request *request, const char *id, json_t **ret_person)
{
    struct rotation_view view;
    struct turn turn;
    int error = engine_rotation(request->daemon->engine, id, &request->arena, &view);
    if (error == 0)
        *ret_person =
            rotation_awaited(&view, request->today, &request->arena, &turn) ? shape_person(view.organization, turn.chair) : json_null();
    return error;
}
