#include "encoded_word.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"
#include "words.h"

#define WORD_BYTES  45  /* of text: 60 of base64, 72 with "=?UTF-8?B?" and "?=" */
#define PLAIN_BYTES 800 /* a longer text is folded by encoding it: RFC 5322 allows lines of 998 */

static char *one_line(const char *text)
{
    size_t size = strlen(text);
    char *line = xmalloc(size + 1); /* nothing grows: a byte that is no character becomes one '?' */
    words_copy(line, size + 1, text, size);
    return line;
}

/* How much of the text the next word takes: whole characters, and whole groups of three bytes if that is possible: padding inside a
 * sequence of words makes some readers, GMime among them, stop there. */
static size_t word_bytes(const char *text)
{
    size_t most = utf8_cut(text, WORD_BYTES), n = most;
    if (text[most] == '\0')
        return most;
    while (n % 3 != 0)
        n = utf8_cut(text, n - 1);
    return n > 0 ? n : most;
}

static char *encode(const char *text)
{
    size_t size = strlen(text), words = size / 3 + 1; /* a word takes three bytes at least */
    char *all = xmalloc(words * 80 + 1), *end = all;
    *end = '\0';
    while (*text) {
        size_t n = word_bytes(text);
        char *base64 = g_base64_encode((const guchar *)text, n);
        end += sprintf(end, "%s=?UTF-8?B?%s?=", end == all ? "" : "\r\n ", base64);
        g_free(base64);
        text += n;
    }
    return all;
}

static char *encoded(const char *text, bool (*may_stand)(const char *line))
{
    char *line = one_line(text);
    if (may_stand(line))
        return line;
    char *words = encode(line);
    free(line);
    return words;
}

static bool text_may_stand(const char *line)
{
    return g_str_is_ascii(line) && !strstr(line, "=?") && strlen(line) <= PLAIN_BYTES;
}

static bool phrase_may_stand(const char *line)
{
    for (const char *c = line; *c; c++)
        if (!g_ascii_isalnum(*c) && !strchr(" -", *c))
            return false;
    return strlen(line) <= PLAIN_BYTES;
}

char *encoded_text(const char *text)
{
    return encoded(text, text_may_stand);
}

char *encoded_phrase(const char *text)
{
    return encoded(text, phrase_may_stand);
}
