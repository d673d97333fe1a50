/* The words of an enumeration. */
#include "words.h"

#include <string.h>

#include "error.h"

int words_find(const char *const *words, size_t n_words, const char *word)
{
    for (size_t i = 0; i < n_words; i++) {
        if (strcmp(words[i], word) == 0)
            return (int)i;
    }
    return ERROR_NOT_FOUND;
}
