/* Characters and cells. The decoding is the C library's, in the UTF-8 locale that language.c makes sure of. */
#include "text.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "memory.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* One character; a byte that begins none is taken alone, with *ret_char = WEOF. Returns its bytes. */
static size_t next_char(const char *text, wint_t *ret_char)
{
    mbstate_t state = {0};
    wchar_t wide;
    size_t bytes = mbrtowc(&wide, text, strnlen(text, 8), &state);
    bool valid = bytes != 0 && bytes != (size_t)-1 && bytes != (size_t)-2;

    *ret_char = valid ? (wint_t)wide : WEOF;
    return valid ? bytes : 1;
}

/* Marks that reorder what is around them, so that a line reads other than it is (CVE-2021-42574), and invisible line separators. */
static bool is_deceptive(wint_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x206F) || c == 0xFEFF;
}

char *text_clean(const char *text)
{
    if (text == NULL)
        text = "";
    char *clean = xmalloc(3 * strlen(text) + 1); /* a byte becomes at most the three of U+FFFD */
    char *end = clean;

    while (*text != '\0') {
        wint_t c;
        size_t bytes = next_char(text, &c);

        if (c == '\n' || c == '\t' || c == '\r')
            *end++ = ' ';
        else if (c == WEOF || wcwidth((wchar_t)c) < 0 || is_deceptive(c))
            end = mempcpy(end, REPLACEMENT, strlen(REPLACEMENT));
        else
            end = mempcpy(end, text, bytes);
        text += bytes;
    }
    *end = '\0';
    return clean;
}

size_t text_fit(const char *text, size_t cells, size_t *ret_cells)
{
    size_t used = 0, at = 0;

    while (text[at] != '\0') {
        wint_t c;
        size_t bytes = next_char(text + at, &c);
        int width = c == WEOF ? 1 : wcwidth((wchar_t)c);

        if (width > 0 && used + (size_t)width > cells)
            break;
        used += width > 0 ? (size_t)width : 0;
        at += bytes;
    }
    *ret_cells = used;
    return at;
}

size_t text_width(const char *text)
{
    size_t cells;

    text_fit(text, (size_t)-1 / 2, &cells);
    return cells;
}
