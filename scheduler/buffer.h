/* A text that grows as it is written. Zero-initialised ({0}) is an empty one. */
#ifndef LUNZHI_BUFFER_H
#define LUNZHI_BUFFER_H

#include <stddef.h>

struct buffer {
    char *bytes; /* NUL-terminated; NULL while nothing was ever added */
    size_t n_bytes, room;
};

void buffer_add(struct buffer *buffer, const char *bytes, size_t n_bytes);
void buffer_add_char(struct buffer *buffer, char c);
void buffer_add_string(struct buffer *buffer, const char *string);
/* The text is the caller's to free(), never NULL; `buffer` is empty again. */
char *buffer_take(struct buffer *buffer) __attribute__((returns_nonnull));

#endif
