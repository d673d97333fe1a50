/* Questions to an organization's values. Lists are short: a union has some dozens of members and obligations. */
#include "organization.h"

#include <string.h>

#include "record_fields.h"

const char *text_in(const struct text *text, const char *language)
{
    bool chinese = language && strncmp(language, "zh", 2) == 0;
    const char *wanted = chinese ? text->zh : text->en;
    const char *other = chinese ? text->en : text->zh;

    if (wanted)
        return wanted;
    return other ? other : "";
}

bool interval_holds(struct interval interval, date_t date)
{
    return date >= interval.since && date <= interval.until;
}

bool intervals_hold(const struct interval *intervals, size_t n_intervals, date_t date)
{
    for (size_t i = 0; i < n_intervals; i++) {
        if (interval_holds(intervals[i], date))
            return true;
    }
    return false;
}

const struct member *organization_member(const struct organization *organization, const char *id)
{
    for (size_t i = 0; i < organization->n_members; i++) {
        if (strcmp(organization->members[i].id, id) == 0)
            return &organization->members[i];
    }
    return NULL;
}

const struct obligation *organization_obligation(const struct organization *organization, const char *id)
{
    for (size_t i = 0; i < organization->n_obligations; i++) {
        if (strcmp(organization->obligations[i].id, id) == 0)
            return &organization->obligations[i];
    }
    return NULL;
}

bool obligation_is_of(const struct obligation *obligation, const char *procedure)
{
    return strcmp(obligation->id, procedure) == 0 || (obligation->procedure && strcmp(obligation->procedure, procedure) == 0);
}

const struct outcome *obligation_outcome(const struct obligation *obligation, const char *id)
{
    for (size_t i = 0; i < obligation->n_outcomes; i++) {
        if (strcmp(obligation->outcomes[i].id, id) == 0)
            return &obligation->outcomes[i];
    }
    return NULL;
}

const struct field_rule *obligation_field(const struct obligation *obligation, const char *id)
{
    for (size_t i = 0; i < obligation->n_fields; i++) {
        if (strcmp(obligation->fields[i].id, id) == 0)
            return &obligation->fields[i];
    }
    return NULL;
}

bool member_holds_post(const struct member *member, const char *post, date_t date)
{
    if (!interval_holds(member->term, date))
        return false;
    for (size_t i = 0; i < member->n_posts; i++) {
        if (strcmp(member->posts[i], post) == 0)
            return true;
    }
    return false;
}

bool member_is_eligible(const struct member *member, date_t date)
{
    return interval_holds(member->term, date) && !intervals_hold(member->absent, member->n_absent, date) &&
           !intervals_hold(member->suspended, member->n_suspended, date);
}

const char *member_address(const struct member *member, const char *kind)
{
    for (size_t i = 0; i < member->n_addresses; i++) {
        if (strcmp(member->addresses[i].kind, kind) == 0)
            return member->addresses[i].value;
    }
    return NULL;
}
