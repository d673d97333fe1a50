/* Numbers as digits, where there are too many of them for printf. */
#ifndef LUNZHI_DIGITS_H
#define LUNZHI_DIGITS_H

#include <stddef.h>

/* The last `n_digits` decimal digits of a number that is not negative, with zeros before it; no NUL. */
void digits_put(char *text, int number, int n_digits);
/* Lower-case; `text` holds 2 * n_bytes + 1. */
void hex_format(const unsigned char *bytes, size_t n_bytes, char *text);

#endif
