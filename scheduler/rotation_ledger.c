/* Who has served how often: counted from the turns begun and planned. RULES.md section 3. */
#include <string.h>

#include "rotation_internal.h"

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static struct turn_count *count_of(struct turn_counts *counts, const char *member)
{
    for (size_t i = 0; i < counts->n; i++) {
        if (strcmp(counts->items[i].member, member) == 0)
            return &counts->items[i];
    }
    counts->items[counts->n] = (struct turn_count){.member = member};
    return &counts->items[counts->n++];
}

/* The turn shares its term with another row: an election, a vacancy, an appointment or a caretaker cut it. */
static bool is_part(const struct turn *turns, size_t n, size_t i)
{
    return (i > 0 && is_same(turns[i - 1].period, turns[i].period)) || (i + 1 < n && is_same(turns[i + 1].period, turns[i].period));
}

static void count_begun(struct turn_counts *counts, const struct turn *turns, size_t n, size_t i)
{
    const struct turn *turn = &turns[i];
    struct turn_count *count = count_of(counts, turn->chair);

    if (turn_is_caretaker(turn))
        count->caretaker++;
    else if (!turn->counts)
        count->acting++;
    else if (turn->ends == DATE_FOREVER)
        count->running++;
    else if (is_part(turns, n, i))
        count->partly++;
    else
        count->served++;
    if (turn->why && turn->why->code == REASON_SWAPPED) {
        count->taken++;
        count_of(counts, turn->why->member)->given++;
    }
}

void turn_counts(const struct turn *turns, size_t n, size_t n_begun, struct arena *arena, struct turn_counts *ret)
{
    struct turn_counts counts = {.items = arena_array(arena, 2 * n + 1, sizeof(*counts.items))};

    for (size_t i = 0; i < n; i++) {
        if (turns[i].chair && i < n_begun)
            count_begun(&counts, turns, n_begun, i);
        else if (turns[i].chair && turns[i].counts)
            count_of(&counts, turns[i].chair)->planned++;
    }
    *ret = counts;
}
