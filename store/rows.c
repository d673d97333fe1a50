#include "rows.h"

#include <string.h>

void *rows_add(struct rows *rows)
{
    if (rows->n == rows->max) {
        const size_t max = rows->max ? rows->max * 2 : 16;
        void *items = arena_array(rows->arena, max, rows->size);

        if (rows->n)
            memcpy(items, rows->items, rows->n * rows->size);
        rows->items = items;
        rows->max = max;
    }
    return (char *)rows->items + rows->n++ * rows->size;
}
