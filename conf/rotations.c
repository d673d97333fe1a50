#include "rotations.h"

#include "intl.h"
#include "rules.h"
#include "unique.h"
#include "values.h"

static const char *const default_notify[] = {"presidium", "secretary_general"};
const struct rotation rotation_defaults = {
    .notify = default_notify, .n_notify = 2, .propose = {-28, SPAN_DAYS}, .answer = {-14, SPAN_DAYS}};

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
            {.name = "proposal",
             .forms = FORM_STRING,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct rotation, proposal)},
            {.name = "propose",
             .forms = FORM_STRING,
             .read = rule_before,
             .allowed = BEFORE_ALLOWED,
             .offset = offsetof(struct rotation, propose)},
            {.name = "answer",
             .forms = FORM_STRING,
             .read = rule_before,
             .allowed = BEFORE_ALLOWED,
             .offset = offsetof(struct rotation, answer)},
            {.name = "answer_required", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct rotation, answer_required)},
            {.name = "handover",
             .forms = FORM_STRING,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct rotation, handover)},
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

/* The obligation whose cases the rotation opens by itself. */
static void check_cases(struct reader *reader, const config_setting_t *rotation, const char *setting, const char *id,
                        const struct organization *organization)
{
    const struct obligation *obligation = id != NULL ? organization_obligation(organization, id) : NULL;
    struct nearest nearest = {.word = id};
    if (id == NULL || (obligation != NULL && obligation->per == PERIOD_CASE))
        return;
    for (size_t i = 0; i < organization->n_obligations; i++)
        if (organization->obligations[i].per == PERIOD_CASE && organization->obligations[i].procedure == NULL)
            nearest_offer(&nearest, organization->obligations[i].id);
    reader_add(reader, FINDING_ERROR, rotation, setting,
               _("found \"%s\"; allowed: an obligation of this organization with per = \"case\"%s"), id, reader_hint(reader, &nearest));
}

void rotation_check_life(struct reader *reader, const config_setting_t *group, const struct organization *organization)
{
    const config_setting_t *place = reader_member(group, "rotation");
    const struct rotation *rotation = &organization->rotation;
    const struct obligation *proposal = rotation->proposal != NULL ? organization_obligation(organization, rotation->proposal) : NULL;
    if (place == NULL)
        return;
    check_cases(reader, place, "proposal", rotation->proposal, organization);
    check_cases(reader, place, "handover", rotation->handover, organization);
    if (proposal != NULL && proposal->per == PERIOD_CASE && proposal->due.kind != DUE_EVENT)
        reader_add(reader, FINDING_ERROR, place, "proposal", _("\"%s\" is not due by its event; required: due = \"event\""),
                   rotation->proposal);
    if (rotation->answer_required && rotation->proposal == NULL)
        reader_add(reader, FINDING_ERROR, place, "answer_required", _("nobody is asked for an answer; required beside it: proposal"));
    if (span_days(rotation->answer) < span_days(rotation->propose))
        reader_add(reader, FINDING_ERROR, place, "answer", _("the answer is due before the turn is proposed; allowed: a later day"));
}
