/* Chairs and turns. */
#include <string.h>

#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "turn_list.h"

/* Organizations with a rotation, collected before anything else is asked of the store. */
struct found_organization {
    const char *id, *name;
    struct found_organization *next;
};

struct found {
    struct arena *arena;
    struct found_organization *first, **tail;
    bool any;
};

static int collect(void *ctx, const struct query_organization *row)
{
    struct found *found = ctx;
    found->any = true;
    if (!row->has_rotation)
        return 0;
    struct found_organization *item = arena_alloc(found->arena, sizeof *item);
    item->id = arena_strdup(found->arena, row->id);
    item->name = arena_strdup(found->arena, row->name);
    *found->tail = item;
    found->tail = &item->next;
    return 0;
}

/* The turn of the day: history, or the plan for a day that has not come. NULL where there is none. */
static int turn_of(struct request *request, const char *organization, date_t at, const struct turn **ret_turn, bool *ret_planned)
{
    struct daemon *daemon = request->daemon;
    *ret_turn = NULL;
    *ret_planned = false;
    if (at <= request->today) {
        struct turn *turn = arena_alloc(&request->arena, sizeof *turn);
        int error = daemon->ledger.turn_on(daemon->ledger.ctx, organization, at, &request->arena, turn);
        if (error == 0)
            *ret_turn = turn;
        return error == ERROR_NOT_FOUND ? 0 : error;
    }
    struct turn *turns;
    size_t n, n_begun;
    int error = engine_turns(daemon->engine, organization, &request->arena, &turns, &n, &n_begun);
    for (size_t i = n; error == 0 && i > 0 && *ret_turn == NULL; i--) {
        if (turns[i - 1].begins > at)
            continue;
        if (turns[i - 1].ends >= at)
            *ret_turn = &turns[i - 1];
        *ret_planned = i - 1 >= n_begun;
        break;
    }
    return error;
}

static int add_chair(struct request *request, json_t *chairs, const struct found_organization *item, date_t at)
{
    const struct organization *organization;
    const struct turn *turn;
    bool planned;
    int error = turn_of(request, item->id, at, &turn, &planned);
    if (error == 0)
        error = engine_organization(request->daemon->engine, item->id, &organization);
    if (error != 0)
        return error;
    const struct member *chair = turn != NULL && turn->chair != NULL ? organization_member(organization, turn->chair) : NULL;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "organization", shape_named(item->id, item->name));
    json_object_set_new_nocheck(part, "chair", turn != NULL ? shape_named(turn->chair, chair != NULL ? chair->name : NULL) : json_null());
    json_object_set_new_nocheck(part, "turn", turn != NULL ? shape_turn(organization, turn, planned) : json_null());
    json_array_append_new(chairs, part);
    return 0;
}

void control_chair(struct request *request)
{
    const char *only = request_parameter(request, "org");
    struct found found = {.arena = &request->arena, .tail = &found.first};
    date_t at;
    if (request_date(request, "at", &at) != 0)
        return;
    if (at == DATE_NONE)
        at = request->today;
    json_t *chairs = json_array();
    int error = query_organizations(request->daemon->store, only, request->today, collect, &found);
    if (error == 0 && only != NULL && !found.any)
        error = ERROR_NOT_FOUND;
    for (struct found_organization *item = found.first; error == 0 && item != NULL; item = item->next)
        error = add_chair(request, chairs, item, at);
    if (error != 0) {
        json_decref(chairs);
        request_fail(request, error, only != NULL ? only : _("chair"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "at", json_date(at));
    json_object_set_new_nocheck(reply, "chairs", chairs);
    request_reply(request, reply);
}

static void reply_turns(struct request *request, const char *organization)
{
    json_t *reply;
    int error = turn_list(request, organization, &reply);
    if (error == 0)
        request_reply(request, reply);
    else
        request_fail(request, error, organization, NULL);
}

void control_turns(struct request *request)
{
    const char *organization = request_parameter(request, "org");
    if (organization == NULL)
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the parameter %s is missing"), "org");
    else
        reply_turns(request, organization);
}
