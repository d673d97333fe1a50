/* What rotation.c (when a turn begins) asks of rotation_choice.c (who takes it). */
#ifndef LUNZHI_ROTATION_INTERNAL_H
#define LUNZHI_ROTATION_INTERNAL_H

#include "rotation.h"

/* A turn's reason while it is written: bounded, cut at a character and then closed by an ellipsis. */
struct reason {
    char text[288];
    size_t length;
    bool full;
};

void reason_add(struct reason *reason, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The last mandate elected on or before the day, or NULL. */
const struct mandate *mandate_on(const struct rotation *rotation, date_t on);
/* Is the latest word of removal and appointment about the member, up to that day, a removal? Gives that decision, or NULL. */
const struct decision *removal_on(const struct rotation_view *view, const char *member, date_t on);
/* Has a turn of that period begun among the first n? */
bool period_has_begun(const struct turn *turns, size_t n_turns, const char *period);
/* Fills chair, counts and reason of a turn that begins at a boundary and is given to nobody by decision. */
void boundary_choose(const struct rotation_view *view, struct arena *arena, struct turn *turn);

#endif
