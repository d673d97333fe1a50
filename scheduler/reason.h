/* Why a turn is whose it is, and why not the others', as facts, so that each reader gets it in their own words. RULES.md section 3. */
#ifndef LUNZHI_REASON_H
#define LUNZHI_REASON_H

#include <stdint.h>

#include "memory.h"
#include "organization.h"

#define REASON_MAP(X)                                                                                                                      \
    X(NO_MANDATE, "no-mandate")                                                                                                            \
    X(FEWEST, "fewest")   /* `turns` begun in the mandate; `tied`: the order decided */                                                    \
    X(SWAPPED, "swapped") /* takes the turn of `member` */                                                                                 \
    X(NOBODY, "nobody")   /* is available */                                                                                               \
    X(APPOINTED, "appointed")                                                                                                              \
    X(LEFT, "left") /* the office of `member` ended before `on` */                                                                         \
    X(SUSPENDED, "suspended")                                                                                                              \
    X(REMOVED, "removed")                                                                                                                  \
    X(CARETAKER, "caretaker") /* until `member`, to whom the turn is proposed, or somebody else accepts it */                              \
    X(AWAITED, "awaited")     /* likewise, but nobody may go on as caretaker */

enum reason_code {
#define X(name, word) REASON_##name,
    REASON_MAP(X)
#undef X
        REASON_COUNT
};

/* Why somebody is not chair. */
#define PASSED_MAP(X)                                                                                                                      \
    X(NOT_MEMBER, "not a member")                                                                                                          \
    X(SUSPENDED, "suspended")                                                                                                              \
    X(ABSENT, "absent")                                                                                                                    \
    X(REMOVED, "removed")                                                                                                                  \
    X(DECLINED, "declined")                                                                                                                \
    X(SWAPPED, "gave the turn away by a swap")                                                                                             \
    X(MORE_TURNS, "more turns begun")                                                                                                      \
    X(LATER, "later in the order")                                                                                                         \
    X(UNANSWERED, "has not accepted yet")

enum passed_why {
#define X(name, word) PASSED_##name,
    PASSED_MAP(X)
#undef X
        PASSED_COUNT
};

struct passed {
    const char *member;
    enum passed_why why;
    int32_t turns; /* begun in the mandate */
};

struct turn_reason {
    enum reason_code code;
    const char *member; /* of the code; may be NULL */
    int64_t swap;       /* SWAPPED: the last decision it goes by; 0 where that is not on record yet, or the turn has begun */
    date_t on;
    int32_t turns;
    bool tied;
    const char *words;       /* what whoever decided it gave as the reason; may be NULL */
    const char *void_member; /* the two of a swap about this turn that could not be carried out, or NULL */
    const char *void_other;
    const struct passed *others; /* everybody else in the order */
    size_t n_others;
};

/* In which words: `translate` gives the translation of a message id (NULL: none, English); with an organization members have their names,
 * else their ids. */
struct phrasing {
    const char *(*translate)(void *ctx, const char *text);
    void *ctx;
    const struct organization *organization;
};

const char *reason_code_name(enum reason_code code);
int reason_code_parse(const char *word, enum reason_code *ret_code) __attribute__((warn_unused_result));
/* In English, as lunzhi writes it in its log, and the message id of its translations. */
const char *passed_words(enum passed_why why);
int passed_parse(const char *word, enum passed_why *ret_why) __attribute__((warn_unused_result));

/* One line, in the arena. */
const char *reason_phrase(const struct turn_reason *reason, const struct phrasing *phrasing, struct arena *arena);
const char *passed_phrase(const struct passed *passed, const struct phrasing *phrasing, struct arena *arena);

#endif
