/* Findings in the order they were made, printed in the order of the files' lines. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "memory.h"

__attribute__((format(printf, 1, 0))) static char *format_text(const char *format, va_list arguments)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (stream == NULL)
        return xstrdup(format);
    vfprintf(stream, format, arguments);
    fclose(stream);
    return text;
}

/* Doubles: the capacity is the power of two at or above n. */
static struct finding *report_grow(struct report *report)
{
    bool full = report->n == 0 || (report->n & (report->n - 1)) == 0;
    if (full)
        report->items = xrealloc(report->items, (report->n == 0 ? 1 : report->n * 2) * sizeof *report->items);
    return &report->items[report->n++];
}

void report_vadd(struct report *report, enum finding_level level, const char *file, int line, const char *setting, const char *format,
                 va_list arguments)
{
    report->n_errors += level == FINDING_ERROR;
    if (report->n >= REPORT_MAX) {
        report->left_out++;
        return;
    }
    *report_grow(report) = (struct finding){
        .level = level,
        .file = xstrdup(file),
        .line = line,
        .setting = xstrdup(setting != NULL ? setting : ""),
        .text = format_text(format, arguments),
    };
}

void report_add(struct report *report, enum finding_level level, const char *file, int line, const char *setting, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report_vadd(report, level, file, line, setting, format, arguments);
    va_end(arguments);
}

char *finding_place(const struct finding *finding)
{
    return finding->line > 0 ? xasprintf("%s:%d", finding->file, finding->line) : xstrdup(finding->file);
}

void report_print(const struct report *report, FILE *stream)
{
    for (size_t i = 0; i < report->n; i++) {
        const struct finding *finding = &report->items[i];
        char *place = finding_place(finding);
        fprintf(stream, "%s: %s: ", place, finding->level == FINDING_ERROR ? _("error") : _("warning"));
        free(place);
        if (finding->setting[0] != '\0')
            fprintf(stream, "%s: ", finding->setting);
        fprintf(stream, "%s\n", finding->text);
    }
    if (report->left_out > 0)
        fprintf(stream, ngettext("and %zu finding more\n", "and %zu findings more\n", report->left_out), report->left_out);
}

static int by_place(const void *a, const void *b)
{
    const struct finding *left = a;
    const struct finding *right = b;
    int order = strcmp(left->file, right->file);
    return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

/* Insertion sort is stable, and the findings are few and nearly in order. */
void report_sort(struct report *report)
{
    for (size_t i = 1; i < report->n; i++) {
        struct finding moved = report->items[i];
        size_t to = i;
        for (; to > 0 && by_place(&report->items[to - 1], &moved) > 0; to--)
            report->items[to] = report->items[to - 1];
        report->items[to] = moved;
    }
}

void report_done(struct report *report)
{
    for (size_t i = 0; i < report->n; i++) {
        free(report->items[i].file);
        free(report->items[i].setting);
        free(report->items[i].text);
    }
    free(report->items);
    *report = (struct report){0};
}
