/* Cutting UTF-8 without cutting a character. */
#ifndef LUNZHI_UTF8_H
#define LUNZHI_UTF8_H

#include <stddef.h>

/* How many bytes of the text to keep: all, or as many whole characters as fit in `max_bytes`. */
size_t utf8_cut(const char *text, size_t max_bytes);

#endif
