#include "seen.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void seen_add(struct seen *seen, int64_t id)
{
    size_t byte = (size_t)id / 8;

    if (byte >= seen->size_bytes) {
        size_t size = (byte + 1) * 2;

        seen->bits = xrealloc(seen->bits, size);
        memset(seen->bits + seen->size_bytes, 0, size - seen->size_bytes);
        seen->size_bytes = size;
    }
    seen->bits[byte] |= (unsigned char)(1u << (id % 8));
}

bool seen_holds(const struct seen *seen, int64_t id)
{
    size_t byte = (size_t)id / 8;

    return byte < seen->size_bytes && (seen->bits[byte] >> (id % 8) & 1);
}

void seen_done(struct seen *seen)
{
    free(seen->bits);
    *seen = (struct seen){0};
}
