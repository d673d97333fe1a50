/* What is wrong with a configuration: all of it at once, each with its place, what was found and what is allowed. */
#ifndef LUNZHI_CONF_REPORT_H
#define LUNZHI_CONF_REPORT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum finding_level { FINDING_WARNING, FINDING_ERROR };

struct finding {
    enum finding_level level;
    char *file;
    int line;      /* 0: the whole file */
    char *setting; /* path, "organizations[0].members[2].since"; "" for none */
    char *text;    /* translated: what was found, what is allowed, the nearest known name */
};

struct report {
    struct finding *items;
    size_t n, n_errors;
    size_t left_out; /* beyond REPORT_MAX, counted only */
};

#define REPORT_MAX 200

void report_add(struct report *report, enum finding_level level, const char *file, int line, const char *setting, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
void report_vadd(struct report *report, enum finding_level level, const char *file, int line, const char *setting, const char *format,
                 va_list arguments) __attribute__((format(printf, 6, 0)));
/* "FILE:LINE", or "FILE" alone for the whole file. Heap. */
char *finding_place(const struct finding *finding) __attribute__((malloc, returns_nonnull));
/* One line each, "FILE:LINE: error: SETTING: TEXT", as compilers print. */
void report_print(const struct report *report, FILE *stream);
/* By file and line; findings of one line stay as they were added. */
void report_sort(struct report *report);
void report_done(struct report *report);

#endif
