#include "paths.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

const char *paths_beside(struct arena *arena, const char *file, const char *name)
{
    const char *slash = strrchr(file, '/');
    if (name[0] == '/' || slash == NULL)
        return arena_strdup(arena, name);
    return arena_printf(arena, "%.*s/%s", (int)(slash - file), file, name);
}

const char *paths_data(struct arena *arena, const char *data_dir, const char *folder, const char *name)
{
    return arena_printf(arena, "%s/%s/%s.conf", data_dir, folder, name);
}

bool paths_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

void paths_offer_data(struct arena *arena, const char *data_dir, const char *folder, struct nearest *nearest)
{
    DIR *dir = opendir(arena_printf(arena, "%s/%s", data_dir, folder));
    if (dir == NULL)
        return;
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char *name = arena_strdup(arena, entry->d_name);
        char *dot = strrchr(name, '.');
        if (dot == NULL || strcmp(dot, ".conf") != 0)
            continue;
        *dot = '\0';
        nearest_offer(nearest, name);
    }
    closedir(dir);
}
