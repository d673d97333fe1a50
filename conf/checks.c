#include "checks.h"

#include <dirent.h>
#include <string.h>

#include "check_schema.h"
#include "error.h"
#include "intl.h"
#include "paths.h"
#include "scope.h"
#include "source.h"
#include "values.h"

struct kept {
    struct check_file file;
    bool good;
};

void checks_init(struct checks *checks)
{
    catalogue_init(&checks->read, NULL);
    checks->arena = (struct arena){0};
}

void checks_done(struct checks *checks)
{
    catalogue_done(&checks->read);
    arena_done(&checks->arena);
}

/* NULL once said. */
static const char *path_of(struct reader *reader, const config_setting_t *setting, const char *name)
{
    if (strchr(name, '/') != NULL)
        return paths_beside(reader->arena, reader_file(reader, setting), name);
    const char *path = paths_data(reader->arena, reader->options->data_dir, "checks", name);
    if (value_is_id(name) && paths_exists(path))
        return path;
    struct nearest nearest = {.word = name};
    paths_offer_data(reader->arena, reader->options->data_dir, "checks", &nearest);
    reader_add(reader, FINDING_ERROR, setting, NULL, _("found \"%s\", which is no check in %s/checks%s"), name, reader->options->data_dir,
               reader_hint(reader, &nearest));
    return NULL;
}

/* "roster" of "…/checks/roster.conf". */
static const char *id_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    return arena_printf(arena, "%.*s", (int)(dot != NULL ? (size_t)(dot - base) : strlen(base)), base);
}

/* ERROR_CONFIG with the findings in the report. */
static int file_read(const struct conf_options *options, const char *path, const struct source_named *from, struct arena *arena,
                     struct report *report, struct check_file *ret)
{
    size_t errors = report->n_errors;
    config_t config;
    int error = source_parse(path, from, report, &config);
    if (error != 0)
        return error;
    struct reader reader = {.options = options, .report = report, .arena = arena, .file = path};
    *ret = (struct check_file){.check.id = id_of(arena, path)};
    check_schema_read(&reader, config_root_setting(&config), ret);
    config_destroy(&config);
    return report->n_errors == errors ? 0 : ERROR_CONFIG;
}

const struct check_file *checks_get(struct checks *checks, struct reader *reader, const config_setting_t *setting, const char *name)
{
    const char *path = path_of(reader, setting, name);
    if (path == NULL)
        return NULL;
    struct kept *kept = catalogue_find(&checks->read, path);
    if (kept == NULL) {
        const struct source_named from = {.file = reader_file(reader, setting),
                                          .line = (int)config_setting_source_line(setting),
                                          .setting = reader_path(reader, setting)};
        kept = arena_alloc(&checks->arena, sizeof *kept);
        path = arena_strdup(&checks->arena, path);
        catalogue_add(&checks->read, path, kept);
        kept->good = file_read(reader->options, path, &from, &checks->arena, reader->report, &kept->file) == 0;
    }
    return kept->good ? &kept->file : NULL;
}

const struct check_file *checks_file_of(const struct checks *checks, const struct check *check)
{
    for (guint i = 0; i < checks->read.things->len; i++) {
        const struct kept *kept = g_ptr_array_index(checks->read.things, i);
        if (&kept->file.check == check)
            return &kept->file;
    }
    return NULL;
}

void check_named(struct reader *reader, const struct field *field, config_setting_t *setting, void *object)
{
    struct obligation *obligation = object;
    const struct check_file *file = checks_get(reader->scope->checks, reader, setting, config_setting_get_string(setting));
    if (file != NULL)
        obligation->check = &file->check;
}

static bool has_obligation(const struct organization *organization, const char *id, struct nearest *nearest)
{
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i];
        if (obligation_is_of(obligation, id))
            return true;
        nearest_offer(nearest, obligation->id);
    }
    return false;
}

void checks_check_sources(struct reader *reader, const config_setting_t *list, const struct organization *organization)
{
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i];
        struct nearest nearest = {.word = obligation->check_from};
        if (obligation->check_from != NULL && obligation->check == NULL)
            reader_add(reader, FINDING_ERROR, list, NULL, _("%s has a check_from, but no check"), obligation->id);
        else if (obligation->check_from != NULL && !has_obligation(organization, obligation->check_from, &nearest))
            reader_add(reader, FINDING_ERROR, list, NULL, _("%s: check_from is \"%s\", which is no obligation of this organization%s"),
                       obligation->id, obligation->check_from, reader_hint(reader, &nearest));
        else if (obligation->check != NULL && obligation->check->table == NULL && obligation->check_from == NULL)
            reader_add(reader, FINDING_ERROR, list, NULL, _("%s: its check has no table, so that it needs a check_from"), obligation->id);
    }
}

/* The next NAME.conf of the folder; false at its end. */
static bool next_file(DIR *dir, const char *folder, struct arena *arena, const char **ret_path)
{
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".conf") != 0)
            continue;
        *ret_path = arena_printf(arena, "%s/%s", folder, entry->d_name);
        return true;
    }
    return false;
}

int check_file_of_table(const struct conf_options *options, const char *table, struct arena *arena, struct check_file *ret,
                        struct nearest *nearest, struct report *report)
{
    const char *folder = arena_printf(arena, "%s/checks", options->data_dir), *path;
    DIR *dir = opendir(folder);
    int error = ERROR_NOT_FOUND;
    while (dir != NULL && error == ERROR_NOT_FOUND && next_file(dir, folder, arena, &path)) {
        struct check_file file;
        error = file_read(options, path, NULL, arena, report, &file);
        if (error == 0 && file.check.table != NULL && strcmp(file.check.table, table) == 0) {
            *ret = file;
            break;
        }
        if (error == 0) {
            error = ERROR_NOT_FOUND;
            if (file.check.table != NULL)
                nearest_offer(nearest, file.check.table);
        }
    }
    if (dir != NULL)
        closedir(dir);
    return error;
}
