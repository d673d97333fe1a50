/* A template is compiled once into a flat list of steps; a section that does not apply is a jump over its steps. */
#include "template.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "intl.h"
#include "memory.h"
#include "nearest.h"

enum step_kind { STEP_TEXT, STEP_VALUE, STEP_IF, STEP_UNLESS };

struct step {
    enum step_kind kind;
    const char *text; /* STEP_TEXT */
    size_t length;
    size_t value; /* the others: index of the name */
    size_t end;   /* STEP_IF, STEP_UNLESS: the first step after the section */
    bool list;    /* the value is the list */
};

struct template
{
    char *source; /* the steps' texts point into it */
    struct step *steps;
    size_t n, room;
};

struct parser {
    struct template *template;
    const struct template_names *names;
    const char *file;
    int line;
    size_t open[TEMPLATE_DEPTH_MAX]; /* the steps of the sections that are open */
    int open_line[TEMPLATE_DEPTH_MAX];
    size_t depth;
    char *why;
};

/* A tag: sigil 0 (a value), '#', '^', '/' or '!'. */
struct tag {
    char sigil;
    const char *begins, *ends; /* with the braces */
    const char *name;
    size_t n_name;
};

__attribute__((format(printf, 3, 4))) static int fail(struct parser *parser, int line, const char *format, ...)
{
    va_list arguments;
    char words[300];

    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    parser->why = xasprintf("%s:%d: %s", parser->file, line, words);
    return ERROR_CONFIG;
}

static struct step *add_step(struct template *template, enum step_kind kind)
{
    if (template->n == template->room) {
        template->room = template->room ? 2 * template->room : 16;
        template->steps = xrealloc(template->steps, template->room * sizeof(*template->steps));
    }
    template->steps[template->n] = (struct step){.kind = kind};
    return &template->steps[template->n++];
}

static void add_text(struct template *template, const char *begins, const char *ends)
{
    struct step *step;

    if (begins >= ends)
        return;
    step = add_step(template, STEP_TEXT);
    step->text = begins;
    step->length = (size_t)(ends - begins);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static int find_name(struct parser *parser, const struct tag *tag, size_t *ret_value)
{
    char name[64];
    struct nearest nearest = {.word = name};

    snprintf(name, sizeof(name), "%.*s", (int)(tag->n_name < sizeof(name) ? tag->n_name : sizeof(name) - 1), tag->name);
    for (size_t i = 0; i < parser->names->n; i++) {
        if (strcmp(name, parser->names->names[i]) == 0) {
            *ret_value = i;
            return 0;
        }
        nearest_offer(&nearest, parser->names->names[i]);
    }
    if (nearest.name != NULL)
        return fail(parser, parser->line, _("there is no value “%s”; did you mean “%s”?"), name, nearest.name);
    return fail(parser, parser->line, _("there is no value “%s”"), name);
}

/* `begins` is at "{{". */
static int read_tag(struct parser *parser, const char *begins, struct tag *ret)
{
    const char *inner = begins + 2, *close = strstr(inner, "}}"), *newline = strchr(inner, '\n');
    struct tag tag = {.begins = begins};

    if (close == NULL || (newline != NULL && newline < close))
        return fail(parser, parser->line, _("“{{” without “}}” on the same line"));
    tag.ends = close + 2;
    if (inner < close && strchr("#^/!", *inner) != NULL)
        tag.sigil = *inner++;
    while (inner < close && is_blank(*inner))
        inner++;
    while (inner < close && is_blank(close[-1]))
        close--;
    tag.name = inner;
    tag.n_name = (size_t)(close - inner);
    if (tag.n_name == 0 && tag.sigil != '!')
        return fail(parser, parser->line, _("a tag without a name"));
    *ret = tag;
    return 0;
}

/* A section's tag alone on its line stands for the line: the text before it loses its indent, the text after it its line end. */
static bool takes_line(const struct template *template, const struct tag *tag, const char **ret_begins, const char **ret_ends)
{
    const char *begins = tag->begins, *ends = tag->ends;

    if (tag->sigil == 0)
        return false;
    while (begins > template->source && is_blank(begins[-1]))
        begins--;
    while (is_blank(*ends))
        ends++;
    if ((begins > template->source && begins[-1] != '\n') || (*ends != '\n' && *ends != '\0'))
        return false;
    *ret_begins = begins;
    *ret_ends = *ends == '\n' ? ends + 1 : ends;
    return true;
}

static bool is_list(const struct template_names *names, size_t value)
{
    return names->list != NULL && strcmp(names->names[value], names->list) == 0;
}

static int open_section(struct parser *parser, const struct tag *tag, size_t value)
{
    struct step *step;

    if (parser->depth == TEMPLATE_DEPTH_MAX)
        return fail(parser, parser->line, _("more than %d sections within each other"), TEMPLATE_DEPTH_MAX);
    parser->open[parser->depth] = parser->template->n;
    parser->open_line[parser->depth++] = parser->line;
    step = add_step(parser->template, tag->sigil == '#' ? STEP_IF : STEP_UNLESS);
    step->value = value;
    step->list = is_list(parser->names, value);
    return 0;
}

static int close_section(struct parser *parser, size_t value)
{
    const char *name = parser->names->names[value];
    struct step *section;

    if (parser->depth == 0)
        return fail(parser, parser->line, _("“{{/%s}}” closes a section that is not open"), name);
    section = &parser->template->steps[parser->open[--parser->depth]];
    if (section->value != value)
        return fail(parser, parser->line, _("“{{/%s}}” stands where “{{/%s}}” must close first"), name,
                    parser->names->names[section->value]);
    section->end = parser->template->n;
    return 0;
}

static int take_tag(struct parser *parser, const struct tag *tag)
{
    size_t value = 0; /* nor that find_name() does */
    int r;

    if (tag->sigil == '!')
        return 0;
    r = find_name(parser, tag, &value);
    if (r < 0)
        return r;
    if (tag->sigil == '/')
        return close_section(parser, value);
    if (tag->sigil != 0)
        return open_section(parser, tag, value);
    if (is_list(parser->names, value))
        return fail(parser, parser->line, _("“%s” is a list: it stands for a section only, {{#%s}}…{{/%s}}"), parser->names->list,
                    parser->names->list, parser->names->list);
    add_step(parser->template, STEP_VALUE)->value = value;
    return 0;
}

static int count_lines(const char *begins, const char *ends)
{
    int lines = 0;

    for (; begins < ends; begins++)
        lines += *begins == '\n';
    return lines;
}

static int parse(struct parser *parser)
{
    const char *at = parser->template->source, *braces;

    while ((braces = strstr(at, "{{")) != NULL) {
        struct tag tag = {0}; /* gcc at -O3 does not see that read_tag() fills it */
        const char *text_ends, *next;
        int r;

        parser->line += count_lines(at, braces);
        r = read_tag(parser, braces, &tag);
        if (r < 0)
            return r;
        if (!takes_line(parser->template, &tag, &text_ends, &next)) {
            text_ends = tag.begins;
            next = tag.ends;
        }
        add_text(parser->template, at, text_ends);
        r = take_tag(parser, &tag);
        if (r < 0)
            return r;
        parser->line += count_lines(tag.ends, next);
        at = next;
    }
    add_text(parser->template, at, at + strlen(at));
    if (parser->depth > 0)
        return fail(parser, parser->open_line[parser->depth - 1], _("the section “%s” is never closed"),
                    parser->names->names[parser->template->steps[parser->open[parser->depth - 1]].value]);
    return 0;
}

int template_parse(const char *text, const char *file, int first_line, const struct template_names *names, struct template **ret,
                   char **ret_why)
{
    struct template *template = xcalloc(1, sizeof(*template));
    struct parser parser = {.template = template, .names = names, .file = file, .line = first_line};
    int r;

    template->source = xstrdup(text);
    r = parse(&parser);
    if (r < 0) {
        template_free(template);
        *ret_why = parser.why;
        return r;
    }
    *ret = template;
    return 0;
}

void template_free(struct template *template)
{
    if (template == NULL)
        return;
    free(template->steps);
    free(template->source);
    free(template);
}

static void render_steps(const struct template *template, size_t from, size_t until, const struct template_values *values,
                         struct buffer *out);

static void render_items(const struct template *template, size_t section, const struct template_values *values, struct buffer *out)
{
    for (size_t i = 0; i < values->n_items; i++) {
        const struct template_values item = {.values = values->items[i]};

        render_steps(template, section + 1, template->steps[section].end, &item, out);
    }
}

static void render_steps(const struct template *template, size_t from, size_t until, const struct template_values *values,
                         struct buffer *out)
{
    for (size_t i = from; i < until; i++) {
        const struct step *step = &template->steps[i];
        const char *value = step->kind == STEP_TEXT ? NULL : values->values[step->value];
        bool there = (value != NULL && *value != '\0') || (step->list && values->n_items > 0);

        if (step->kind == STEP_TEXT)
            buffer_add(out, step->text, step->length);
        else if (step->kind == STEP_VALUE)
            buffer_add_string(out, value != NULL ? value : "");
        else if (step->kind == STEP_IF && step->list)
            render_items(template, i, values, out);
        if ((step->kind == STEP_IF && (step->list || !there)) || (step->kind == STEP_UNLESS && there))
            i = step->end - 1;
    }
}

char *template_to_text(const struct template *template, const struct template_values *values)
{
    struct buffer text = {0};

    render_steps(template, 0, template->n, values, &text);
    return buffer_take(&text);
}
