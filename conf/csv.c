#include "csv.h"

#include <glib.h>
#include <string.h>

#include "error.h"
#include "intl.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define WIDE_BLANK      "\xE3\x80\x80" /* U+3000, which Chinese input methods type */

struct parser {
    const char *at, *end;
    int line;
    const char *file;
    struct arena *arena;
    struct report *report;
    char *field; /* as long as the text: the one being read */
    size_t field_bytes;
    GPtrArray *fields; /* of the row */
    GArray *rows;
};

static bool begins_with(const char *bytes, size_t n_bytes, const char *mark, size_t n_mark)
{
    return n_bytes >= n_mark && memcmp(bytes, mark, n_mark) == 0;
}

/* What a file is that is no text in UTF-8 or GBK, as far as that can be told. */
static const char *kind_of(const char *bytes, size_t n_bytes)
{
    if (begins_with(bytes, n_bytes, "\xFF\xFE", 2) || begins_with(bytes, n_bytes, "\xFE\xFF", 2))
        return _("found text in UTF-16 (\"Unicode text\")");
    if (begins_with(bytes, n_bytes, "PK\x03\x04", 4) || begins_with(bytes, n_bytes, "\xD0\xCF\x11\xE0", 4))
        return _("found a workbook of a spreadsheet, which is no CSV file");
    if (memchr(bytes, '\0', n_bytes) != NULL)
        return _("found NUL bytes: it is no text, or text in UTF-16");
    return _("found bytes that are neither UTF-8 nor GBK");
}

/* The text as UTF-8, ended by NUL, in the arena; NULL once said. */
static const char *decode(const char *bytes, size_t n_bytes, const char *file, struct arena *arena, struct report *report,
                          size_t *ret_bytes)
{
    char *text = NULL;
    gsize n_text = 0;
    if (begins_with(bytes, n_bytes, BYTE_ORDER_MARK, 3)) {
        bytes += 3;
        n_bytes -= 3;
    }
    bool plain = memchr(bytes, '\0', n_bytes) == NULL;
    if (plain && g_utf8_validate(bytes, (gssize)n_bytes, NULL))
        text = g_strndup(bytes, n_text = n_bytes);
    else if (plain)
        text = g_convert(bytes, (gssize)n_bytes, "UTF-8", "GB18030", NULL, &n_text, NULL);
    if (text == NULL) {
        report_add(report, FINDING_ERROR, file, 0, "", _("%s; save it as CSV in UTF-8 or in GBK"), kind_of(bytes, n_bytes));
        return NULL;
    }
    const char *kept = arena_strdup(arena, text);
    g_free(text);
    *ret_bytes = n_text;
    return kept;
}

static void bad(struct parser *parser, int line, const char *words)
{
    report_add(parser->report, FINDING_ERROR, parser->file, line, "", "%s", words);
}

/* Trims the field read and keeps it. */
static void end_field(struct parser *parser)
{
    const char *first = parser->field, *last = parser->field + parser->field_bytes;
    bool more = true;
    while (more) {
        size_t left = (size_t)(last - first);
        more = false;
        if (left >= 1 && g_ascii_isspace(*first)) {
            first++;
            more = true;
        } else if (left >= 3 && memcmp(first, WIDE_BLANK, 3) == 0) {
            first += 3;
            more = true;
        } else if (left >= 1 && g_ascii_isspace(last[-1])) {
            last--;
            more = true;
        } else if (left >= 3 && memcmp(last - 3, WIDE_BLANK, 3) == 0) {
            last -= 3;
            more = true;
        }
    }
    g_ptr_array_add(parser->fields, arena_printf(parser->arena, "%.*s", (int)(last - first), first));
    parser->field_bytes = 0;
}

static void end_row(struct parser *parser, int line)
{
    size_t n = parser->fields->len;
    const char **fields = arena_array(parser->arena, n, sizeof *fields);
    bool something = false;
    for (size_t i = 0; i < n; i++) {
        fields[i] = g_ptr_array_index(parser->fields, i);
        something = something || fields[i][0] != '\0';
    }
    if (something) {
        const struct csv_row row = {.line = line, .fields = fields, .n_fields = n};
        g_array_append_val(parser->rows, row);
    }
    g_ptr_array_set_size(parser->fields, 0);
}

static bool at_line_end(const struct parser *parser)
{
    return parser->at == parser->end || *parser->at == '\n' || *parser->at == '\r';
}

static void pass_line_end(struct parser *parser)
{
    if (parser->at == parser->end)
        return;
    if (parser->at[0] == '\r' && parser->at + 1 < parser->end && parser->at[1] == '\n')
        parser->at++;
    parser->at++;
    parser->line++;
}

/* What stands between quotation marks; false, said, when they are never closed. */
static bool read_quoted(struct parser *parser)
{
    int line = parser->line;
    for (parser->at++; parser->at < parser->end; parser->at++) {
        if (*parser->at == '"' && (parser->at + 1 == parser->end || parser->at[1] != '"')) {
            parser->at++;
            return true;
        }
        parser->at += *parser->at == '"';
        parser->line += *parser->at == '\n' || (*parser->at == '\r' && parser->at[1] != '\n');
        parser->field[parser->field_bytes++] = *parser->at;
    }
    bad(parser, line, _("found a quotation mark that is never closed"));
    return false;
}

static void read_plain(struct parser *parser)
{
    while (!at_line_end(parser) && *parser->at != ',' && *parser->at != '"')
        parser->field[parser->field_bytes++] = *parser->at++;
}

/* Up to the comma or line end behind it. False when the rest of the text makes no sense any more. */
static bool read_field(struct parser *parser)
{
    int line = parser->line;
    if (parser->at < parser->end && *parser->at == '"') {
        if (!read_quoted(parser))
            return false;
    } else {
        read_plain(parser);
    }
    if (at_line_end(parser) || *parser->at == ',')
        return true;
    bad(parser, line, _("found a quotation mark within a field; allowed: around the whole field, those in it doubled"));
    while (!at_line_end(parser) && *parser->at != ',')
        parser->at++;
    return true;
}

static bool read_row(struct parser *parser)
{
    int line = parser->line;
    for (bool more = true; more;) {
        if (!read_field(parser))
            return false;
        end_field(parser);
        more = parser->at < parser->end && *parser->at == ',';
        parser->at += more;
    }
    pass_line_end(parser);
    if (parser->fields->len > CSV_MAX_COLUMNS)
        report_add(parser->report, FINDING_ERROR, parser->file, line, "", _("found %u fields; allowed: at most %d"), parser->fields->len,
                   CSV_MAX_COLUMNS);
    end_row(parser, line);
    return true;
}

static void read_rows(struct parser *parser)
{
    while (parser->at < parser->end && read_row(parser)) {
        if (parser->rows->len > CSV_MAX_ROWS) {
            report_add(parser->report, FINDING_ERROR, parser->file, parser->line, "", _("found more than %d rows"), CSV_MAX_ROWS);
            return;
        }
    }
}

int csv_parse(const char *bytes, size_t n_bytes, const char *file, struct arena *arena, struct csv *ret, struct report *report)
{
    size_t errors = report->n_errors, n_text;
    if (n_bytes > CSV_MAX_BYTES) {
        report_add(report, FINDING_ERROR, file, 0, "", _("found more than %u bytes"), CSV_MAX_BYTES);
        return ERROR_CONFIG;
    }
    const char *text = decode(bytes, n_bytes, file, arena, report, &n_text);
    if (text == NULL)
        return ERROR_CONFIG;
    struct parser parser = {.at = text, .end = text + n_text, .line = 1, .file = file, .arena = arena, .report = report};
    parser.field = arena_alloc(arena, n_text + 1);
    parser.fields = g_ptr_array_new();
    parser.rows = g_array_new(FALSE, FALSE, sizeof(struct csv_row));
    read_rows(&parser);
    struct csv_row *rows = arena_array(arena, parser.rows->len, sizeof *rows);
    if (parser.rows->len > 0)
        memcpy(rows, parser.rows->data, parser.rows->len * sizeof *rows);
    *ret = (struct csv){.rows = rows, .n_rows = parser.rows->len};
    g_ptr_array_free(parser.fields, TRUE);
    g_array_free(parser.rows, TRUE);
    return report->n_errors == errors ? 0 : ERROR_CONFIG;
}
