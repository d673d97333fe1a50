#include "rotations.h"

#include "intl.h"
#include "unique.h"
#include "values.h"

static const char *const default_notify[] = {"presidium", "secretary_general"};
const struct rotation rotation_defaults = {.notify = default_notify, .n_notify = 2};

static const struct schema mandate_schema = {
    .fields =
        (const struct field[]){
            {.name = "elected",
             .forms = FORM_STRING,
             .required = true,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct mandate, elected)},
            {.name = "order",
             .forms = FORM_STRINGS,
             .required = true,
             .read = value_strings,
             .offset = offsetof(struct mandate, order),
             .count = offsetof(struct mandate, n_order)},
            {0},
        },
    .size = sizeof(struct mandate),
    .defaults = &(const struct mandate){.elected = DATE_NONE},
};

const struct schema rotation_schema = {
    .fields =
        (const struct field[]){
            {.name = "mandates",
             .forms = FORM_GROUPS,
             .required = true,
             .read = field_groups,
             .offset = offsetof(struct rotation, mandates),
             .count = offsetof(struct rotation, n_mandates),
             .schema = &mandate_schema},
            {.name = "acting_counts", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct rotation, acting_counts)},
            {.name = "notify",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct rotation, notify),
             .count = offsetof(struct rotation, n_notify)},
            {0},
        },
    .size = sizeof(struct rotation),
};

static void check_order(struct reader *reader, const config_setting_t *group, const struct mandate *mandate, struct names *names)
{
    char day[DATE_TEXT_SIZE];
    struct unique seen;
    if (mandate->n_order == 0 && reader_member(group, "order") != NULL)
        reader_add(reader, FINDING_ERROR, group, "order", _("the mandate names nobody; required: at least one member"));
    unique_init(&seen);
    for (size_t i = 0; i < mandate->n_order; i++) {
        const config_setting_t *place = reader_element(group, "order", i);
        const struct member *member = names_want_member(names, reader, place, mandate->order[i]);
        if (member == NULL)
            continue;
        if (!unique_check(reader, &seen, place, NULL, member->id))
            continue;
        if (mandate->elected != DATE_NONE && !interval_holds(member->term, mandate->elected))
            reader_add(reader, FINDING_WARNING, place, NULL, _("\"%s\" is not a member on the day of the election, %s"), member->id,
                       date_format(mandate->elected, day));
    }
    unique_done(&seen);
}

static void check_elected(struct reader *reader, const config_setting_t *group, date_t elected, date_t before)
{
    char day[DATE_TEXT_SIZE], other[DATE_TEXT_SIZE];
    if (elected != DATE_NONE && before != DATE_NONE && elected <= before)
        reader_add(reader, FINDING_ERROR, group, "elected", _("found %s, not after the mandate above it; allowed: a day after %s"),
                   date_format(elected, day), date_format(before, other));
}

void rotation_check(struct reader *reader, const config_setting_t *group, const struct rotation *rotation, struct names *names)
{
    const config_setting_t *place = reader_member(group, "rotation");
    const config_setting_t *mandates = place != NULL ? reader_member(place, "mandates") : NULL;
    if (place == NULL)
        return;
    if (mandates != NULL && rotation->n_mandates == 0 && config_setting_is_aggregate(mandates) && config_setting_length(mandates) == 0)
        reader_add(reader, FINDING_ERROR, mandates, NULL, _("the rotation names nobody; required: at least one mandate"));
    for (size_t i = 0; i < rotation->n_mandates; i++) {
        const config_setting_t *mandate = reader_element(place, "mandates", i);
        check_order(reader, mandate, &rotation->mandates[i], names);
        if (i > 0)
            check_elected(reader, mandate, rotation->mandates[i].elected, rotation->mandates[i - 1].elected);
    }
    names_check_recipients(names, reader, place, "notify", rotation->notify, rotation->n_notify, reader_member(place, "notify") == NULL);
}
