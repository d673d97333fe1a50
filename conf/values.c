#include "values.h"

#include <glib.h>
#include <string.h>

#include "date.h"
#include "organization.h"

#define AT(type, object, offset) ((type *)(void *)((char *)(object) + (offset)))

bool value_is_id(const char *text)
{
    size_t n = 0;
    for (; text[n] != '\0'; n++) {
        char c = text[n];
        bool first = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (n == ID_MAX_BYTES || (!first && (n == 0 || (c != '.' && c != '_' && c != '-'))))
            return false;
    }
    return n > 0;
}

bool value_is_clean(struct reader *reader, config_setting_t *setting)
{
    const char *text = config_setting_get_string(setting);
    bool clean = text[0] != '\0' && g_utf8_validate(text, -1, NULL);
    for (const char *at = text; clean && *at != '\0'; at++)
        clean = (unsigned char)*at >= 0x20 && *at != 0x7f;
    if (!clean)
        reader_add(reader, FINDING_ERROR, setting, NULL,
                   _("found an empty string, a control character or bytes that are not UTF-8; allowed: words on one line"));
    return clean;
}

void value_string(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    if (value_is_clean(reader, setting))
        *AT(const char *, object, field->offset) = arena_strdup(reader->arena, config_setting_get_string(setting));
}

static bool setting_is_id(struct reader *reader, config_setting_t *setting)
{
    bool good = value_is_id(config_setting_get_string(setting));
    if (!good)
        reader_bad(reader, setting, _(ID_ALLOWED), NULL);
    return good;
}

void value_id(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    if (setting_is_id(reader, setting))
        *AT(const char *, object, field->offset) = arena_strdup(reader->arena, config_setting_get_string(setting));
}

/* What is not good stays out of the list, so that whoever looks at it later need not ask again. */
static void read_words(struct reader *reader, const struct field *field, config_setting_t *setting, void *object,
                       bool (*check)(struct reader *reader, config_setting_t *setting))
{
    bool single = config_setting_type(setting) == CONFIG_TYPE_STRING;
    size_t n = single ? 1 : (size_t)config_setting_length(setting);
    const char **words = arena_array(reader->arena, n, sizeof *words);
    for (size_t i = 0; i < n; i++) {
        config_setting_t *element = single ? setting : config_setting_get_elem(setting, (unsigned)i);
        words[i] = check(reader, element) ? arena_strdup(reader->arena, config_setting_get_string(element)) : "";
    }
    *AT(const char **, object, field->offset) = words;
    *AT(size_t, object, field->count) = n;
}

void value_strings(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    read_words(reader, field, setting, object, value_is_clean);
}

void value_ids(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    read_words(reader, field, setting, object, setting_is_id);
}

void value_boolean(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    *AT(bool, object, field->offset) = config_setting_get_bool(setting) == CONFIG_TRUE;
}

void value_integer(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    int64_t value = config_setting_get_int64(setting);
    if (value < field->min || value > field->max)
        reader_bad(reader, setting, arena_printf(reader->arena, _("%lld to %lld"), (long long)field->min, (long long)field->max), NULL);
    else
        *AT(int32_t, object, field->offset) = (int32_t)value;
}

void value_date(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    if (date_parse(config_setting_get_string(setting), AT(date_t, object, field->offset)) != 0)
        reader_bad(reader, setting, _(DATE_ALLOWED), NULL);
}

void value_time(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    if (time_of_day_parse(config_setting_get_string(setting), AT(int32_t, object, field->offset)) != 0)
        reader_bad(reader, setting, _(TIME_ALLOWED), NULL);
}

static const struct schema text_schema = {
    .fields =
        (const struct field[]){
            {.name = "zh_CN", .forms = FORM_STRING, .read = value_string, .offset = offsetof(struct text, zh)},
            {.name = "en", .forms = FORM_STRING, .read = value_string, .offset = offsetof(struct text, en)},
            {0},
        },
    .size = sizeof(struct text),
};

void value_text(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct text *text = AT(struct text, object, field->offset);
    if (config_setting_type(setting) == CONFIG_TYPE_GROUP) {
        *text = (struct text){0};
        reader_group(reader, setting, &text_schema, text);
        if (config_setting_length(setting) == 0)
            reader_bad(reader, setting, _("a string, or a group with zh_CN, en or both"), NULL);
    } else if (value_is_clean(reader, setting)) {
        text->zh = arena_strdup(reader->arena, config_setting_get_string(setting));
        text->en = text->zh;
    }
}

void value_language(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    static const char *const languages[] = {"zh_CN", "en"};
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        if (strcmp(languages[i], config_setting_get_string(setting)) == 0) {
            *AT(const char *, object, field->offset) = languages[i];
            return;
        }
    }
    struct nearest nearest = {.word = config_setting_get_string(setting)};
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        nearest_offer(&nearest, languages[i]);
    reader_bad(reader, setting, _(LANGUAGE_ALLOWED), &nearest);
}
