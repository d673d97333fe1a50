/* A reply as a new file: see download.h. */
#include "download.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"
#include "error.h"
#include "intl.h"
#include "memory.h"

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    interrupted = 1;
}

/* So that an interrupted download takes its FILE.tmp away. */
static void catch_signals(void)
{
    const struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}

static int write_part(void *ctx, const void *data, size_t bytes)
{
    struct download *download = ctx;
    const char *at = data;

    for (size_t i = 0; i < bytes && download->bytes + (int64_t)i < DOWNLOAD_HEAD; i++)
        download->head[download->bytes + (int64_t)i] = at[i];
    digest_add(download->digest, data, bytes);
    while (bytes > 0) {
        ssize_t written = write(download->fd, at, bytes);

        if (written < 0 && errno == EINTR && !interrupted)
            continue;
        if (written < 0)
            return errno == EINTR ? ERROR_CANCELLED : errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_IO;
        at += written;
        bytes -= (size_t)written;
        download->bytes += written;
    }
    return 0;
}

/* The new name must be on the disk, too. */
static int sync_directory(const char *path)
{
    char *copy = xstrdup(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = -1;

    if (fd >= 0) {
        rc = fsync(fd);
        close(fd);
    }
    free(copy);
    return rc;
}

/* Like rename(), but EEXIST where there is such a file. Some file systems know only the one or the other way. */
static int rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    return link(from, to) == 0 ? unlink(from) : -1;
}

/* Gives the whole file its name, unless somebody took it in the meantime. */
static int publish(struct ctl *ctl, const struct download *download, const char *temporary, int fd)
{
    if (fsync(fd) != 0)
        return ctl_fail(ctl, "%s: %s", temporary, strerror(errno));
    if (!download->is_good(download))
        return ctl_fail(ctl, "%s", _(download->otherwise));
    if (rename_new(temporary, download->path) != 0 || sync_directory(download->path) != 0)
        return ctl_fail(ctl, "%s: %s", download->path, strerror(errno));
    return EXIT_DONE;
}

static int fetch(struct ctl *ctl, const char *target, struct download *download, const char *temporary)
{
    const struct http_sink sink = {.write = write_part, .ctx = download};
    int rc = api_stream(ctl, target, sink, &interrupted);

    digest_end(download->digest, download->sha256);
    if (rc == EXIT_DONE)
        rc = publish(ctl, download, temporary, download->fd);
    if (rc != EXIT_DONE)
        unlink(temporary);
    return rc;
}

int download_run(struct ctl *ctl, const char *target, struct download *download)
{
    char *temporary = xasprintf("%s.tmp", download->path);
    struct stat status;
    int rc;

    if (lstat(download->path, &status) == 0) {
        free(temporary);
        return ctl_fail(ctl, _("%s: exists already; nothing is overwritten"), download->path);
    }
    download->fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (download->fd < 0) {
        rc = errno == EEXIST ? ctl_fail(ctl, _("%s: exists already: another download runs, or one was cut off"), temporary)
                             : ctl_fail(ctl, "%s: %s", temporary, strerror(errno));
    } else {
        download->digest = digest_new();
        catch_signals();
        rc = fetch(ctl, target, download, temporary);
        digest_free(download->digest);
        close(download->fd);
    }
    free(temporary);
    return rc;
}
