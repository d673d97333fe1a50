#include "rows.h"

#include <string.h>

#define ROWS_MIN 4 /* most are few, and they are zeroed */

void *rows_add(struct rows *rows)
{
    if (rows->n == rows->max) {
        const size_t max = rows->max ? rows->max * 2 : ROWS_MIN;
        void *items = arena_array(rows->arena, max, rows->size);

        if (rows->n)
            memcpy(items, rows->items, rows->n * rows->size);
        rows->items = items;
        rows->max = max;
    }
    return (char *)rows->items + rows->n++ * rows->size;
}
