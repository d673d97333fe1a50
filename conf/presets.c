#include "presets.h"

#include "intl.h"
#include "obligations.h"
#include "paths.h"
#include "source.h"
#include "stages.h"
#include "values.h"

void presets_init(struct presets *presets)
{
    catalogue_init(&presets->read, NULL);
    presets->arena = (struct arena){0};
}

void presets_done(struct presets *presets)
{
    for (guint i = 0; i < presets->read.things->len; i++) {
        struct preset *preset = g_ptr_array_index(presets->read.things, i);
        if (preset->root != NULL)
            config_destroy(&preset->config);
    }
    catalogue_done(&presets->read);
    arena_done(&presets->arena);
}

static void unknown_preset(struct reader *reader, const config_setting_t *setting)
{
    struct nearest nearest = {.word = config_setting_get_string(setting)};
    paths_offer_data(reader->arena, reader->options->data_dir, "presets", &nearest);
    reader_add(reader, FINDING_ERROR, setting, NULL, _("found %s, which is no preset in %s/presets%s"), reader_found(reader, setting),
               reader->options->data_dir, reader_hint(reader, &nearest));
}

static void preset_read(struct presets *presets, struct reader *reader, const config_setting_t *setting, const char *path,
                        struct preset *preset)
{
    struct source_named from = {
        .file = reader_file(reader, setting), .line = (int)config_setting_source_line(setting), .setting = reader_path(reader, setting)};
    size_t errors = reader->report->n_errors;
    if (source_parse(path, &from, reader->report, &preset->config) != 0)
        return;
    preset->file = arena_strdup(&presets->arena, path);
    preset->root = config_root_setting(&preset->config);
    struct reader inner = {.options = reader->options, .report = reader->report, .arena = &presets->arena, .file = preset->file};
    inner.scope = reader->scope;
    reader_overlay(&inner, preset->root, &obligation_schema, &preset->obligation);
    stages_check_preset(&inner, preset->root);
    preset->good = reader->report->n_errors == errors;
}

const struct preset *presets_get(struct presets *presets, struct reader *reader, const config_setting_t *setting)
{
    const char *name = config_setting_get_string(setting);
    struct preset *preset = catalogue_find(&presets->read, name);
    if (preset == NULL) {
        const char *path = paths_data(reader->arena, reader->options->data_dir, "presets", name);
        if (!value_is_id(name) || !paths_exists(path)) {
            unknown_preset(reader, setting);
            return NULL;
        }
        preset = arena_alloc(&presets->arena, sizeof *preset);
        preset->obligation = obligation_defaults;
        preset->obligation.preset = arena_strdup(&presets->arena, name);
        catalogue_add(&presets->read, preset->obligation.preset, preset);
        preset_read(presets, reader, setting, path, preset);
    }
    return preset->good ? preset : NULL;
}
