/* The kinds of decision and their words. */
#include "rotation.h"
#include "words.h"

static const char *const decision_names[DECISION_COUNT] = {
#define X(name, word) [DECISION_##name] = word,
    DECISION_MAP(X)
#undef X
};

const char *decision_kind_name(enum decision_kind kind)
{
    return decision_names[kind];
}

bool decision_is_by_hand(enum decision_kind kind)
{
    return kind != DECISION_PROPOSE && kind != DECISION_END;
}

int decision_kind_parse(const char *word, enum decision_kind *ret_kind)
{
    int kind = words_find(decision_names, DECISION_COUNT, word);

    if (kind < 0)
        return kind;
    *ret_kind = (enum decision_kind)kind;
    return 0;
}
