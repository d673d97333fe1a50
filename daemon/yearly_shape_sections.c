/* The sections of the yearly report as JSON: what belongs to each, in the order it is read in. */
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "yearly_shape_internal.h"

static bool is_called(const struct obligation *rule, const char *name)
{
    return obligation_is_of(rule, name) || (rule->preset != NULL && strcmp(rule->preset, name) == 0);
}

/* Which of the section's names the obligation is under; n_obligations: none. */
static size_t place_in(const struct obligation *rule, const struct assessment_section *section)
{
    size_t i = 0;
    while (i < section->n_obligations && (rule == NULL || !is_called(rule, section->obligations[i])))
        i++;
    return i;
}

/* The first section of the table that the obligation is in; n_sections: none. */
static size_t section_of(const struct yearly *yearly, const struct assessment *table, const char *obligation)
{
    const struct obligation *rule = yearly_rule(yearly, obligation);
    size_t i = 0;
    while (i < table->n_sections && place_in(rule, &table->sections[i]) == table->sections[i].n_obligations)
        i++;
    return i;
}

/* Cases stand in a list of their own, and so do checks. */
static bool is_listed(const struct yearly *yearly, const struct occurrence *occurrence)
{
    const struct obligation *rule = yearly_rule(yearly, occurrence->obligation);
    return rule == NULL || (rule->per != PERIOD_CASE && rule->check == NULL);
}

/* While the occurrences of one section are put in order. */
struct order {
    const struct yearly *yearly;
    const struct assessment_section *section; /* NULL: of what is in none */
};

static date_t day_of(const struct occurrence *occurrence)
{
    date_t on = occurrence->met_on != DATE_NONE ? occurrence->met_on : occurrence->due_on;
    return on != DATE_NONE ? on : DATE_FOREVER;
}

/* By period, then as the section names them, then by day, then as the configuration has them. */
static int in_order(const void *a, const void *b, void *ctx)
{
    const struct order *order = ctx;
    const struct occurrence *left = *(const struct occurrence *const *)a, *right = *(const struct occurrence *const *)b;
    const struct obligation *of_left = yearly_rule(order->yearly, left->obligation),
                            *of_right = yearly_rule(order->yearly, right->obligation);
    const size_t place = order->section != NULL ? place_in(of_left, order->section) : 0,
                 other = order->section != NULL ? place_in(of_right, order->section) : 0;
    const int periods = strcmp(left->period, right->period);
    if (periods != 0)
        return periods;
    if (place != other)
        return place < other ? -1 : 1;
    if (day_of(left) != day_of(right))
        return day_of(left) < day_of(right) ? -1 : 1;
    return of_left == of_right ? 0 : of_left < of_right ? -1 : 1;
}

static json_t *shape_names(struct request *request, const struct yearly *yearly, const struct assessment *table, size_t section)
{
    const struct occurrence **found = arena_array(&request->arena, yearly->n_occurrences, sizeof *found);
    struct order order = {.yearly = yearly, .section = section < table->n_sections ? &table->sections[section] : NULL};
    json_t *names = json_array();
    size_t n = 0;
    for (size_t i = 0; i < yearly->n_occurrences; i++) {
        const struct occurrence *occurrence = &yearly->occurrences[i];
        if (is_listed(yearly, occurrence) && section_of(yearly, table, occurrence->obligation) == section)
            found[n++] = occurrence;
    }
    if (n > 0)
        qsort_r(found, n, sizeof *found, in_order, &order);
    for (size_t i = 0; i < n; i++)
        json_array_append_new(names, yearly_name(request, yearly, found[i]->obligation, found[i]->period));
    return names;
}

static bool is_known(const struct yearly *yearly, const char *obligation, const char *period)
{
    for (size_t i = 0; i < yearly->n_occurrences; i++) {
        const struct occurrence *occurrence = &yearly->occurrences[i];
        if (strcmp(occurrence->obligation, obligation) == 0 && strcmp(occurrence->period, period) == 0)
            return true;
    }
    return false;
}

/* Is anything owed in the period? A day of the year need not lie in it. */
static bool is_owed_in(const struct obligation *rule, const struct calendar *calendar, const struct period *period)
{
    struct occurrence occurrence = {.period = period->id, .begins = period->begins, .ends = period->ends, .event_on = DATE_NONE};
    return occurrence_resolve(&occurrence, rule, calendar) == 0;
}

/* What was over before lunzhid knew of it, and of which nothing is on record. */
static json_t *shape_unproven(const struct request *request, const struct yearly *yearly, const struct assessment *table, size_t section)
{
    const struct organization *organization = yearly->organization;
    json_t *list = json_array();
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *rule = &organization->obligations[i];
        struct period period;
        if ((rule->per != PERIOD_TERM && rule->per != PERIOD_YEAR) || rule->check != NULL || rule->due.kind == DUE_NONE ||
            section_of(yearly, table, rule->id) != section)
            continue;
        for (size_t j = 0; calendar_period(organization->calendar, rule->per, j, &period); j++) {
            if (!assessment_has_period(organization->calendar, yearly->year, period.id) || is_known(yearly, rule->id, period.id) ||
                !is_owed_in(rule, organization->calendar, &period))
                continue;
            json_t *shape = json_object();
            json_object_set_new_nocheck(shape, "obligation", json_text(rule->id));
            json_object_set_new_nocheck(shape, "title", json_text(text_in(&rule->title, request->language)));
            json_object_set_new_nocheck(shape, "period", json_text(period.id));
            json_array_append_new(list, shape);
        }
    }
    return list;
}

json_t *yearly_shape_sections(struct request *request, const struct yearly *yearly, const struct assessment *table)
{
    json_t *list = json_array();
    for (size_t i = 0; i <= table->n_sections; i++) {
        const bool is_rest = i == table->n_sections;
        json_t *shape = json_object(), *checks = json_array(), *cases = json_array();
        for (size_t j = 0; j < yearly->n_checks; j++) {
            if (section_of(yearly, table, yearly->checks[j].obligation) == i)
                json_array_append_new(checks, json_integer((json_int_t)j));
        }
        for (size_t j = 0; j < yearly->n_cases; j++) {
            if (section_of(yearly, table, yearly->cases[j].obligation) == i)
                json_array_append_new(cases, json_integer((json_int_t)j));
        }
        json_object_set_new_nocheck(shape, "id", json_text(is_rest ? "other" : table->sections[i].id));
        json_object_set_new_nocheck(shape, "title",
                                    is_rest ? json_null() : json_text(text_in(&table->sections[i].title, request->language)));
        json_object_set_new_nocheck(shape, "occurrences", shape_names(request, yearly, table, i));
        json_object_set_new_nocheck(shape, "unproven", shape_unproven(request, yearly, table, i));
        json_object_set_new_nocheck(shape, "checks", checks);
        json_object_set_new_nocheck(shape, "cases", cases);
        json_array_append_new(list, shape);
    }
    return list;
}
