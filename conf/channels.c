#include "channels.h"

#include <string.h>

#include "intl.h"
#include "recipients.h"
#include "values.h"

/* A channel while its settings are collected; libconfig's group bounds how many there can be. */
struct raw_channel {
    struct channel channel;
    struct setting *settings;
    size_t n;
};

static const struct field strings = {.offset = offsetof(struct setting, strings), .count = offsetof(struct setting, n_strings)};

static void read_setting_value(struct reader *reader, config_setting_t *setting, struct setting *ret)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_STRING:
        ret->type = SETTING_STRING;
        ret->string = value_is_clean(reader, setting) ? arena_strdup(reader->arena, config_setting_get_string(setting)) : "";
        break;
    case CONFIG_TYPE_BOOL:
        ret->type = SETTING_BOOLEAN;
        ret->integer = config_setting_get_bool(setting) == CONFIG_TRUE;
        break;
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        ret->type = SETTING_INTEGER;
        ret->integer = config_setting_get_int64(setting);
        break;
    default:
        ret->type = SETTING_STRINGS;
        value_strings(reader, &strings, setting, ret);
        break;
    }
}

/* Any other setting belongs to the backend. */
static bool read_setting(struct reader *reader, config_setting_t *setting, void *object)
{
    struct raw_channel *raw = object;
    size_t errors = reader->report->n_errors;
    struct setting *ret = &raw->settings[raw->n++];
    ret->name = arena_strdup(reader->arena, config_setting_name(setting));
    if (reader_has_form(reader, setting, FORM_STRING | FORM_INTEGER | FORM_BOOLEAN | FORM_STRINGS, NULL))
        read_setting_value(reader, setting, ret);
    if (reader->report->n_errors > errors)
        ret->type = SETTING_REFUSED;
    return true;
}

static void read_backend(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    const char *word = config_setting_get_string(setting);
    struct nearest nearest = {.word = word};
    const char *names = "";
    for (const struct backend_name *backend = reader->options->backends; backend->name != NULL; backend++) {
        if (strcmp(backend->name, word) == 0) {
            ((struct raw_channel *)object)->channel.backend = arena_strdup(reader->arena, word);
            return;
        }
        nearest_offer(&nearest, backend->name);
        names = arena_printf(reader->arena, "%s%s%s", names, names[0] != '\0' ? ", " : "", backend->name);
    }
    reader_bad(reader, setting, names, &nearest);
}

static const struct schema channel_schema = {
    .fields =
        (const struct field[]){
            {.name = "id",
             .forms = FORM_STRING,
             .required = true,
             .read = value_id,
             .allowed = ID_ALLOWED,
             .offset = offsetof(struct raw_channel, channel.id)},
            {.name = "backend", .forms = FORM_STRING, .required = true, .read = read_backend},
            {0},
        },
    .other = read_setting,
};

/* Where a channel stands. */
struct channel_place {
    const struct reader *reader;
    const config_setting_t *group;
};

static void on_fault(void *ctx, const struct setting *setting, const char *name, const char *text)
{
    const struct channel_place *place = ctx;
    reader_add(place->reader, FINDING_ERROR, place->group, name, "%s", text);
}

static void on_lack(void *ctx, const struct setting *setting, const char *name, const char *text)
{
    const struct channel_place *place = ctx;
    reader_add(place->reader, FINDING_WARNING, place->group, name, "%s", text);
}

struct channel *channel_read(struct reader *reader, config_setting_t *group)
{
    struct raw_channel *raw = arena_alloc(reader->arena, sizeof *raw);
    raw->settings = arena_array(reader->arena, (size_t)config_setting_length(group), sizeof *raw->settings);
    struct channel_place place = {reader, group};
    reader_group(reader, group, &channel_schema, raw);
    struct channel *channel = &raw->channel;
    channel->settings = raw->settings;
    channel->n_settings = raw->n;
    if (channel->backend != NULL && reader->options->check_channel != NULL)
        reader->options->check_channel(channel, on_fault, &place);
    if (channel->backend != NULL && reader->options->look_for_files != NULL)
        reader->options->look_for_files(channel, reader->options->files_ctx, on_lack, &place);
    return channel->id != NULL ? channel : NULL;
}

const struct backend_name *channel_backend(const struct conf_options *options, const struct channel *channel)
{
    static const struct backend_name unknown = {.name = "", .address = ""};
    for (const struct backend_name *backend = options->backends; backend->name != NULL; backend++) {
        if (channel->backend != NULL && strcmp(backend->name, channel->backend) == 0)
            return backend;
    }
    return &unknown;
}

bool channel_stands_alone(const struct conf_options *options, const struct channel *channel)
{
    return recipient_may_be_channel(channel_backend(options, channel)->address) || channel_setting(channel, "to") != NULL;
}
