#include "digits.h"

void digits_put(char *text, int number, int n_digits)
{
    for (; n_digits > 0; number /= 10)
        text[--n_digits] = (char)('0' + number % 10);
}

void hex_format(const unsigned char *bytes, size_t n_bytes, char *text)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n_bytes; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * n_bytes] = '\0';
}
