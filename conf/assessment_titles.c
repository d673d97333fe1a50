/* What the obligations and checks of the self-assessment tables are called, for organizations that do not keep them: the titles of the
 * presets of those names. A preset that is at fault has none here: whoever uses it is told. */
#include <string.h>

#include "assessments.h"
#include "paths.h"
#include "reader.h"
#include "source.h"
#include "values.h"

struct titles {
    const struct conf_options *options;
    struct arena *arena;
    struct assessment_title *items;
    size_t n;
};

static config_setting_t *stage_of(const config_setting_t *root, const char *id)
{
    const config_setting_t *stages = reader_member(root, "stages");
    for (int i = 0; stages != NULL && i < config_setting_length(stages); i++) {
        config_setting_t *stage = config_setting_get_elem(stages, (unsigned)i);
        const char *found;
        if (config_setting_is_group(stage) && config_setting_lookup_string(stage, "id", &found) && strcmp(found, id) == 0)
            return stage;
    }
    return NULL;
}

/* The title of PRESET or PRESET.STAGE; false: there is none. */
static bool title_read(const struct titles *titles, const char *name, struct text *ret)
{
    static const struct field field = {.name = "title"};
    const char *dot = strchr(name, '.');
    const char *preset = arena_printf(titles->arena, "%.*s", (int)strcspn(name, "."), name);
    const char *path = paths_data(titles->arena, titles->options->data_dir, "presets", preset);
    struct report report = {0};
    struct reader reader = {.options = titles->options, .report = &report, .arena = titles->arena, .file = path};
    config_setting_t *group, *title = NULL;
    bool good = false;
    config_t config;
    if (!value_is_id(preset) || !paths_exists(path))
        return false;
    if (source_parse(path, NULL, &report, &config) == 0) {
        group = config_root_setting(&config);
        group = dot != NULL ? stage_of(group, dot + 1) : group;
        title = group != NULL ? reader_member(group, field.name) : NULL;
        if (title != NULL && (config_setting_is_group(title) || config_setting_type(title) == CONFIG_TYPE_STRING)) {
            value_text(&reader, &field, title, ret);
            good = report.n_errors == 0;
        }
        config_destroy(&config);
    }
    report_done(&report);
    return good;
}

static void add(struct titles *titles, const char *name)
{
    struct assessment_title *title = &titles->items[titles->n];
    const struct assessments known = {.titles = titles->items, .n_titles = titles->n};
    if (name == NULL || assessments_title(&known, name) != NULL)
        return;
    *title = (struct assessment_title){.name = name};
    if (title_read(titles, name, &title->title))
        titles->n++;
}

void assessments_read_titles(const struct conf_options *options, struct arena *arena, struct assessments *assessments)
{
    struct titles titles = {.options = options, .arena = arena};
    size_t room = 0;
    for (size_t i = 0; i < assessments->n; i++) {
        for (size_t j = 0; j < assessments->items[i].n_items; j++)
            room += 3 * assessments->items[i].items[j].n_proofs;
    }
    titles.items = arena_array(arena, room, sizeof *titles.items);
    for (size_t i = 0; i < assessments->n; i++) {
        for (size_t j = 0; j < assessments->items[i].n_items; j++) {
            const struct assessment_item *item = &assessments->items[i].items[j];
            for (size_t k = 0; k < item->n_proofs; k++) {
                add(&titles, item->proofs[k].obligation);
                add(&titles, item->proofs[k].approval);
                add(&titles, item->proofs[k].check);
            }
        }
    }
    assessments->titles = titles.items;
    assessments->n_titles = titles.n;
}

const struct text *assessments_title(const struct assessments *assessments, const char *name)
{
    for (size_t i = 0; i < assessments->n_titles; i++) {
        if (strcmp(assessments->titles[i].name, name) == 0)
            return &assessments->titles[i].title;
    }
    return NULL;
}
