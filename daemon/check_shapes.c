#include "check_shapes.h"

#include <string.h>

#include "daemon.h"
#include "intl.h"
#include "record_values.h"

json_t *shape_roster_source(const struct roster *roster)
{
    json_t *source = json_object();
    json_object_set_new_nocheck(source, "kind", json_text("roster"));
    json_object_set_new_nocheck(source, "id", json_integer(roster->id));
    json_object_set_new_nocheck(source, "on", json_date(roster->on));
    json_object_set_new_nocheck(source, "name", json_text(roster->table));
    return source;
}

json_t *shape_record_source(const struct record *record)
{
    json_t *source = json_object();
    json_object_set_new_nocheck(source, "kind", json_text("record"));
    json_object_set_new_nocheck(source, "id", json_integer(record->id));
    json_object_set_new_nocheck(source, "on", json_date(record->on));
    json_object_set_new_nocheck(source, "name", json_text(record->obligation));
    return source;
}

const struct stated *check_stated(const struct check *check, const struct record *record, struct arena *arena, size_t *ret_n)
{
    json_t *fields = record->fields_json != NULL ? json_loads(record->fields_json, 0, NULL) : NULL;
    size_t n;
    const struct record_value *values = record_values(fields, arena, &n);
    struct stated *stated = arena_array(arena, n, sizeof *stated);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        size_t index = check_count_index(check, values[i].name);
        if (index < check->n_counts && values[i].text != NULL && check_number(values[i].text, &stated[*ret_n].value) == 0)
            stated[(*ret_n)++].count = check->counts[index].id;
    }
    json_decref(fields);
    return stated;
}

static json_t *shape_tally(const struct request *request, const struct check_count *count, const struct tally *tally)
{
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "count", json_text(count->id));
    json_object_set_new_nocheck(part, "title", json_text(text_in(&count->title, request->language)));
    json_object_set_new_nocheck(part, "least", tally->known ? json_integer(tally->least) : json_null());
    json_object_set_new_nocheck(part, "most", tally->known ? json_integer(tally->most) : json_null());
    return part;
}

static json_t *shape_result(const struct request *request, const struct check *check, const struct check_result *result)
{
    static const char *const bounds[] = {[CHECK_AT_MOST] = "at_most", [CHECK_AT_LEAST] = "at_least", [CHECK_MORE_THAN] = "more_than"};
    const struct check_rule *rule = result->rule;
    bool share = rule->whole != CHECK_NO_WHOLE;
    json_t *part = json_object(), *who = json_array();
    for (size_t i = 0; i < result->n_who; i++)
        json_array_append_new(who, json_text(result->who[i]));
    json_object_set_new_nocheck(part, "id", json_text(rule->id));
    json_object_set_new_nocheck(part, "section", json_text(rule->section));
    json_object_set_new_nocheck(part, "title", json_text(text_in(&rule->title, request->language)));
    json_object_set_new_nocheck(part, "verdict", json_text(verdict_name(result->verdict)));
    json_object_set_new_nocheck(part, "part", shape_tally(request, &check->counts[rule->part], &result->part));
    json_object_set_new_nocheck(part, "whole", share ? shape_tally(request, &check->counts[rule->whole], &result->whole) : json_null());
    json_object_set_new_nocheck(part, "bound", json_text(bounds[rule->bound]));
    json_object_set_new_nocheck(part, "limit", share ? json_null() : json_integer(rule->limit));
    json_object_set_new_nocheck(part, "percent", share ? json_integer(rule->limit) : json_null());
    json_object_set_new_nocheck(part, "needed", result->needed >= 0 ? json_integer(result->needed) : json_null());
    json_object_set_new_nocheck(part, "who", who);
    json_object_set_new_nocheck(part, "more", json_integer((json_int_t)result->n_more));
    return part;
}

json_t *shape_check(const struct request *request, const struct organization *organization, const struct judgement *judgement,
                    json_t *source)
{
    const struct obligation *obligation = organization_obligation(organization, judgement->obligation);
    const char *name = judgement->period != NULL ? occurrence_name(&((struct request *)request)->arena, organization->id,
                                                                   judgement->obligation, judgement->period)
                                                 : NULL;
    json_t *part = json_object(), *results = json_array();
    for (size_t i = 0; i < judgement->n_results; i++)
        json_array_append_new(results, shape_result(request, obligation->check, &judgement->results[i]));
    json_object_set_new_nocheck(part, "obligation", json_text(judgement->obligation));
    json_object_set_new_nocheck(part, "check", json_text(obligation->check->id));
    json_object_set_new_nocheck(part, "source", source);
    json_object_set_new_nocheck(part, "verdict", json_text(verdict_name(judgement->verdict)));
    json_object_set_new_nocheck(part, "newest", json_boolean(judgement->newest));
    json_object_set_new_nocheck(part, "occurrence", json_text(name));
    json_object_set_new_nocheck(part, "state", json_text(name != NULL ? occurrence_state_name(judgement->state) : NULL));
    json_object_set_new_nocheck(part, "due_on", json_date(name != NULL ? judgement->due_on : DATE_NONE));
    json_object_set_new_nocheck(part, "results", results);
    return part;
}

json_t *shape_checks(const struct request *request, const struct organization *organization, const struct judgement *judgements, size_t n,
                     json_t *source)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, shape_check(request, organization, &judgements[i], json_incref(source)));
    return list;
}

void refuse_excesses(struct request *request, const char *about, const struct check_excess *excesses, size_t n)
{
    const char *text = "";
    for (size_t i = 0; i < n; i++) {
        const struct check_excess *excess = &excesses[i];
        text = arena_printf(&request->arena, _("%s%s%s (%s) is %lld, more than %s (%s), which is %lld"), text, i > 0 ? "; " : "",
                            text_in(&excess->part_title, request->language), excess->part, (long long)excess->n_part,
                            text_in(&excess->whole_title, request->language), excess->whole, (long long)excess->n_whole);
    }
    request_refuse(request, MHD_HTTP_CONFLICT, _("%s: a part cannot be larger than its whole: %s"), about, text);
}

json_t *shape_roster(const struct request *request, const struct roster *roster)
{
    json_t *part = json_object(), *stated = json_object();
    for (size_t i = 0; i < roster->n_stated; i++)
        json_object_set_new_nocheck(stated, roster->stated[i].count, json_integer(roster->stated[i].value));
    json_object_set_new_nocheck(part, "id", json_integer(roster->id));
    json_object_set_new_nocheck(part, "table", json_text(roster->table));
    json_object_set_new_nocheck(part, "on", json_date(roster->on));
    json_object_set_new_nocheck(part, "source", json_text(roster->source));
    json_object_set_new_nocheck(part, "people", json_integer((json_int_t)roster->n_rows));
    json_object_set_new_nocheck(part, "stated", stated);
    json_object_set_new_nocheck(part, "recorded_at", json_instant(&request->daemon->policy->main.zone, roster->at));
    json_object_set_new_nocheck(part, "actor", json_text(roster->actor));
    return part;
}
