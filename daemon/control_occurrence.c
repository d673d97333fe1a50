/* GET /v1/occurrence: one occurrence with all that is known about it. */
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
    const struct request *request;
    json_t *list;
};

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
    struct record_rows records = {request, json_array()}, log = {request, json_array()};
    json_t *messages = NULL;
    json_object_set_new_nocheck(reply, "records", records.list);
    int error = query_records(store, occurrence->organization, occurrence->obligation, occurrence->period, add_record, &records);
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
