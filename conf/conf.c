/* A load is one or two passes over the main file and then each included file: parse, read, check, hand out, release.
 *
 * In memory at one time are the main file, one included file, and the values of one organization; of all files together only the ids. The
 * first pass hands out nothing; the second reads again and hands out as it goes. If a file changed between the two and is bad now, the
 * caller's transaction is given up. A caller that would throw everything away anyway needs one pass only. */
#include "conf.h"

#include <string.h>

#include "calendars.h"
#include "channels.h"
#include "checks.h"
#include "error.h"
#include "includes.h"
#include "inheritance.h"
#include "intl.h"
#include "organizations.h"
#include "posts.h"
#include "presets.h"
#include "registry.h"
#include "scope.h"
#include "settings.h"
#include "source.h"

struct load {
    const struct conf_options *options;
    struct report *report;
    const struct conf_sink *sink; /* NULL: checking only */
    struct posts posts;
    struct presets presets;
    struct checks checks;
    struct holidays holidays;
    struct registry registry; /* of one pass */
};

/* One file while it is read. */
struct file {
    struct load *load;
    struct arena arena;
    struct scope scope;
    struct inheritance inheritance;
    struct reader reader;
};

static void file_open(struct file *file, struct load *load, const char *path, const struct file *outer)
{
    *file = (struct file){
        .load = load,
        .scope = {.posts = &load->posts, .presets = &load->presets, .checks = &load->checks, .holidays = &load->holidays},
        .reader = {.options = load->options, .report = load->report, .file = path},
    };
    file->reader.arena = &file->arena;
    file->reader.scope = &file->scope;
    catalogue_init(&file->scope.calendars, outer != NULL ? &outer->scope.calendars : NULL);
    catalogue_init(&file->scope.channels, outer != NULL ? &outer->scope.channels : NULL);
    inheritance_init(&file->inheritance, outer != NULL ? &outer->inheritance : NULL);
    file->scope.inheritance = &file->inheritance;
    file->scope.language = outer != NULL ? outer->scope.language : NULL;
}

static void file_close(struct file *file)
{
    catalogue_done(&file->scope.calendars);
    catalogue_done(&file->scope.channels);
    inheritance_done(&file->inheritance);
    arena_done(&file->arena);
}

/* Whether values may still be handed out. */
static bool handing_out(const struct load *load)
{
    return load->sink != NULL && load->report->n_errors == 0;
}

static int read_calendar(struct file *file, config_setting_t *group)
{
    struct load *load = file->load;
    struct calendar *calendar = calendar_read(&file->reader, group, &load->holidays);
    if (calendar == NULL)
        return 0;
    registry_add(&load->registry, REGISTRY_CALENDAR, &file->reader, group, calendar->id, NULL);
    catalogue_add(&file->scope.calendars, calendar->id, calendar);
    return handing_out(load) ? load->sink->calendar(load->sink->ctx, calendar) : 0;
}

static int read_channel(struct file *file, config_setting_t *group)
{
    struct load *load = file->load;
    struct channel *channel = channel_read(&file->reader, group);
    if (channel == NULL)
        return 0;
    registry_add(&load->registry, REGISTRY_CHANNEL, &file->reader, group, channel->id, NULL);
    if (catalogue_find(&load->posts.known, channel->id) != NULL)
        reader_bad(&file->reader, reader_member(group, "id"), _("an id that is not that of a post"), NULL);
    catalogue_add(&file->scope.channels, channel->id, channel);
    return handing_out(load) ? load->sink->channel(load->sink->ctx, channel) : 0;
}

static int read_organization(struct file *file, config_setting_t *group)
{
    struct load *load = file->load;
    struct arena arena = {0};
    struct reader reader = file->reader;
    struct organization organization;
    int error = 0;
    reader.arena = &arena;
    organization_read(&reader, group, &organization);
    if (organization.id != NULL)
        registry_add(&load->registry, REGISTRY_ORGANIZATION, &reader, group, organization.id, organization.parent);
    if (handing_out(load))
        error = load->sink->organization(load->sink->ctx, &organization);
    arena_done(&arena);
    return error;
}

static int read_list(struct file *file, config_setting_t *root, const char *name, int (*read)(struct file *file, config_setting_t *group))
{
    config_setting_t *list = reader_member(root, name);
    int error = 0;
    for (int i = 0; list != NULL && config_setting_is_list(list) && i < config_setting_length(list) && error >= 0; i++) {
        config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
        if (config_setting_is_group(element))
            error = read(file, element);
    }
    return error;
}

static int read_things(struct file *file, config_setting_t *root)
{
    int error = read_list(file, root, "calendars", read_calendar);
    if (error >= 0)
        error = read_list(file, root, "channels", read_channel);
    inheritance_read(&file->inheritance, &file->reader, root, &file->load->registry);
    if (error >= 0)
        error = read_list(file, root, "organizations", read_organization);
    return error < 0 ? error : 0;
}

static int read_included(struct load *load, const struct file *main_file, const struct include *include)
{
    struct file file;
    config_t config;
    if (source_parse(include->path, &include->from, load->report, &config) != 0)
        return 0; /* said; the others are looked at all the same */
    file_open(&file, load, include->path, main_file);
    settings_check_included(&file.reader, config_root_setting(&config));
    int error = read_things(&file, config_root_setting(&config));
    inheritance_check_used(&file.inheritance, &file.reader);
    file_close(&file);
    config_destroy(&config);
    return error;
}

/* Each channel of control.alerts is one of the main file, and can be a recipient. */
static void check_alert(struct file *file, const config_setting_t *place, const char *id)
{
    struct nearest nearest = {.word = id};
    const struct channel *channel = catalogue_find(&file->scope.channels, id);
    if (channel == NULL) {
        catalogue_offer(&file->scope.channels, &nearest);
        reader_bad(&file->reader, place, _("the id of a channel of the main file"), &nearest);
    } else if (!channel_stands_alone(file->reader.options, channel)) {
        reader_add(&file->reader, FINDING_ERROR, place, NULL, _(CHANNEL_NEEDS_TO), id);
    }
}

static void check_alerts(struct file *file, config_setting_t *root, const struct conf_main *settings)
{
    config_setting_t *control = reader_member(root, "control");
    bool single = settings->n_alerts > 0;
    for (size_t i = 0; i < settings->n_alerts; i++) {
        if (settings->alerts[i][0] != '\0')
            check_alert(file, reader_element(control, "alerts", i), settings->alerts[i]);
        single = single && strcmp(settings->alerts[i], settings->alerts[0]) == 0;
    }
    if (single && settings->alerts[0][0] != '\0')
        reader_add(&file->reader, FINDING_WARNING, control, "alerts",
                   _("nobody is told when \"%s\" itself fails; name a second channel, on another way"), settings->alerts[0]);
}

static int read_main(struct file *file, config_setting_t *root)
{
    struct load *load = file->load;
    struct settings settings;
    struct include *includes;
    size_t n_includes;
    settings_read_main(&file->reader, root, &settings);
    file->scope.language = settings.main.language;
    int error = read_things(file, root);
    check_alerts(file, root, &settings.main);
    includes_expand(&file->reader, root, &settings, &includes, &n_includes);
    for (size_t i = 0; i < n_includes && error == 0; i++)
        error = read_included(load, file, &includes[i]);
    inheritance_check_used(&file->inheritance, &file->reader);
    if (g_hash_table_size(load->registry.places[REGISTRY_CHANNEL]) == 0)
        reader_add(&file->reader, FINDING_WARNING, root, "channels", _("there is no channel: nobody will be told anything"));
    return error;
}

static int pass(struct load *load, const char *path)
{
    struct file file;
    config_t config;
    if (source_parse(path, NULL, load->report, &config) != 0)
        return ERROR_CONFIG;
    registry_init(&load->registry);
    file_open(&file, load, path, NULL);
    int error = read_main(&file, config_root_setting(&config));
    registry_check_parents(&load->registry, load->report);
    file_close(&file);
    registry_done(&load->registry);
    config_destroy(&config);
    if (error == 0 && load->report->n_errors > 0)
        error = ERROR_CONFIG;
    return error;
}

static int load_open(struct load *load, const struct conf_options *options, struct report *report)
{
    *load = (struct load){.options = options, .report = report};
    presets_init(&load->presets);
    checks_init(&load->checks);
    holidays_init(&load->holidays);
    return posts_load(options, report, &load->posts);
}

static void load_close(struct load *load)
{
    posts_done(&load->posts);
    presets_done(&load->presets);
    checks_done(&load->checks);
    holidays_done(&load->holidays);
}

/* The second pass: the warnings were said in the first. */
static int hand_out(struct load *load, const char *path, const struct conf_sink *sink)
{
    struct report *first = load->report;
    struct report again = {0};
    load->report = &again;
    load->sink = sink;
    int error = pass(load, path);
    for (size_t i = 0; i < again.n; i++) {
        const struct finding *finding = &again.items[i];
        if (finding->level == FINDING_ERROR)
            report_add(first, finding->level, finding->file, finding->line, finding->setting, "%s", finding->text);
    }
    report_done(&again);
    return error;
}

static int run(const char *path, const struct conf_options *options, const struct conf_sink *sink, struct report *report)
{
    struct load load;
    int error = load_open(&load, options, report);
    bool once = sink != NULL && sink->revocable;
    if (once)
        load.sink = sink;
    if (error == 0)
        error = pass(&load, path);
    if (error == 0 && sink != NULL && !once)
        error = hand_out(&load, path, sink);
    load_close(&load);
    report_sort(report);
    return error;
}

int conf_check(const char *path, const struct conf_options *options, struct report *report)
{
    return run(path, options, NULL, report);
}

int conf_load(const char *path, const struct conf_options *options, const struct conf_sink *sink, struct report *report)
{
    return run(path, options, sink, report);
}

int conf_read_main(const char *path, const struct conf_options *options, struct arena *arena, struct conf_main *ret, struct report *report)
{
    size_t errors = report->n_errors;
    config_t config;
    int error = source_parse(path, NULL, report, &config);
    if (error != 0)
        return error;
    struct reader reader = {.options = options, .report = report, .arena = arena, .file = path};
    struct settings settings;
    settings_read_main(&reader, config_root_setting(&config), &settings);
    config_destroy(&config);
    if (report->n_errors > errors)
        return ERROR_CONFIG;
    *ret = settings.main;
    return 0;
}
