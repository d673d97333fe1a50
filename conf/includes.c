#include "includes.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "intl.h"
#include "paths.h"
#include "unique.h"

struct expansion {
    struct include *items;
    size_t n, room;
    struct unique seen; /* device and inode: a file reached by two patterns, or the main file itself, is read once */
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_new(struct reader *reader, struct expansion *expansion, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return true; /* reading it will say why not */
    return unique_add(&expansion->seen, arena_printf(reader->arena, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino), 0);
}

static void add_file(struct reader *reader, struct expansion *expansion, const char *path, const config_setting_t *setting)
{
    if (!is_new(reader, expansion, path))
        return;
    if (expansion->n == expansion->room) {
        size_t room = expansion->room * 2 + 16;
        struct include *items = arena_array(reader->arena, room, sizeof *items);
        if (expansion->n > 0)
            memcpy(items, expansion->items, expansion->n * sizeof *items);
        expansion->items = items;
        expansion->room = room;
    }
    expansion->items[expansion->n++] = (struct include){
        .path = arena_strdup(reader->arena, path),
        .from = {.file = reader_file(reader, setting),
                 .setting = reader_path(reader, setting),
                 .line = (int)config_setting_source_line(setting)},
    };
}

static void expand(struct reader *reader, struct expansion *expansion, const char *pattern, const config_setting_t *setting)
{
    glob_t found = {0};
    int result = glob(paths_beside(reader->arena, reader->file, pattern), GLOB_NOSORT, NULL, &found);
    if (result == GLOB_NOMATCH && strpbrk(pattern, "*?[") == NULL)
        reader_bad(reader, setting, _("a file that exists, or a pattern with * ? [ ]"), NULL);
    else if (result != 0 && result != GLOB_NOMATCH)
        reader_add(reader, FINDING_ERROR, setting, NULL, _("the directory cannot be read"));
    if (result == 0)
        qsort(found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, by_name);
    for (size_t i = 0; result == 0 && i < found.gl_pathc; i++)
        add_file(reader, expansion, found.gl_pathv[i], setting);
    globfree(&found);
}

void includes_expand(struct reader *reader, const config_setting_t *root, const struct settings *settings, struct include **ret,
                     size_t *ret_n)
{
    struct expansion expansion = {0};
    unique_init(&expansion.seen);
    is_new(reader, &expansion, reader->file);
    for (size_t i = 0; i < settings->n_include; i++) {
        if (settings->include[i][0] != '\0')
            expand(reader, &expansion, settings->include[i], reader_element(root, "include", i));
    }
    unique_done(&expansion.seen);
    *ret = expansion.items;
    *ret_n = expansion.n;
}
