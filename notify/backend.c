/* The table of backends, and the check of a channel's settings against what its backend declares. */
#include "backend.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bucket.h"
#include "error.h"
#include "intl.h"
#include "memory.h"
#include "nearest.h"
#include "retry.h"
#include "secret.h"

#define TIMEOUT_S_MAX 600

static const struct backend_ops *const backends[] = {
#define BACKEND(backend, kinds) &backend_##backend,
#include "backends.def"
#undef BACKEND
};

#define N_BACKENDS (sizeof(backends) / sizeof(backends[0]))

static const struct setting_spec common[] = {
    {"connections", SETTING_INTEGER, .min = 1, .max = CHANNEL_CONNECTIONS_MAX},
    {"timeout_s", SETTING_INTEGER, .min = 1, .max = TIMEOUT_S_MAX},
    {"retry_first", SETTING_STRING},
    {"retry_max", SETTING_STRING},
    {"give_up", SETTING_STRING},
    {"fall_back_after", SETTING_STRING},
    {"rate", SETTING_STRING},
    {"digest", SETTING_BOOLEAN},
    {"quiet", SETTING_STRING},
    {"workdays_only", SETTING_BOOLEAN},
    {0},
};

static const char *const type_words[] = {
    [SETTING_STRING] = N_("a string"),
    [SETTING_INTEGER] = N_("a whole number"),
    [SETTING_BOOLEAN] = N_("true or false"),
    [SETTING_STRINGS] = N_("a list of strings"),
};

struct check {
    const struct channel *channel;
    setting_fault_cb fault;
    void *ctx;
    const struct backend_ops *ops;
    bool *faulty; /* beside each setting of the channel */
};

__attribute__((format(printf, 4, 5))) static void fault(struct check *check, const struct setting *setting, const char *name,
                                                        const char *format, ...)
{
    va_list arguments;
    char words[400];

    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    if (setting != NULL)
        check->faulty[setting - check->channel->settings] = true;
    check->fault(check->ctx, setting, name, words);
}

size_t channel_connections(const struct channel *channel)
{
    int64_t connections = channel_integer(channel, "connections", CHANNEL_CONNECTIONS);

    return connections < 1 ? 1 : connections > CHANNEL_CONNECTIONS_MAX ? CHANNEL_CONNECTIONS_MAX : (size_t)connections;
}

const struct backend_ops *backend_find(const char *name)
{
    for (size_t i = 0; i < N_BACKENDS; i++) {
        if (strcmp(backends[i]->name, name) == 0)
            return backends[i];
    }
    return NULL;
}

/* Offers each name on the way: what is not found was perhaps meant. */
static const struct setting_spec *find_spec(const struct setting_spec *specs, const char *name, struct nearest *nearest)
{
    for (; specs->name != NULL; specs++) {
        if (strcmp(specs->name, name) == 0)
            return specs;
        nearest_offer(nearest, specs->name);
    }
    return NULL;
}

static void check_value(struct check *check, const struct setting_spec *spec, const struct setting *setting)
{
    if (setting->type == SETTING_REFUSED) /* that is said */
        check->faulty[setting - check->channel->settings] = true;
    else if (setting->type != spec->type)
        fault(check, setting, spec->name, _("is %s; allowed is %s"), _(type_words[setting->type]), _(type_words[spec->type]));
    else if (spec->type == SETTING_INTEGER && (setting->integer < spec->min || setting->integer > spec->max))
        fault(check, setting, spec->name, _("is %lld; allowed are %lld to %lld"), (long long)setting->integer, (long long)spec->min,
              (long long)spec->max);
    else if (spec->type == SETTING_STRINGS && spec->required && setting->n_strings == 0)
        fault(check, setting, spec->name, _("must not be empty"));
    else if (spec->type == SETTING_STRING && *setting->string == '\0')
        fault(check, setting, spec->name, _("must not be empty"));
}

static void check_setting(struct check *check, const struct backend_ops *ops, const struct setting *setting)
{
    struct nearest nearest = {.word = setting->name};
    const struct setting_spec *spec = find_spec(ops->settings, setting->name, &nearest);

    if (spec == NULL)
        spec = find_spec(common, setting->name, &nearest);
    if (spec != NULL)
        check_value(check, spec, setting);
    else if (nearest.name != NULL)
        fault(check, setting, setting->name, _("backend “%s” has no such setting; did you mean “%s”?"), ops->name, nearest.name);
    else
        fault(check, setting, setting->name, _("backend “%s” has no such setting"), ops->name);
}

static void check_required(struct check *check, const struct backend_ops *ops)
{
    for (const struct setting_spec *spec = ops->settings; spec->name != NULL; spec++) {
        if (spec->required && channel_setting(check->channel, spec->name) == NULL)
            fault(check, NULL, spec->name, _("backend “%s” needs this setting: %s"), ops->name, _(type_words[spec->type]));
    }
}

static void check_spans(struct check *check)
{
    static const char *const names[] = {"retry_first", "retry_max", "give_up", "fall_back_after"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct setting *setting = channel_setting(check->channel, names[i]);
        int64_t seconds;

        if (setting != NULL && setting->type == SETTING_STRING && *setting->string != '\0' &&
            retry_span_parse(setting->string, &seconds) < 0)
            fault(check, setting, names[i], _("is “%s”; allowed are 1m to 30d, in m, h, d or w"), setting->string);
    }
}

static void check_rate(struct check *check)
{
    const char *text = channel_string(check->channel, "rate", "");
    struct bucket_rate rate;

    if (*text != '\0' && bucket_rate_parse(text, 0, &rate) < 0)
        fault(check, channel_setting(check->channel, "rate"), "rate", _("is “%s”; allowed are a number and a time up to 1d, such as 20/1m"),
              text);
}

static void check_quiet(struct check *check)
{
    const char *text = channel_string(check->channel, "quiet", "");
    struct window window;

    if (*text != '\0' && window_parse_quiet(text, &window) < 0)
        fault(check, channel_setting(check->channel, "quiet"), "quiet",
              _("is “%s”; allowed are two times of day as HH:MM-HH:MM, such as 22:00-07:30"), text);
}

static void check_retry_order(struct check *check)
{
    struct retry_policy policy = retry_policy_of(check->channel);

    if (policy.first_s > policy.max_s)
        fault(check, channel_setting(check->channel, "retry_first"), "retry_first", _("must not be longer than retry_max"));
}

static void check_common(struct check *check)
{
    check_spans(check);
    check_retry_order(check);
    check_rate(check);
    check_quiet(check);
}

static bool is_at_fault(const struct check *check, const char *name)
{
    const struct setting *setting = channel_setting(check->channel, name);
    const struct setting_spec *spec = find_spec(check->ops->settings, name, &(struct nearest){.word = name});

    return setting != NULL ? check->faulty[setting - check->channel->settings] : spec != NULL && spec->required;
}

/* What the backend says of a stand-in is not about the configuration. */
static void tell_of_sound(void *ctx, const struct setting *setting, const char *name, const char *text)
{
    const struct check *check = ctx;

    if (!is_at_fault(check, name))
        check->fault(check->ctx, setting, name, text);
}

/* A value for what has none, so that the settings that go with it do not seem to stand alone. */
static struct setting stand_in(const struct setting_spec *spec)
{
    static const char *const words[] = {"?"};

    return (struct setting){
        .name = spec->name, .type = spec->type, .string = words[0], .integer = spec->min, .strings = words, .n_strings = 1};
}

/* Its own settings that are at fault, or missing though required, have stand-ins; common ones at fault are left out, for they have
 * defaults. */
static void check_by_backend(struct check *check)
{
    const struct channel *channel = check->channel;
    struct channel good = *channel;
    size_t n_specs = 0;

    while (check->ops->settings[n_specs].name != NULL)
        n_specs++;
    struct setting *settings = xcalloc(channel->n_settings + n_specs, sizeof(*settings));
    good.settings = settings;
    good.n_settings = 0;
    for (size_t i = 0; i < channel->n_settings; i++) {
        if (!check->faulty[i])
            settings[good.n_settings++] = channel->settings[i];
    }
    for (const struct setting_spec *spec = check->ops->settings; spec->name != NULL; spec++) {
        if (is_at_fault(check, spec->name))
            settings[good.n_settings++] = stand_in(spec);
    }
    check->ops->check(&good, tell_of_sound, check);
    free(settings);
}

void backend_check(const struct channel *channel, setting_fault_cb report, void *ctx)
{
    const struct backend_ops *ops = backend_find(channel->backend);
    struct check check = {.channel = channel, .fault = report, .ctx = ctx, .ops = ops};

    if (ops == NULL) {
        struct nearest nearest = {.word = channel->backend};

        for (size_t i = 0; i < N_BACKENDS; i++)
            nearest_offer(&nearest, backends[i]->name);
        fault(&check, NULL, "backend",
              nearest.name != NULL ? _("there is no backend “%s”; did you mean “%s”?") : _("there is no backend “%s”"), channel->backend,
              nearest.name);
        return;
    }
    check.faulty = xcalloc(channel->n_settings + 1, sizeof(*check.faulty));
    for (size_t i = 0; i < channel->n_settings; i++)
        check_setting(&check, ops, &channel->settings[i]);
    check_required(&check, ops);
    check_common(&check);
    if (ops->check != NULL)
        check_by_backend(&check);
    free(check.faulty);
}

static int look_for_file(const struct setting_spec *spec, const struct backend_context *context, const char *file, char **ret_why)
{
    char *found = NULL;
    int r = spec->names == NAMES_SECRET ? secret_read(context, file, &found, ret_why) : secret_public_path(context, file, &found, ret_why);

    secret_free(found);
    return r;
}

void backend_look_for_files(const struct channel *channel, const void *context, setting_fault_cb lack, void *ctx)
{
    const struct backend_ops *ops = backend_find(channel->backend);

    for (const struct setting_spec *spec = ops != NULL ? ops->settings : NULL; spec != NULL && spec->name != NULL; spec++) {
        const char *file = spec->names != NAMES_NO_FILE ? channel_string(channel, spec->name, "") : "";
        char *why = NULL;

        if (*file != '\0' && look_for_file(spec, context, file, &why) < 0)
            lack(ctx, channel_setting(channel, spec->name), spec->name, why);
        free(why);
    }
}
