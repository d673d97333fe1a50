/* POST /v1/records, /v1/waivers, /v1/events: what people say was done, is not owed, or will be. */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "check_shapes.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "occurrence_list.h"
#include "record_values.h"

#define ORGANIZATIONS_MAX 64 /* of one event */

static json_t *shape_notes(const struct record_outcome *outcome)
{
    json_t *list = json_array();
    for (size_t i = 0; i < outcome->n_notes; i++) {
        const struct record_note *note = &outcome->notes[i];
        json_t *part = json_object();
        json_object_set_new_nocheck(part, "kind", json_text(note->kind == NOTE_LATE ? "late" : "before"));
        if (note->kind == NOTE_LATE)
            json_object_set_new_nocheck(part, "days", json_integer(note->days));
        else
            json_object_set_new_nocheck(part, "obligation", json_text(note->obligation));
        json_array_append_new(list, part);
    }
    return list;
}

static bool names_record(const json_t *contradiction, int64_t id)
{
    const json_t *source;
    size_t i;
    json_array_foreach(json_object_get(contradiction, "sources"), i, source)
    {
        if (strcmp(json_string_value(json_object_get(source, "kind")), "record") == 0 &&
            json_integer_value(json_object_get(source, "id")) == id)
            return true;
    }
    return false;
}

/* Which of its fields another source of the year tells otherwise. The record stands whether or not that can be found out. */
static json_t *record_contradictions(struct request *request, const struct record *record, const struct organization *organization)
{
    json_t *all, *own = json_array(), *contradiction;
    size_t i;
    if (record->n_values == 0 || contradictions(request, organization, census_of(organization, record->on).year, &all) != 0)
        return own;
    json_array_foreach(all, i, contradiction)
    {
        if (names_record(contradiction, record->id))
            json_array_append(own, contradiction);
    }
    json_decref(all);
    return own;
}

static void add_checks(struct request *request, const struct record *record, const struct record_outcome *outcome, json_t *part)
{
    const struct organization *organization;
    if (engine_organization(request->daemon->engine, record->organization, &organization) != 0)
        return;
    json_t *source = shape_record_source(record);
    json_object_set_new_nocheck(part, "checks", shape_checks(request, organization, outcome->judgements, outcome->n_judgements, source));
    json_object_set_new_nocheck(part, "contradictions", record_contradictions(request, record, organization));
    json_decref(source);
}

static json_t *shape_outcome(struct request *request, const struct record *record, const struct record_outcome *outcome)
{
    const char *name = occurrence_name(&request->arena, record->organization, record->obligation, outcome->period);
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "id", json_integer(outcome->record));
    json_object_set_new_nocheck(part, "occurrence", json_text(name));
    json_object_set_new_nocheck(part, "state", json_text(name != NULL ? occurrence_state_name(outcome->state) : NULL));
    json_object_set_new_nocheck(part, "records", json_integer(outcome->records));
    json_object_set_new_nocheck(part, "at_least", json_integer(outcome->at_least));
    json_object_set_new_nocheck(part, "notes", shape_notes(outcome));
    add_checks(request, record, outcome, part);
    return part;
}

static bool has_double(const struct field_strings *words)
{
    for (size_t i = 0; i < words->n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(words->items[i], words->items[j]) == 0)
                return true;
    return false;
}

/* Which of them is none, or does not have the obligation. */
static const char *organization_at_fault(struct request *request, const struct field_strings *organizations, const char *obligation)
{
    for (size_t i = 0; i < organizations->n; i++) {
        const struct organization *organization;
        if (engine_organization(request->daemon->engine, organizations->items[i], &organization) != 0 ||
            organization_obligation(organization, obligation) == NULL)
            return organizations->items[i];
    }
    return organizations->items[0];
}

/* One record for each organization, from the template. */
static void record_all(struct request *request, const struct field_strings *organizations, const struct record *template)
{
    struct record *records = arena_array(&request->arena, organizations->n, sizeof *records);
    struct record_outcome *outcomes = arena_array(&request->arena, organizations->n, sizeof *outcomes);
    const char *why_not = NULL;
    for (size_t i = 0; i < organizations->n; i++) {
        records[i] = *template;
        records[i].organization = organizations->items[i];
    }
    int error = engine_record(request->daemon->engine, records, organizations->n, request->peer->name, request->now, &request->arena,
                              outcomes, &why_not);
    if (error != 0) {
        const char *at_fault =
            error == ERROR_NOT_FOUND ? organization_at_fault(request, organizations, template->obligation) : organizations->items[0];
        request_fail(request, error, arena_printf(&request->arena, "%s/%s", at_fault, template->obligation), why_not);
        return;
    }
    daemon_committed(request->daemon);
    json_t *list = json_array(), *reply = json_object();
    for (size_t i = 0; i < organizations->n; i++)
        json_array_append_new(list, shape_outcome(request, &records[i], &outcomes[i]));
    json_object_set_new_nocheck(reply, "records", list);
    request_reply(request, reply);
}

void control_record(struct request *request)
{
    struct field_strings organizations;
    struct record record = {0};
    json_t *values;
    const struct field fields[] = {
        {"organizations", FIELD_STRINGS, true, &organizations},
        {"obligation", FIELD_STRING, true, &record.obligation},
        {"on", FIELD_DATE, true, &record.on},
        {"period", FIELD_STRING, false, &record.named},
        {"document", FIELD_STRING, false, &record.document},
        {"fields", FIELD_OBJECT, false, &values},
    };
    if (body_read(request, fields, sizeof fields / sizeof fields[0]) != 0)
        return;
    if (organizations.n > ORGANIZATIONS_MAX || has_double(&organizations)) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("organizations must be at most %d, each once"), ORGANIZATIONS_MAX);
        return;
    }
    char *text = json_object_size(values) > 0 ? json_dumps(values, JSON_COMPACT) : NULL;
    record.fields_json = text;
    record.values = record_values(values, &request->arena, &record.n_values);
    record_all(request, &organizations, &record);
    free(text);
}

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
        {"occurrence", FIELD_STRING, true, &name},
        {"reason", FIELD_STRING, true, &waiver.reason},
        {"by", FIELD_STRING, true, &waiver.by},
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
