#include "words.h"

#include <glib.h>
#include <string.h>

/* The length of the UTF-8 character that begins here, or 0 if none does or it is a control character. */
static size_t printable(const char *from, size_t size)
{
    gunichar c;
    if (g_ascii_isprint(*from)) /* nearly all that peers say */
        return 1;
    c = g_utf8_get_char_validated(from, (gssize)size);
    if (c == (gunichar)-1 || c == (gunichar)-2 || c == 0 || g_unichar_iscntrl(c))
        return 0;
    return (size_t)g_unichar_to_utf8(c, NULL);
}

size_t words_copy(char *to, size_t size, const char *from, size_t from_size)
{
    size_t length = 0, used = 0;
    bool blank = false;
    while (used < from_size) {
        if (g_ascii_isspace(from[used])) {
            blank = length > 0;
            used++;
            continue;
        }
        size_t n = printable(from + used, from_size - used);
        size_t wanted = (n ? n : 1) + (blank ? 1 : 0);
        if (length + wanted + 1 > size)
            break;
        if (blank)
            to[length++] = ' ';
        blank = false;
        if (n)
            memcpy(to + length, from + used, n);
        else
            to[length] = '?';
        length += n ? n : 1;
        used += n ? n : 1;
    }
    to[length] = '\0';
    return length;
}

bool words_has_control(const char *text)
{
    for (; *text; text++)
        if (g_ascii_iscntrl(*text))
            return true;
    return false;
}
