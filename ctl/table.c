/* A table is collected whole, measured, narrowed to the terminal and printed. */
#include "table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

#define GAP       2 /* cells between columns */
#define NARROWEST 8 /* cells a cut column keeps */

struct cell {
    char *text; /* clean; NULL in a section's row beyond its title */
    enum style style;
    size_t width;
    bool section;
    bool heading;
};

struct table {
    const char *layout;
    size_t n_columns;
    struct cell *cells;
    size_t n_cells, capacity;
};

struct table *table_new(const char *layout)
{
    struct table *table = xcalloc(1, sizeof *table);

    table->layout = layout;
    table->n_columns = strlen(layout);
    assert(table->n_columns > 0 && table->n_columns <= TABLE_COLUMNS_MAX);
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->n_cells; i++)
        free(table->cells[i].text);
    free(table->cells);
    free(table);
}

static struct cell *add_cell(struct table *table, enum style style, char *clean)
{
    if (table->n_cells == table->capacity) {
        table->capacity = table->capacity == 0 ? 64 : 2 * table->capacity;
        table->cells = xrealloc(table->cells, table->capacity * sizeof *table->cells);
    }
    struct cell *cell = &table->cells[table->n_cells++];
    *cell = (struct cell){.text = clean, .style = style, .width = clean != NULL ? text_width(clean) : 0};
    return cell;
}

void table_add(struct table *table, enum style style, const char *text)
{
    add_cell(table, style, text_clean(text));
}

void table_addf(struct table *table, enum style style, const char *format, ...)
{
    va_list args;
    char *text = NULL;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        abort();
    va_end(args);
    table_add(table, style, text);
    free(text);
}

void table_head(struct table *table, const char *const *titles)
{
    assert(table->n_cells == 0);
    for (size_t i = 0; i < table->n_columns; i++)
        add_cell(table, STYLE_DIM, text_clean(titles[i]))->heading = true;
}

void table_section(struct table *table, enum style style, const char *text)
{
    assert(table->n_cells % table->n_columns == 0);
    add_cell(table, style, text_clean(text))->section = true;
    for (size_t i = 1; i < table->n_columns; i++)
        add_cell(table, style, NULL);
}

/* How wide each column has to be; 0 for one with nothing in it but its heading. */
static void measure(const struct table *table, size_t *widths)
{
    size_t headings[TABLE_COLUMNS_MAX] = {0};

    for (size_t i = 0; i < table->n_cells; i++) {
        const struct cell *cell = &table->cells[i];
        size_t *width = cell->heading ? &headings[i % table->n_columns] : &widths[i % table->n_columns];

        if (!cell->section && cell->width > *width)
            *width = cell->width;
    }
    for (size_t i = 0; i < table->n_columns; i++)
        if (widths[i] > 0 && headings[i] > widths[i])
            widths[i] = headings[i];
}

static size_t gap_after(const struct table *table, size_t column)
{
    return table->layout[column] == 'm' ? 1 : GAP;
}

/* Takes cells from the widest column that may be cut, until the row fits or nothing is left to take. */
static void narrow(const struct table *table, size_t *widths, size_t columns, size_t indent)
{
    size_t total = indent, gap = 0;

    for (size_t i = 0; i < table->n_columns; i++) {
        if (widths[i] == 0)
            continue;
        total += gap + widths[i];
        gap = gap_after(table, i);
    }
    while (total > columns) {
        size_t *widest = NULL;

        for (size_t i = 0; i < table->n_columns; i++)
            if (table->layout[i] == 'f' && widths[i] > NARROWEST && (widest == NULL || widths[i] > *widest))
                widest = &widths[i];
        if (widest == NULL)
            return;
        --*widest;
        --total;
    }
}

/* Prints a cell in so many cells of the terminal; the padding to the right of the last one is left out. */
static void print_cell(const struct screen *screen, const struct cell *cell, char layout, size_t width, bool last)
{
    size_t used = cell->width, bytes = strlen(cell->text);
    bool cut = used > width && layout == 'f';

    if (cut)
        bytes = text_fit(cell->text, width - 1, &used);
    size_t padding = width > used + cut ? width - used - cut : 0;
    if (layout == 'r')
        fprintf(screen->stream, "%*s", (int)padding, "");
    screen_put(screen, cell->style, cell->text, bytes);
    if (cut)
        screen_put(screen, cell->style, "…", strlen("…"));
    if (layout != 'r' && !last)
        fprintf(screen->stream, "%*s", (int)padding, "");
}

/* The last cell of the row that shows anything. */
static size_t last_shown(const struct table *table, const struct cell *row, const size_t *widths)
{
    size_t last = 0;

    for (size_t i = 0; i < table->n_columns; i++)
        if (widths[i] > 0 && row[i].width > 0)
            last = i;
    return last;
}

static void print_row(const struct table *table, const struct screen *screen, const struct cell *row, const size_t *widths, size_t indent)
{
    size_t last = last_shown(table, row, widths);
    size_t gap = 0;

    fprintf(screen->stream, "%*s", (int)indent, "");
    for (size_t i = 0; i <= last; i++) {
        if (widths[i] == 0)
            continue;
        fprintf(screen->stream, "%*s", (int)gap, "");
        print_cell(screen, &row[i], table->layout[i], widths[i], i == last);
        gap = gap_after(table, i);
    }
    fputc('\n', screen->stream);
}

void table_print(const struct table *table, const struct screen *screen, size_t indent)
{
    size_t widths[TABLE_COLUMNS_MAX] = {0};

    assert(table->n_cells % table->n_columns == 0);
    measure(table, widths);
    if (screen->columns > 0)
        narrow(table, widths, (size_t)screen->columns, indent);
    for (size_t i = 0; i < table->n_cells; i += table->n_columns) {
        const struct cell *row = &table->cells[i];

        if (row->section)
            screen_line(screen, row->style, "%s", row->text);
        else
            print_row(table, screen, row, widths, indent);
    }
}
