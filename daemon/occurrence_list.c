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

int32_t occurrence_at_least(const struct request *request, const struct occurrence *occurrence)
{
    const struct organization *organization;
    const struct obligation *obligation = obligation_of(request, occurrence, &organization);
    return obligation != NULL ? obligation->at_least : 1;
}

int list_occurrence(void *ctx, const struct occurrence *occurrence, const struct text *title, const char *organization_name)
{
    struct occurrence_list *list = ctx;
    bool to_next = list->next != NULL && occurrence->due_on >= list->request->today;
    json_t *target = to_next ? list->next : list->items;
    size_t max = to_next ? list->max_next : list->max;
    if (json_array_size(target) < max)
        json_array_append_new(target,
                              shape_occurrence(list->request, occurrence, organization_name, text_in(title, list->request->language),
                                               occurrence_at_least(list->request, occurrence)));
    bool is_last = list->next == NULL || to_next;
    return is_last && json_array_size(target) == max ? LIST_FULL : 0;
}

int occurrence_find(struct request *request, const char *organization, const char *obligation, const char *period,
                    struct occurrence *ret_occurrence, json_t **ret_shape)
{
    const struct ledger *ledger = &request->daemon->ledger;
    int error = ledger->get_occurrence(ledger->ctx, organization, obligation, period, &request->arena, ret_occurrence);
    if (error != 0)
        return error;
    const struct organization *owner;
    const struct obligation *rule = obligation_of(request, ret_occurrence, &owner);
    *ret_shape = shape_occurrence(request, ret_occurrence, owner != NULL ? owner->name : NULL,
                                  rule != NULL ? text_in(&rule->title, request->language) : NULL, rule != NULL ? rule->at_least : 1);
    return 0;
}
