#include "stages.h"

#include <string.h>

#include "intl.h"
#include "values.h"

struct expansion {
    struct reader *reader;
    struct reader preset_reader; /* blames the preset's file */
    config_setting_t *group;
    const struct preset *preset;
    const struct obligation *procedure;
    struct obligation_list *list;
    const char *previous;
};

static config_setting_t *stages_of(const config_setting_t *group)
{
    config_setting_t *stages = group != NULL ? reader_member(group, "stages") : NULL;
    return stages != NULL && config_setting_is_list(stages) ? stages : NULL;
}

bool stages_there_are(const config_setting_t *group, const struct preset *preset)
{
    const config_setting_t *own = stages_of(group), *shipped = preset != NULL ? stages_of(preset->root) : NULL;
    return (own != NULL && config_setting_length(own) > 0) || (shipped != NULL && config_setting_length(shipped) > 0);
}

/* NULL where the group has no id that could be one. */
static const char *id_of(const config_setting_t *stage)
{
    const config_setting_t *id = reader_member(stage, "id");
    return id != NULL && config_setting_type(id) == CONFIG_TYPE_STRING ? config_setting_get_string(id) : NULL;
}

/* The stage of that id; NULL if there is none. */
static config_setting_t *find_stage(config_setting_t *stages, const char *id)
{
    for (int i = 0; stages != NULL && id != NULL && i < config_setting_length(stages); i++) {
        config_setting_t *stage = config_setting_get_elem(stages, (unsigned)i);
        const char *other = id_of(stage);
        if (other != NULL && strcmp(other, id) == 0)
            return stage;
    }
    return NULL;
}

/* A dot stands between a procedure and its stage, and in neither. */
static bool check_id(struct reader *reader, const config_setting_t *group, const char *id)
{
    if (id == NULL)
        reader_add(reader, FINDING_ERROR, group, "id", _("it is missing; required: %s"), _(ID_ALLOWED));
    else if (strchr(id, '.') != NULL)
        reader_add(reader, FINDING_ERROR, group, "id", _("found \"%s\"; allowed in a procedure and its stages: an id without a dot"), id);
    return id != NULL && strchr(id, '.') == NULL;
}

static bool is_omitted(const config_setting_t *stage)
{
    const config_setting_t *omit = stage != NULL ? reader_member(stage, "omit") : NULL;
    return omit != NULL && config_setting_type(omit) == CONFIG_TYPE_BOOL && config_setting_get_bool(omit);
}

/* What a stage has from its procedure. */
static struct obligation inherit(const struct obligation *procedure)
{
    struct obligation stage = obligation_defaults;
    stage.preset = procedure->preset;
    stage.procedure = procedure->id;
    stage.per = procedure->per;
    stage.remind = procedure->remind;
    stage.n_remind = procedure->n_remind;
    stage.repeat = procedure->repeat;
    stage.at = procedure->at;
    stage.notify = procedure->notify;
    stage.n_notify = procedure->n_notify;
    stage.escalate = procedure->escalate;
    stage.n_escalate = procedure->n_escalate;
    return stage;
}

/* One stage from the preset's group and the organization's own; one of them may be NULL. */
static void add_stage(struct expansion *expansion, config_setting_t *shipped, config_setting_t *own)
{
    struct reader *reader = expansion->reader;
    struct obligation stage = inherit(expansion->procedure);
    size_t errors = reader->report->n_errors;
    config_setting_t *place = own != NULL ? own : reader_member(expansion->group, "preset");
    if (shipped != NULL)
        reader_overlay(&expansion->preset_reader, shipped, &stage_schema, &stage);
    if (own != NULL)
        reader_overlay(reader, own, &stage_schema, &stage);
    if (!check_id(reader, place, stage.id) || is_omitted(own))
        return;
    stage.id = arena_printf(reader->arena, "%s.%s", expansion->procedure->id, stage.id);
    stage.previous = expansion->previous;
    expansion->previous = stage.id;
    obligation_check(reader, place, &stage, expansion->list, errors, false);
    unique_check(reader, &expansion->list->ids, place, own != NULL ? "id" : NULL, stage.id);
    g_array_append_val(expansion->list->items, stage);
}

void stages_read(struct reader *reader, config_setting_t *group, const struct preset *preset, const struct obligation *procedure,
                 struct obligation_list *list)
{
    struct expansion expansion = {
        .reader = reader, .preset_reader = *reader, .group = group, .preset = preset, .procedure = procedure, .list = list};
    config_setting_t *shipped = preset != NULL ? stages_of(preset->root) : NULL, *own = stages_of(group);
    if (!stages_there_are(group, preset) || !check_id(reader, group, procedure->id))
        return;
    if (preset != NULL)
        expansion.preset_reader.file = preset->file;
    for (int i = 0; shipped != NULL && i < config_setting_length(shipped); i++) {
        config_setting_t *stage = config_setting_get_elem(shipped, (unsigned)i);
        add_stage(&expansion, stage, find_stage(own, id_of(stage)));
    }
    for (int i = 0; own != NULL && i < config_setting_length(own); i++) {
        config_setting_t *stage = config_setting_get_elem(own, (unsigned)i);
        if (config_setting_is_group(stage) && find_stage(shipped, id_of(stage)) == NULL)
            add_stage(&expansion, NULL, stage);
    }
}

void stages_check_preset(struct reader *reader, config_setting_t *root)
{
    config_setting_t *stages = stages_of(root);
    for (int i = 0; stages != NULL && i < config_setting_length(stages); i++) {
        config_setting_t *stage = config_setting_get_elem(stages, (unsigned)i);
        struct obligation scratch = obligation_defaults;
        if (!config_setting_is_group(stage))
            continue; /* said when the file's settings were read */
        reader_overlay(reader, stage, &stage_schema, &scratch);
        check_id(reader, stage, scratch.id);
    }
}
