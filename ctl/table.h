/* Rows of cells that line up, wide characters included, and fit the terminal. */
#ifndef LUNZHI_TABLE_H
#define LUNZHI_TABLE_H

#include <stddef.h>

#include "screen.h"

#define TABLE_COLUMNS_MAX 12

struct table;

/* `layout` has one letter a column: 'l' text, 'r' a number (to the right), 'f' text that may be cut with … where the terminal is too
 * narrow. */
struct table *table_new(const char *layout);
void table_free(struct table *table);

/* The next cell, row after row. The text is copied and made clean; NULL is an empty cell. */
void table_add(struct table *table, enum style style, const char *text);
void table_addf(struct table *table, enum style style, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A row of headings, as many as there are columns; already translated. Only before the first cell. */
void table_head(struct table *table, const char *const *titles);
/* A line of its own between rows, at the left edge; the columns go on lining up across it. */
void table_section(struct table *table, enum style style, const char *text);

/* Prints with `indent` spaces before each row. A column that is empty in every row is left out. */
void table_print(const struct table *table, const struct screen *screen, size_t indent);

#endif
