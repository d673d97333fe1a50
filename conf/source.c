/* Everything that can be wrong with a file before its settings are looked at: unreadable, not a file, too big, not UTF-8, not libconfig. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "intl.h"
#include "memory.h"
#include "scan.h"

#define INCLUDES_MAX   10 /* libconfig's own limit of nesting */
#define LINE_MAX_BYTES 120

/* One file on the way of nested @includes; what they are together is bounded as one file is. */
struct source {
    struct report *report;
    const char *path;
    const struct source *outer; /* NULL: the file itself */
    size_t *total_bytes;
    dev_t device;
    ino_t inode;
};

/* Why the descriptor is not a file we read, or NULL. */
static const char *source_refusal(int fd, struct source *source, size_t *ret_size)
{
    struct stat status;
    int depth = 0;
    if (fstat(fd, &status) != 0)
        return strerror(errno);
    if (S_ISDIR(status.st_mode))
        return _("it is a directory; allowed: a file");
    if (!S_ISREG(status.st_mode))
        return _("it is not a regular file");
    for (const struct source *outer = source->outer; outer != NULL; outer = outer->outer) {
        if (outer->device == status.st_dev && outer->inode == status.st_ino)
            return _("it includes itself");
        depth++;
    }
    if (depth > INCLUDES_MAX)
        return _("@include is nested more than 10 deep");
    if ((uintmax_t)status.st_size + *source->total_bytes > SOURCE_MAX_BYTES)
        return _("it is larger than 8 MiB, or makes the file that includes it so");
    source->device = status.st_dev;
    source->inode = status.st_ino;
    *ret_size = (size_t)status.st_size;
    return NULL;
}

/* The text, heap, ended by NUL; NULL with *ret_why. */
static char *source_read(struct source *source, size_t *ret_size, const char **ret_why)
{
    /* O_NONBLOCK: opening a pipe must not wait for its writer. */
    int fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        *ret_why = strerror(errno);
        return NULL;
    }
    size_t size = 0;
    char *text = NULL;
    *ret_why = source_refusal(fd, source, &size);
    if (*ret_why == NULL) {
        text = xmalloc(size + 1);
        size_t got = 0;
        ssize_t n = 0;
        while (got < size && (n = read(fd, text + got, size - got)) > 0)
            got += (size_t)n;
        text[got] = '\0';
        *ret_size = got;
        /* An empty file counts as well: a file of nothing but @includes has an end too. */
        *source->total_bytes += got + 1;
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
static char *source_open(struct source *source, const struct source_named *from)
{
    const char *why = NULL;
    size_t size = 0;
    char *text = source_read(source, &size, &why);
    if (text == NULL) {
        if (from != NULL)
            report_add(source->report, FINDING_ERROR, from->file, from->line, from->setting, _("cannot read %s: %s"), source->path, why);
        else
            report_add(source->report, FINDING_ERROR, source->path, 0, "", _("cannot be read: %s"), why);
        return NULL;
    }
    /* Editors of other systems put a byte order mark in front. */
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        memmove(text, text + 3, (size -= 3) + 1);
    if (source_is_text(source->path, text, size, source->report) &&
        scan_text(text, source->path, source->report, source_check_include, source))
        return text;
    free(text);
    return NULL;
}

static bool source_check_include(void *ctx, const char *path, int line)
{
    const struct source *outer = ctx;
    struct source_named from = {.file = outer->path, .line = line, .setting = ""};
    struct source source = {.report = outer->report, .path = path, .outer = outer, .total_bytes = outer->total_bytes};
    char *text = source_open(&source, &from);
    free(text);
    return text != NULL;
}

/* The words on a line, without the blanks around them. */
static int line_words(const char *text, int line, const char **ret_words)
{
    for (int i = 1; i < line && text != NULL; i++) {
        text = strchr(text, '\n');
        text += text != NULL;
    }
    if (text == NULL)
        return 0;
    text += strspn(text, " \t");
    *ret_words = text;
    return (int)strcspn(text, "\r\n");
}

/* libconfig's own words; of the file itself also what stands on the line. */
static void report_syntax(struct report *report, const config_t *config, const char *path, const char *text)
{
    const char *words = NULL;
    const char *file = config_error_file(config);
    int line = config_error_line(config);
    int length = file == NULL ? line_words(text, line, &words) : 0;
    if (length > 0 && length <= LINE_MAX_BYTES)
        report_add(report, FINDING_ERROR, path, line, "", _("found %s, at or before: %.*s"), config_error_text(config), length, words);
    else
        report_add(report, FINDING_ERROR, file != NULL ? file : path, line, "", _("found %s"), config_error_text(config));
}

int source_parse(const char *path, const struct source_named *from, struct report *report, config_t *ret_config)
{
    size_t total_bytes = 0;
    struct source source = {.report = report, .path = path, .total_bytes = &total_bytes};
    char *text = source_open(&source, from);
    if (text == NULL)
        return ERROR_CONFIG;
    config_t config;
    config_init(&config);
    int done = config_read_string(&config, text);
    if (done == CONFIG_TRUE) {
        *ret_config = config;
    } else {
        report_syntax(report, &config, path, text);
        config_destroy(&config);
    }
    free(text);
    return done == CONFIG_TRUE ? 0 : ERROR_CONFIG;
}
