/* A text as the body of a web page that needs nothing else: no script, no image, nothing from elsewhere. Whatever the text holds is
 * escaped. */
#include <glib.h>
#include <string.h>

#include "message_internal.h"

#define INDENT 4 /* blanks before a line that is to stay as it is: a command */

static const char *const layout_names[LAYOUT_COUNT] = {
    [LAYOUT_language] = "language", [LAYOUT_subject] = "subject", [LAYOUT_body] = "body", [LAYOUT_urgent] = "urgent"};

const struct template_names layout_value_names = {layout_names, LAYOUT_COUNT};

enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_VERBATIM };

/* Not GLib's: &apos; is unknown to HTML 4, which some mail programs still speak. */
static void escape(GString *out, const char *text, size_t size)
{
    const char *end = text + size, *plain = text;

    for (; text < end; text++) {
        const char *entity = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '"' ? "&quot;" : NULL;

        if (entity == NULL)
            continue;
        g_string_append_len(out, plain, text - plain);
        g_string_append(out, entity);
        plain = text + 1;
    }
    g_string_append_len(out, plain, end - plain);
}

/* "1. …": the head of one of a digest's messages. */
static bool is_heading(const char *line)
{
    size_t digits = strspn(line, "0123456789");

    return digits > 0 && strncmp(line + digits, ". ", 2) == 0;
}

static void enter(GString *out, enum block *block, enum block next)
{
    static const char *const begins[] = {"", "<p>", "<pre>"}, *const ends[] = {"", "</p>\n", "</pre>\n"};

    if (*block == next) {
        g_string_append(out, next == BLOCK_PARAGRAPH ? "<br>\n" : "\n");
        return;
    }
    g_string_append(out, ends[*block]);
    g_string_append(out, begins[next]);
    *block = next;
}

static void leave(GString *out, enum block *block)
{
    if (*block != BLOCK_NONE)
        enter(out, block, BLOCK_NONE);
}

static void put_line(GString *out, enum block *block, const char *line, size_t size)
{
    size_t blanks = strspn(line, " \t");

    if (blanks >= size) {
        leave(out, block);
    } else if (*block == BLOCK_NONE && is_heading(line)) {
        g_string_append(out, "<h2>");
        escape(out, line, size);
        g_string_append(out, "</h2>\n");
    } else {
        enter(out, block, blanks >= INDENT ? BLOCK_VERBATIM : BLOCK_PARAGRAPH);
        escape(out, line + blanks, size - blanks);
    }
}

static char *body_of(const char *text)
{
    GString *out = g_string_new(NULL);
    enum block block = BLOCK_NONE;

    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        put_line(out, &block, text, length);
        text += length + (text[length] == '\n');
    }
    leave(out, &block);
    return g_string_free(out, FALSE);
}

char *message_html(const struct message *message)
{
    const char *values[LAYOUT_COUNT] = {0};
    const struct template_values all = {.values = values};
    g_autofree char *body = NULL, *subject = NULL;
    GString *escaped;

    if (message->templates == NULL)
        return NULL;
    escaped = g_string_new(NULL);
    escape(escaped, message->subject, strlen(message->subject));
    subject = g_string_free(escaped, FALSE);
    body = body_of(message->text);
    values[LAYOUT_language] = strcmp(message->language, "zh_CN") == 0 ? "zh-CN" : message->language;
    values[LAYOUT_subject] = subject;
    values[LAYOUT_body] = body;
    values[LAYOUT_urgent] = message->urgent ? "1" : NULL;
    return template_to_text(templates_layout(message->templates), &all);
}
