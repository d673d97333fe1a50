/* The yearly report as JSON: see docs/control-api.md. */
#include <stdlib.h>
#include <string.h>

#include "check_shapes.h"
#include "daemon.h"
#include "yearly_shape_internal.h"

const struct obligation *yearly_rule(const struct yearly *yearly, const char *obligation)
{
    return obligation != NULL ? organization_obligation(yearly->organization, obligation) : NULL;
}

const char *yearly_title(const struct request *request, const struct yearly *yearly, const char *obligation)
{
    const struct obligation *rule = yearly_rule(yearly, obligation);
    const struct text *title = rule != NULL ? &rule->title : NULL;
    if (title == NULL && obligation != NULL)
        title = assessments_title(&request->daemon->policy->assessments, obligation);
    return title != NULL ? text_in(title, request->language) : obligation;
}

json_t *yearly_name(struct request *request, const struct yearly *yearly, const char *obligation, const char *period)
{
    return json_text(occurrence_name(&request->arena, yearly->organization->id, obligation, period));
}

json_t *yearly_shape_waiver(struct request *request, const struct yearly *yearly, const struct waiver *waiver)
{
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "occurrence", yearly_name(request, yearly, waiver->obligation, waiver->period));
    json_object_set_new_nocheck(shape, "title", json_text(yearly_title(request, yearly, waiver->obligation)));
    json_object_set_new_nocheck(shape, "period", json_text(waiver->period));
    json_object_set_new_nocheck(shape, "reason", json_text(waiver->reason));
    json_object_set_new_nocheck(shape, "basis", json_text(waiver->basis));
    json_object_set_new_nocheck(shape, "by", json_text(waiver->by));
    json_object_set_new_nocheck(shape, "until", json_date(waiver->until));
    json_object_set_new_nocheck(shape, "recorded_at", json_instant(&request->daemon->policy->main.zone, waiver->at));
    json_object_set_new_nocheck(shape, "actor", json_text(waiver->actor));
    return shape;
}

static json_t *shape_who(const struct yearly *yearly, const char *member)
{
    const struct member *found = member != NULL ? organization_member(yearly->organization, member) : NULL;
    return shape_named(member, found != NULL ? found->name : NULL);
}

static json_t *json_fields(const char *text)
{
    json_t *fields = text != NULL ? json_loads(text, 0, NULL) : NULL;
    return fields != NULL ? fields : json_object();
}

json_t *yearly_record_ids(const struct yearly *yearly, const struct occurrence *occurrence, bool corrected)
{
    json_t *ids = json_array();
    for (size_t i = 0; i < yearly->n_records; i++) {
        const struct record *record = &yearly->records[i];
        if (record->period != NULL && strcmp(record->obligation, occurrence->obligation) == 0 &&
            strcmp(record->period, occurrence->period) == 0 && (record->corrected_by != 0) == corrected)
            json_array_append_new(ids, json_integer(record->id));
    }
    return ids;
}

static json_t *shape_occurrence_of(struct request *request, const struct yearly *yearly, const struct occurrence *occurrence)
{
    const struct assessment_facts facts = yearly_facts(yearly);
    const bool is_met = occurrence->state == OCCURRENCE_MET;
    json_t *shape = json_object();
    date_t on = DATE_NONE;
    const char *timeliness = is_met ? timeliness_name(assessment_timeliness(&facts, occurrence, &on)) : NULL;
    json_object_set_new_nocheck(shape, "id", yearly_name(request, yearly, occurrence->obligation, occurrence->period));
    json_object_set_new_nocheck(shape, "obligation", json_text(occurrence->obligation));
    json_object_set_new_nocheck(shape, "title", json_text(yearly_title(request, yearly, occurrence->obligation)));
    json_object_set_new_nocheck(shape, "period", json_text(occurrence->period));
    json_object_set_new_nocheck(shape, "state", json_text(occurrence_state_name(occurrence->state)));
    json_object_set_new_nocheck(shape, "due_on", json_date(occurrence->due_on));
    json_object_set_new_nocheck(shape, "event_on", json_date(occurrence->event_on));
    json_object_set_new_nocheck(shape, "ends_on", json_date(occurrence->ends));
    json_object_set_new_nocheck(shape, "met_on", json_date(on));
    json_object_set_new_nocheck(shape, "timeliness", json_text(timeliness));
    json_object_set_new_nocheck(shape, "records", yearly_record_ids(yearly, occurrence, false));
    json_object_set_new_nocheck(shape, "corrected_records", yearly_record_ids(yearly, occurrence, true));
    return shape;
}

/* The fields' titles by their ids, where the obligation names them. */
static json_t *shape_field_titles(const struct request *request, const struct yearly *yearly, const struct record *record)
{
    const struct obligation *rule = yearly_rule(yearly, record->obligation);
    json_t *titles = json_object();
    for (size_t i = 0; rule != NULL && i < record->n_values; i++) {
        const struct field_rule *field = obligation_field(rule, record->values[i].name);
        if (field != NULL && (field->title.zh != NULL || field->title.en != NULL))
            json_object_set_new_nocheck(titles, field->id, json_text(text_in(&field->title, request->language)));
    }
    return titles;
}

static json_t *shape_record(struct request *request, const struct yearly *yearly, const struct record *record)
{
    json_t *shape = json_object(), *files = json_array();
    for (size_t i = 0; i < record->n_files; i++)
        json_array_append_new(files, shape_file(&record->files[i]));
    json_object_set_new_nocheck(shape, "id", json_integer(record->id));
    json_object_set_new_nocheck(shape, "occurrence", yearly_name(request, yearly, record->obligation, record->period));
    json_object_set_new_nocheck(shape, "obligation", json_text(record->obligation));
    json_object_set_new_nocheck(shape, "title", json_text(yearly_title(request, yearly, record->obligation)));
    json_object_set_new_nocheck(shape, "on", json_date(record->on));
    json_object_set_new_nocheck(shape, "document", json_text(record->document));
    json_object_set_new_nocheck(shape, "fields", json_fields(record->fields_json));
    json_object_set_new_nocheck(shape, "field_titles", shape_field_titles(request, yearly, record));
    json_object_set_new_nocheck(shape, "files", files);
    json_object_set_new_nocheck(shape, "corrects", record->corrects != 0 ? json_integer(record->corrects) : json_null());
    json_object_set_new_nocheck(shape, "corrected_by", record->corrected_by != 0 ? json_integer(record->corrected_by) : json_null());
    json_object_set_new_nocheck(shape, "why", json_text(record->why));
    json_object_set_new_nocheck(shape, "recorded_at", json_instant(&request->daemon->policy->main.zone, record->at));
    json_object_set_new_nocheck(shape, "actor", json_text(record->actor));
    return shape;
}

static json_t *shape_decision(const struct yearly *yearly, const struct decision *decision)
{
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "id", json_integer(decision->id));
    json_object_set_new_nocheck(shape, "kind", json_text(decision_kind_name(decision->kind)));
    json_object_set_new_nocheck(shape, "on", json_date(decision->on));
    json_object_set_new_nocheck(shape, "member", shape_who(yearly, decision->member));
    json_object_set_new_nocheck(shape, "other", shape_who(yearly, decision->other));
    json_object_set_new_nocheck(shape, "period", json_text(decision->period));
    json_object_set_new_nocheck(shape, "other_period", json_text(decision->other_period));
    json_object_set_new_nocheck(shape, "by", json_text(decision->by));
    json_object_set_new_nocheck(shape, "why", json_text(decision->why));
    json_object_set_new_nocheck(shape, "document", json_text(decision->document));
    return shape;
}

static json_t *shape_case_of(struct request *request, const struct yearly *yearly, const struct case_file *file)
{
    const struct obligation *rule = yearly_rule(yearly, file->obligation);
    const struct outcome *outcome = rule != NULL && file->outcome != NULL ? obligation_outcome(rule, file->outcome) : NULL;
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "id", yearly_name(request, yearly, file->obligation, file->id));
    json_object_set_new_nocheck(shape, "title", json_text(yearly_title(request, yearly, file->obligation)));
    json_object_set_new_nocheck(shape, "name", json_text(file->title));
    json_object_set_new_nocheck(shape, "opened_on", json_date(file->opened_on));
    json_object_set_new_nocheck(shape, "event_on", json_date(file->event_on));
    json_object_set_new_nocheck(shape, "member", shape_who(yearly, file->member));
    json_object_set_new_nocheck(shape, "fields", json_fields(file->fields_json));
    json_object_set_new_nocheck(shape, "closed_on", json_date(file->closed_on));
    json_object_set_new_nocheck(shape, "outcome",
                                shape_named(file->outcome, outcome != NULL ? text_in(&outcome->title, request->language) : NULL));
    json_object_set_new_nocheck(shape, "why", json_text(file->why));
    json_object_set_new_nocheck(shape, "by", json_text(file->by));
    json_object_set_new_nocheck(shape, "document", json_text(file->document));
    return shape;
}

static json_t *made_from(const struct yearly *yearly)
{
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "line", json_integer(yearly->line));
    json_object_set_new_nocheck(shape, "hash", json_text(yearly->hash));
    return shape;
}

static void add_lists(struct request *request, const struct yearly *yearly, json_t *reply)
{
    json_t *turns = json_array(), *decisions = json_array(), *occurrences = json_array(), *records = json_array(), *cases = json_array(),
           *waivers = json_array();
    for (size_t i = 0; i < yearly->n_turns; i++)
        json_array_append_new(turns, shape_turn(yearly->organization, &yearly->turns[i], false));
    for (size_t i = 0; i < yearly->n_decisions; i++)
        json_array_append_new(decisions, shape_decision(yearly, &yearly->decisions[i]));
    for (size_t i = 0; i < yearly->n_occurrences; i++)
        json_array_append_new(occurrences, shape_occurrence_of(request, yearly, &yearly->occurrences[i]));
    for (size_t i = 0; i < yearly->n_records; i++)
        json_array_append_new(records, shape_record(request, yearly, &yearly->records[i]));
    for (size_t i = 0; i < yearly->n_cases; i++)
        json_array_append_new(cases, shape_case_of(request, yearly, &yearly->cases[i]));
    for (size_t i = 0; i < yearly->n_waivers; i++)
        json_array_append_new(waivers, yearly_shape_waiver(request, yearly, yearly->waivers[i].waiver));
    json_object_set_new_nocheck(reply, "turns", turns);
    json_object_set_new_nocheck(reply, "decisions", decisions);
    json_object_set_new_nocheck(reply, "occurrences", occurrences);
    json_object_set_new_nocheck(reply, "records", records);
    json_object_set_new_nocheck(reply, "cases", cases);
    json_object_set_new_nocheck(reply, "waivers", waivers);
}

json_t *yearly_shape(struct request *request, const struct yearly *yearly, const struct assessment *table,
                     const struct assessed_item *items)
{
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "organization", shape_named(yearly->organization->id, yearly->organization->name));
    json_object_set_new_nocheck(reply, "parent", json_text(yearly->organization->parent));
    json_object_set_new_nocheck(reply, "year", json_text(yearly->year));
    json_object_set_new_nocheck(reply, "begins", json_date(yearly->begins));
    json_object_set_new_nocheck(reply, "ends", json_date(yearly->ends));
    json_object_set_new_nocheck(reply, "language", json_text(request->language));
    json_object_set_new_nocheck(reply, "made_from", made_from(yearly));
    json_object_set_new_nocheck(reply, "table", yearly_shape_table(request, yearly, table, items));
    json_object_set_new_nocheck(reply, "sections", yearly_shape_sections(request, yearly, table));
    add_lists(request, yearly, reply);
    json_object_set_new_nocheck(reply, "checks", yearly_shape_checks(request, yearly));
    json_object_set_new_nocheck(reply, "contradictions",
                                contradictions_shape(request, yearly->year, yearly->contradictions, yearly->n_contradictions));
    return reply;
}
