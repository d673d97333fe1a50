/* SHA-256 of bytes as they come. Knows no store: any thread may use one. */
#ifndef LUNZHI_DIGEST_H
#define LUNZHI_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_TEXT_SIZE 65 /* 64 lower-case hex digits and their NUL */

struct digest;

struct digest *digest_new(void) __attribute__((returns_nonnull));
/* NULL does nothing. */
void digest_free(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t size);
/* Once. Returns `text`. */
const char *digest_end(struct digest *digest, char text[static DIGEST_TEXT_SIZE]);
/* Exactly 64 lower-case hex digits. */
bool digest_is_text(const char *text);

#endif
