/* What lunzhid says about itself: to the journal with SUBSYSTEM= and OBJECT= fields when stderr is the journal's, else lines on stderr,
 * "LEVEL SUBSYSTEM OBJECT: WORDS". The words are English and not translated, so that they can be searched for. */
#ifndef LUNZHI_DAEMON_LOG_H
#define LUNZHI_DAEMON_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* syslog(3)'s numbers. */
enum log_level { LEVEL_ERROR = 3, LEVEL_WARNING = 4, LEVEL_NOTICE = 5, LEVEL_INFO = 6 };

/* Decides once where lines go. Before it, they go to stderr. */
void log_init(void);

/* `object` may be NULL: what the line is about, such as "su/survey/2020-2021-1". */
void log_write(enum log_level level, const char *subsystem, const char *object, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define log_error(...)   log_write(LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...)  log_write(LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...)    log_write(LEVEL_INFO, __VA_ARGS__)

/* One line without its newline into `line`, cut to `size` at a character's boundary; control characters become '?', so that nobody writes a
 * line of their own. Returns `line`. */
const char *log_format(enum log_level level, const char *subsystem, const char *object, const char *words, char *line, size_t size);

/* Is the descriptor the stream that JOURNAL_STREAM ("DEVICE:INODE"; may be NULL) names? */
bool log_is_journal(const char *journal_stream, int fd);

#endif
