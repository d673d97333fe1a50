/* POST /v1/waivers, /v1/events: what people say is not owed, or will be. */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "occurrence_list.h"

static void reply_occurrence(struct request *request, const char *organization, const char *obligation, const char *period)
{
    struct occurrence occurrence;
    json_t *shape;
    int error = occurrence_find(request, organization, obligation, period, &occurrence, &shape);
    if (error != 0) {
        request_fail(request, error, obligation, NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "occurrence", shape);
    request_reply(request, reply);
}

void control_waive(struct request *request)
{
    struct waiver waiver = {.until = DATE_NONE};
    const char *name, *why_not = NULL;
    const struct field fields[] = {
        {"occurrence", FIELD_STRING, true, &name},   {"reason", FIELD_STRING, true, &waiver.reason},
        {"by", FIELD_STRING, true, &waiver.by},      {"basis", FIELD_STRING, false, &waiver.basis},
        {"until", FIELD_DATE, false, &waiver.until},
    };
    if (body_read(request, fields, sizeof fields / sizeof fields[0]) != 0)
        return;
    if (occurrence_name_split(arena_strdup(&request->arena, name), &waiver.organization, &waiver.obligation, &waiver.period) != 0) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "occurrence", "ORGANIZATION/OBLIGATION/PERIOD");
        return;
    }
    int error = engine_waive(request->daemon->engine, &waiver, request->peer->name, request->now, &why_not);
    if (error != 0) {
        request_fail(request, error, name, why_not);
        return;
    }
    daemon_committed(request->daemon);
    reply_occurrence(request, waiver.organization, waiver.obligation, waiver.period);
}

static json_t *shape_changes(struct request *request, const char *organization, const struct event_change *changes, size_t n)
{
    const struct organization *owner;
    json_t *list = json_array();
    bool known = engine_organization(request->daemon->engine, organization, &owner) == 0;
    for (size_t i = 0; i < n; i++) {
        const struct obligation *rule = known ? organization_obligation(owner, changes[i].obligation) : NULL;
        const char *name = occurrence_name(&request->arena, organization, changes[i].obligation, changes[i].period);
        json_t *part = json_object();
        json_object_set_new_nocheck(part, "occurrence", json_text(name));
        json_object_set_new_nocheck(part, "title",
                                    json_text(rule != NULL ? text_in(&rule->title, request->language) : changes[i].obligation));
        json_object_set_new_nocheck(part, "due_before", json_date(changes[i].due_before));
        json_object_set_new_nocheck(part, "due_on", json_date(changes[i].due_on));
        json_array_append_new(list, part);
    }
    return list;
}

static void reply_event(struct request *request, const char *organization, const struct event_change *changes, size_t n)
{
    struct occurrence occurrence;
    json_t *shape;
    int error = occurrence_find(request, organization, changes[0].obligation, changes[0].period, &occurrence, &shape);
    if (error != 0) {
        request_fail(request, error, changes[0].obligation, NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "occurrence", shape);
    json_object_set_new_nocheck(reply, "changes", shape_changes(request, organization, changes, n));
    request_reply(request, reply);
}

void control_event(struct request *request)
{
    struct event_day event = {0};
    struct event_change *changes;
    const char *why_not = NULL;
    size_t n;
    const struct field fields[] = {
        {"organization", FIELD_STRING, true, &event.organization},
        {"obligation", FIELD_STRING, true, &event.obligation},
        {"on", FIELD_DATE, true, &event.on},
        {"period", FIELD_STRING, false, &event.period},
    };
    if (body_read(request, fields, sizeof fields / sizeof fields[0]) != 0)
        return;
    int error = engine_event(request->daemon->engine, &event, request->peer->name, request->now, &request->arena, &changes, &n, &why_not);
    if (error != 0) {
        request_fail(request, error, arena_printf(&request->arena, "%s/%s", event.organization, event.obligation), why_not);
        return;
    }
    daemon_committed(request->daemon);
    reply_event(request, event.organization, changes, n);
}
