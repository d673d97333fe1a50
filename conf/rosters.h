/* `rosters` of an organization, or of a scenario: files beside the file that names them, or counts alone. */
#ifndef LUNZHI_CONF_ROSTERS_H
#define LUNZHI_CONF_ROSTERS_H

#include "checks.h"
#include "organization.h"
#include "reader.h"
#include "values.h"

#define ROSTER_DEFAULT_TABLE "roster"

/* As written. */
struct raw_roster {
    const char *table;
    const char *file;
};

/* The rows of a schema for a struct raw_roster in a struct. Counts are named as the check's counts are. */
#define ROSTER_FIELDS(type, member)                                                                                                        \
    {.name = "table", .forms = FORM_STRING, .read = value_id, .allowed = ID_ALLOWED, .offset = offsetof(type, member.table)},              \
        {.name = "file", .forms = FORM_STRING, .read = value_string, .offset = offsetof(type, member.file)},                               \
    {                                                                                                                                      \
        .name = "counts", .forms = FORM_GROUP                                                                                              \
    }

/* Reads the list of the organization's group, whose obligations are read already: their checks say which tables there are. */
void rosters_read(struct reader *reader, config_setting_t *group, struct organization *organization);
/* The rows and counts of a roster in its group, as the check names them; what is wrong is said. */
void roster_complete(struct reader *reader, const config_setting_t *group, const struct raw_roster *raw, const struct check_file *check,
                     struct roster *ret);

#endif
