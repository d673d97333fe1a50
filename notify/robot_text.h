/* A message as one text for a group: the mention, the subject, the words; cut where the service would not take it. Pure. */
#ifndef LUNZHI_ROBOT_TEXT_H
#define LUNZHI_ROBOT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "message.h"

struct robot_form {
    size_t max_bytes;
    bool as_json; /* they are counted as JSON writes them, because the whole body is limited; else as UTF-8 */
    const char
        *mark; /* what the service would take for a mention (ASCII); in the words its first byte becomes another sign; NULL: nothing */
};

/* `lead` (may be "") comes first and is never cut. Cut between characters, with an ellipsis and a hint in the message's language. Heap,
 * valid UTF-8, no blank space at the end. */
char *robot_text(const struct robot_form *form, const char *lead, const struct message *message);
/* The words with no mention in them. Heap. */
char *robot_defuse(const char *mark, const char *words);

#endif
