/* Checks as a proof: what the last period that tells found, and whether it holds by all sources that tell its counts. */
#include <string.h>

#include "assessment_internal.h"

static bool has_word(const char *const *words, size_t n_words, const char *word)
{
    for (size_t i = 0; i < n_words; i++) {
        if (strcmp(words[i], word) == 0)
            return true;
    }
    return false;
}

/* NULL: the organization has no such check. */
static const struct check *assessed_check_last(const struct assessment_facts *facts, const char *id)
{
    const struct check *found = NULL;
    for (size_t i = 0; i < facts->n_checks; i++) {
        if (strcmp(facts->checks[i].check->id, id) == 0)
            found = facts->checks[i].check;
    }
    return found;
}

/* The last word on a rule in the year: a later period that proves nothing takes nothing back. NULL: it does not apply. */
static const struct check_result *last_result(const struct assessment_facts *facts, const char *check, const char *rule,
                                              const struct assessed_check **ret_of)
{
    const struct check_result *found = NULL;
    for (size_t i = 0; i < facts->n_checks; i++) {
        const struct assessed_check *assessed = &facts->checks[i];
        for (size_t j = 0; strcmp(assessed->check->id, check) == 0 && j < assessed->n_results; j++) {
            const struct check_result *result = &assessed->results[j];
            if (strcmp(result->rule->id, rule) != 0 || (found != NULL && result->verdict == CHECK_UNPROVEN))
                continue;
            found = result;
            *ret_of = assessed;
        }
    }
    return found;
}

static void ground_check(struct judging *judging, const struct assessed_check *check)
{
    if (check->census->roster != NULL)
        judging_ground(judging, (struct ground){.kind = GROUND_ROSTER, .id = check->census->roster->id});
    for (size_t i = 0; i < check->n_records; i++)
        judging_ground(judging, (struct ground){.kind = GROUND_RECORD, .id = check->records[i]});
}

/* What an item rests on contradicts itself. Each once. */
static void note_contradiction(struct judging *judging, const struct contradiction *contradiction)
{
    const size_t n = judging->n_contradictions;
    const struct contradiction **grown = arena_array(judging->arena, n + 1, sizeof *grown);
    for (size_t i = 0; i < n; i++) {
        if (judging->contradictions[i] == contradiction)
            return;
        grown[i] = judging->contradictions[i];
    }
    grown[n] = contradiction;
    judging->contradictions = grown;
    judging->n_contradictions = n + 1;
}

/* Is one of the sources that differ what the check looked at? */
static bool rests_on(const struct assessed_check *check, const struct contradiction *contradiction)
{
    const struct roster *roster = check->census->roster;
    for (size_t i = 0; i < contradiction->n_statements; i++) {
        const struct statement *statement = &contradiction->statements[i];
        if (statement->roster != NULL && roster != NULL && statement->roster->id == roster->id)
            return true;
        for (size_t j = 0; statement->record != NULL && j < check->n_records; j++) {
            if (statement->record->id == check->records[j])
                return true;
        }
    }
    return false;
}

static void widen(struct tally *tally, const struct contradiction *contradiction)
{
    for (size_t i = 0; i < contradiction->n_statements; i++) {
        const int64_t value = contradiction->statements[i].value;
        if (value < tally->least)
            tally->least = value;
        if (value > tally->most)
            tally->most = value;
    }
}

/* Does the rule hold whichever of the sources is right that tell its counts differently? */
static bool holds_by_all(struct judging *judging, const struct assessed_check *check, const struct check_result *result)
{
    struct check_result wide = *result;
    for (size_t i = 0; i < judging->facts->n_contradictions; i++) {
        const struct contradiction *contradiction = &judging->facts->contradictions[i];
        const size_t count = check_count_index(check->check, contradiction->count->id);
        const bool is_part = count == result->rule->part, is_whole = count == result->rule->whole;
        if ((!is_part && !is_whole) || !rests_on(check, contradiction))
            continue;
        note_contradiction(judging, contradiction);
        widen(is_part ? &wide.part : &wide.whole, contradiction);
    }
    check_judge_result(&wide);
    return wide.verdict == CHECK_PASSED;
}

void prove_check(struct judging *judging, const struct proof *proof)
{
    const struct check *check = assessed_check_last(judging->facts, proof->check);
    bool any = false;
    for (size_t i = 0; check != NULL && i < check->n_rules; i++) {
        const char *rule = check->rules[i].id;
        const struct assessed_check *of = NULL;
        const struct check_result *result = NULL;
        if (proof->n_rules == 0 || has_word(proof->rules, proof->n_rules, rule))
            result = last_result(judging->facts, proof->check, rule, &of);
        if (result == NULL)
            continue;
        struct gap gap = {.obligation = of->obligation, .period = of->period, .rule = rule, .until = of->until};
        any = true;
        ground_check(judging, of);
        gap.kind = result->verdict == CHECK_FAILED ? GAP_CHECK_FAILED : GAP_CHECK_UNPROVEN;
        const bool holds = holds_by_all(judging, of, result);
        if (result->verdict != CHECK_PASSED)
            judging_gap(judging, result->verdict == CHECK_FAILED ? ANSWER_NO : ANSWER_UNPROVEN, gap);
        if (result->verdict != CHECK_PASSED || holds)
            continue;
        gap.kind = GAP_CONTRADICTED;
        gap.until = DATE_FOREVER; /* a correction has no last day */
        judging_gap(judging, ANSWER_UNPROVEN, gap);
    }
    if (!any)
        judging_gap(judging, ANSWER_UNPROVEN, (struct gap){.kind = GAP_NOT_KEPT, .obligation = proof->check, .until = judging->ends});
}
