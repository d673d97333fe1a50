#include "rosters.h"

#include <string.h>

#include "intl.h"
#include "paths.h"
#include "roster_file.h"
#include "scope.h"
#include "values.h"

/* With its day, as the configuration has it. */
struct dated_roster {
    date_t on;
    struct raw_roster raw;
};

static const struct schema roster_schema = {
    .fields =
        (const struct field[]){
            {.name = "on",
             .forms = FORM_STRING,
             .required = true,
             .read = value_date,
             .allowed = DATE_ALLOWED,
             .offset = offsetof(struct dated_roster, on)},
            ROSTER_FIELDS(struct dated_roster, raw),
            {0},
        },
    .size = sizeof(struct dated_roster),
};

/* The first check of the organization that looks at the table. NULL once said. */
static const struct check_file *want_table(struct reader *reader, const config_setting_t *group, const struct organization *organization,
                                           const char *table)
{
    struct nearest nearest = {.word = table};
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct check *check = organization->obligations[i].check;
        if (check == NULL || check->table == NULL)
            continue;
        if (strcmp(check->table, table) == 0)
            return checks_file_of(reader->scope->checks, check);
        nearest_offer(&nearest, check->table);
    }
    reader_add(reader, FINDING_ERROR, group, "table", _("found \"%s\"; allowed: a table that a check among the obligations looks at%s"),
               table, reader_hint(reader, &nearest));
    return NULL;
}

static void read_count(struct reader *reader, config_setting_t *setting, const struct check *check, struct roster *roster,
                       struct stated *stated)
{
    const char *name = config_setting_name(setting);
    struct nearest nearest = {.word = name};
    int64_t value = config_setting_is_number(setting) ? config_setting_get_int64(setting) : -1;
    size_t index = check_count_index(check, name);
    for (size_t i = 0; i < check->n_counts; i++)
        nearest_offer(&nearest, check->counts[i].id);
    if (index == check->n_counts)
        reader_add(reader, FINDING_ERROR, setting, NULL, _("there is no such count in the check%s"), reader_hint(reader, &nearest));
    else if (config_setting_type(setting) == CONFIG_TYPE_FLOAT || value < 0 || value > CHECK_VALUE_MAX)
        reader_bad(reader, setting, arena_printf(reader->arena, _("%lld to %lld"), 0LL, (long long)CHECK_VALUE_MAX), NULL);
    else
        stated[roster->n_stated++] = (struct stated){check->counts[index].id, value};
}

static void read_counts(struct reader *reader, const config_setting_t *group, const struct check *check, struct roster *roster)
{
    config_setting_t *counts = reader_member(group, "counts");
    if (counts == NULL || !config_setting_is_group(counts))
        return;
    struct stated *stated = arena_array(reader->arena, (size_t)config_setting_length(counts), sizeof *stated);
    for (int i = 0; i < config_setting_length(counts); i++)
        read_count(reader, config_setting_get_elem(counts, (unsigned)i), check, roster, stated);
    roster->stated = stated;
}

static void check_parts(struct reader *reader, config_setting_t *group, const struct organization *organization,
                        const struct roster *roster)
{
    struct census census = census_of(organization, roster->on);
    census.roster = roster;
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct check *check = organization->obligations[i].check;
        const struct check_excess *excesses;
        if (check == NULL || check->table == NULL || strcmp(check->table, roster->table) != 0)
            continue;
        size_t n = check_excesses(check, &census, reader->arena, &excesses);
        for (size_t j = 0; j < n; j++)
            reader_add(reader, FINDING_ERROR, group, "counts",
                       _("%s is %lld, more than %s, which is %lld; a part cannot be larger than its whole"), excesses[j].part,
                       (long long)excesses[j].n_part, excesses[j].whole, (long long)excesses[j].n_whole);
        if (n > 0)
            return;
    }
}

void roster_complete(struct reader *reader, const config_setting_t *group, const struct raw_roster *raw, const struct check_file *check,
                     struct roster *ret)
{
    ret->table = raw->table;
    if (raw->file == NULL && reader_member(group, "counts") == NULL)
        reader_add(reader, FINDING_ERROR, group, NULL, "%s", _("it has neither file nor counts; one of the two is needed"));
    if (raw->file != NULL) {
        const char *left_out, *path = paths_beside(reader->arena, reader_file(reader, group), raw->file);
        if (roster_read_file(path, check, reader->arena, ret, &left_out, reader->report) != 0)
            return;
    }
    read_counts(reader, group, &check->check, ret);
}

static void read_roster(struct reader *reader, config_setting_t *group, const struct organization *organization, struct roster *ret)
{
    struct dated_roster dated = {.on = DATE_NONE, .raw = {.table = ROSTER_DEFAULT_TABLE}};
    reader_group(reader, group, &roster_schema, &dated);
    const struct check_file *check = want_table(reader, group, organization, dated.raw.table);
    *ret = (struct roster){.on = dated.on, .table = dated.raw.table};
    if (check == NULL)
        return;
    roster_complete(reader, group, &dated.raw, check, ret);
    check_parts(reader, group, organization, ret);
}

void rosters_read(struct reader *reader, config_setting_t *group, struct organization *organization)
{
    config_setting_t *list = reader_member(group, "rosters");
    if (list == NULL || !config_setting_is_list(list))
        return;
    size_t n = (size_t)config_setting_length(list);
    struct roster *rosters = arena_array(reader->arena, n, sizeof *rosters);
    for (size_t i = 0; i < n; i++) {
        config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
        if (!config_setting_is_group(element))
            continue; /* said when the organization's settings were read */
        read_roster(reader, element, organization, &rosters[organization->n_rosters]);
        organization->n_rosters++;
    }
    organization->rosters = rosters;
}
