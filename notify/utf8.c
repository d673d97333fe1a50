#include "utf8.h"

#include <string.h>

size_t utf8_cut(const char *text, size_t max_bytes)
{
    size_t length = strnlen(text, max_bytes);

    if (text[length] == '\0')
        return length;
    while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--;
    return length;
}
