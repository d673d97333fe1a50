#include "settings.h"

#include <string.h>

#include "intl.h"
#include "paths.h"
#include "values.h"
#include "zones.h"

#define DEFAULT_TIMEZONE "Asia/Shanghai"
#define DEFAULT_LANGUAGE "zh_CN"

static void read_templates(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    if (value_is_clean(reader, setting))
        ((struct settings *)object)->main.templates_dir = paths_beside(reader->arena, reader->file, config_setting_get_string(setting));
}

static void read_timezone(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct settings *settings = object;
    if (zone_load(config_setting_get_string(setting), reader->arena, &settings->main.zone) != 0)
        reader_bad(reader, setting, _("a time zone this system knows, such as \"Asia/Shanghai\""), NULL);
}

static const struct schema control_schema = {
    .fields =
        (const struct field[]){
            {.name = "operators",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct conf_main, operators),
             .count = offsetof(struct conf_main, n_operators)},
            {.name = "alerts",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct conf_main, alerts),
             .count = offsetof(struct conf_main, n_alerts)},
            {0},
        },
    .size = sizeof(struct conf_main),
};

#define THINGS                                                                                                                             \
    {.name = "calendars", .forms = FORM_GROUPS}, {.name = "channels", .forms = FORM_GROUPS},                                               \
    {                                                                                                                                      \
        .name = "organizations", .forms = FORM_GROUPS                                                                                      \
    }

static const struct schema main_schema = {
    .fields =
        (const struct field[]){
            {.name = "timezone", .forms = FORM_STRING, .read = read_timezone},
            {.name = "language",
             .forms = FORM_STRING,
             .read = value_language,
             .allowed = LANGUAGE_ALLOWED,
             .offset = offsetof(struct settings, main.language)},
            {.name = "include",
             .forms = FORM_STRINGS,
             .read = value_strings,
             .offset = offsetof(struct settings, include),
             .count = offsetof(struct settings, n_include)},
            {.name = "templates", .forms = FORM_STRING, .read = read_templates},
            {.name = "control",
             .forms = FORM_GROUP,
             .read = field_group,
             .offset = offsetof(struct settings, main),
             .schema = &control_schema},
            THINGS,
            {0},
        },
    .size = sizeof(struct settings),
};

/* A setting of the main file in an included one. */
static bool main_only(struct reader *reader, config_setting_t *setting, void *object)
{
    for (const struct field *field = main_schema.fields; field->name != NULL; field++) {
        if (strcmp(field->name, config_setting_name(setting)) != 0)
            continue;
        reader_add(
            reader, FINDING_ERROR, setting, NULL,
            _("found in an included file; allowed there: calendars, channels, organizations (this setting stands in the main file)"));
        return true;
    }
    return false;
}

static const struct schema included_schema = {.fields = (const struct field[]){THINGS, {0}}, .other = main_only};

void settings_read_main(struct reader *reader, config_setting_t *root, struct settings *ret)
{
    *ret = (struct settings){.main = {.language = DEFAULT_LANGUAGE}};
    reader_group(reader, root, &main_schema, ret);
    if (reader_member(root, "timezone") == NULL && zone_load(DEFAULT_TIMEZONE, reader->arena, &ret->main.zone) != 0)
        reader_add(reader, FINDING_ERROR, root, "timezone", _("this system does not know the default %s; install tzdata or set another"),
                   DEFAULT_TIMEZONE);
}

void settings_check_included(struct reader *reader, config_setting_t *root)
{
    reader_group(reader, root, &included_schema, NULL);
}
