/* Who is executive chair (执行主席): mandates, turns, decisions. RULES.md section 3; DESIGN.md, Mandates and turns.
 * Turns begun are history: given in, never recomputed. Only the next one is chosen. */
#ifndef LUNZHI_ROTATION_H
#define LUNZHI_ROTATION_H

#include <stdint.h>

#include "memory.h"
#include "organization.h"

struct turn_reason; /* reason.h */

struct turn {
    const char *organization;
    const char *period; /* the last term begun by `begins`; NULL before the first */
    date_t mandate;     /* its day of election; DATE_NONE while none runs */
    date_t begins;
    date_t ends;                   /* inclusive; DATE_FOREVER while it runs */
    const char *chair;             /* member id; NULL: vacant */
    bool counts;                   /* uses up a turn of its chair in this mandate */
    const char *reason;            /* why this person, in English, for the log and for `turns` */
    int64_t recorded_at;           /* when it was put on record, UTC seconds; 0 for one planned, or kept before this was */
    const struct turn_reason *why; /* the same as `reason` as facts, and why not the others; NULL: begun before lunzhi kept them */
};

#define DECISION_MAP(X)                                                                                                                    \
    X(APPOINT, "appoint") /* `member` is chair from `on`: a whole turn if a turn begins that day, else acting */                           \
    X(SWAP, "swap")       /* `member`'s turn in `period` and `other`'s in `other_period` change places */                                  \
    X(DECLINE, "decline") /* `member` is passed over when the turn of `period` begins, or refuses the swap `refers` */                     \
    X(REMOVE, "remove")   /* `member` may not be chair from `on`; a running turn of theirs is vacated */                                   \
    X(PROPOSE, "propose") /* by the engine: the turn of `period` is proposed to `member` */                                                \
    X(ACCEPT, "accept")   /* `member` takes the turn of `period` that was proposed to them, or agrees to the swap `refers` */              \
    X(END, "end")         /* by the engine: the swap `refers` can no longer hold */

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
    const char *period;       /* a term's id: SWAP, DECLINE, ACCEPT; PROPOSE: turn_period() */
    const char *other_period; /* SWAP */
    int64_t refers;           /* ACCEPT, DECLINE, END: the swap it is about; 0: none */
    const char *agreed;       /* SWAP: which of the two agreed when it was recorded, ids with "," between; NULL: both, beyond recall */
    const char *by;           /* who decided */
    const char *why;
    const char *document;
    int64_t at;      /* when it was recorded, UTC seconds; 0: not known */
    int64_t against; /* of one that is refused: the swap agreed on already that stands against it; else 0. Not stored. */
};

const char *decision_kind_name(enum decision_kind kind);
/* Is it people who decide it? Else the engine alone. */
bool decision_is_by_hand(enum decision_kind kind);
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
    /* A turn begins only with who has accepted it; until somebody does, the outgoing chair is caretaker. Else all are taken to accept. */
    bool asks;
};

/* The next turn after the last of `view->turns`: the next boundary, the day the chair's office ends early, or a decision in force from a
 * day within the turn. Without a mandate in the configuration, the vacancy that ends a chair's turn. It begins on the very day of the last
 * turn, and takes its place, where that is a vacancy that a decision fills from its first day. False when nothing ahead is known. The
 * strings of `ret_turn` are borrowed from the view or from the arena. */
bool rotation_next(const struct rotation_view *view, struct arena *arena, struct turn *ret_turn);

/* All turns that will begin up to the day, as rotation_next() would choose them one after the other. */
void rotation_plan(const struct rotation_view *view, date_t until, struct arena *arena, struct turn **ret_turns, size_t *ret_n);

/* Is the turn a caretaker's (or vacant) only until somebody accepts it? */
bool turn_is_caretaker(const struct turn *turn);
/* What the turn is called in a proposal and an answer: its term, or the day of an election within the term. */
const char *turn_period(const struct rotation_view *view, const struct turn *turn, struct arena *arena);
/* The turn that runs, as it would be if it were to begin on the day, while it waits for somebody to accept it; false if it does not. */
bool rotation_awaited(const struct rotation_view *view, date_t on, struct arena *arena, struct turn *ret_turn);
/* Was the turn of `period` accepted by the member, and not proposed to somebody else since? Whoever agreed to take it by a swap that stands
 * has accepted it. */
bool turn_is_accepted(const struct rotation_view *view, const char *period, const char *member);

/* A swap's standing: what its two members said, and whether it was ended. */
enum swap_state { SWAP_AGREED, SWAP_PENDING, SWAP_ENDED };
enum swap_state swap_state(const struct rotation_view *view, const struct decision *swap);
/* Has the member agreed to it? */
bool swap_has_agreed(const struct rotation_view *view, const struct decision *swap, const char *member);
/* Whether a swap gives, or once agreed would give, both turns to whom it says, by the turns begun and the plan; NULL if so, else what
 * stands against it, N_(). RULES.md section 3: it is bound to the terms and rechecked at every change. */
const char *swap_objection(const struct rotation_view *view, const struct decision *swap, struct arena *arena);
/* The swap agreed on already that stands against this one: it gives one of the turns away, or would no longer hold once this one is agreed
 * on, too; NULL: none does. A turn taken by a swap may be swapped on. */
const struct decision *swap_in_the_way(const struct rotation_view *view, const struct decision *swap, struct arena *arena);

/* One member's turns, as numbers of rows. */
struct turn_count {
    const char *member;
    int32_t served;    /* whole terms */
    int32_t partly;    /* counted, but shared a term with another row */
    int32_t running;   /* counted, and not over */
    int32_t taken;     /* of those: somebody else's, by a swap */
    int32_t given;     /* theirs, taken by somebody else; given - taken turns are owed to them */
    int32_t caretaker; /* until somebody accepted; uses up none */
    int32_t acting;    /* by an appointment that uses up none */
    int32_t planned;
};
struct turn_counts {
    struct turn_count *items; /* in the order of their first turn */
    size_t n;
};
void turn_counts(const struct turn *turns, size_t n, size_t n_begun, struct arena *arena, struct turn_counts *ret);

/* The turns as they were on record before the instant, in place: those put on record later are left out, and the last one runs. Returns how
 * many there are. */
size_t turns_as_of(struct turn *turns, size_t n_turns, int64_t before);
/* The turn whose days hold the date, or NULL. */
const struct turn *turns_at(const struct turn *turns, size_t n_turns, date_t date);

#endif
