#include "reader.h"

#include <stdarg.h>
#include <string.h>

#include "intl.h"

#define FOUND_MAX_BYTES 60

const char *reader_file(const struct reader *reader, const config_setting_t *setting)
{
    const char *file = config_setting_source_file(setting);
    return file != NULL ? file : reader->file;
}

const char *reader_path(const struct reader *reader, const config_setting_t *setting)
{
    if (config_setting_is_root(setting))
        return "";
    const config_setting_t *parent = config_setting_parent(setting);
    const char *before = reader_path(reader, parent);
    const char *name = config_setting_name(setting);
    if (name != NULL)
        return arena_printf(reader->arena, "%s%s%s", before, before[0] != '\0' ? "." : "", name);
    return arena_printf(reader->arena, "%s[%d]", before, config_setting_index(setting));
}

/* The string in quotation marks, cut at a character's boundary. */
static const char *quoted(const struct reader *reader, const char *text)
{
    size_t length = strlen(text);
    if (length <= FOUND_MAX_BYTES)
        return arena_printf(reader->arena, "\"%s\"", text);
    length = FOUND_MAX_BYTES;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return arena_printf(reader->arena, "\"%.*s…\"", (int)length, text);
}

/* As a number that is not whole is written: 1.0, not 1. */
static const char *float_found(const struct reader *reader, double value)
{
    const char *text = arena_printf(reader->arena, "%.15g", value);
    return strpbrk(text, ".en") != NULL ? text : arena_printf(reader->arena, "%s.0", text);
}

const char *reader_found(const struct reader *reader, const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_STRING:
        return quoted(reader, config_setting_get_string(setting));
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return arena_printf(reader->arena, "%lld", config_setting_get_int64(setting));
    case CONFIG_TYPE_FLOAT:
        return float_found(reader, config_setting_get_float(setting));
    case CONFIG_TYPE_BOOL:
        return config_setting_get_bool(setting) ? "true" : "false";
    case CONFIG_TYPE_GROUP:
        return _("a group { }");
    case CONFIG_TYPE_ARRAY:
        return _("an array [ ]");
    default:
        return _("a list ( )");
    }
}

const char *reader_hint(const struct reader *reader, const struct nearest *nearest)
{
    return nearest == NULL || nearest->name == NULL ? "" : arena_printf(reader->arena, _("; did you mean \"%s\"?"), nearest->name);
}

void reader_add(const struct reader *reader, enum finding_level level, const config_setting_t *setting, const char *member,
                const char *format, ...)
{
    const config_setting_t *place = member != NULL ? reader_member(setting, member) : setting;
    const char *path = reader_path(reader, place != NULL ? place : setting);
    if (place == NULL)
        path = arena_printf(reader->arena, "%s%s%s", path, path[0] != '\0' ? "." : "", member);
    if (reader->heir != NULL)
        path = arena_printf(reader->arena, _("%s (inherited by %s)"), path, reader->heir);
    place = place != NULL ? place : setting;
    va_list arguments;
    va_start(arguments, format);
    report_vadd(reader->report, level, reader_file(reader, place), (int)config_setting_source_line(place), path, format, arguments);
    va_end(arguments);
}

void reader_bad(const struct reader *reader, const config_setting_t *setting, const char *allowed, const struct nearest *nearest)
{
    reader_add(reader, FINDING_ERROR, setting, NULL, _("found %s; allowed: %s%s"), reader_found(reader, setting), allowed,
               reader_hint(reader, nearest));
}

config_setting_t *reader_member(const config_setting_t *group, const char *name)
{
    return config_setting_is_group(group) ? config_setting_get_member(group, name) : NULL;
}

const config_setting_t *reader_element(const config_setting_t *group, const char *name, size_t i)
{
    const config_setting_t *list = reader_member(group, name);
    if (list == NULL)
        return group;
    const config_setting_t *element = config_setting_is_aggregate(list) ? config_setting_get_elem(list, (unsigned)i) : NULL;
    return element != NULL ? element : list;
}

static unsigned form_of(const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_STRING:
        return FORM_STRING;
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return FORM_INTEGER;
    case CONFIG_TYPE_FLOAT:
        return FORM_FLOAT;
    case CONFIG_TYPE_BOOL:
        return FORM_BOOLEAN;
    case CONFIG_TYPE_GROUP:
        return FORM_GROUP;
    case CONFIG_TYPE_ARRAY:
        return FORM_STRINGS | FORM_VALUES | (config_setting_length(setting) == 0 ? FORM_GROUPS : 0U);
    default:
        return FORM_STRINGS | FORM_GROUPS | FORM_VALUES;
    }
}

static const char *form_words(const struct reader *reader, unsigned forms)
{
    static const struct {
        enum form form;
        const char *words;
    } table[] = {
        {FORM_STRING, N_("a string")},
        {FORM_INTEGER, N_("a whole number")},
        {FORM_BOOLEAN, N_("true or false")},
        {FORM_FLOAT, N_("a number")},
        {FORM_GROUP, N_("a group { … }")},
        {FORM_STRINGS, N_("an array of strings [ \"…\", … ]")},
        {FORM_GROUPS, N_("a list of groups ( { … }, … )")},
        {FORM_VALUES, N_("an array [ … ]")},
    };
    const char *words = "";
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if ((forms & table[i].form) == 0)
            continue;
        words = words[0] == '\0' ? _(table[i].words) : arena_printf(reader->arena, _("%s or %s"), words, _(table[i].words));
    }
    return words;
}

static const char *allowed_words(const struct reader *reader, unsigned forms, const char *allowed)
{
    const char *words = form_words(reader, forms);
    return allowed != NULL ? arena_printf(reader->arena, _("%s: %s"), words, _(allowed)) : words;
}

static bool elements_have_form(struct reader *reader, config_setting_t *list, unsigned form, const char *allowed)
{
    bool good = true;
    for (int i = 0; i < config_setting_length(list); i++)
        good &= reader_has_form(reader, config_setting_get_elem(list, (unsigned)i), form, allowed);
    return good;
}

bool reader_has_form(struct reader *reader, config_setting_t *setting, unsigned forms, const char *allowed)
{
    unsigned found = form_of(setting) & forms;
    if (found == 0) {
        reader_bad(reader, setting, allowed_words(reader, forms, allowed), NULL);
        return false;
    }
    if (found == FORM_STRINGS)
        return elements_have_form(reader, setting, FORM_STRING, allowed);
    if (found == FORM_GROUPS)
        (void)elements_have_form(reader, setting, FORM_GROUP, NULL); /* the groups beside it have errors of their own to tell */
    return true;
}

static const struct field *field_find(const struct schema *schema, const char *name)
{
    for (const struct field *field = schema->fields; field->name != NULL; field++) {
        if (strcmp(field->name, name) == 0)
            return field;
    }
    return NULL;
}

static void unknown_setting(struct reader *reader, const config_setting_t *setting, const struct schema *schema)
{
    struct nearest nearest = {.word = config_setting_name(setting)};
    const char *names = "";
    for (const struct field *field = schema->fields; field->name != NULL; field++) {
        nearest_offer(&nearest, field->name);
        names = arena_printf(reader->arena, "%s%s%s", names, names[0] != '\0' ? ", " : "", field->name);
    }
    if (schema->offer != NULL)
        schema->offer(reader, &nearest);
    if (nearest.name != NULL)
        reader_add(reader, FINDING_ERROR, setting, NULL, _("unknown setting%s"), reader_hint(reader, &nearest));
    else
        reader_add(reader, FINDING_ERROR, setting, NULL, _("unknown setting; allowed: %s"), names);
}

void reader_overlay(struct reader *reader, config_setting_t *group, const struct schema *schema, void *object)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        const struct field *field = field_find(schema, config_setting_name(setting));
        if (field == NULL) {
            if (schema->other == NULL || !schema->other(reader, setting, object))
                unknown_setting(reader, setting, schema);
        } else if (reader_has_form(reader, setting, field->forms, field->allowed) && field->read != NULL) {
            field->read(reader, field, setting, object);
        }
    }
}

void reader_group(struct reader *reader, config_setting_t *group, const struct schema *schema, void *object)
{
    reader_overlay(reader, group, schema, object);
    for (const struct field *field = schema->fields; field->name != NULL; field++) {
        if (!field->required || reader_member(group, field->name) != NULL)
            continue;
        reader_add(reader, FINDING_ERROR, group, field->name, _("it is missing; required: %s"),
                   allowed_words(reader, field->forms, field->allowed));
    }
}

void field_group(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    reader_group(reader, setting, field->schema, (char *)object + field->offset);
}

void field_groups(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    const struct schema *schema = field->schema;
    size_t n = (size_t)config_setting_length(setting);
    char *items = arena_array(reader->arena, n, schema->size);
    for (size_t i = 0; i < n; i++) {
        config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        if (schema->defaults != NULL)
            memcpy(items + i * schema->size, schema->defaults, schema->size);
        if (config_setting_is_group(element))
            reader_group(reader, element, schema, items + i * schema->size);
    }
    void *target = items;
    memcpy((char *)object + field->offset, &target, sizeof target);
    memcpy((char *)object + field->count, &n, sizeof n);
}
