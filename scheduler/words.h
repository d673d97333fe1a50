/* The words of an enumeration: a table by value, searched the other way. */
#ifndef LUNZHI_WORDS_H
#define LUNZHI_WORDS_H

#include <stddef.h>

/* The index of the word, or ERROR_NOT_FOUND. */
int words_find(const char *const *words, size_t n_words, const char *word) __attribute__((warn_unused_result));

#endif
