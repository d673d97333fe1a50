#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "intl.h"
#include "memory.h"

static char *path_in(const char *dir, const char *name)
{
    return name[0] == '/' || !dir ? xstrdup(name) : xasprintf("%s/%s", dir, name);
}

/* A credential's name holds no slash: those of a directory given to LoadCredential= are called DIRECTORY_FILE (systemd.exec(5)). */
static char *credential_path(const char *dir, const char *name)
{
    char *path = path_in(dir, name);
    for (char *at = path + strlen(dir) + 1; *at; at++)
        if (*at == '/')
            *at = '_';
    return path;
}

/* The file opened for reading and its path, which is told in any case. */
static int open_secret(const struct backend_context *context, const char *name, char **ret_path)
{
    int fd = -1;
    if (context->credentials_dir && name[0] != '/') {
        *ret_path = credential_path(context->credentials_dir, name);
        fd = open(*ret_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd >= 0 || errno != ENOENT)
            return fd;
        free(*ret_path);
    }
    *ret_path = path_in(context->config_dir, name);
    return open(*ret_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* At most `size` bytes; negative errno. */
static ssize_t read_all(int fd, char *bytes, size_t size)
{
    size_t filled = 0;
    while (filled < size) {
        ssize_t n = read(fd, bytes + filled, size - filled);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            break;
        filled += (size_t)n;
    }
    return (ssize_t)filled;
}

/* Checks and ends the text in place; what is wrong with it, or NULL. */
static const char *trim(char *bytes, size_t size)
{
    if (size > SECRET_MAX_BYTES)
        return _("it is too big for a secret");
    while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r'))
        size--;
    bytes[size] = '\0';
    if (size == 0)
        return _("it is empty");
    return strlen(bytes) < size ? _("it holds a NUL byte") : NULL;
}

/* What was tried, and what came of it. */
static char *why_not(const struct backend_context *context, const char *name, const char *path, const char *wrong)
{
    char *credential = context->credentials_dir && name[0] != '/' ? credential_path(context->credentials_dir, name) : NULL;
    char *why = credential && strcmp(credential, path) != 0
                    ? xasprintf(_("cannot use %s: %s; and there is no credential %s"), path, wrong, credential)
                    : xasprintf(_("cannot use %s: %s"), path, wrong);
    free(credential);
    return why;
}

int secret_read(const struct backend_context *context, const char *name, char **ret_secret, char **ret_why)
{
    char *path;
    int fd = open_secret(context, name, &path);
    char *bytes = xcalloc(1, SECRET_MAX_BYTES + 2);
    ssize_t n = fd < 0 ? -errno : read_all(fd, bytes, SECRET_MAX_BYTES + 1);
    const char *wrong = n < 0 ? strerror((int)-n) : trim(bytes, (size_t)n);
    if (fd >= 0)
        close(fd);
    if (wrong)
        *ret_why = why_not(context, name, path, wrong);
    else
        *ret_secret = xstrdup(bytes);
    OPENSSL_cleanse(bytes, SECRET_MAX_BYTES + 2);
    free(bytes);
    free(path);
    return wrong ? ERROR_CONFIG : 0;
}

void secret_free(char *secret)
{
    if (secret)
        OPENSSL_cleanse(secret, strlen(secret));
    free(secret);
}

int secret_public_path(const struct backend_context *context, const char *name, char **ret_path, char **ret_why)
{
    char *path = path_in(context->config_dir, name);
    if (access(path, R_OK) == 0) {
        *ret_path = path;
        return 0;
    }
    *ret_why = xasprintf(_("cannot use %s: %s"), path, strerror(errno));
    free(path);
    return ERROR_CONFIG;
}
