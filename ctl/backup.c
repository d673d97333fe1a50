/* lunzhictl backup: the database as one file. It grows as FILE.tmp beside its place and gets its name when it is whole and on the disk;
 * nothing is ever overwritten. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"
#include "commands.h"
#include "error.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "options.h"

static const char magic[16] = "SQLite format 3"; /* with its NUL: how such a file begins */

struct backup {
    const char *path;
    char *temporary;
    int fd;
    int64_t bytes;
    char head[sizeof magic]; /* the first bytes, to be looked at */
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    interrupted = 1;
}

/* So that an interrupted backup takes its FILE.tmp away. */
static void catch_signals(void)
{
    const struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}

static int write_part(void *ctx, const void *data, size_t bytes)
{
    struct backup *backup = ctx;
    const char *at = data;

    for (size_t i = 0; i < bytes && backup->bytes + (int64_t)i < (int64_t)sizeof backup->head; i++)
        backup->head[backup->bytes + (int64_t)i] = at[i];
    while (bytes > 0) {
        ssize_t written = write(backup->fd, at, bytes);

        if (written < 0 && errno == EINTR && !interrupted)
            continue;
        if (written < 0)
            return errno == EINTR ? ERROR_CANCELLED : errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_IO;
        at += written;
        bytes -= (size_t)written;
        backup->bytes += written;
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
static int publish(struct ctl *ctl, const struct backup *backup)
{
    if (fsync(backup->fd) != 0)
        return ctl_fail(ctl, "%s: %s", backup->temporary, strerror(errno));
    if (backup->bytes < (int64_t)sizeof magic || memcmp(backup->head, magic, sizeof magic) != 0)
        return ctl_fail(ctl, _("what lunzhid sent is no database"));
    if (rename_new(backup->temporary, backup->path) != 0 || sync_directory(backup->path) != 0)
        return ctl_fail(ctl, "%s: %s", backup->path, strerror(errno));
    return EXIT_DONE;
}

static int fetch(struct ctl *ctl, struct backup *backup)
{
    const struct http_sink sink = {.write = write_part, .ctx = backup};
    int rc = api_stream(ctl, "/v1/backup", sink, &interrupted);

    if (rc == EXIT_DONE)
        rc = publish(ctl, backup);
    if (rc != EXIT_DONE)
        unlink(backup->temporary);
    return rc;
}

/* The database names them, but does not hold them. */
static void say_evidence(struct ctl *ctl, const json_t *evidence)
{
    const long long files = (long long)field_number(evidence, "files", 0);

    if (files > 0)
        screen_line(&ctl->screen, STYLE_WARN,
                    ngettext("%lld file of evidence (%lld bytes) is not in it: copy %s, too",
                             "%lld files of evidence (%lld bytes) are not in it: copy %s, too", (unsigned long)files),
                    files, (long long)field_number(evidence, "bytes", 0), field_text(evidence, "directory", "?"));
}

static int say_done(struct ctl *ctl, const struct backup *backup)
{
    json_t *evidence;
    int rc = api_ask(ctl, "/v1/files", NULL, &evidence);

    if (rc != EXIT_DONE)
        return rc;
    if (ctl->json) {
        json_t *result = json_pack("{s:s, s:I, s:O}", "file", backup->path, "bytes", (json_int_t)backup->bytes, "evidence", evidence);

        api_print(ctl, result);
        json_decref(result);
    } else {
        screen_line(&ctl->screen, STYLE_GOOD, _("%s: %lld bytes"), backup->path, (long long)backup->bytes);
        say_evidence(ctl, evidence);
    }
    json_decref(evidence);
    return EXIT_DONE;
}

int cmd_backup(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 1, .operands_max = 1};
    struct backup backup = {0};
    struct stat status;
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    backup.path = cmdline.operands[0];
    if (lstat(backup.path, &status) == 0)
        return ctl_fail(ctl, _("%s: exists already; nothing is overwritten"), backup.path);
    backup.temporary = xasprintf("%s.tmp", backup.path);
    backup.fd = open(backup.temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (backup.fd < 0) {
        rc = errno == EEXIST ? ctl_fail(ctl, _("%s: exists already: another backup runs, or one was cut off"), backup.temporary)
                             : ctl_fail(ctl, "%s: %s", backup.temporary, strerror(errno));
    } else {
        catch_signals();
        rc = fetch(ctl, &backup);
        close(backup.fd);
    }
    free(backup.temporary);
    return rc == EXIT_DONE ? say_done(ctl, &backup) : rc;
}
