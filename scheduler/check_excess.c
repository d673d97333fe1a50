/* Parts that are larger than their whole: no count of people can be, so one of the two was written wrong. */
#include "check.h"

static bool is_said(const struct check *check, size_t rule)
{
    for (size_t i = 0; i < rule; i++) {
        if (check->rules[i].part == check->rules[rule].part && check->rules[i].whole == check->rules[rule].whole)
            return true;
    }
    return false;
}

static struct check_excess copy_of(const struct check_count *part, int64_t n_part, const struct check_count *whole, int64_t n_whole,
                                   struct arena *arena)
{
    return (struct check_excess){
        .part = arena_strdup(arena, part->id),
        .part_title = {.zh = arena_strdup(arena, part->title.zh), .en = arena_strdup(arena, part->title.en)},
        .n_part = n_part,
        .whole = arena_strdup(arena, whole->id),
        .whole_title = {.zh = arena_strdup(arena, whole->title.zh), .en = arena_strdup(arena, whole->title.en)},
        .n_whole = n_whole,
    };
}

size_t check_excesses(const struct check *check, const struct census *census, struct arena *arena, const struct check_excess **ret_excesses)
{
    struct check_excess *excesses = arena_array(arena, check->n_rules, sizeof *excesses);
    size_t n = 0;

    for (size_t i = 0; i < check->n_rules; i++) {
        const struct check_rule *rule = &check->rules[i];
        struct tally part, whole;

        if (rule->whole == CHECK_NO_WHOLE || is_said(check, i))
            continue;
        part = check_tally(&check->counts[rule->part], census);
        whole = check_tally(&check->counts[rule->whole], census);
        if (part.known && whole.known && part.least > whole.most)
            excesses[n++] = copy_of(&check->counts[rule->part], part.least, &check->counts[rule->whole], whole.most, arena);
    }
    *ret_excesses = excesses;
    return n;
}
