/* GET /v1/tree: every organization with its parent, and how much of its own is late or was missed lately. */
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"

#define MISSED_DAYS 30

struct branch {
    json_t *shape;
    const char *id; /* borrowed from `shape` */
    int64_t late, missed;
};

struct branches {
    const struct request *request;
    struct branch *items; /* by id, as the store gives them */
    size_t n, room;
    bool missed; /* which of the two is counted */
};

static int add_branch(void *ctx, const struct query_organization *row)
{
    struct branches *branches = ctx;
    json_t *shape = json_object();
    if (branches->n == branches->room) {
        branches->room = branches->room * 2 + 16;
        branches->items = xrealloc(branches->items, branches->room * sizeof *branches->items);
    }
    json_object_set_new_nocheck(shape, "organization", shape_named(row->id, row->name));
    json_object_set_new_nocheck(shape, "parent", json_text(row->parent));
    json_object_set_new_nocheck(shape, "has_rotation", json_boolean(row->has_rotation));
    json_object_set_new_nocheck(shape, "chair", shape_member(branches->request, row->id, row->chair));
    json_object_set_new_nocheck(shape, "because", json_text(row->turn_because));
    const char *id = json_string_value(json_object_get(json_object_get(shape, "organization"), "id"));
    branches->items[branches->n++] = (struct branch){.shape = shape, .id = id};
    return 0;
}

static int by_id(const void *id, const void *branch)
{
    return strcmp(id, ((const struct branch *)branch)->id);
}

static int count(void *ctx, const struct occurrence *occurrence, const struct text *title, const char *organization_name)
{
    struct branches *branches = ctx;
    struct branch *found = bsearch(occurrence->organization, branches->items, branches->n, sizeof *branches->items, by_id);
    if (found != NULL)
        *(branches->missed ? &found->missed : &found->late) += 1;
    return 0;
}

void control_tree(struct request *request)
{
    struct store *store = request->daemon->store;
    struct branches branches = {.request = request};
    json_t *list = json_array(), *reply = json_object();
    int error = query_organizations(store, NULL, request->today, add_branch, &branches);
    if (error == 0 && branches.n > 0)
        error = query_agenda(store, NULL, request->today - 1, count, &branches);
    branches.missed = true;
    if (error == 0 && branches.n > 0)
        error = query_ended(store, NULL, request->today - MISSED_DAYS, OCCURRENCE_MISSED, count, &branches);
    for (size_t i = 0; i < branches.n; i++) {
        json_object_set_new_nocheck(branches.items[i].shape, "late", json_integer(branches.items[i].late));
        json_object_set_new_nocheck(branches.items[i].shape, "missed", json_integer(branches.items[i].missed));
        json_array_append_new(list, branches.items[i].shape);
    }
    free(branches.items);
    json_object_set_new_nocheck(reply, "at", json_date(request->today));
    json_object_set_new_nocheck(reply, "organizations", list);
    if (error == 0) {
        request_reply(request, reply);
        return;
    }
    json_decref(reply);
    request_fail(request, error, _("status"), NULL);
}
