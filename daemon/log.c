/* Log lines: see log.h. The only state is where they go, decided once at the start. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#define LOG_WORDS_MAX 2048

static bool to_journal;

static const char *level_name(enum log_level level)
{
    switch (level) {
    case LEVEL_ERROR:
        return "error";
    case LEVEL_WARNING:
        return "warning";
    case LEVEL_NOTICE:
        return "notice";
    case LEVEL_INFO:
        return "info";
    }
    return "info";
}

bool log_is_journal(const char *journal_stream, int fd)
{
    unsigned long long device, inode;
    int end = 0;
    if (journal_stream == NULL || sscanf(journal_stream, "%llu:%llu%n", &device, &inode, &end) != 2 || journal_stream[end] != '\0')
        return false;
    struct stat status;
    return fstat(fd, &status) == 0 && status.st_dev == (dev_t)device && status.st_ino == (ino_t)inode;
}

void log_init(void)
{
    to_journal = log_is_journal(getenv("JOURNAL_STREAM"), STDERR_FILENO);
}

/* Control characters out, and no half character at the end. */
static void make_one_line(char *text)
{
    for (char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '?';
}

static void cut_half_character(char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start == 0 || ((unsigned char)text[start - 1] & 0xc0) != 0xc0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (length - (start - 1) < needed)
        text[start - 1] = '\0';
}

const char *log_format(enum log_level level, const char *subsystem, const char *object, const char *words, char *line, size_t size)
{
    int length = object != NULL ? snprintf(line, size, "%s %s %s: %s", level_name(level), subsystem, object, words)
                                : snprintf(line, size, "%s %s: %s", level_name(level), subsystem, words);
    if (length >= (int)size)
        cut_half_character(line, size - 1);
    make_one_line(line);
    return line;
}

static void write_journal(enum log_level level, const char *subsystem, const char *object, const char *words)
{
    char priority[] = "PRIORITY=0";
    char message[LOG_WORDS_MAX + 16], subsystem_field[64], object_field[256];
    priority[sizeof priority - 2] = (char)('0' + (int)level);
    int fields = 0;
    struct iovec iov[5];
    snprintf(message, sizeof message, "MESSAGE=%s", words);
    snprintf(subsystem_field, sizeof subsystem_field, "SUBSYSTEM=%s", subsystem);
    iov[fields++] = (struct iovec){message, strlen(message)};
    iov[fields++] = (struct iovec){priority, strlen(priority)};
    iov[fields++] = (struct iovec){subsystem_field, strlen(subsystem_field)};
    iov[fields++] = (struct iovec){(char *)"SYSLOG_IDENTIFIER=lunzhid", strlen("SYSLOG_IDENTIFIER=lunzhid")};
    if (object != NULL) {
        snprintf(object_field, sizeof object_field, "OBJECT=%s", object);
        iov[fields++] = (struct iovec){object_field, strlen(object_field)};
    }
    (void)sd_journal_sendv(iov, fields);
}

void log_write(enum log_level level, const char *subsystem, const char *object, const char *format, ...)
{
    char words[LOG_WORDS_MAX];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof words)
        cut_half_character(words, sizeof words - 1);
    if (to_journal) {
        make_one_line(words);
        write_journal(level, subsystem, object, words);
        return;
    }
    char line[LOG_WORDS_MAX + 512];
    fprintf(stderr, "%s\n", log_format(level, subsystem, object, words, line, sizeof line));
}
