#include "report_paper.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

#define BRACKETS_BYTES 32

/* Fonts that the usual systems have; nothing is fetched. */
static const char style[] =
    "@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page) \" / \" counter(pages); font-size: 9pt; } }\n"
    "body { font-family: \"Noto Serif CJK SC\", \"Source Han Serif SC\", \"Songti SC\", SimSun, \"WenQuanYi Micro Hei\", serif;"
    " font-size: 10.5pt; line-height: 1.6; max-width: 174mm; margin: 0 auto; color: #000; overflow-wrap: anywhere; }\n"
    "h1, h2, h3 { font-family: \"Noto Sans CJK SC\", \"Source Han Sans SC\", \"PingFang SC\", \"Microsoft YaHei\", SimHei,"
    " \"WenQuanYi Micro Hei\", sans-serif; break-after: avoid; }\n"
    "h1 { font-size: 16pt; text-align: center; }\nh2 { font-size: 13pt; }\nh3 { font-size: 11pt; }\n"
    "table { border-collapse: collapse; width: calc(100% - 1pt); table-layout: fixed; margin: 0.5em 0.5pt; }\n"
    "thead { display: table-header-group; }\ntr { break-inside: avoid; }\n"
    "th, td { border: 0.5pt solid #444; padding: 2pt 4pt; text-align: left; vertical-align: top; }\n"
    "th { background: #eee; }\nul { padding-left: 1.5em; }\n.id { white-space: nowrap; }\n";

/* The end of what stands in brackets there, "[记录 12]", if it is short enough to stay on one line; else NULL. */
static const char *bracket_end(const char *at)
{
    const size_t length = *at == '[' ? strcspn(at + 1, "[]") : 0;
    return *at == '[' && at[1 + length] == ']' && length <= BRACKETS_BYTES ? at + 1 + length : NULL;
}

static void put_html(FILE *out, const char *clean)
{
    const char *end = NULL;
    for (const char *at = clean; *at != '\0'; at++) {
        const char *begun = end == NULL ? bracket_end(at) : NULL;
        if (begun != NULL) {
            end = begun;
            fputs("<span class=\"id\">", out);
        }
        switch (*at) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            fputc(*at, out);
        }
        if (at == end) {
            fputs("</span>", out);
            end = NULL;
        }
    }
}

/* Whether a character means something to pandoc or CommonMark there: punctuation of markup anywhere; at the beginning a bullet, or the end
 * of the number of a list. */
static bool means_something(const char *text, size_t i)
{
    if (strchr("\\`*_{}[]<>()#+!|~$^@&\"'=", text[i]) != NULL)
        return true;
    if (text[i] == '-')
        return i == 0 || text[i - 1] == '-' || text[i + 1] == '-';
    return (text[i] == '.' && (strspn(text, "0123456789") == i || text[i + 1] == '.')) || (text[i] == ':' && i == 0);
}

static void put_markdown(FILE *out, const char *clean)
{
    for (size_t i = 0; clean[i] != '\0'; i++) {
        if (means_something(clean, i))
            fputc('\\', out);
        fputc(clean[i], out);
    }
}

static void put(const struct paper *paper, const char *text)
{
    char *clean = text_clean(text);
    const char *first = clean + strspn(clean, " ");
    if (paper->html)
        put_html(paper->out, first);
    else
        put_markdown(paper->out, first);
    free(clean);
}

void paper_begin(struct paper *paper, const char *title, const char *language)
{
    if (!paper->html) {
        paper_heading(paper, 1, title);
        return;
    }
    fputs("<!DOCTYPE html>\n<html lang=\"", paper->out);
    put(paper, language);
    fputs("\">\n<head>\n<meta charset=\"utf-8\">\n<title>", paper->out);
    put(paper, title);
    fprintf(paper->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
    paper_heading(paper, 1, title);
}

void paper_end(struct paper *paper)
{
    if (paper->html)
        fputs("</body>\n</html>\n", paper->out);
}

void paper_heading(struct paper *paper, int level, const char *text)
{
    if (paper->html) {
        fprintf(paper->out, "<h%d>", level);
        put(paper, text);
        fprintf(paper->out, "</h%d>\n", level);
        return;
    }
    fprintf(paper->out, "%.*s ", level, "######");
    put(paper, text);
    fputs("\n\n", paper->out);
}

void paper_paragraph(struct paper *paper, const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = xstrdup("");
    va_end(arguments);
    fputs(paper->html ? "<p>" : "", paper->out);
    put(paper, text);
    fputs(paper->html ? "</p>\n" : "\n\n", paper->out);
    free(text);
}

void paper_list_begin(struct paper *paper)
{
    fputs(paper->html ? "<ul>\n" : "", paper->out);
}

void paper_item(struct paper *paper, bool struck, const char *text)
{
    fputs(paper->html ? "<li>" : "- ", paper->out);
    if (struck)
        fputs(paper->html ? "<del>" : "~~", paper->out);
    put(paper, text);
    if (struck)
        fputs(paper->html ? "</del>" : "~~", paper->out);
    fputs(paper->html ? "</li>\n" : "\n", paper->out);
}

void paper_list_end(struct paper *paper)
{
    fputs(paper->html ? "</ul>\n" : "\n", paper->out);
}

static void put_cells(struct paper *paper, const char *const *cells, const char *tag)
{
    fputs(paper->html ? "<tr>" : "|", paper->out);
    for (size_t i = 0; i < paper->n_columns; i++) {
        if (paper->html)
            fprintf(paper->out, "<%s>", tag);
        else
            fputc(' ', paper->out);
        put(paper, cells[i] != NULL ? cells[i] : "");
        if (paper->html)
            fprintf(paper->out, "</%s>", tag);
        else
            fputs(" |", paper->out);
    }
    fputs(paper->html ? "</tr>\n" : "\n", paper->out);
}

void paper_table_begin(struct paper *paper, size_t n_columns, const char *const *titles, const int *widths)
{
    int sum = 0;
    paper->n_columns = n_columns;
    for (size_t i = 0; i < n_columns; i++)
        sum += widths[i];
    if (paper->html) {
        fputs("<table>\n<colgroup>", paper->out);
        for (size_t i = 0; i < n_columns; i++)
            fprintf(paper->out, "<col style=\"width: %d%%\">", widths[i] * 100 / sum);
        fputs("</colgroup>\n<thead>\n", paper->out);
    }
    put_cells(paper, titles, "th");
    if (paper->html) {
        fputs("</thead>\n<tbody>\n", paper->out);
        return;
    }
    fputc('|', paper->out);
    for (size_t i = 0; i < n_columns; i++) {
        for (int j = 0; j < widths[i] + 2; j++)
            fputc('-', paper->out); /* pandoc takes the widths of long tables from here */
        fputc('|', paper->out);
    }
    fputc('\n', paper->out);
}

void paper_row(struct paper *paper, const char *const *cells)
{
    put_cells(paper, cells, "td");
}

void paper_table_end(struct paper *paper)
{
    fputs(paper->html ? "</tbody>\n</table>\n" : "\n", paper->out);
}
