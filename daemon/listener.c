/* The control socket: see listener.h. */
#include "listener.h"

#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "error.h"
#include "intl.h"
#include "lock.h"
#include "memory.h"

#define LISTEN_BACKLOG 64

static int failed(const char *path, const char *what, char **ret_why)
{
    *ret_why = xasprintf("%s: %s: %s", path, what, strerror(errno));
    return ERROR_IO;
}

static int take_passed(int count, struct listener *ret_listener, char **ret_why)
{
    if (count != 1 || sd_is_socket_unix(SD_LISTEN_FDS_START, SOCK_STREAM, 1, NULL, 0) <= 0) {
        *ret_why = xstrdup(_("the service manager must pass one listening AF_UNIX stream socket"));
        return ERROR_INVALID;
    }
    *ret_listener = (struct listener){.fd = SD_LISTEN_FDS_START};
    return 0;
}

static int make_parent(const char *path, char **ret_why)
{
    char *copy = xstrdup(path);
    int result = make_directories(dirname(copy), 0755) == 0 ? 0 : failed(path, _("its directory cannot be made"), ret_why);
    free(copy);
    return result;
}

/* 0 when the path is free, a stale socket there removed. */
static int clear_stale(const struct sockaddr_un *address, char **ret_why)
{
    struct stat status;
    if (lstat(address->sun_path, &status) != 0)
        return errno == ENOENT ? 0 : failed(address->sun_path, "lstat", ret_why);
    if (!S_ISSOCK(status.st_mode)) {
        *ret_why = xasprintf(_("%s: there is something else than a socket"), address->sun_path);
        return ERROR_EXISTS;
    }
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int result = probe < 0 ? -1 : connect(probe, (const struct sockaddr *)address, sizeof *address);
    int error = errno;
    if (probe >= 0)
        close(probe);
    if (result != 0 && error == ECONNREFUSED)
        return unlink(address->sun_path) == 0 ? 0 : failed(address->sun_path, "unlink", ret_why);
    *ret_why = xasprintf(_("%s: another process listens there"), address->sun_path);
    return ERROR_BUSY;
}

static int bind_and_listen(int fd, const struct sockaddr_un *address, struct listener *ret_listener, char **ret_why)
{
    mode_t old = umask(0117);
    int result = bind(fd, (const struct sockaddr *)address, sizeof *address);
    umask(old);
    if (result != 0)
        return failed(address->sun_path, "bind", ret_why);
    const struct group *group = getgrnam("lunzhi");
    if (group != NULL)
        (void)!chown(address->sun_path, (uid_t)-1, group->gr_gid); /* not ours to give away: then only our own user reads */
    struct stat status;
    if (listen(fd, LISTEN_BACKLOG) != 0 || lstat(address->sun_path, &status) != 0) {
        result = failed(address->sun_path, "listen", ret_why);
        unlink(address->sun_path);
        return result;
    }
    *ret_listener = (struct listener){.fd = fd, .path = xstrdup(address->sun_path), .device = status.st_dev, .inode = status.st_ino};
    return 0;
}

static int make_own(const char *path, struct listener *ret_listener, char **ret_why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        *ret_why = xasprintf(_("%s: a socket's path has at most %zu bytes"), path, sizeof address.sun_path - 1);
        return ERROR_TOO_BIG;
    }
    strcpy(address.sun_path, path);
    int result = make_parent(path, ret_why);
    if (result == 0)
        result = clear_stale(&address, ret_why);
    if (result != 0)
        return result;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return failed(path, "socket", ret_why);
    result = bind_and_listen(fd, &address, ret_listener, ret_why);
    if (result != 0)
        close(fd);
    return result;
}

int listener_open(const char *path, struct listener *ret_listener, char **ret_why)
{
    int passed = sd_listen_fds(1);
    return passed != 0 ? take_passed(passed, ret_listener, ret_why) : make_own(path, ret_listener, ret_why);
}

void listener_close(struct listener *listener)
{
    struct stat status;
    if (listener->path != NULL && lstat(listener->path, &status) == 0 && status.st_dev == listener->device &&
        status.st_ino == listener->inode)
        unlink(listener->path);
    if (listener->fd >= 0)
        close(listener->fd);
    free(listener->path);
    *listener = (struct listener){.fd = -1};
}
