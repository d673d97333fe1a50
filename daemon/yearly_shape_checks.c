/* Checks and contradictions of the yearly report as JSON. */
#include <string.h>

#include "daemon.h"
#include "yearly.h"

static json_t *shape_tally(const struct request *request, const struct check_count *count, const struct tally *tally)
{
    if (!tally->known)
        return json_null();
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "count", json_text(count->id));
    json_object_set_new_nocheck(shape, "title", json_text(text_in(&count->title, request->language)));
    json_object_set_new_nocheck(shape, "least", json_integer(tally->least));
    json_object_set_new_nocheck(shape, "most", json_integer(tally->most));
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

/* One source of a count: a record, or a roster. */
struct source {
    const char *kind;
    int64_t id;
};

/* While the sources of one check's counts are gathered. */
struct gathering {
    const struct yearly *yearly;
    const struct assessed_check *checked;
    date_t since, until;
    struct sourced *items;
    struct source *sources;
    size_t n;
};

static void gather(struct gathering *gathering, const char *count, int64_t value, const char *kind, int64_t id)
{
    struct source *source = &gathering->sources[gathering->n];
    *source = (struct source){kind, id};
    gathering->items[gathering->n++] = (struct sourced){count, value, source};
}

static void gather_records(struct gathering *gathering, const struct check_count *count)
{
    for (size_t i = 0; i < gathering->yearly->n_records; i++) {
        const struct record *record = &gathering->yearly->records[i];
        const struct obligation *of = organization_obligation(gathering->yearly->organization, record->obligation);
        int64_t value;
        /* What lunzhid made of a roster is the roster again. */
        if (record->corrected_by != 0 || record->on < gathering->since || record->on > gathering->until ||
            (of != NULL && of->check != NULL))
            continue;
        for (size_t j = 0; j < record->n_values; j++) {
            if (strcmp(record->values[j].name, count->id) == 0 && record->values[j].text != NULL &&
                check_number(record->values[j].text, &value) == 0)
                gather(gathering, count->id, value, "record", record->id);
        }
    }
}

static void gather_count(struct gathering *gathering, const struct check_count *count)
{
    const struct roster *roster = gathering->checked->census->roster;
    if (roster != NULL) {
        struct census alone = *gathering->checked->census;
        alone.n_stated = 0;
        const struct tally tally = check_tally(count, &alone);
        if (tally.known && tally.least == tally.most)
            gather(gathering, count->id, tally.least, "roster", roster->id);
    }
    gather_records(gathering, count);
}

static json_t *shape_sources(const struct request *request, const struct gathering *gathering, const struct check_count *count)
{
    json_t *shape = json_object(), *values = json_array();
    for (size_t i = 0; i < gathering->n; i++) {
        const struct source *source = gathering->items[i].source;
        if (strcmp(gathering->items[i].count, count->id) != 0)
            continue;
        json_t *value = json_object();
        json_object_set_new_nocheck(value, "value", json_integer(gathering->items[i].value));
        json_object_set_new_nocheck(value, "kind", json_text(source->kind));
        json_object_set_new_nocheck(value, "id", json_integer(source->id));
        json_array_append_new(values, value);
    }
    json_object_set_new_nocheck(shape, "count", json_text(count->id));
    json_object_set_new_nocheck(shape, "title", json_text(text_in(&count->title, request->language)));
    json_object_set_new_nocheck(shape, "period", json_text(gathering->checked->period));
    json_object_set_new_nocheck(shape, "values", values);
    return shape;
}

/* A check whose numbers are of one event is compared within its period; one of rosters, which change, as the last one of the year has it.
 */
static bool sets_bounds(struct gathering *gathering, size_t i)
{
    const struct yearly *yearly = gathering->yearly;
    const struct assessed_check *checked = &yearly->checks[i];
    const struct obligation *rule = organization_obligation(yearly->organization, checked->obligation);
    struct period period = {.begins = yearly->begins, .ends = yearly->ends};
    const bool is_last = i + 1 == yearly->n_checks || strcmp(yearly->checks[i + 1].obligation, checked->obligation) != 0;
    if (rule->check_from == NULL) {
        for (size_t j = 0; is_last && checked->census->roster == NULL && j < i; j++) {
            const struct assessed_check *earlier = &yearly->checks[i - j - 1];
            if (strcmp(earlier->obligation, checked->obligation) == 0 && earlier->census->roster != NULL)
                checked = earlier;
        }
    } else if (!calendar_period_named(yearly->organization->calendar, rule->per, checked->period, &period)) {
        return false;
    }
    gathering->checked = checked;
    gathering->since = period.begins;
    gathering->until = period.ends;
    return is_last || rule->check_from != NULL;
}

json_t *yearly_shape_contradictions(const struct request *request, const struct yearly *yearly)
{
    json_t *list = json_array();
    size_t values = 1;
    struct arena arena = {0};
    for (size_t i = 0; i < yearly->n_records; i++)
        values += yearly->records[i].n_values;
    for (size_t i = 0; i < yearly->n_checks; i++) {
        struct gathering gathering = {.yearly = yearly};
        if (!sets_bounds(&gathering, i))
            continue;
        const struct check *check = gathering.checked->check;
        gathering.items = arena_array(&arena, values + check->n_counts, sizeof *gathering.items);
        gathering.sources = arena_array(&arena, values + check->n_counts, sizeof *gathering.sources);
        for (size_t j = 0; j < check->n_counts; j++) {
            const size_t first = gathering.n;
            if (!check->counts[j].compared)
                continue;
            gather_count(&gathering, &check->counts[j]);
            if (first < gathering.n && sourced_differ(gathering.items, gathering.n, first))
                json_array_append_new(list, shape_sources(request, &gathering, &check->counts[j]));
        }
    }
    arena_done(&arena);
    return list;
}
