/* Who is executive chair (执行主席): mandates, turns, decisions. RULES.md section 3; DESIGN.md, Mandates and turns.
 * Turns begun are history: given in, never recomputed. Only the next one is chosen. */
#ifndef LUNZHI_ROTATION_H
#define LUNZHI_ROTATION_H

#include <stdint.h>

#include "memory.h"
#include "organization.h"

struct turn {
    const char *organization;
    const char *period; /* the last term begun by `begins`; NULL before the first */
    date_t mandate;     /* its day of election; DATE_NONE while none runs */
    date_t begins;
    date_t ends;         /* inclusive; DATE_FOREVER while it runs */
    const char *chair;   /* member id; NULL: vacant */
    bool counts;         /* uses up a turn of its chair in this mandate */
    const char *reason;  /* why this person, in English, for the log and for `turns` */
    int64_t recorded_at; /* when it was put on record, UTC seconds; 0 for one planned, or kept before this was */
};

#define DECISION_MAP(X)                                                                                                                    \
    X(APPOINT, "appoint") /* `member` is chair from `on`: a whole turn if a turn begins that day, else acting */                           \
    X(SWAP, "swap")       /* `member`'s turn in `period` and `other`'s in `other_period` change places */                                  \
    X(DECLINE, "decline") /* `member` is passed over when the turn of `period` begins */                                                   \
    X(REMOVE, "remove")   /* `member` may not be chair from `on`; a running turn of theirs is vacated */

enum decision_kind {
#define X(name, word) DECISION_##name,
    DECISION_MAP(X)
#undef X
        DECISION_COUNT
};

struct decision {
    int64_t id;
    const char *organization;
    enum decision_kind kind;
    date_t on; /* in force from its midnight */
    const char *member;
    const char *other;        /* SWAP */
    const char *period;       /* SWAP, DECLINE: a term's id */
    const char *other_period; /* SWAP */
    const char *by;           /* who decided */
    const char *why;
    const char *document;
};

const char *decision_kind_name(enum decision_kind kind);
/* ERROR_NOT_FOUND for no such word. */
int decision_kind_parse(const char *word, enum decision_kind *ret_kind) __attribute__((warn_unused_result));

/* What a choice looks at. */
struct rotation_view {
    const struct organization *organization;
    const struct turn *turns; /* begun, by first day; the last one runs */
    size_t n_turns;
    const struct decision *decisions; /* in the order they were recorded */
    size_t n_decisions;
    date_t known_on; /* the day this policy was loaded: a change it implies begins no earlier; DATE_NONE for a first load */
};

/* The next turn after the last of `view->turns`: the next boundary, the day the chair's office ends early, or a decision in force from a
 * day within the turn. False when nothing ahead is known. The strings of `ret_turn` are borrowed from the view or from the arena. */
bool rotation_next(const struct rotation_view *view, struct arena *arena, struct turn *ret_turn);

/* All turns that will begin up to the day, as rotation_next() would choose them one after the other. */
void rotation_plan(const struct rotation_view *view, date_t until, struct arena *arena, struct turn **ret_turns, size_t *ret_n);

/* The turn whose days hold the date, or NULL. */
const struct turn *turns_at(const struct turn *turns, size_t n_turns, date_t date);

#endif
