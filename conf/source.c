/* Everything that can be wrong with a file before its settings are looked at: unreadable, not a file, too big, not UTF-8, not libconfig. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "intl.h"
#include "memory.h"
#include "scan.h"

#define INCLUDES_MAX 10 /* libconfig's own limit of nesting */

struct source {
    struct report *report;
    const char *path;
    int depth;
};

/* Why the descriptor is not a file we read, or NULL. */
static const char *source_refusal(int fd, size_t *ret_size)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return strerror(errno);
    if (S_ISDIR(status.st_mode))
        return _("it is a directory; allowed: a file");
    if (!S_ISREG(status.st_mode))
        return _("it is not a regular file");
    if (status.st_size > (off_t)SOURCE_MAX_BYTES)
        return _("it is larger than 8 MiB");
    *ret_size = (size_t)status.st_size;
    return NULL;
}

/* The text, heap, ended by NUL; NULL with *ret_why. */
static char *source_read(const char *path, size_t *ret_size, const char **ret_why)
{
    /* O_NONBLOCK: opening a pipe must not wait for its writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        *ret_why = strerror(errno);
        return NULL;
    }
    size_t size = 0;
    char *text = NULL;
    *ret_why = source_refusal(fd, &size);
    if (*ret_why == NULL) {
        text = xmalloc(size + 1);
        size_t got = 0;
        ssize_t n = 0;
        while (got < size && (n = read(fd, text + got, size - got)) > 0)
            got += (size_t)n;
        text[got] = '\0';
        *ret_size = got;
        if (n < 0) {
            *ret_why = strerror(errno);
            free(text);
            text = NULL;
        }
    }
    close(fd);
    return text;
}

static int line_of(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static bool source_is_text(const char *path, const char *text, size_t size, struct report *report)
{
    const char *nul = memchr(text, '\0', size);
    if (nul != NULL) {
        report_add(report, FINDING_ERROR, path, line_of(text, nul), "", _("found a NUL byte; allowed: text in UTF-8"));
        return false;
    }
    const char *bad = NULL;
    if (!g_utf8_validate(text, (gssize)size, &bad)) {
        report_add(report, FINDING_ERROR, path, line_of(text, bad), "",
                   _("found the byte 0x%02x, which is not UTF-8; allowed: text in UTF-8"), (unsigned char)*bad);
        return false;
    }
    return true;
}

static bool source_check_include(void *ctx, const char *path, int line);

/* Reads and looks through one file. NULL with the findings in the report. */
static char *source_open(const char *path, const struct source_named *from, int depth, struct report *report)
{
    const char *why = NULL;
    size_t size = 0;
    char *text = source_read(path, &size, &why);
    if (text == NULL) {
        if (from != NULL)
            report_add(report, FINDING_ERROR, from->file, from->line, from->setting, _("cannot read %s: %s"), path, why);
        else
            report_add(report, FINDING_ERROR, path, 0, "", _("cannot be read: %s"), why);
        return NULL;
    }
    struct source source = {.report = report, .path = path, .depth = depth};
    /* Editors of other systems put a byte order mark in front. */
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        memmove(text, text + 3, (size -= 3) + 1);
    if (source_is_text(path, text, size, report) && scan_text(text, path, report, source_check_include, &source))
        return text;
    free(text);
    return NULL;
}

static bool source_check_include(void *ctx, const char *path, int line)
{
    const struct source *source = ctx;
    struct source_named from = {.file = source->path, .line = line, .setting = ""};
    if (source->depth >= INCLUDES_MAX) {
        report_add(source->report, FINDING_ERROR, source->path, line, "", _("@include nested more than 10 deep"));
        return false;
    }
    char *text = source_open(path, &from, source->depth + 1, source->report);
    free(text);
    return text != NULL;
}

int source_parse(const char *path, const struct source_named *from, struct report *report, config_t *ret_config)
{
    char *text = source_open(path, from, 0, report);
    if (text == NULL)
        return ERROR_CONFIG;
    config_t config;
    config_init(&config);
    int done = config_read_string(&config, text);
    free(text);
    if (done == CONFIG_TRUE) {
        *ret_config = config;
        return 0;
    }
    const char *file = config_error_file(&config);
    report_add(report, FINDING_ERROR, file != NULL ? file : path, config_error_line(&config), "", _("not libconfig: %s"),
               config_error_text(&config));
    config_destroy(&config);
    return ERROR_CONFIG;
}
