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

/* What was on record of a day when the day `as_of` ended. */
static int turn_as_of(struct request *request, const char *organization, date_t at, date_t as_of, const struct turn **ret_turn)
{
    struct turn *turns;
    size_t n;
    int error = request->daemon->ledger.turns(request->daemon->ledger.ctx, organization, &request->arena, &turns, &n);
    if (error == 0)
        *ret_turn = turns_at(turns, turns_as_of(turns, n, request_end_of(request, as_of)), at);
    return error;
}

/* Which day is asked about, as known when. */
struct question {
    date_t at, as_of; /* as_of DATE_NONE: now */
};

/* The last of the turns begun and planned that holds the day. */
static int turn_ahead(struct request *request, const char *organization, const struct question *question, const struct turn **ret_turn,
                      bool *ret_planned)
{
    struct engine *engine = request->daemon->engine;
    struct arena *arena = &request->arena;
    struct turn *turns;
    size_t n, n_begun;
    int error = question->as_of != DATE_NONE ? engine_turns_as_of(engine, organization, question->as_of, arena, &turns, &n, &n_begun)
                                             : engine_turns(engine, organization, arena, &turns, &n, &n_begun);
    for (size_t i = n; error == 0 && i > 0 && *ret_turn == NULL; i--) {
        if (turns[i - 1].begins > question->at)
            continue;
        if (turns[i - 1].ends >= question->at)
            *ret_turn = &turns[i - 1];
        *ret_planned = i - 1 >= n_begun;
        break;
    }
    return error;
}

/* The turn of the day: history, or the plan for a day that has not come. NULL where there is none. */
static int turn_of(struct request *request, const char *organization, const struct question *question, const struct turn **ret_turn,
                   bool *ret_planned)
{
    struct daemon *daemon = request->daemon;
    *ret_turn = NULL;
    *ret_planned = false;
    if (question->at > (question->as_of != DATE_NONE ? question->as_of : request->today))
        return turn_ahead(request, organization, question, ret_turn, ret_planned);
    if (question->as_of != DATE_NONE)
        return turn_as_of(request, organization, question->at, question->as_of, ret_turn);
    struct turn *turn = arena_alloc(&request->arena, sizeof *turn);
    int error = daemon->ledger.turn_on(daemon->ledger.ctx, organization, question->at, &request->arena, turn);
    if (error == 0)
        *ret_turn = turn;
    return error == ERROR_NOT_FOUND ? 0 : error;
}

static int add_awaits(struct request *request, json_t *turn, const char *organization)
{
    json_t *person;
    int error = turn_awaits(request, organization, &person);
    if (error == 0)
        json_object_set_new_nocheck(turn, "awaits", person);
    return error;
}

static int add_chair(struct request *request, json_t *chairs, const struct found_organization *item, const struct question *question)
{
    const struct organization *organization;
    const struct turn *turn;
    bool planned;
    int error = turn_of(request, item->id, question, &turn, &planned);
    if (error == 0)
        error = engine_organization(request->daemon->engine, item->id, &organization);
    if (error != 0)
        return error;
    const struct member *chair = turn != NULL && turn->chair != NULL ? organization_member(organization, turn->chair) : NULL;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "organization", shape_named(item->id, item->name));
    json_object_set_new_nocheck(part, "chair", turn != NULL ? shape_named(turn->chair, chair != NULL ? chair->name : NULL) : json_null());
    json_t *shape = turn != NULL ? shape_turn(organization, turn, planned) : json_null();
    json_object_set_new_nocheck(part, "turn", shape);
    json_array_append_new(chairs, part);
    const bool waits = turn != NULL && question->as_of == DATE_NONE && turn_is_caretaker(turn) && turn->ends == DATE_FOREVER;
    return waits ? add_awaits(request, shape, item->id) : 0;
}

/* DATE_NONE when it is not asked for. */
static int as_of_read(struct request *request, date_t *ret_as_of)
{
    int error = request_date(request, "as_of", ret_as_of);
    if (error != 0 || *ret_as_of == DATE_NONE || *ret_as_of <= request->today)
        return error;
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("as_of must not be after today"));
    return ERROR_INVALID;
}

void control_chair(struct request *request)
{
    const char *only = request_parameter(request, "org");
    struct found found = {.arena = &request->arena, .tail = &found.first};
    struct question question;
    if (request_date(request, "at", &question.at) != 0 || as_of_read(request, &question.as_of) != 0)
        return;
    if (question.at == DATE_NONE)
        question.at = question.as_of != DATE_NONE ? question.as_of : request->today;
    json_t *chairs = json_array();
    int error = query_organizations(request->daemon->store, only, request->today, collect, &found);
    if (error == 0 && only != NULL && !found.any)
        error = ERROR_NOT_FOUND;
    for (struct found_organization *item = found.first; error == 0 && item != NULL; item = item->next)
        error = add_chair(request, chairs, item, &question);
    if (error != 0) {
        json_decref(chairs);
        request_fail(request, error, only != NULL ? only : _("chair"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "at", json_date(question.at));
    json_object_set_new_nocheck(reply, "as_of", json_date(question.as_of));
    json_object_set_new_nocheck(reply, "chairs", chairs);
    request_reply(request, reply);
}

static void reply_turns(struct request *request, const char *organization, date_t as_of)
{
    json_t *reply;
    int error = turn_list(request, organization, as_of, &reply);
    if (error == 0)
        request_reply(request, reply);
    else
        request_fail(request, error, organization, NULL);
}

void control_turns(struct request *request)
{
    const char *organization = request_parameter(request, "org");
    date_t as_of;
    if (organization == NULL)
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the parameter %s is missing"), "org");
    else if (as_of_read(request, &as_of) == 0)
        reply_turns(request, organization, as_of);
}
