/* A backup in steps, while the store goes on: what is written between two steps is in it. It is made beside its place as PATH.partial, and
 * gets its name when it is whole. */
#include "store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct store_backup {
    struct store *store;
    sqlite3 *db; /* the copy; NULL once it is whole */
    sqlite3_backup *backup;
    char *path;
    char *partial;
    bool placed;
};

/* New and for us alone: the state holds names and addresses. */
static int create_partial(struct store *store, const struct store_backup *backup)
{
    int fd;

    if (access(backup->path, F_OK) == 0)
        return store_fail_errno(store, backup->path, EEXIST);
    if (unlink(backup->partial) != 0 && errno != ENOENT) /* left by a crash */
        return store_fail_errno(store, backup->partial, errno);
    fd = open(backup->partial, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return store_fail_errno(store, backup->partial, errno);
    close(fd);
    return 0;
}

/* The copy's own failures; its connection has the words. */
static int fail(struct store_backup *backup, int code)
{
    sqlite3 *ours = backup->store->db;
    int error;

    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return store_refuse(backup->store, ERROR_BUSY, "%s: not done yet", backup->path);
    backup->store->db = backup->db;
    error = store_fail(backup->store, code);
    backup->store->db = ours;
    return error;
}

static int open_copy(struct store_backup *backup)
{
    const struct store *store = backup->store;
    int code = sqlite3_open_v2(backup->partial, &backup->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, store->vfs);

    /* No journal on disk: a copy that fails is thrown away. Exclusive: no index of a WAL beside it. */
    if (code == SQLITE_OK)
        code = sqlite3_exec(backup->db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL;", NULL,
                            NULL, NULL);
    if (code == SQLITE_OK) {
        backup->backup = sqlite3_backup_init(backup->db, "main", store->db, "main");
        code = backup->backup ? SQLITE_OK : sqlite3_errcode(backup->db);
    }
    return code == SQLITE_OK ? 0 : fail(backup, code);
}

int store_backup_start(struct store *store, const char *path, struct store_backup **ret_backup)
{
    struct store_backup *backup = xcalloc(1, sizeof *backup);
    int error;

    backup->store = store;
    backup->path = xstrdup(path);
    backup->partial = xasprintf("%s.partial", path);
    error = create_partial(store, backup);
    if (error) {
        backup->placed = true; /* nothing of ours is there */
    } else {
        error = open_copy(backup);
    }
    if (error) {
        store_backup_finish(backup);
        return error;
    }
    *ret_backup = backup;
    return 0;
}

/* Everything is copied: made a file that stands alone, and named. */
static int complete(struct store_backup *backup)
{
    int code = sqlite3_backup_finish(backup->backup);

    backup->backup = NULL;
    if (code == SQLITE_OK)
        code = sqlite3_exec(backup->db, "PRAGMA journal_mode = MEMORY;", NULL, NULL, NULL); /* the header says WAL like ours */
    if (code != SQLITE_OK)
        return fail(backup, code);
    (void)sqlite3_close(backup->db);
    backup->db = NULL;
    if (renameat2(AT_FDCWD, backup->partial, AT_FDCWD, backup->path, RENAME_NOREPLACE) != 0)
        return store_fail_errno(backup->store, backup->path, errno);
    backup->placed = true;
    return 0;
}

int store_backup_step(struct store_backup *backup, int pages)
{
    int code;

    if (backup->placed)
        return 0;
    if (!backup->backup)
        return store_refuse(backup->store, ERROR_INVALID, "%s: the backup has failed", backup->path);
    code = sqlite3_backup_step(backup->backup, pages);
    switch (code) {
    case SQLITE_DONE:
        return complete(backup);
    case SQLITE_OK:
        return store_refuse(backup->store, ERROR_BUSY, "%s: not done yet", backup->path);
    default:
        return fail(backup, code);
    }
}

void store_backup_finish(struct store_backup *backup)
{
    if (!backup)
        return;
    (void)sqlite3_backup_finish(backup->backup); /* NULL does nothing; an error was told by the step */
    (void)sqlite3_close(backup->db);
    if (!backup->placed)
        (void)unlink(backup->partial);
    free(backup->path);
    free(backup->partial);
    free(backup);
}
