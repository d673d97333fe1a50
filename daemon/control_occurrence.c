/* GET /v1/occurrence: one occurrence with all that is known about it. */
#include "check_shapes.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "message_list.h"
#include "occurrence_list.h"

#define RUNGS_MAX    20
#define MESSAGES_MAX 200
#define LOG_MAX      100

static json_t *recipient_list(const struct ahead *rung)
{
    json_t *list = json_array();
    for (size_t i = 0; i < rung->n_recipients; i++) {
        const struct recipient *recipient = &rung->recipients[i];
        json_t *part = json_object();
        json_object_set_new_nocheck(part, "id", json_text(recipient->id));
        json_object_set_new_nocheck(part, "name", json_text(recipient->member != NULL ? recipient->member->name : NULL));
        json_object_set_new_nocheck(part, "channel", json_text(recipient->channel));
        json_array_append_new(list, part);
    }
    return list;
}

static int add_rungs(struct request *request, const struct occurrence *occurrence, json_t *reply)
{
    struct daemon *daemon = request->daemon;
    struct ahead *rungs = NULL;
    size_t n = 0;
    int error = engine_ahead(daemon->engine, occurrence, request->now, RUNGS_MAX, &request->arena, &rungs, &n);
    json_t *list = json_array();
    for (size_t i = 0; error == 0 && i < n; i++) {
        json_t *part = json_object();
        json_object_set_new_nocheck(part, "at", json_instant(&daemon->policy->main.zone, rungs[i].at));
        json_object_set_new_nocheck(part, "kind", json_text(notification_kind_name(rungs[i].kind)));
        json_object_set_new_nocheck(part, "late", json_boolean(rungs[i].late));
        json_object_set_new_nocheck(part, "recipients", recipient_list(&rungs[i]));
        json_array_append_new(list, part);
    }
    json_object_set_new_nocheck(reply, "rungs", list);
    return error == ERROR_NOT_FOUND ? 0 : error; /* its obligation is in force no more */
}

struct record_rows {
    struct request *request;
    const struct organization *organization; /* NULL: it left the configuration */
    json_t *list;
};

/* What the checks that are for the record's obligation make of its fields, under the rules in force. */
static json_t *record_checks(const struct record_rows *rows, const struct record *record)
{
    const struct organization *organization = rows->organization;
    const struct obligation *recorded = organization != NULL ? organization_obligation(organization, record->obligation) : NULL;
    struct arena *arena = &rows->request->arena;
    json_t *list = json_array();
    for (size_t i = 0; recorded != NULL && i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i];
        if (obligation->check_from == NULL || !obligation_is_of(recorded, obligation->check_from))
            continue;
        struct census census = census_of(organization, record->on);
        struct judgement judgement = {.obligation = obligation->id, .newest = true};
        struct check_result *results;
        census.stated = check_stated(obligation->check, record, arena, &census.n_stated);
        if (census.n_stated == 0)
            continue;
        check_judge(obligation->check, &census, arena, &results, &judgement.n_results);
        judgement.results = results;
        judgement.verdict = check_verdict(results, judgement.n_results);
        json_array_append_new(list, shape_check(rows->request, organization, &judgement, shape_record_source(record)));
    }
    return list;
}

static json_t *file_list(const struct record *record)
{
    json_t *list = json_array();
    for (size_t i = 0; i < record->n_files; i++)
        json_array_append_new(list, shape_file(&record->files[i]));
    return list;
}

static int add_waiver(void *ctx, const struct waiver *waiver)
{
    struct record_rows *rows = ctx;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "reason", json_text(waiver->reason));
    json_object_set_new_nocheck(part, "by", json_text(waiver->by));
    json_object_set_new_nocheck(part, "basis", json_text(waiver->basis));
    json_object_set_new_nocheck(part, "until", json_date(waiver->until));
    json_object_set_new_nocheck(part, "recorded_at", json_instant(&rows->request->daemon->policy->main.zone, waiver->at));
    json_object_set_new_nocheck(part, "actor", json_text(waiver->actor));
    json_array_append_new(rows->list, part);
    return 0;
}

/* What a record of it must and may say. */
static json_t *demand_list(const struct request *request, const struct obligation *obligation)
{
    json_t *list = json_array();
    for (size_t i = 0; obligation != NULL && i < obligation->n_fields; i++) {
        const struct field_rule *rule = &obligation->fields[i];
        bool titled = rule->title.zh != NULL || rule->title.en != NULL;
        json_t *part = json_object();
        json_object_set_new_nocheck(part, "id", json_text(rule->id));
        json_object_set_new_nocheck(part, "title", json_text(titled ? text_in(&rule->title, request->language) : rule->id));
        json_object_set_new_nocheck(part, "type", json_text(field_type_name(rule->type)));
        json_object_set_new_nocheck(part, "required", json_boolean(rule->required));
        json_object_set_new_nocheck(part, "min", rule->has_min ? json_integer(rule->min) : json_null());
        json_object_set_new_nocheck(part, "max", rule->has_max ? json_integer(rule->max) : json_null());
        json_array_append_new(list, part);
    }
    return list;
}

static int add_record(void *ctx, const struct record *record, int64_t at, const char *actor)
{
    struct record_rows *rows = ctx;
    json_t *part = json_object();
    json_t *fields = record->fields_json != NULL ? json_loads(record->fields_json, 0, NULL) : NULL;
    json_object_set_new_nocheck(part, "id", json_integer(record->id));
    json_object_set_new_nocheck(part, "on", json_date(record->on));
    json_object_set_new_nocheck(part, "document", json_text(record->document));
    json_object_set_new_nocheck(part, "fields", fields != NULL ? fields : json_object());
    json_object_set_new_nocheck(part, "recorded_at", json_instant(&rows->request->daemon->policy->main.zone, at));
    json_object_set_new_nocheck(part, "actor", json_text(actor));
    json_object_set_new_nocheck(part, "checks", record_checks(rows, record));
    json_object_set_new_nocheck(part, "files", file_list(record));
    json_object_set_new_nocheck(part, "corrects", record->corrects ? json_integer(record->corrects) : json_null());
    json_object_set_new_nocheck(part, "why", json_text(record->why));
    json_object_set_new_nocheck(part, "corrected_by", record->corrected_by ? json_integer(record->corrected_by) : json_null());
    json_array_append_new(rows->list, part);
    return 0;
}

static int add_line(void *ctx, const struct query_log_line *line)
{
    struct record_rows *rows = ctx;
    json_array_append_new(rows->list, shape_log_line(rows->request, line));
    return 0;
}

static int add_history(struct request *request, const char *name, const struct occurrence *occurrence, json_t *reply)
{
    struct store *store = request->daemon->store;
    struct record_rows records = {request, NULL, json_array()}, waivers = {request, NULL, json_array()},
                       log = {request, NULL, json_array()};
    json_t *messages = NULL;
    json_object_set_new_nocheck(reply, "waivers", waivers.list);
    json_object_set_new_nocheck(reply, "records", records.list);
    if (engine_organization(request->daemon->engine, occurrence->organization, &records.organization) != 0)
        records.organization = NULL;
    const struct obligation *obligation =
        records.organization != NULL ? organization_obligation(records.organization, occurrence->obligation) : NULL;
    json_object_set_new_nocheck(reply, "inherited", json_text(obligation != NULL ? obligation->inherited : NULL));
    json_object_set_new_nocheck(reply, "fields", demand_list(request, obligation));
    int error = query_records(store, occurrence->organization, occurrence->obligation, occurrence->period, add_record, &records);
    if (error == 0)
        error = query_waivers(store, occurrence->id, add_waiver, &waivers);
    if (error == 0)
        error = message_list(request, -1, occurrence->id, MESSAGES_MAX, &messages);
    if (error == 0)
        json_object_set_new_nocheck(reply, "messages", messages);
    json_object_set_new_nocheck(reply, "log", log.list);
    return error != 0 ? error : query_log(store, name, NEVER, LOG_MAX, add_line, &log);
}

void control_occurrence(struct request *request)
{
    const char *name = request_parameter(request, "id");
    const char *organization, *obligation, *period;
    struct occurrence occurrence;
    json_t *reply = json_object(), *shape = NULL;
    if (name == NULL || occurrence_name_split(arena_strdup(&request->arena, name), &organization, &obligation, &period) != 0) {
        json_decref(reply);
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "id", "ORGANIZATION/OBLIGATION/PERIOD");
        return;
    }
    int error = occurrence_find(request, organization, obligation, period, &occurrence, &shape);
    if (error == 0) {
        json_object_set_new_nocheck(reply, "occurrence", shape);
        error = add_rungs(request, &occurrence, reply);
    }
    if (error == 0)
        error = add_history(request, name, &occurrence, reply);
    if (error == 0) {
        request_reply(request, reply);
        return;
    }
    json_decref(reply);
    request_fail(request, error, name, NULL);
}
