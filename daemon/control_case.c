/* /v1/cases: opened by hand, listed, shown with their stages, closed. A step is a record: POST /v1/records. */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "occurrence_list.h"

#define CASES_MAX 10000 /* bounds the memory of one reply */

/* The case's obligation as it is in force; NULL once it is not. */
static const struct obligation *rule_of(const struct request *request, const struct case_file *file,
                                        const struct organization **ret_organization)
{
    *ret_organization = NULL;
    if (engine_organization(request->daemon->engine, file->organization, ret_organization) != 0)
        return NULL;
    return organization_obligation(*ret_organization, file->obligation);
}

static json_t *shape_outcome(const struct request *request, const struct obligation *rule, const char *id)
{
    const struct outcome *outcome = rule != NULL && id != NULL ? obligation_outcome(rule, id) : NULL;
    return shape_named(id, outcome != NULL ? text_in(&outcome->title, request->language) : NULL);
}

static json_t *shape_case(struct request *request, const struct case_file *file)
{
    const struct organization *organization;
    const struct obligation *rule = rule_of(request, file, &organization);
    json_t *fields = file->fields_json != NULL ? json_loads(file->fields_json, 0, NULL) : NULL, *shape = json_object();
    json_object_set_new_nocheck(shape, "id", json_text(occurrence_name(&request->arena, file->organization, file->obligation, file->id)));
    json_object_set_new_nocheck(shape, "organization", shape_named(file->organization, organization != NULL ? organization->name : NULL));
    json_object_set_new_nocheck(shape, "obligation", json_text(file->obligation));
    json_object_set_new_nocheck(shape, "title", json_text(rule != NULL ? text_in(&rule->title, request->language) : file->obligation));
    json_object_set_new_nocheck(shape, "name", json_text(file->title));
    json_object_set_new_nocheck(shape, "opened_on", json_date(file->opened_on));
    json_object_set_new_nocheck(shape, "event_on", json_date(file->event_on));
    json_object_set_new_nocheck(shape, "member", shape_member(request, file->organization, file->member));
    json_object_set_new_nocheck(shape, "fields", fields != NULL ? fields : json_object());
    json_object_set_new_nocheck(shape, "state", json_text(file->closed_on == DATE_NONE ? "open" : "closed"));
    json_object_set_new_nocheck(shape, "closed_on", json_date(file->closed_on));
    json_object_set_new_nocheck(shape, "outcome", shape_outcome(request, rule, file->outcome));
    json_object_set_new_nocheck(shape, "why", json_text(file->why));
    json_object_set_new_nocheck(shape, "by", json_text(file->by));
    json_object_set_new_nocheck(shape, "document", json_text(file->document));
    return shape;
}

/* Its occurrences in the order of the configuration. */
static int stages_of(struct request *request, const struct case_file *file, json_t **ret_stages)
{
    const struct organization *organization;
    const struct obligation *rule = rule_of(request, file, &organization);
    json_t *stages = json_array();
    int error = 0;
    for (size_t i = 0; rule != NULL && error == 0 && i < organization->n_obligations; i++) {
        struct occurrence occurrence;
        json_t *shape;
        if (!obligation_is_of(&organization->obligations[i], rule->id))
            continue;
        error = occurrence_find(request, file->organization, organization->obligations[i].id, file->id, &occurrence, &shape);
        if (error == 0)
            json_array_append_new(stages, shape);
        else if (error == ERROR_NOT_FOUND)
            error = 0; /* a frame, or a stage younger than the case */
    }
    if (error != 0)
        json_decref(stages);
    else
        *ret_stages = stages;
    return error;
}

/* The first stage still open; null when there is none. */
static json_t *first_open(const json_t *stages)
{
    json_t *stage;
    size_t i;
    json_array_foreach(stages, i, stage)
    {
        const char *state = json_string_value(json_object_get(stage, "state"));
        if (strcmp(state, "open") == 0 || strcmp(state, "overdue") == 0)
            return json_incref(stage);
    }
    return json_null();
}

struct case_list {
    struct request *request;
    json_t *items;
};

static int list_case(void *ctx, const struct case_file *file, const struct text *title, const char *organization_name)
{
    struct case_list *list = ctx;
    json_t *stages, *shape;
    int error = stages_of(list->request, file, &stages);
    if (error != 0)
        return error;
    shape = shape_case(list->request, file);
    json_object_set_new_nocheck(shape, "next", first_open(stages));
    json_decref(stages);
    json_array_append_new(list->items, shape);
    return json_array_size(list->items) == CASES_MAX ? LIST_FULL : 0;
}

void control_cases(struct request *request)
{
    const char *organization = request_parameter(request, "org"), *obligation = request_parameter(request, "obligation");
    const struct organization *known;
    struct case_list list = {request, NULL};
    int64_t all;
    int error = 0;
    if (request_integer(request, "all", 0, 1, 0, &all) != 0)
        return;
    list.items = json_array();
    if (organization != NULL)
        error = engine_organization(request->daemon->engine, organization, &known);
    if (error == 0)
        error = query_cases(request->daemon->store, organization, obligation, all != 0, list_case, &list);
    if (error != 0 && error != LIST_FULL) {
        json_decref(list.items);
        request_fail(request, error, organization != NULL ? organization : _("cases"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "cases", list.items);
    request_reply(request, reply);
}

/* The case with its stages, and on what day a member was removed by it, unless that is DATE_NONE. The errors of the database, or none. */
static int shape_whole(struct request *request, const char *organization, const char *obligation, const char *id, date_t removed_on,
                       json_t **ret_shape)
{
    const struct ledger *ledger = &request->daemon->ledger;
    struct case_file file;
    json_t *stages = NULL;
    int error = ledger->get_case(ledger->ctx, organization, obligation, id, &request->arena, &file);
    if (error == 0)
        error = stages_of(request, &file, &stages);
    if (error != 0)
        return error;
    const struct organization *owner;
    const struct obligation *rule = rule_of(request, &file, &owner);
    json_t *outcomes = json_array(), *shape = json_object();
    for (size_t i = 0; rule != NULL && i < rule->n_outcomes; i++)
        json_array_append_new(outcomes, shape_outcome(request, rule, rule->outcomes[i].id));
    json_object_set_new_nocheck(shape, "case", shape_case(request, &file));
    json_object_set_new_nocheck(shape, "stages", stages);
    json_object_set_new_nocheck(shape, "outcomes", outcomes);
    json_object_set_new_nocheck(shape, "removed_on", json_date(removed_on));
    *ret_shape = shape;
    return 0;
}

static void reply_case(struct request *request, const char *organization, const char *obligation, const char *id, date_t removed_on)
{
    json_t *shape;
    int error = shape_whole(request, organization, obligation, id, removed_on, &shape);
    if (error != 0)
        request_fail(request, error, occurrence_name(&request->arena, organization, obligation, id), NULL);
    else
        request_reply(request, shape);
}

static void reply_cases(struct request *request, const struct case_file *files, size_t n)
{
    json_t *list = json_array(), *shape;
    int error = 0;
    for (size_t i = 0; error == 0 && i < n; i++) {
        error = shape_whole(request, files[i].organization, files[i].obligation, files[i].id, DATE_NONE, &shape);
        if (error == 0)
            json_array_append_new(list, shape);
    }
    if (error != 0) {
        json_decref(list);
        request_fail(request, error, _("cases"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "cases", list);
    request_reply(request, reply);
}

/* "su/exit/c1" in its parts. ERROR_INVALID once refused. */
static int split_case(struct request *request, const char *member, const char *name, const char **ret_organization,
                      const char **ret_obligation, const char **ret_id)
{
    if (name != NULL && occurrence_name_split(arena_strdup(&request->arena, name), ret_organization, ret_obligation, ret_id) == 0)
        return 0;
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), member, "ORGANIZATION/OBLIGATION/CASE");
    return ERROR_INVALID;
}

void control_case(struct request *request)
{
    const char *organization, *obligation, *id;
    if (split_case(request, "id", request_parameter(request, "id"), &organization, &obligation, &id) == 0)
        reply_case(request, organization, obligation, id, DATE_NONE);
}

/* A case for each organization, alike but for what the engine fills in. ERROR_INVALID once refused. */
static int spread(struct request *request, const struct case_file *file, const struct field_strings *organizations,
                  struct case_file **ret_files, size_t *ret_n)
{
    if ((file->organization != NULL) == (organizations->n > 0)) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, "%s", _("one of organization and organizations is needed"));
        return ERROR_INVALID;
    }
    *ret_n = organizations->n > 0 ? organizations->n : 1;
    *ret_files = arena_array(&request->arena, *ret_n, sizeof **ret_files);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret_files)[i] = *file;
        if (organizations->n > 0)
            (*ret_files)[i].organization = organizations->items[i];
    }
    return 0;
}

void control_case_open(struct request *request)
{
    struct case_file file = {.closed_on = DATE_NONE}, *files;
    struct field_strings organizations;
    const char *why_not = NULL;
    json_t *values;
    size_t n;
    const struct field fields[] = {
        {"organization", FIELD_STRING, false, &file.organization},
        {"organizations", FIELD_STRINGS, false, &organizations},
        {"obligation", FIELD_STRING, true, &file.obligation},
        {"on", FIELD_DATE, true, &file.opened_on},
        {"event", FIELD_DATE, false, &file.event_on},
        {"id", FIELD_STRING, false, &file.id},
        {"title", FIELD_STRING, false, &file.title},
        {"member", FIELD_STRING, false, &file.member},
        {"fields", FIELD_OBJECT, false, &values},
    };
    if (body_read(request, fields, sizeof fields / sizeof fields[0]) != 0)
        return;
    char *text = json_object_size(values) > 0 ? json_dumps(values, JSON_COMPACT) : NULL;
    file.fields_json = arena_strdup(&request->arena, text);
    free(text);
    if (spread(request, &file, &organizations, &files, &n) != 0)
        return;
    int error = engine_cases_open(request->daemon->engine, files, n, request->peer->name, request->now, &request->arena, &why_not);
    if (error != 0) {
        request_fail(request, error,
                     n == 1 ? arena_printf(&request->arena, "%s/%s", files[0].organization, file.obligation) : file.obligation, why_not);
        return;
    }
    daemon_committed(request->daemon);
    if (organizations.n > 0)
        reply_cases(request, files, n);
    else
        reply_case(request, files[0].organization, files[0].obligation, files[0].id, DATE_NONE);
}

void control_case_close(struct request *request)
{
    struct case_file closing = {.closed_on = DATE_NONE};
    const char *name, *why_not = NULL;
    date_t removed_on;
    bool waive;
    const struct field fields[] = {
        {"case", FIELD_STRING, true, &name},
        {"on", FIELD_DATE, true, &closing.closed_on},
        {"outcome", FIELD_STRING, false, &closing.outcome},
        {"why", FIELD_STRING, true, &closing.why},
        {"by", FIELD_STRING, true, &closing.by},
        {"document", FIELD_STRING, false, &closing.document},
        {"waive", FIELD_BOOLEAN, false, &waive},
    };
    if (body_read(request, fields, sizeof fields / sizeof fields[0]) != 0 ||
        split_case(request, "case", name, &closing.organization, &closing.obligation, &closing.id) != 0)
        return;
    int error = engine_case_close(request->daemon->engine, &closing, waive, request->peer->name, request->now, &request->arena, &removed_on,
                                  &why_not);
    if (error != 0) {
        request_fail(request, error, name, why_not);
        return;
    }
    daemon_committed(request->daemon);
    reply_case(request, closing.organization, closing.obligation, closing.id, removed_on);
}
