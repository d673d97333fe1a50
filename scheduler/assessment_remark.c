/* The remark of an item: "实有{staff}人". A remark of which a part is not known is left out: it would say less than nothing. */
#include <string.h>

#include "assessment_internal.h"

static const struct record *record_of(const struct judging *judging, const struct ground *ground)
{
    for (size_t i = 0; ground->kind == GROUND_RECORD && i < judging->facts->n_records; i++) {
        if (judging->facts->records[i].id == ground->id)
            return &judging->facts->records[i];
    }
    return NULL;
}

static const char *joined(struct arena *arena, const char *before, const char *between, const char *next)
{
    return before == NULL ? next : arena_printf(arena, "%s%s%s", before, between, next);
}

/* The days or the documents of the records it stands on; NULL where there is none. */
static const char *of_records(const struct judging *judging, bool documents, const char *between)
{
    const char *words = NULL;
    char day[DATE_TEXT_SIZE];
    for (size_t i = 0; i < judging->n_grounds; i++) {
        const struct record *record = record_of(judging, &judging->grounds[i]);
        if (record != NULL && !documents)
            words = joined(judging->arena, words, between, arena_strdup(judging->arena, date_format(record->on, day)));
        else if (record != NULL && record->document != NULL)
            words = joined(judging->arena, words, between, record->document);
    }
    return words;
}

static bool is_proof(const struct assessment_item *item, const struct check *check)
{
    for (size_t i = 0; i < item->n_proofs; i++) {
        if (item->proofs[i].kind == PROOF_CHECK && strcmp(item->proofs[i].check, check->id) == 0)
            return true;
    }
    return false;
}

/* As the last period tells it that does. */
static const char *of_count(const struct judging *judging, const char *id)
{
    for (size_t i = judging->facts->n_checks; i > 0; i--) {
        const struct assessed_check *assessed = &judging->facts->checks[i - 1];
        const size_t index = check_count_index(assessed->check, id);
        if (!is_proof(judging->item, assessed->check) || index == assessed->check->n_counts)
            continue;
        const struct tally tally = check_tally(&assessed->check->counts[index], assessed->census);
        if (!tally.known)
            continue;
        if (tally.least == tally.most)
            return arena_printf(judging->arena, "%lld", (long long)tally.least);
        return arena_printf(judging->arena, "%lld–%lld", (long long)tally.least, (long long)tally.most);
    }
    return NULL;
}

static const char *value_named(const struct judging *judging, const char *name, const char *between)
{
    if (strcmp(name, "on") == 0)
        return of_records(judging, false, between);
    if (strcmp(name, "document") == 0)
        return of_records(judging, true, between);
    return of_count(judging, name);
}

const char *remark_fill(const struct judging *judging, const char *remark, const char *between)
{
    struct arena *arena = judging->arena;
    const char *filled = "", *open;
    if (remark == NULL)
        return NULL;
    while ((open = strchr(remark, '{')) != NULL) {
        const char *close = strchr(open, '}');
        if (close == NULL)
            break;
        const char *value = value_named(judging, arena_printf(arena, "%.*s", (int)(close - open - 1), open + 1), between);
        if (value == NULL)
            return NULL;
        filled = arena_printf(arena, "%s%.*s%s", filled, (int)(open - remark), remark, value);
        remark = close + 1;
    }
    return arena_printf(arena, "%s%s", filled, remark);
}
