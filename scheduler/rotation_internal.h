/* What rotation.c (when a turn begins) and its neighbours (who takes it, what ends it) ask of each other. */
#ifndef LUNZHI_ROTATION_INTERNAL_H
#define LUNZHI_ROTATION_INTERNAL_H

#include "reason.h"
#include "rotation.h"

/* A turn's reason while it is written: bounded, cut at a character and then closed by an ellipsis. */
struct reason {
    char text[288];
    size_t length;
    bool full;
};

void reason_add(struct reason *reason, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* rotation.c. The turn that runs, or NULL, and its first day. */
const struct turn *running_turn(const struct rotation_view *view);
date_t turn_began(const struct rotation_view *view);
/* The day on which what belongs to `on` can still happen. */
date_t effective(const struct rotation_view *view, date_t on);

/* rotation_vacancy.c. The end of a chair's office before their turn is over. */
struct vacancy {
    date_t on; /* DATE_FOREVER: none is known */
    enum reason_code how;
    const char *why; /* may be NULL */
};
struct vacancy next_vacancy(const struct rotation_view *view);
/* Fills in why the turn, which was of the chair, has none. */
void vacate(const struct vacancy *vacancy, const char *chair, struct arena *arena, struct turn *turn);

/* The last mandate elected on or before the day, or NULL. */
const struct mandate *mandate_on(const struct rotation *rotation, date_t on);
/* Is the latest word of removal and appointment about the member, up to that day, a removal? Gives that decision, or NULL. */
const struct decision *removal_on(const struct rotation_view *view, const char *member, date_t on);
/* Has a turn of that period begun among the first n? */
bool period_has_begun(const struct turn *turns, size_t n_turns, const char *period);
/* Why the member may not begin the turn: an enum passed_why, or AVAILABLE. */
#define AVAILABLE (-1)
int passed_over(const struct rotation_view *view, const char *id, const struct turn *turn);
/* Fills chair, counts, reason and why of a turn that begins at a boundary and is given to nobody by decision. */
void boundary_choose(const struct rotation_view *view, struct arena *arena, struct turn *turn);

/* rotation_swap.c. Who takes the turn of `id` once all swaps about it are carried out, in the order they were agreed. The last that was
 * (was not) possible is given out. */
const char *swap_apply(const struct rotation_view *view, const struct mandate *mandate, const struct turn *turn, const char *id,
                       const struct decision **ret_done, const struct decision **ret_void);
bool swap_any(const struct rotation_view *view);
/* Who takes the turn of the term by the swap; NULL: it is not about that term. */
const char *swap_taker(const struct decision *swap, const char *period);
/* The day on which both had agreed to it; DATE_FOREVER: they have not, or it was ended. */
date_t swap_agreed_on(const struct rotation_view *view, const struct decision *swap);

/* rotation_answer.c. The turn that has just been chosen begins without its chair, who has not accepted it: a caretaker does. */
void caretaker_instead(const struct rotation_view *view, struct arena *arena, struct turn *turn);
/* The first day on which an answer makes the awaited turn begin; DATE_FOREVER for none. */
date_t next_acceptance(const struct rotation_view *view, struct arena *arena);

#endif
