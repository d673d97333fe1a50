/* Rows of a size not known before, collected in an arena. */
#ifndef LUNZHI_ROWS_H
#define LUNZHI_ROWS_H

#include "memory.h"

/* Zero-initialised but for `arena` and `size` (of one row) is empty. */
struct rows {
    struct arena *arena;
    size_t size;
    void *items; /* NULL while there is none */
    size_t n;
    size_t max;
};

/* A zeroed row at the end; the ones before may move. */
void *rows_add(struct rows *rows);

#endif
