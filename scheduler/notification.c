/* The words of the kinds of message. */
#include "notification.h"

#include "words.h"

static const char *const names[NOTIFICATION_COUNT] = {
#define X(name, word) [NOTIFICATION_##name] = word,
    NOTIFICATION_MAP(X)
#undef X
};

const char *notification_kind_name(enum notification_kind kind)
{
    return names[kind];
}

int notification_kind_parse(const char *word, enum notification_kind *ret_kind)
{
    int kind = words_find(names, NOTIFICATION_COUNT, word);

    if (kind < 0)
        return kind;
    *ret_kind = (enum notification_kind)kind;
    return 0;
}
