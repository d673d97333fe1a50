/* What a peer said, made fit for the database and for a screen: one line of valid UTF-8 of bounded size. */
#ifndef LUNZHI_NOTIFY_WORDS_H
#define LUNZHI_NOTIFY_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* An attempt keeps this much of the peer's own words, with the NUL (DESIGN.md, Delivery contract: 500 bytes). */
#define WORDS_SIZE 501

/* Copies as much of `from` as fits into `size` bytes with the NUL, cut between characters. Control characters, and bytes that are not
 * UTF-8, become '?'; white space becomes one blank, none at either end. Returns the length. */
size_t words_copy(char *to, size_t size, const char *from, size_t from_size);
/* Whether the text holds a control character: such a text never becomes part of an address, a header or a URL. */
bool words_has_control(const char *text);

#endif
