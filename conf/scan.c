/* A reader of libconfig's tokens that knows just enough of its grammar: nesting, names before '=' or ':', numbers, strings and comments.
 *
 * libconfig 1.5 stops at the first name given twice without saying which, cuts numbers to 32 bits in silence, and ends the process when
 * @include names a directory. So the text is looked through before libconfig sees it. */
#include "scan.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "intl.h"

#define NESTING_MAX 64
#define NAMES_MAX   500 /* libconfig looks names up one by one */

struct name {
    const char *text;
    size_t length;
    int line;
};

/* An open bracket. */
struct level {
    size_t names;       /* where its names begin */
    struct name opened; /* the setting it is the value of; without a length: an element of the list around it */
    int index;          /* of that element */
    bool is_group;
    int n_elements; /* of its own, if it is none, gone by */
};

struct scan {
    const char *at;
    int line;
    bool line_start; /* nothing but blanks since the line began */
    const char *file;
    struct report *report;
    bool (*include)(void *ctx, const char *path, int line);
    void *ctx;
    struct name *names; /* of the open groups, the innermost's last */
    size_t n_names, room;
    struct level levels[NESTING_MAX];
    size_t depth;
    struct name setting; /* whose value is being read; without a length: an element's */
    struct name pending; /* the word just read, a name if '=' or ':' follows */
    bool good;
};

static void scan_error(struct scan *scan, int line, const char *text)
{
    report_add(scan->report, FINDING_ERROR, scan->file, line, "", "%s", text);
    scan->good = false;
}

static void skip_to(struct scan *scan, const char *end)
{
    for (; scan->at < end; scan->at++)
        scan->line += *scan->at == '\n';
}

/* Past a comment that starts here; false if none does. */
static bool skip_comment(struct scan *scan)
{
    const char *at = scan->at;
    if (at[0] == '#' || (at[0] == '/' && at[1] == '/')) {
        scan->at += strcspn(at, "\n");
        return true;
    }
    if (at[0] != '/' || at[1] != '*')
        return false;
    const char *end = strstr(at + 2, "*/");
    if (end == NULL)
        scan_error(scan, scan->line, _("a comment that begins here has no end"));
    skip_to(scan, end != NULL ? end + 2 : at + strlen(at));
    return true;
}

static void skip_string(struct scan *scan)
{
    const char *end = scan->at + 1;
    while (*end != '\0' && *end != '"')
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    if (*end == '\0')
        scan_error(scan, scan->line, _("a string that begins here has no closing quotation mark"));
    skip_to(scan, *end == '"' ? end + 1 : end);
}

/* libconfig takes everything up to a quotation mark for the path, lines and all, and is silent when there is none. */
static void scan_include(struct scan *scan)
{
    const char *word_end = scan->at + strlen("@include");
    const char *quote = word_end + strspn(word_end, " \t");
    scan->at = quote;
    if (quote == word_end || *quote != '"')
        return; /* not libconfig, as it will say */
    const char *end = quote + 1 + strcspn(quote + 1, "\"\\\n");
    if (*end != '"') {
        scan_error(scan, scan->line, _("@include wants a path in quotation marks, on one line and without backslashes"));
        scan->at += strlen(scan->at);
        return;
    }
    char *path = xasprintf("%.*s", (int)(end - quote - 1), quote + 1);
    scan->good &= scan->include(scan->ctx, path, scan->line);
    free(path);
    scan->at = end + 1;
}

/* The pending word turns out to be a setting's name. */
static void scan_name(struct scan *scan)
{
    struct name *name = &scan->pending;
    size_t first = scan->depth > 0 ? scan->levels[scan->depth - 1].names : 0;
    scan->setting = *name;
    for (size_t i = first; i < scan->n_names; i++) {
        if (scan->names[i].length != name->length || memcmp(scan->names[i].text, name->text, name->length) != 0)
            continue;
        report_add(scan->report, FINDING_ERROR, scan->file, name->line, "",
                   _("\"%.*s\" is set twice in the same group; allowed: once (first on line %d)"), (int)name->length, name->text,
                   scan->names[i].line);
        scan->good = false;
        return;
    }
    if (scan->n_names - first == NAMES_MAX) {
        scan_error(scan, name->line, _("a group of more than 500 settings"));
        scan->at += strlen(scan->at);
        return;
    }
    if (scan->n_names == scan->room) {
        scan->room = scan->room * 2 + 64;
        scan->names = xrealloc(scan->names, scan->room * sizeof *scan->names);
    }
    scan->names[scan->n_names++] = *name;
}

static void scan_word(struct scan *scan)
{
    const char *end = scan->at;
    while (isalnum((unsigned char)*end) || *end == '_' || *end == '-' || *end == '*')
        end++;
    scan->pending = (struct name){.text = scan->at, .length = (size_t)(end - scan->at), .line = scan->line};
    scan->at = end;
}

static char *path_add(char *path, const struct name *name, int index)
{
    char *longer = name->length > 0 ? xasprintf("%s%s%.*s", path, *path != '\0' ? "." : "", (int)name->length, name->text)
                                    : xasprintf("%s[%d]", path, index);
    free(path);
    return longer;
}

/* "channels[0].rate": the setting whose value is being read, as a reader calls it. Heap. */
static char *scan_path(const struct scan *scan)
{
    const struct level *inner = scan->depth > 0 ? &scan->levels[scan->depth - 1] : NULL;
    char *path = xstrdup("");
    for (size_t i = 0; i < scan->depth; i++)
        path = path_add(path, &scan->levels[i].opened, scan->levels[i].index);
    return scan->setting.length > 0 || (inner != NULL && !inner->is_group)
               ? path_add(path, &scan->setting, inner != NULL ? inner->n_elements : 0)
               : path;
}

/* A whole number without the suffix L must fit 32 bits, with it 64. */
static void scan_number(struct scan *scan)
{
    const char *end = scan->at + (*scan->at == '+' || *scan->at == '-');
    bool hex = end[0] == '0' && (end[1] == 'x' || end[1] == 'X');
    bool whole = true;
    for (; isalnum((unsigned char)*end) || *end == '.' || ((*end == '+' || *end == '-') && !hex && (end[-1] == 'e' || end[-1] == 'E'));
         end++)
        whole &= hex || (*end != '.' && *end != 'e' && *end != 'E');
    char *stop = NULL;
    errno = 0;
    intmax_t value = hex ? (intmax_t)strtoumax(scan->at, &stop, 16) : strtoimax(scan->at, &stop, 10);
    bool fits = errno == 0 && (hex ? value <= UINT32_MAX : value >= INT32_MIN && value <= INT32_MAX);
    if (whole && stop != scan->at && (errno != 0 || (!fits && *stop != 'L'))) {
        char *path = scan_path(scan);
        report_add(scan->report, FINDING_ERROR, scan->file, scan->line, path,
                   _("found %.*s; allowed: whole numbers of 32 bits, or of 64 bits with the suffix L"), (int)(end - scan->at), scan->at);
        free(path);
        scan->good = false;
    }
    scan->at = end > scan->at ? end : scan->at + 1;
}

static void open_bracket(struct scan *scan, bool is_group)
{
    if (scan->depth == NESTING_MAX) {
        scan_error(scan, scan->line, _("brackets nested more than 64 deep"));
        scan->at += strlen(scan->at);
        return;
    }
    scan->levels[scan->depth] = (struct level){
        .names = scan->n_names,
        .opened = scan->setting,
        .index = scan->depth > 0 ? scan->levels[scan->depth - 1].n_elements : 0,
        .is_group = is_group,
    };
    scan->depth++;
    scan->setting.length = 0;
}

static void close_bracket(struct scan *scan)
{
    if (scan->depth > 0)
        scan->n_names = scan->levels[--scan->depth].names;
    scan->setting.length = 0;
}

static void scan_bracket(struct scan *scan)
{
    switch (*scan->at++) {
    case '{':
        open_bracket(scan, true);
        break;
    case '(':
    case '[':
        open_bracket(scan, false);
        break;
    case '}':
    case ')':
    case ']':
        close_bracket(scan);
        break;
    case ',':
    case ';':
        scan->setting.length = 0;
        if (scan->depth > 0)
            scan->levels[scan->depth - 1].n_elements++;
        break;
    case '=':
    case ':':
        if (scan->pending.length > 0)
            scan_name(scan);
        break;
    default:
        break;
    }
    scan->pending.length = 0;
}

static void scan_token(struct scan *scan)
{
    unsigned char c = (unsigned char)*scan->at;
    bool line_start = scan->line_start;
    scan->line_start = c == '\n' || (line_start && (c == ' ' || c == '\t'));
    if (isspace(c)) {
        skip_to(scan, scan->at + 1);
    } else if (c == '"') {
        skip_string(scan);
    } else if (line_start && strncmp(scan->at, "@include", strlen("@include")) == 0) {
        scan_include(scan);
    } else if (isalpha(c) || c == '*') {
        scan_word(scan);
    } else if (isdigit(c) || c == '+' || c == '-' || c == '.') {
        scan_number(scan);
    } else if (!skip_comment(scan)) {
        scan_bracket(scan);
    }
}

bool scan_text(const char *text, const char *file, struct report *report, bool (*include)(void *ctx, const char *path, int line), void *ctx)
{
    struct scan scan = {
        .at = text, .line = 1, .line_start = true, .file = file, .report = report, .include = include, .ctx = ctx, .good = true};
    while (*scan.at != '\0')
        scan_token(&scan);
    free(scan.names);
    return scan.good;
}
