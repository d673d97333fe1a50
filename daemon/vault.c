/* Files of records on disk: see vault.h. */
#include "vault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "error.h"
#include "memory.h"

#define INCOMING   "incoming"
#define PLACE_SIZE (3 + DIGEST_TEXT_SIZE) /* "ab/" and the hash */
#define BLOCK_SIZE 65536

static int error_of_errno(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP: /* a link where a file or a folder belongs */
    case EISDIR:
        return ERROR_NOT_FOUND;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ERROR_FULL;
    case EROFS:
        return ERROR_READ_ONLY;
    case EACCES:
    case EPERM:
        return ERROR_PERMISSION;
    default:
        return ERROR_IO;
    }
}

static int open_folder(int vault, const char *name)
{
    return openat(vault, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int make_folder(int parent, const char *name)
{
    return mkdirat(parent, name, 0750) == 0 || errno == EEXIST ? 0 : error_of_errno();
}

static int empty_incoming(int vault)
{
    int fd = open_folder(vault, INCOMING);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    if (folder == NULL) {
        int error = error_of_errno();
        if (fd >= 0)
            close(fd);
        return error;
    }
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            (void)unlinkat(fd, entry->d_name, 0); /* one that stays does no harm */
    closedir(folder);
    return 0;
}

int vault_open(const char *state_dir, int *ret_vault)
{
    char *path = xasprintf("%s/%s", state_dir, VAULT_NAME);
    int error = make_folder(AT_FDCWD, path);
    int fd = error == 0 ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(path);
    if (fd < 0)
        return error != 0 ? error : error_of_errno();
    error = make_folder(fd, INCOMING);
    if (error == 0)
        error = empty_incoming(fd);
    if (error == 0)
        *ret_vault = fd;
    else
        close(fd);
    return error;
}

int vault_receive(int vault, uint64_t number, char ret_name[static VAULT_INCOMING_SIZE], int *ret_fd)
{
    snprintf(ret_name, VAULT_INCOMING_SIZE, INCOMING "/%llu", (unsigned long long)number);
    int fd = openat(vault, ret_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_of_errno();
    *ret_fd = fd;
    return 0;
}

int vault_write(int fd, const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        ssize_t written = write(fd, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_of_errno();
        at += written;
        size -= (size_t)written;
    }
    return 0;
}

void vault_drop(int vault, const char *name)
{
    (void)unlinkat(vault, name, 0); /* if it stays, the next start takes it away */
}

int vault_seal(int fd)
{
    return fchmod(fd, 0440) == 0 && fsync(fd) == 0 ? 0 : error_of_errno();
}

/* "ab/abcd…". False for what is no hash. */
static bool place_of(const char *sha256, char place[static PLACE_SIZE])
{
    if (!digest_is_text(sha256))
        return false;
    snprintf(place, PLACE_SIZE, "%.2s/%s", sha256, sha256);
    return true;
}

static int sync_folder(int fd)
{
    return fd >= 0 && fsync(fd) == 0 ? 0 : error_of_errno();
}

int vault_place(int vault, const char *name, const char *sha256)
{
    char place[PLACE_SIZE];
    if (!place_of(sha256, place))
        return ERROR_INVALID;
    place[2] = '\0';
    int error = make_folder(vault, place);
    if (error != 0)
        return error;
    int folder = open_folder(vault, place);
    if (folder < 0)
        return error_of_errno();
    if (renameat(vault, name, folder, sha256) != 0)
        error = error_of_errno();
    if (error == 0)
        error = sync_folder(folder);
    if (error == 0)
        error = sync_folder(vault);
    close(folder);
    return error;
}

int vault_read(int vault, const char *sha256, int *ret_fd, int64_t *ret_size_bytes)
{
    char place[PLACE_SIZE];
    struct stat status;
    if (!place_of(sha256, place))
        return ERROR_INVALID;
    place[2] = '\0';
    int folder = open_folder(vault, place);
    int fd = folder >= 0 ? openat(folder, place + 3, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    int error = fd >= 0 && fstat(fd, &status) == 0 ? 0 : error_of_errno();
    if (folder >= 0)
        close(folder);
    if (error == 0 && !S_ISREG(status.st_mode))
        error = ERROR_NOT_FOUND;
    if (error != 0) {
        if (fd >= 0)
            close(fd);
        return error;
    }
    *ret_fd = fd;
    *ret_size_bytes = status.st_size;
    return 0;
}

int vault_digest(int vault, const char *sha256, char *ret_text, int64_t *ret_size_bytes)
{
    int64_t size = 0;
    ssize_t got;
    int fd, error = vault_read(vault, sha256, &fd, &size);
    if (error != 0)
        return error;
    char *block = xmalloc(BLOCK_SIZE);
    struct digest *digest = digest_new();
    for (size = 0; (got = read(fd, block, BLOCK_SIZE)) > 0 || (got < 0 && errno == EINTR); size += got > 0 ? got : 0)
        if (got > 0)
            digest_add(digest, block, (size_t)got);
    error = got < 0 ? error_of_errno() : 0;
    if (error == 0) {
        digest_end(digest, ret_text);
        *ret_size_bytes = size;
    }
    digest_free(digest);
    free(block);
    close(fd);
    return error;
}

int vault_remove(int vault, const char *sha256)
{
    char place[PLACE_SIZE];
    if (!place_of(sha256, place))
        return ERROR_INVALID;
    place[2] = '\0';
    int folder = open_folder(vault, place);
    int error = folder >= 0 && unlinkat(folder, place + 3, 0) == 0 ? 0 : error_of_errno();
    if (folder >= 0)
        close(folder);
    return error;
}
