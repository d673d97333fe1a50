/* "Did you mean …": the known name nearest to a mistyped one, found by offering the known names one after the other. */
#ifndef LUNZHI_NEAREST_H
#define LUNZHI_NEAREST_H

#include <stddef.h>

struct nearest {
    const char *word; /* as it was typed; borrowed */
    const char *name; /* the nearest offered so far, borrowed; NULL while none is near enough to be meant */
    size_t distance;  /* of `name` */
};

/* Start with (struct nearest){.word = word}. The first of equally near names stays. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
