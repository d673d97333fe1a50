#include "organizations.h"

#include <string.h>

#include "checks.h"
#include "inheritance.h"
#include "intl.h"
#include "members.h"
#include "names.h"
#include "obligations.h"
#include "rosters.h"
#include "rotations.h"
#include "scope.h"
#include "unique.h"
#include "values.h"

struct raw_organization {
    struct organization organization;
    const char *calendar;
};

static const char *const default_fallback[] = {"secretary_general"};

static const struct schema organization_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct raw_organization, organization.id)},
            {.name = "name",
             .forms = FORM_STRING,
             .required = true,
             .read = value_string,
             .offset = offsetof(struct raw_organization, organization.name)},
            {.name = "kind", .forms = FORM_STRING, .read = value_string, .offset = offsetof(struct raw_organization, organization.kind)},
            {.name = "traits",
             .forms = FORM_STRING | FORM_STRINGS,
             .read = value_ids,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct raw_organization, organization.traits),
             .count = offsetof(struct raw_organization, organization.n_traits)},
            {.name = "parent",
             .forms = FORM_STRING,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct raw_organization, organization.parent)},
            {.name = "calendar",
             .forms = FORM_STRING,
             .required = true,
             .read = value_string,
             .offset = offsetof(struct raw_organization, calendar)},
            {.name = "language",
             .forms = FORM_STRING,
             .read = value_language,
             .allowed = LANGUAGE_ALLOWED,
             .offset = offsetof(struct raw_organization, organization.language)},
            {.name = "members",
             .forms = FORM_GROUPS,
             .read = field_groups,
             .offset = offsetof(struct raw_organization, organization.members),
             .count = offsetof(struct raw_organization, organization.n_members),
             .schema = &member_schema},
            {.name = "rotation",
             .forms = FORM_GROUP,
             .read = field_group,
             .offset = offsetof(struct raw_organization, organization.rotation),
             .schema = &rotation_schema},
            {.name = "fallback",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct raw_organization, organization.fallback),
             .count = offsetof(struct raw_organization, organization.n_fallback)},
            {.name = "obligations", .forms = FORM_GROUPS},
            {.name = "rosters", .forms = FORM_GROUPS}, /* looked at once the checks are known */
            {0},
        },
};

static const struct calendar *find_calendar(struct reader *reader, const config_setting_t *group, const char *id)
{
    const struct calendar *calendar = id != NULL ? catalogue_find(&reader->scope->calendars, id) : NULL;
    if (calendar == NULL && id != NULL) {
        struct nearest nearest = {.word = id};
        catalogue_offer(&reader->scope->calendars, &nearest);
        reader_bad(reader, reader_member(group, "calendar"), _("the id of a calendar of this file or the main file"), &nearest);
    }
    return calendar;
}

static void read_obligations(struct reader *reader, config_setting_t *group, struct organization *organization, struct names *names)
{
    config_setting_t *list = reader_member(group, "obligations");
    if (list != NULL && !config_setting_is_list(list))
        list = NULL; /* said when the organization's settings were read, as are its elements that are no groups */
    struct obligation_list read = {
        .items = g_array_new(FALSE, FALSE, sizeof(struct obligation)), .calendar = organization->calendar, .names = names};
    unique_init(&read.ids);
    inheritance_apply(reader, group, list, organization, &read);
    for (int i = 0; list != NULL && i < config_setting_length(list); i++) {
        config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
        if (config_setting_is_group(element) && !inheritance_omits(element))
            obligation_read(reader, element, &read);
    }
    struct obligation *obligations = arena_array(reader->arena, read.items->len, sizeof *obligations);
    if (read.items->len > 0)
        memcpy(obligations, read.items->data, read.items->len * sizeof *obligations);
    organization->obligations = obligations;
    organization->n_obligations = read.items->len;
    checks_check_sources(reader, list != NULL ? list : group, organization);
    unique_done(&read.ids);
    g_array_free(read.items, TRUE);
}

void organization_read(struct reader *reader, config_setting_t *group, struct organization *ret)
{
    struct raw_organization raw = {.organization = {
                                       .language = reader->scope->language,
                                       .rotation = rotation_defaults,
                                       .fallback = default_fallback,
                                       .n_fallback = 1,
                                   }};
    reader_group(reader, group, &organization_schema, &raw);
    *ret = raw.organization;
    ret->calendar = find_calendar(reader, group, raw.calendar);
    /* The elements were made by field_groups() and are ours until we return. */
    members_resolve(reader, group, ret, (struct member *)ret->members, ret->n_members);
    struct names names;
    names_init(&names, reader, group, ret);
    rotation_check(reader, group, &ret->rotation, &names);
    names_check_recipients(&names, reader, group, "fallback", ret->fallback, ret->n_fallback, reader_member(group, "fallback") == NULL);
    read_obligations(reader, group, ret, &names);
    rotation_check_life(reader, group, ret);
    rosters_read(reader, group, ret);
    names_done(&names);
}
