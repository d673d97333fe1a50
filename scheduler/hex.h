#ifndef LUNZHI_HEX_H
#define LUNZHI_HEX_H

#include <stddef.h>

/* Lower-case digits; `text` holds 2 * n_bytes + 1. */
void hex_format(const unsigned char *bytes, size_t n_bytes, char *text);

#endif
