/* Text from data on its way to a terminal: made harmless, measured in cells, cut to fit. UTF-8 throughout; language_init() has set up the
 * locale. */
#ifndef LUNZHI_TEXT_H
#define LUNZHI_TEXT_H

#include <stddef.h>

/* A copy in which a terminal can find no command: tabs and line ends become spaces; other control characters, marks that turn the direction
 * of writing and bytes that are no UTF-8 become U+FFFD. Heap; NULL gives "". */
char *text_clean(const char *text) __attribute__((malloc, returns_nonnull));
/* In terminal cells: a Chinese character takes two. For clean text. */
size_t text_width(const char *text);
/* Bytes of the longest beginning of clean text that takes at most `cells`, no character cut; how many cells it takes goes to *ret_cells. */
size_t text_fit(const char *text, size_t cells, size_t *ret_cells);

#endif
