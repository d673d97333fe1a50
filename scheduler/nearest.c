/* Edit distance with transpositions of neighbours (optimal string alignment), bytewise: setting names are ASCII, and their case is no
 * distance. */
#include "nearest.h"

#include <string.h>

#define LENGTH_MAX 40 /* longer names are no typing errors worth a hint */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t rows[3][LENGTH_MAX + 1]; /* the row before the last one, the last one, this one; by turns */

    for (size_t j = 0; j <= n_b; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t *this = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        this[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            this[j] = least(least(last[j], this[j - 1]) + 1, last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1])));
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                this[j] = least(this[j], before[j - 2] + 1);
        }
    }
    return rows[n_a % 3][n_b];
}

void nearest_offer(struct nearest *nearest, const char *name)
{
    size_t n_word = strlen(nearest->word), n_name = strlen(name), found;

    if (n_word > LENGTH_MAX || n_name > LENGTH_MAX)
        return;
    found = distance(nearest->word, n_word, name, n_name);
    if (found > 1 + n_name / 4 || found >= n_name || (nearest->name != NULL && found >= nearest->distance))
        return;
    nearest->name = name;
    nearest->distance = found;
}
