/* A document of headings, paragraphs, lists and tables, as HTML that prints on A4 or as Markdown for pandoc. Every text is made clean
 * (text.h) and escaped: what comes from data cannot become markup. */
#ifndef LUNZHI_REPORT_PAPER_H
#define LUNZHI_REPORT_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PAPER_COLUMNS_MAX 6

struct paper {
    FILE *out; /* borrowed */
    bool html;
    size_t n_columns; /* of the table begun */
};

/* `language` is the document's, "zh-CN" or "en". */
void paper_begin(struct paper *paper, const char *title, const char *language);
void paper_end(struct paper *paper);
void paper_heading(struct paper *paper, int level, const char *text);
void paper_paragraph(struct paper *paper, const char *format, ...) __attribute__((format(printf, 2, 3)));
void paper_list_begin(struct paper *paper);
/* `struck`: it counts no more. */
void paper_item(struct paper *paper, bool struck, const char *text);
void paper_list_end(struct paper *paper);
/* The heading is repeated on every page. `widths` are in parts of their sum. */
void paper_table_begin(struct paper *paper, size_t n_columns, const char *const *titles, const int *widths);
/* As many cells as there are columns; NULL is an empty one. */
void paper_row(struct paper *paper, const char *const *cells);
void paper_table_end(struct paper *paper);

#endif
