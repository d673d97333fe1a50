#include "roster_file.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "error.h"
#include "intl.h"

#define CELL_MAX_BYTES  100
#define FOUND_MAX_CHARS 30

struct reading {
    const struct check_file *check;
    const char *file;
    struct arena *arena;
    struct report *report;
    const struct csv_row *header;
    const struct roster_column **columns; /* one a field of the header; NULL: left out */
    const char *left_out;
};

/* ASCII letters in either case; Chinese as it is. */
static bool is_called(const char *found, const char *id, const char *const *names, size_t n_names)
{
    bool called = g_ascii_strcasecmp(found, id) == 0;
    for (size_t i = 0; i < n_names && !called; i++)
        called = g_ascii_strcasecmp(found, names[i]) == 0;
    return called;
}

static void bad_cell(const struct reading *reading, int line, size_t field, const char *found, const char *allowed)
{
    glong n = g_utf8_strlen(found, -1);
    const char *end = g_utf8_offset_to_pointer(found, n > FOUND_MAX_CHARS ? FOUND_MAX_CHARS : n);
    const char *where = arena_printf(reading->arena, _("column %zu (%s)"), field + 1, reading->header->fields[field]);
    report_add(reading->report, FINDING_ERROR, reading->file, line, where, _("found \"%.*s%s\"; allowed: %s"), (int)(end - found), found,
               *end != '\0' ? "…" : "", allowed);
}

static const struct roster_column *column_called(const struct reading *reading, const char *header)
{
    for (size_t i = 0; i < reading->check->n_columns; i++) {
        const struct roster_column *column = &reading->check->columns[i];
        if (is_called(header, column->id, column->headers, column->n_headers))
            return column;
    }
    return NULL;
}

static bool is_read_already(const struct reading *reading, const struct roster_column *column, size_t n_fields)
{
    for (size_t i = 0; i < n_fields; i++) {
        if (reading->columns[i] == column)
            return true;
    }
    return false;
}

static const char *column_words(const struct reading *reading, const struct roster_column *column)
{
    const char *words = column->id;
    for (size_t i = 0; i < column->n_headers; i++)
        words = arena_printf(reading->arena, i == 0 ? "%s (%s" : "%s, %s", words, column->headers[i]);
    return column->n_headers > 0 ? arena_printf(reading->arena, "%s)", words) : words;
}

static void read_header(struct reading *reading)
{
    const struct csv_row *header = reading->header;
    size_t n = reading->check->n_columns;
    for (size_t i = 0; i < header->n_fields; i++) {
        const char *name = header->fields[i];
        const struct roster_column *column = column_called(reading, name);
        if (column != NULL && is_read_already(reading, column, i))
            bad_cell(reading, header->line, i, name, _("each column once"));
        else if (column == NULL && name[0] != '\0')
            reading->left_out = arena_printf(reading->arena, "%s%s%s", reading->left_out != NULL ? reading->left_out : "",
                                             reading->left_out != NULL ? ", " : "", name);
        reading->columns[i] = column;
    }
    for (size_t i = 0; i < n; i++) {
        const struct roster_column *column = &reading->check->columns[i];
        if (column->required && !is_read_already(reading, column, header->n_fields))
            report_add(reading->report, FINDING_ERROR, reading->file, header->line, "", _("there is no column %s"),
                       column_words(reading, column));
    }
}

/* "party (中共党员), league (共青团员)" */
static const char *allowed_words(const struct reading *reading, const struct roster_column *column)
{
    const char *words = "";
    for (size_t i = 0; i < column->n_words; i++) {
        const struct roster_word *word = &column->words[i];
        words = arena_printf(reading->arena, word->n_names > 0 ? "%s%s%s (%s)" : "%s%s%s", words, i > 0 ? ", " : "", word->id,
                             word->n_names > 0 ? word->names[0] : "");
    }
    return words;
}

/* "a number such as 12 or 12.5, from 0 to 100, or nothing where it is not known" */
static const char *allowed_number(const struct reading *reading, const struct roster_column *column)
{
    const char *number = column->whole ? _("a whole number such as 0 or 2") : _("a number such as 12 or 12.5");
    return column->max > 0 ? arena_printf(reading->arena, _("%s, from 0 to %d, or nothing where it is not known"), number, (int)column->max)
                           : arena_printf(reading->arena, _("%s, or nothing where it is not known"), number);
}

/* A number, of those that need not be whole also with a sign of percent. NULL once said. */
static const char *read_number(const struct reading *reading, const struct roster_column *column, int line, size_t field, const char *found)
{
    size_t length = strlen(found);
    if (!column->whole)
        length -= g_str_has_suffix(found, "%") ? 1 : g_str_has_suffix(found, "％") ? strlen("％") : 0;
    const char *number = arena_printf(reading->arena, "%.*s", (int)length, found);
    int64_t down, up;
    bool good = length <= CELL_MAX_BYTES && decimal_parse(number, &down, &up) == 0 && down >= 0;
    good = good && (!column->whole || (down == up && down % 1000 == 0)) && (column->max == 0 || up <= column->max * INT64_C(1000));
    if (good)
        return number;
    bad_cell(reading, line, field, found, allowed_number(reading, column));
    return NULL;
}

static const char *read_word(const struct reading *reading, const struct roster_column *column, int line, size_t field, const char *found)
{
    for (size_t i = 0; i < column->n_words; i++) {
        if (is_called(found, column->words[i].id, column->words[i].names, column->words[i].n_names))
            return column->words[i].id;
    }
    if (column->open || column->n_words == 0) {
        if (strlen(found) <= CELL_MAX_BYTES)
            return found;
        bad_cell(reading, line, field, found, arena_printf(reading->arena, _("at most %d bytes"), CELL_MAX_BYTES));
    } else {
        bad_cell(reading, line, field, found,
                 arena_printf(reading->arena, _("%s, or nothing where it is not known"), allowed_words(reading, column)));
    }
    return NULL;
}

static bool is_clean(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    }
    return true;
}

static const char *read_cell(const struct reading *reading, const struct csv_row *row, size_t field)
{
    const struct roster_column *column = reading->columns[field];
    const char *found = field < row->n_fields ? row->fields[field] : "";
    if (found[0] == '\0') {
        if (column->required)
            bad_cell(reading, row->line, field, found, _("something in every row"));
        return NULL;
    }
    if (!is_clean(found)) {
        bad_cell(reading, row->line, field, "", _("words on one line, without control characters"));
        return NULL;
    }
    return column->number ? read_number(reading, column, row->line, field, found) : read_word(reading, column, row->line, field, found);
}

static void check_width(const struct reading *reading, const struct csv_row *row)
{
    for (size_t i = reading->header->n_fields; i < row->n_fields; i++) {
        if (row->fields[i][0] == '\0')
            continue;
        report_add(reading->report, FINDING_ERROR, reading->file, row->line, "", _("found %zu fields; allowed: %zu, as in the header"),
                   row->n_fields, reading->header->n_fields);
        return;
    }
}

/* Says where a column that must not repeat does. */
static void check_unique(const struct reading *reading, const struct csv *csv, size_t field)
{
    GHashTable *lines = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 1; i < csv->n_rows; i++) {
        const struct csv_row *row = &csv->rows[i];
        const char *found = field < row->n_fields ? row->fields[field] : "";
        gpointer first = g_hash_table_lookup(lines, found);
        if (first != NULL)
            bad_cell(reading, row->line, field, found,
                     arena_printf(reading->arena, _("each once (first on line %d)"), GPOINTER_TO_INT(first)));
        else if (found[0] != '\0')
            g_hash_table_insert(lines, (gpointer)found, GINT_TO_POINTER(row->line));
    }
    g_hash_table_destroy(lines);
}

static void read_rows(const struct reading *reading, const struct csv *csv, struct roster *ret)
{
    const char **columns = arena_array(reading->arena, reading->header->n_fields, sizeof *columns);
    for (size_t i = 0; i < reading->header->n_fields; i++) {
        if (reading->columns[i] != NULL)
            columns[ret->n_columns++] = reading->columns[i]->id;
        if (reading->columns[i] != NULL && reading->columns[i]->unique)
            check_unique(reading, csv, i);
    }
    const char **cells = arena_array(reading->arena, (csv->n_rows - 1) * ret->n_columns, sizeof *cells), **cell = cells;
    for (size_t i = 1; i < csv->n_rows; i++) {
        check_width(reading, &csv->rows[i]);
        for (size_t j = 0; j < reading->header->n_fields; j++) {
            if (reading->columns[j] != NULL)
                *cell++ = read_cell(reading, &csv->rows[i], j);
        }
    }
    ret->columns = columns;
    ret->cells = cells;
    ret->n_rows = csv->n_rows - 1;
}

int roster_read(const char *bytes, size_t n_bytes, const char *file, const struct check_file *check, struct arena *arena,
                struct roster *ret, const char **ret_left_out, struct report *report)
{
    size_t errors = report->n_errors;
    const char *slash = strrchr(file, '/');
    struct roster roster = *ret;
    roster.n_columns = 0;
    struct csv csv;
    int error = csv_parse(bytes, n_bytes, file, arena, &csv, report);
    if (error != 0)
        return error;
    if (csv.n_rows < 2) {
        report_add(report, FINDING_ERROR, file, 0, "", "%s", _("found no rows; required: a header line and at least one row"));
        return ERROR_CONFIG;
    }
    struct reading reading = {.check = check, .file = file, .arena = arena, .report = report, .header = &csv.rows[0]};
    reading.columns = arena_array(arena, reading.header->n_fields, sizeof *reading.columns);
    read_header(&reading);
    roster.table = check->check.table;
    roster.source = arena_strdup(arena, slash != NULL ? slash + 1 : file);
    if (report->n_errors == errors)
        read_rows(&reading, &csv, &roster);
    if (report->n_errors != errors)
        return ERROR_CONFIG;
    *ret = roster;
    *ret_left_out = reading.left_out;
    return 0;
}

int roster_read_file(const char *path, const struct check_file *check, struct arena *arena, struct roster *ret, const char **ret_left_out,
                     struct report *report)
{
    FILE *stream = fopen(path, "re");
    if (stream == NULL) {
        report_add(report, FINDING_ERROR, path, 0, "", _("cannot read %s: %s"), path, strerror(errno));
        return ERROR_CONFIG;
    }
    char *bytes = xmalloc(CSV_MAX_BYTES + 1);
    size_t n_bytes = fread(bytes, 1, CSV_MAX_BYTES + 1, stream); /* one more than is allowed is refused */
    int error = ERROR_CONFIG;
    if (ferror(stream))
        report_add(report, FINDING_ERROR, path, 0, "", _("cannot read %s: %s"), path, strerror(errno));
    else
        error = roster_read(bytes, n_bytes, path, check, arena, ret, ret_left_out, report);
    fclose(stream);
    free(bytes);
    return error;
}
