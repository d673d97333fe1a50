/* The lock of a state directory: see lock.h. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "intl.h"
#include "memory.h"

int make_directories(const char *path, unsigned mode)
{
    char *copy = xstrdup(path);
    int result = 0;
    for (char *at = copy + 1; result == 0; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        char kept = *at;
        *at = '\0';
        if (mkdir(copy, (mode_t)mode) != 0 && errno != EEXIST)
            result = -1;
        *at = kept;
        if (kept == '\0')
            break;
    }
    int error = errno;
    free(copy);
    errno = error;
    return result;
}

static int failed(const char *path, char **ret_why)
{
    int error = errno;
    *ret_why = xasprintf(_("%s: %s"), path, strerror(error));
    return error == EROFS ? ERROR_READ_ONLY : error == EACCES || error == EPERM ? ERROR_PERMISSION : ERROR_IO;
}

int lock_take(const char *state_dir, int *ret_fd, char **ret_why)
{
    if (make_directories(state_dir, 0750) != 0)
        return failed(state_dir, ret_why);
    char *path = xasprintf("%s/lunzhid.lock", state_dir);
    int result = 0;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        result = failed(path, ret_why);
    } else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        *ret_why = xasprintf(_("%s: another lunzhid uses this state directory"), path);
        result = ERROR_BUSY;
        close(fd);
    }
    free(path);
    if (result == 0)
        *ret_fd = fd;
    return result;
}
