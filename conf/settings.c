#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "paths.h"
#include "span.h"
#include "values.h"
#include "zones.h"

#define DEFAULT_TIMEZONE "Asia/Shanghai"
#define DEFAULT_LANGUAGE "zh_CN"

#define BEAT_PERIOD_S     300
#define BEAT_LATE_AFTER_S 600
#define BEAT_SPAN_MAX_S   86400

#define EVIDENCE_BYTES     (20 * 1024 * 1024)
#define EVIDENCE_MIN_BYTES 1024
#define EVIDENCE_MAX_BYTES (1024LL * 1024 * 1024)
#define SIZE_ALLOWED       N_("bytes, or K, M or G of 1024 as in \"20M\"; from \"1K\" to \"1G\"")
#define TYPE_MAX_BYTES     15

/* What offices and cameras make; no programs, pages or archives. */
static const char *const evidence_types[] = {"pdf", "ofd", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et",
                                             "dps", "odt", "ods", "odp",  "txt", "csv",  "jpg", "jpeg", "png", "heic"};

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

/* Its addresses are made by appending to it, which a query, a fragment or a slash would take for its own. */
static bool is_beat_url(const char *text)
{
    size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;
    return scheme > 0 && text[scheme] != '\0' && text[scheme] != '/' && text[strlen(text) - 1] != '/' && strpbrk(text, " ?#\\\"<>") == NULL;
}

static void read_beat_url(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct conf_heartbeat *heartbeat = object;
    if (!value_is_clean(reader, setting))
        return;
    heartbeat->url = arena_strdup(reader->arena, config_setting_get_string(setting));
    if (!is_beat_url(heartbeat->url))
        reader_bad(reader, setting, _("http://… or https://… without a query and without a slash at its end"), NULL);
}

static void read_beat_url_file(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    ((struct conf_heartbeat *)object)->url_file_line = (int)config_setting_source_line(setting);
    value_string(reader, field, setting, object);
}

static void read_operators(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    ((struct conf_main *)object)->operators_line = (int)config_setting_source_line(setting);
    value_strings(reader, field, setting, object);
}

/* Minutes or hours: a calendar has nothing to do with it. */
static void read_beat_span(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct span span;
    bool good = span_parse(config_setting_get_string(setting), &span) == 0 && span.unit != SPAN_WORKDAYS && span_seconds(span) > 0 &&
                span_seconds(span) <= BEAT_SPAN_MAX_S;
    if (good)
        *(int64_t *)((char *)object + field->offset) = span_seconds(span);
    else
        reader_bad(reader, setting, _("1m to 24h"), NULL);
}

static const struct schema heartbeat_schema = {
    .fields =
        (const struct field[]){
            {.name = "url", .forms = FORM_STRING, .read = read_beat_url},
            {.name = "url_file", .forms = FORM_STRING, .read = read_beat_url_file, .offset = offsetof(struct conf_heartbeat, url_file)},
            {.name = "period", .forms = FORM_STRING, .read = read_beat_span, .offset = offsetof(struct conf_heartbeat, period_s)},
            {.name = "late_after", .forms = FORM_STRING, .read = read_beat_span, .offset = offsetof(struct conf_heartbeat, late_after_s)},
            {0},
        },
    .size = sizeof(struct conf_heartbeat),
};

/* "20M": bytes, or K, M or G of 1024. */
static void read_size(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    static const char units[] = "KMG";
    const char *text = config_setting_get_string(setting);
    char *end = NULL;
    long long bytes = text[0] >= '1' && text[0] <= '9' && strlen(text) < 12 ? strtoll(text, &end, 10) : 0;
    const char *unit = end != NULL && *end != '\0' ? strchr(units, *end++) : NULL;
    for (const char *at = units; unit != NULL && at <= unit; at++)
        bytes *= 1024;
    if (end != NULL && *end == '\0' && bytes >= EVIDENCE_MIN_BYTES && bytes <= EVIDENCE_MAX_BYTES)
        *(int64_t *)((char *)object + field->offset) = bytes;
    else
        reader_bad(reader, setting, _(SIZE_ALLOWED), NULL);
}

static bool is_type(const char *type)
{
    return strspn(type, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen(type) && strlen(type) <= TYPE_MAX_BYTES;
}

static void read_types(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    const struct conf_evidence *evidence = object;
    bool single = config_setting_type(setting) == CONFIG_TYPE_STRING;
    value_strings(reader, field, setting, object);
    for (size_t i = 0; i < evidence->n_types; i++) {
        if (!is_type(evidence->types[i]))
            reader_bad(reader, single ? setting : config_setting_get_elem(setting, (unsigned)i),
                       _("an ending of file names such as \"pdf\": at most 15 of a-z 0-9, no dot"), NULL);
    }
}

static const struct schema evidence_schema = {
    .fields =
        (const struct field[]){
            {.name = "max_size",
             .forms = FORM_STRING,
             .read = read_size,
             .allowed = SIZE_ALLOWED,
             .offset = offsetof(struct conf_evidence, max_bytes)},
            {.name = "types",
             .forms = FORM_STRINGS,
             .read = read_types,
             .offset = offsetof(struct conf_evidence, types),
             .count = offsetof(struct conf_evidence, n_types)},
            {0},
        },
    .size = sizeof(struct conf_evidence),
};

static void check_heartbeat(struct reader *reader, config_setting_t *root)
{
    config_setting_t *group = reader_member(root, "heartbeat");
    if (group == NULL || !config_setting_is_group(group))
        return;
    bool url = reader_member(group, "url") != NULL, file = reader_member(group, "url_file") != NULL;
    if (url && file)
        reader_add(reader, FINDING_ERROR, group, "url_file", "%s", _("url is set, too; allowed: one of the two"));
    else if (!url && !file)
        reader_add(reader, FINDING_ERROR, group, NULL, "%s", _("it has neither url nor url_file; one of the two is needed"));
}

static const struct schema control_schema = {
    .fields =
        (const struct field[]){
            {.name = "operators",
             .forms = FORM_STRINGS,
             .read = read_operators,
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
        {.name = "obligations_for", .forms = FORM_GROUPS},                                                                                 \
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
            {.name = "heartbeat",
             .forms = FORM_GROUP,
             .read = field_group,
             .offset = offsetof(struct settings, main.heartbeat),
             .schema = &heartbeat_schema},
            {.name = "evidence",
             .forms = FORM_GROUP,
             .read = field_group,
             .offset = offsetof(struct settings, main.evidence),
             .schema = &evidence_schema},
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
        reader_add(reader, FINDING_ERROR, setting, NULL,
                   _("found in an included file; allowed there: calendars, channels, obligations_for, organizations (this setting stands "
                     "in the main file)"));
        return true;
    }
    return false;
}

static const struct schema included_schema = {.fields = (const struct field[]){THINGS, {0}}, .other = main_only};

void settings_read_main(struct reader *reader, config_setting_t *root, struct settings *ret)
{
    *ret = (struct settings){.main = {.language = DEFAULT_LANGUAGE,
                                      .heartbeat = {.period_s = BEAT_PERIOD_S, .late_after_s = BEAT_LATE_AFTER_S},
                                      .evidence = {.max_bytes = EVIDENCE_BYTES,
                                                   .types = evidence_types,
                                                   .n_types = sizeof evidence_types / sizeof evidence_types[0]}}};
    reader_group(reader, root, &main_schema, ret);
    check_heartbeat(reader, root);
    if (reader_member(root, "timezone") == NULL && zone_load(DEFAULT_TIMEZONE, reader->arena, &ret->main.zone) != 0)
        reader_add(reader, FINDING_ERROR, root, "timezone", _("this system does not know the default %s; install tzdata or set another"),
                   DEFAULT_TIMEZONE);
}

void settings_check_included(struct reader *reader, config_setting_t *root)
{
    reader_group(reader, root, &included_schema, NULL);
}
