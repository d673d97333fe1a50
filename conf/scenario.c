/* A scenario file: what happened, for `simulate`. The settings are named as in the control protocol. */
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "error.h"
#include "intl.h"
#include "rotation.h"
#include "source.h"
#include "values.h"

/* A fact as written: for one organization or for several that share it. */
struct raw_fact {
    struct scenario_fact fact;
    const char *const *organizations;
    size_t n_organizations;
    date_t closed_on; /* of a case; DATE_NONE: it stays open */
};

struct raw_facts {
    struct raw_fact *items;
    size_t n;
};

struct raw_scenario {
    struct raw_facts by_kind[FACT_CASE + 1];
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
#define COMMON                                                                                                                             \
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
        {.name = "known",                                                                                                                  \
         .forms = FORM_STRING,                                                                                                             \
         .read = value_date,                                                                                                               \
         .allowed = DATE_ALLOWED,                                                                                                          \
         .offset = offsetof(struct raw_fact, fact.known_on)},                                                                              \
        WORD("document", document), WORD("by", by)

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

static const struct raw_fact unknown_fact = {.fact = {.on = DATE_NONE, .known_on = DATE_NONE, .event_on = DATE_NONE, .until = DATE_NONE},
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
                               {0},
                           },
                       .size = sizeof(struct raw_fact),
                       .defaults = &unknown_fact},
    [FACT_EVENT] = {.fields = (const struct field[]){COMMON, WORD_REQUIRED("obligation", obligation), WORD("period", period), {0}},
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

static const char *const list_names[] = {
    [FACT_CASE] = "cases", [FACT_RECORD] = "records", [FACT_WAIVER] = "waivers", [FACT_DECISION] = "decisions", [FACT_EVENT] = "events",
};

#define LIST(kind, setting)                                                                                                                \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_GROUPS, .read = field_groups, .offset = offsetof(struct raw_scenario, by_kind[kind].items),         \
        .count = offsetof(struct raw_scenario, by_kind[kind].n), .schema = &fact_schemas[kind]                                             \
    }

static const struct schema scenario_schema = {
    .fields =
        (const struct field[]){
            LIST(FACT_RECORD, "records"),
            LIST(FACT_WAIVER, "waivers"),
            LIST(FACT_DECISION, "decisions"),
            LIST(FACT_EVENT, "events"),
            LIST(FACT_CASE, "cases"),
            {0},
        },
    .size = sizeof(struct raw_scenario),
};

/* A swap changes two turns, a refusal one. */
static void check_decision(struct reader *reader, const config_setting_t *group, const struct scenario_fact *fact)
{
    bool swap = fact->decision != NULL && strcmp(fact->decision, decision_kind_name(DECISION_SWAP)) == 0;
    bool decline = fact->decision != NULL && strcmp(fact->decision, decision_kind_name(DECISION_DECLINE)) == 0;
    bool accept = fact->decision != NULL && strcmp(fact->decision, decision_kind_name(DECISION_ACCEPT)) == 0;
    const struct {
        const char *name;
        bool wanted, given;
    } wants[] = {
        {"period", swap || decline, fact->period != NULL && !accept},
        {"other", swap, fact->other != NULL},
        {"other_period", swap, fact->other_period != NULL},
    };
    for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++) {
        if (wants[i].wanted && !wants[i].given && reader_member(group, wants[i].name) == NULL)
            reader_add(reader, FINDING_ERROR, group, wants[i].name, _("it is missing; required for \"%s\""), fact->decision);
        if (!wants[i].wanted && wants[i].given)
            reader_add(reader, FINDING_ERROR, group, wants[i].name, _("it means nothing for \"%s\""),
                       fact->decision != NULL ? fact->decision : "");
    }
}

static size_t count_facts(const struct raw_scenario *raw)
{
    size_t n = 0;
    for (size_t kind = 0; kind <= FACT_CASE; kind++) {
        for (size_t i = 0; i < raw->by_kind[kind].n; i++)
            n += raw->by_kind[kind].items[i].n_organizations * (kind == FACT_CASE ? 2 : 1);
    }
    return n;
}

static struct scenario_fact closing_of(const struct scenario_fact *opening, date_t closed_on)
{
    struct scenario_fact closing = *opening;
    closing.kind = FACT_CLOSING;
    closing.on = closing.known_on = closed_on;
    return closing;
}

/* A case ends with an outcome and a reason on one day. */
static void check_case(struct reader *reader, const config_setting_t *group, const struct raw_fact *item)
{
    const bool closed = item->closed_on != DATE_NONE;
    if (closed && (item->fact.reason == NULL || item->fact.by == NULL))
        reader_add(reader, FINDING_ERROR, group, item->fact.reason == NULL ? "why" : "by", _("it is missing; required with \"closed\""));
    if (!closed && item->fact.outcome != NULL)
        reader_add(reader, FINDING_ERROR, group, "outcome", _("it means nothing without \"closed\""));
}

/* One fact for each organization that shares it. */
static void spread(struct reader *reader, const config_setting_t *root, const struct raw_scenario *raw, struct scenario *ret)
{
    for (size_t kind = 0; kind <= FACT_CASE; kind++) {
        for (size_t i = 0; i < raw->by_kind[kind].n; i++) {
            const struct raw_fact *item = &raw->by_kind[kind].items[i];
            const config_setting_t *group = reader_element(root, list_names[kind], i);
            if (kind == FACT_DECISION)
                check_decision(reader, group, &item->fact);
            if (kind == FACT_CASE)
                check_case(reader, group, item);
            for (size_t j = 0; j < item->n_organizations; j++) {
                struct scenario_fact *fact = &ret->facts[ret->n++];
                *fact = item->fact;
                fact->kind = (unsigned)kind;
                fact->organization = item->organizations[j];
                if (fact->known_on == DATE_NONE)
                    fact->known_on = fact->on;
                fact->line = (int)config_setting_source_line(group);
                if (item->closed_on != DATE_NONE)
                    ret->facts[ret->n++] = closing_of(fact, item->closed_on);
            }
        }
    }
}

static int by_day(const void *a, const void *b)
{
    const struct scenario_fact *left = a;
    const struct scenario_fact *right = b;
    if (left->known_on != right->known_on)
        return left->known_on < right->known_on ? -1 : 1;
    if ((left->kind == FACT_CLOSING) != (right->kind == FACT_CLOSING)) /* after all that was done about it that day */
        return left->kind == FACT_CLOSING ? 1 : -1;
    if ((left->kind == FACT_CASE) != (right->kind == FACT_CASE))
        return left->kind == FACT_CASE ? -1 : 1;
    return left->line != right->line ? (left->line > right->line) - (left->line < right->line)
                                     : strcmp(left->organization, right->organization);
}

int conf_read_scenario(const char *path, struct arena *arena, struct scenario *ret, struct report *report)
{
    size_t errors = report->n_errors;
    config_t config;
    int error = source_parse(path, NULL, report, &config);
    if (error != 0)
        return error;
    struct reader reader = {.report = report, .arena = arena, .file = path};
    struct raw_scenario raw = {0};
    struct scenario scenario = {0};
    reader_group(&reader, config_root_setting(&config), &scenario_schema, &raw);
    scenario.facts = arena_array(arena, count_facts(&raw), sizeof *scenario.facts);
    spread(&reader, config_root_setting(&config), &raw, &scenario);
    if (scenario.n > 0)
        qsort(scenario.facts, scenario.n, sizeof *scenario.facts, by_day);
    config_destroy(&config);
    report_sort(report);
    if (report->n_errors > errors)
        return ERROR_CONFIG;
    scenario.file = arena_strdup(arena, path);
    *ret = scenario;
    return 0;
}
