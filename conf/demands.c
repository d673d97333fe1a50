#include "demands.h"

#include <string.h>

#include "record_fields.h"
#include "values.h"

static void read_type(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct nearest nearest = {.word = config_setting_get_string(setting)};
    const char *words = "";
    if (field_type_parse(nearest.word, &((struct field_rule *)object)->type) == 0)
        return;
    for (int i = 0; i < FIELD_TYPE_COUNT; i++) {
        const char *name = field_type_name((enum field_type)i);
        nearest_offer(&nearest, name);
        words = arena_printf(reader->arena, "%s%s%s", words, i > 0 ? ", " : "", name);
    }
    reader_bad(reader, setting, words, &nearest);
}

#define LIMIT_MAX 1000000000
#define LIMIT(setting, to)                                                                                                                 \
    {                                                                                                                                      \
        .name = setting, .forms = FORM_INTEGER, .read = value_integer, .offset = offsetof(struct field_rule, to), .min = -LIMIT_MAX,       \
        .max = LIMIT_MAX                                                                                                                   \
    }

static const struct schema demand_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct field_rule, id)},
            {.name = "title", .forms = FORM_STRING | FORM_GROUP, .read = value_text, .offset = offsetof(struct field_rule, title)},
            {.name = "type", .forms = FORM_STRING, .read = read_type},
            {.name = "required", .forms = FORM_BOOLEAN, .read = value_boolean, .offset = offsetof(struct field_rule, required)},
            LIMIT("min", min),
            LIMIT("max", max),
            {0},
        },
    .size = sizeof(struct field_rule),
};

static bool is_double(const struct field_rule *rules, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (rules[j].id != NULL && strcmp(rules[j].id, rules[i].id) == 0)
            return true;
    }
    return false;
}

static void check_limits(struct reader *reader, const config_setting_t *group, struct field_rule *rule)
{
    rule->has_min = reader_member(group, "min") != NULL;
    rule->has_max = reader_member(group, "max") != NULL;
    if ((rule->has_min || rule->has_max) && rule->type != FIELD_TYPE_NUMBER && rule->type != FIELD_TYPE_TEXT)
        reader_add(reader, FINDING_ERROR, group, rule->has_min ? "min" : "max",
                   _("it means nothing for a %s; allowed for a number or a text"), field_type_name(rule->type));
    else if (rule->has_min && rule->has_max && rule->min > rule->max)
        reader_add(reader, FINDING_ERROR, group, "max", _("found %d, less than min; allowed: %d or more"), (int)rule->max, (int)rule->min);
}

void read_demands(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    const struct field list = {.name = field->name,
                               .offset = offsetof(struct obligation, fields),
                               .count = offsetof(struct obligation, n_fields),
                               .schema = &demand_schema};
    struct obligation *obligation = object;
    field_groups(reader, &list, setting, object);
    struct field_rule *rules = (struct field_rule *)obligation->fields;
    for (size_t i = 0; i < obligation->n_fields; i++) {
        const config_setting_t *group = config_setting_get_elem(setting, (unsigned)i);
        check_limits(reader, group, &rules[i]);
        if (rules[i].id != NULL && is_double(rules, i))
            reader_add(reader, FINDING_ERROR, group, "id", _("found \"%s\" again; allowed: each field once"), rules[i].id);
    }
}
