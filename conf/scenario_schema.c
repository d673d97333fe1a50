#include "scenario_schema.h"

#include <string.h>

#include "intl.h"
#include "rotation.h"
#include "values.h"

const char *const scenario_lists[] = {
    [FACT_RECORD] = "records", [FACT_WAIVER] = "waivers", [FACT_DECISION] = "decisions",
    [FACT_EVENT] = "events",   [FACT_ROSTER] = "rosters", [FACT_CASE] = "cases",
};

static void read_decision(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct raw_fact *raw = object;
    struct nearest nearest = {.word = config_setting_get_string(setting)};
    const char *names = "";
    for (int i = 0; i < DECISION_COUNT; i++) {
        const char *name = decision_kind_name((enum decision_kind)i);
        if (!decision_is_by_hand((enum decision_kind)i))
            continue;
        if (strcmp(name, nearest.word) == 0) {
            raw->fact.decision = name;
            return;
        }
        nearest_offer(&nearest, name);
        names = arena_printf(reader->arena, "%s%s%s", names, *names ? ", " : "", name);
    }
    reader_bad(reader, setting, names, &nearest);
}

#define WORD(setting, member)                                                                                                              \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_STRING, .read = value_string, .offset = offsetof(struct raw_fact, fact.member)                      \
    }
#define WORD_REQUIRED(setting, member)                                                                                                     \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_STRING, .required = true, .read = value_string, .offset = offsetof(struct raw_fact, fact.member)    \
    }
#define DAY(setting, member)                                                                                                               \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_STRING, .read = value_date, .allowed = DATE_ALLOWED, .offset = offsetof(struct raw_fact, member)    \
    }
#define WHO_AND_WHEN                                                                                                                       \
    {.name = "organization",                                                                                                               \
     .forms = FORM_STRING | FORM_STRINGS,                                                                                                  \
     .required = true,                                                                                                                     \
     .read = value_ids,                                                                                                                    \
     .offset = offsetof(struct raw_fact, organizations),                                                                                   \
     .count = offsetof(struct raw_fact, n_organizations)},                                                                                 \
        {.name = "on",                                                                                                                     \
         .forms = FORM_STRING,                                                                                                             \
         .required = true,                                                                                                                 \
         .read = value_date,                                                                                                               \
         .allowed = DATE_ALLOWED,                                                                                                          \
         .offset = offsetof(struct raw_fact, fact.on)},                                                                                    \
    {                                                                                                                                      \
        .name = "known", .forms = FORM_STRING, .read = value_date, .allowed = DATE_ALLOWED,                                                \
        .offset = offsetof(struct raw_fact, fact.known_on)                                                                                 \
    }
#define COMMON WHO_AND_WHEN, WORD("document", document), WORD("by", by)

/* The fields of a record, each a text, a number or true and false: as words. */
static void read_fields(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct raw_fact *raw = object;
    size_t n = (size_t)config_setting_length(setting);
    struct record_value *values = arena_array(reader->arena, n + 1, sizeof *values);
    for (size_t i = 0; i < n; i++) {
        config_setting_t *value = config_setting_get_elem(setting, (unsigned)i);
        if (!reader_has_form(reader, value, FORM_STRING | FORM_INTEGER | FORM_FLOAT, NULL))
            continue;
        values[raw->fact.n_values].name = arena_strdup(reader->arena, config_setting_name(value));
        if (config_setting_type(value) == CONFIG_TYPE_STRING)
            values[raw->fact.n_values].text = arena_strdup(reader->arena, config_setting_get_string(value));
        else if (config_setting_type(value) == CONFIG_TYPE_FLOAT)
            values[raw->fact.n_values].text = arena_printf(reader->arena, "%.15g", config_setting_get_float(value));
        else
            values[raw->fact.n_values].text = arena_printf(reader->arena, "%lld", config_setting_get_int64(value));
        raw->fact.n_values++;
    }
    raw->fact.values = values;
}

static const struct raw_fact unknown_fact = {.roster = {.table = ROSTER_DEFAULT_TABLE},
                                             .fact = {.on = DATE_NONE, .known_on = DATE_NONE, .event_on = DATE_NONE, .until = DATE_NONE},
                                             .closed_on = DATE_NONE};

static const struct schema fact_schemas[] = {
    [FACT_RECORD] = {.fields =
                         (const struct field[]){
                             COMMON,
                             WORD_REQUIRED("obligation", obligation),
                             WORD("period", period),
                             {.name = "fields", .forms = FORM_GROUP, .read = read_fields},
                             {0},
                         },
                     .size = sizeof(struct raw_fact),
                     .defaults = &unknown_fact},
    [FACT_WAIVER] = {.fields =
                         (const struct field[]){
                             COMMON,
                             WORD_REQUIRED("obligation", obligation),
                             WORD("period", period),
                             WORD("reason", reason),
                             WORD("basis", basis),
                             {.name = "until",
                              .forms = FORM_STRING,
                              .read = value_date,
                              .allowed = DATE_ALLOWED,
                              .offset = offsetof(struct raw_fact, fact.until)},
                             {0},
                         },
                     .size = sizeof(struct raw_fact),
                     .defaults = &unknown_fact},
    [FACT_DECISION] = {.fields =
                           (const struct field[]){
                               COMMON,
                               {.name = "kind", .forms = FORM_STRING, .required = true, .read = read_decision},
                               WORD_REQUIRED("member", member),
                               WORD("other", other),
                               WORD("period", period),
                               WORD("other_period", other_period),
                               WORD("why", reason),
                               {.name = "agreed",
                                .forms = FORM_STRING | FORM_STRINGS,
                                .read = value_ids,
                                .offset = offsetof(struct raw_fact, agreed),
                                .count = offsetof(struct raw_fact, n_agreed)},
                               {0},
                           },
                       .size = sizeof(struct raw_fact),
                       .defaults = &unknown_fact},
    [FACT_EVENT] = {.fields = (const struct field[]){COMMON, WORD_REQUIRED("obligation", obligation), WORD("period", period), {0}},
                    .size = sizeof(struct raw_fact),
                    .defaults = &unknown_fact},
    [FACT_ROSTER] = {.fields = (const struct field[]){WHO_AND_WHEN, ROSTER_FIELDS(struct raw_fact, roster), {0}},
                     .size = sizeof(struct raw_fact),
                     .defaults = &unknown_fact},
    [FACT_CASE] = {.fields =
                       (const struct field[]){
                           COMMON,
                           WORD_REQUIRED("obligation", obligation),
                           WORD_REQUIRED("id", id),
                           WORD("title", title),
                           WORD("member", member),
                           DAY("event", fact.event_on),
                           DAY("closed", closed_on),
                           WORD("outcome", outcome),
                           WORD("why", reason),
                           {0},
                       },
                   .size = sizeof(struct raw_fact),
                   .defaults = &unknown_fact},
};

#define LIST(kind, setting)                                                                                                                \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_GROUPS, .read = field_groups, .offset = offsetof(struct raw_scenario, by_kind[kind].items),         \
        .count = offsetof(struct raw_scenario, by_kind[kind].n), .schema = &fact_schemas[kind]                                             \
    }

const struct schema scenario_schema = {
    .fields =
        (const struct field[]){
            LIST(FACT_RECORD, "records"),
            LIST(FACT_WAIVER, "waivers"),
            LIST(FACT_DECISION, "decisions"),
            LIST(FACT_EVENT, "events"),
            LIST(FACT_ROSTER, "rosters"),
            LIST(FACT_CASE, "cases"),
            {0},
        },
    .size = sizeof(struct raw_scenario),
};
