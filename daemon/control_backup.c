/* GET /v1/backup: the whole database as one file. It is copied page by page between the loop's other work, into a file of the state
 * directory that has no name once it is whole, and streamed from there. One at a time. The connection is suspended while the copy is made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "speech.h"

#define PAGES_A_STEP 64

struct backup {
    uv_idle_t idle;
    struct request *request;
    struct store_backup *copy; /* NULL once it is whole */
    char *path;
};

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

/* The copy is over, whole or not; its file goes unless it is open already. */
static void finish(struct backup *backup)
{
    struct daemon *daemon = backup->request->daemon;
    backup->request->abandon = NULL;
    if (backup->copy != NULL)
        store_backup_finish(backup->copy);
    unlink(backup->path);
    free(backup->path);
    daemon->backup = NULL;
    uv_close((uv_handle_t *)&backup->idle, on_closed);
}

static void on_abandon(struct request *request)
{
    finish(request->job);
}

static void answer(struct request *request, int fd)
{
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) == 0) {
        request_reply_file(request, "application/vnd.sqlite3", fd, (uint64_t)status.st_size);
        return;
    }
    request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, _("backup: %s"), strerror(errno));
    if (fd >= 0)
        close(fd);
}

static void on_step(uv_idle_t *handle)
{
    struct backup *backup = handle->data;
    struct request *request = backup->request;
    int error = store_backup_step(backup->copy, PAGES_A_STEP);
    if (error == ERROR_BUSY)
        return;
    if (error == 0) {
        store_backup_finish(backup->copy); /* writes the rest and lets go of the file */
        backup->copy = NULL;
        answer(request, open(backup->path, O_RDONLY | O_CLOEXEC));
    } else {
        speech_use(request->language);
        request_fail(request, error, _("backup"), NULL);
        speech_use(request->daemon->policy->main.language);
    }
    finish(backup);
    request_resume(request);
}

void backup_clean(const char *state_dir)
{
    char *path = xasprintf("%s/%s", state_dir, BACKUP_NAME);
    unlink(path);
    free(path);
}

void control_backup(struct request *request)
{
    struct daemon *daemon = request->daemon;
    struct store_backup *copy;
    if (daemon->backup != NULL) {
        request_refuse(request, MHD_HTTP_CONFLICT, _("another backup is being made"));
        return;
    }
    backup_clean(daemon->options->state_dir);
    char *path = xasprintf("%s/%s", daemon->options->state_dir, BACKUP_NAME);
    int error = store_backup_start(daemon->store, path, &copy);
    if (error != 0) {
        free(path);
        request_fail(request, error, _("backup"), NULL);
        return;
    }
    struct backup *backup = xcalloc(1, sizeof *backup);
    *backup = (struct backup){.request = request, .copy = copy, .path = path};
    uv_idle_init(&daemon->loop, &backup->idle);
    backup->idle.data = backup;
    uv_idle_start(&backup->idle, on_step);
    daemon->backup = request;
    request->job = backup;
    request->abandon = on_abandon;
    request_suspend(request);
}
