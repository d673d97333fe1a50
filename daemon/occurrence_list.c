/* Lists of occurrences: see occurrence_list.h. */
#include "occurrence_list.h"

#include "daemon.h"
#include "error.h"

static const struct obligation *obligation_of(const struct request *request, const struct occurrence *occurrence,
                                              const struct organization **ret_organization)
{
    *ret_organization = NULL;
    if (engine_organization(request->daemon->engine, occurrence->organization, ret_organization) != 0)
        return NULL;
    return organization_obligation(*ret_organization, occurrence->obligation);
}

/* The stage before, for whose day it waits. */
static json_t *waits_for(const struct request *request, const struct organization *organization, const struct obligation *rule,
                         const struct occurrence *occurrence)
{
    if (rule == NULL || rule->due.kind != DUE_PREVIOUS || occurrence->event_on != DATE_NONE || occurrence->state != OCCURRENCE_OPEN)
        return json_null();
    const struct obligation *previous = organization_obligation(organization, rule->previous);
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "obligation", json_text(rule->previous));
    json_object_set_new_nocheck(part, "title", json_text(previous != NULL ? text_in(&previous->title, request->language) : rule->previous));
    return part;
}

/* `title`: of the store; NULL: of the obligation in force. */
static json_t *shape(const struct request *request, const struct occurrence *occurrence, const struct text *title, const char *name)
{
    const struct organization *organization;
    const struct obligation *rule = obligation_of(request, occurrence, &organization);
    const struct text *words = title == NULL && rule != NULL ? &rule->title : title;
    json_t *shape = shape_occurrence(request, occurrence, name != NULL || organization == NULL ? name : organization->name,
                                     words != NULL ? text_in(words, request->language) : NULL, rule != NULL ? rule->at_least : 1);
    json_object_set_new_nocheck(shape, "waits_for", waits_for(request, organization, rule, occurrence));
    return shape;
}

int list_occurrence(void *ctx, const struct occurrence *occurrence, const struct text *title, const char *organization_name)
{
    struct occurrence_list *list = ctx;
    bool to_next = list->next != NULL && occurrence->due_on >= list->request->today;
    json_t *target = to_next ? list->next : list->items;
    size_t max = to_next ? list->max_next : list->max;
    if (json_array_size(target) < max)
        json_array_append_new(target, shape(list->request, occurrence, title, organization_name));
    bool is_last = list->next == NULL || to_next;
    return is_last && json_array_size(target) == max ? LIST_FULL : 0;
}

int occurrence_find(struct request *request, const char *organization, const char *obligation, const char *period,
                    struct occurrence *ret_occurrence, json_t **ret_shape)
{
    const struct ledger *ledger = &request->daemon->ledger;
    int error = ledger->get_occurrence(ledger->ctx, organization, obligation, period, &request->arena, ret_occurrence);
    if (error == 0)
        *ret_shape = shape(request, ret_occurrence, NULL, NULL);
    return error;
}
