#include "data.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "lunzhi_config.h"
#include "memory.h"

static bool is_under(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* Whether this program runs from the directory it was built in. */
static bool runs_from_build(void)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    char *build = realpath(LUNZHI_BUILD_DIR, NULL);
    bool found = false;
    if (length > 0 && build != NULL) {
        self[length] = '\0';
        found = is_under(self, build);
    }
    free(build);
    return found;
}

static bool holds_presets(const char *directory)
{
    char *presets = xasprintf("%s/presets", directory);
    struct stat status;
    bool found = stat(presets, &status) == 0 && S_ISDIR(status.st_mode);
    free(presets);
    return found;
}

int data_dir_find(const char *given, char **ret_path)
{
    const char *directory = given;
    if (directory == NULL)
        directory = runs_from_build() ? LUNZHI_SOURCE_DIR "/conf" : LUNZHI_DATA_DIR;
    if (!holds_presets(directory))
        return ERROR_NOT_FOUND;
    *ret_path = xstrdup(directory);
    return 0;
}
