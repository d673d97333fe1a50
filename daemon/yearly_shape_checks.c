/* Checks of the yearly report as JSON. */
#include <string.h>

#include "daemon.h"
#include "yearly.h"

static json_t *shape_tally(const struct request *request, const struct check_count *count, const struct tally *tally)
{
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "count", json_text(count->id));
    json_object_set_new_nocheck(shape, "title", json_text(text_in(&count->title, request->language)));
    json_object_set_new_nocheck(shape, "least", tally->known ? json_integer(tally->least) : json_null());
    json_object_set_new_nocheck(shape, "most", tally->known ? json_integer(tally->most) : json_null());
    return shape;
}

static json_t *shape_rule(const struct request *request, const struct check *check, const struct check_result *result)
{
    static const char *const bounds[] = {[CHECK_AT_MOST] = "at_most", [CHECK_AT_LEAST] = "at_least", [CHECK_MORE_THAN] = "more_than"};
    const struct check_rule *rule = result->rule;
    const bool is_share = rule->whole != CHECK_NO_WHOLE;
    json_t *shape = json_object(), *who = json_array();
    for (size_t i = 0; i < result->n_who; i++)
        json_array_append_new(who, json_text(result->who[i]));
    json_object_set_new_nocheck(shape, "id", json_text(rule->id));
    json_object_set_new_nocheck(shape, "section", json_text(rule->section));
    json_object_set_new_nocheck(shape, "title", json_text(text_in(&rule->title, request->language)));
    json_object_set_new_nocheck(shape, "verdict", json_text(verdict_name(result->verdict)));
    json_object_set_new_nocheck(shape, "part", shape_tally(request, &check->counts[rule->part], &result->part));
    json_object_set_new_nocheck(shape, "whole", is_share ? shape_tally(request, &check->counts[rule->whole], &result->whole) : json_null());
    json_object_set_new_nocheck(shape, "bound", json_text(bounds[rule->bound]));
    json_object_set_new_nocheck(shape, "limit", json_integer(rule->limit));
    json_object_set_new_nocheck(shape, "percent", json_boolean(is_share));
    json_object_set_new_nocheck(shape, "needed", result->needed >= 0 ? json_integer(result->needed) : json_null());
    json_object_set_new_nocheck(shape, "who", who);
    json_object_set_new_nocheck(shape, "more", json_integer((json_int_t)result->n_more));
    return shape;
}

static json_t *shape_roster(const struct roster *roster)
{
    if (roster == NULL)
        return json_null();
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "id", json_integer(roster->id));
    json_object_set_new_nocheck(shape, "table", json_text(roster->table));
    json_object_set_new_nocheck(shape, "on", json_date(roster->on));
    json_object_set_new_nocheck(shape, "source", json_text(roster->source));
    json_object_set_new_nocheck(shape, "rows", json_integer((json_int_t)roster->n_rows));
    return shape;
}

json_t *yearly_shape_checks(const struct request *request, const struct yearly *yearly)
{
    json_t *list = json_array();
    for (size_t i = 0; i < yearly->n_checks; i++) {
        const struct assessed_check *checked = &yearly->checks[i];
        const struct obligation *rule = organization_obligation(yearly->organization, checked->obligation);
        json_t *shape = json_object(), *records = json_array(), *rules = json_array();
        for (size_t j = 0; j < checked->n_records; j++)
            json_array_append_new(records, json_integer(checked->records[j]));
        for (size_t j = 0; j < checked->n_results; j++)
            json_array_append_new(rules, shape_rule(request, checked->check, &checked->results[j]));
        json_object_set_new_nocheck(shape, "obligation", json_text(checked->obligation));
        json_object_set_new_nocheck(shape, "title", json_text(rule != NULL ? text_in(&rule->title, request->language) : NULL));
        json_object_set_new_nocheck(shape, "period", json_text(checked->period));
        json_object_set_new_nocheck(shape, "verdict", json_text(verdict_name(check_verdict(checked->results, checked->n_results))));
        json_object_set_new_nocheck(shape, "roster", shape_roster(checked->census->roster));
        json_object_set_new_nocheck(shape, "records", records);
        json_object_set_new_nocheck(shape, "rules", rules);
        json_array_append_new(list, shape);
    }
    return list;
}
