#include "robot_text.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"
#include "utf8.h"

static const struct text hints = {.zh = "…\n（内容过长，以下从略）", .en = "…\n(too long for a group: the rest is left out)"};

char *robot_defuse(const char *mark, const char *words)
{
    GString *text = g_string_new(NULL);
    size_t size = mark ? strlen(mark) : 0;
    for (; *words; words++) {
        if (size > 0 && strncasecmp(words, mark, size) == 0) /* ASCII's full-width forms lie in the same order */
            g_string_append_unichar(text, 0xFF00 + (gunichar)(unsigned char)*words - 0x20);
        else
            g_string_append_c(text, *words);
    }
    return g_string_free(text, FALSE);
}

static size_t size_in_json(unsigned char byte)
{
    if (byte == '"' || byte == '\\' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\b' || byte == '\f')
        return 2;
    return byte < 0x20 ? 6 : 1;
}

/* How many bytes of the text fit into `max`, as the service counts them. */
static size_t fitting(const struct robot_form *form, const char *text, size_t max)
{
    size_t n = 0, used = 0;
    while (text[n]) {
        used += form->as_json ? size_in_json((unsigned char)text[n]) : 1;
        if (used > max)
            break;
        n++;
    }
    return n;
}

static bool fits(const struct robot_form *form, const char *text)
{
    return text[fitting(form, text, form->max_bytes)] == '\0';
}

static void trim_end(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && g_ascii_isspace(text[length - 1]))
        text[--length] = '\0';
}

static char *cut(const struct robot_form *form, char *text, const char *hint)
{
    size_t hint_size = strlen(hint) + (form->as_json ? 1 : 0); /* its line end */
    size_t room = form->max_bytes > hint_size ? form->max_bytes - hint_size : 0;
    text[utf8_cut(text, fitting(form, text, room))] = '\0';
    trim_end(text);
    return xasprintf("%s%s", text, hint);
}

char *robot_text(const struct robot_form *form, const char *lead, const struct message *message)
{
    g_autofree char *given = g_strdup_printf("%s\n\n%s", message->subject, message->text);
    g_autofree char *words = robot_defuse(form->mark, given);
    g_autofree char *whole = g_strconcat(lead, words, NULL);
    char *text = g_utf8_make_valid(whole, -1);
    trim_end(text);
    if (fits(form, text))
        return text;
    char *kept = cut(form, text, text_in(&hints, message->row->notification.language));
    free(text);
    return kept;
}
