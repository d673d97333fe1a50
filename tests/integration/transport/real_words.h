/* Messages in the shipped words, made of rows as a test describes them. */
#ifndef LUNZHI_TESTS_REAL_WORDS_H
#define LUNZHI_TESTS_REAL_WORDS_H

#include <jansson.h>

#include "message.h"

/* `object`: {"id", "address", "name", "created_at", "rows": [{"kind", "obligation", "title", "on", "due", "organization"}, …]}; several
 * rows are a digest. Ends the program if that makes no message. All of it lives as long as the program. */
struct message real_words(json_t *object);

#endif
