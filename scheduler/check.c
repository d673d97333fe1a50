/* Counts, bounds and shares. A condition on what is not known holds perhaps: three values, from which each count is a range. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

enum truth { NO, MAYBE, YES };

const char *verdict_name(enum check_verdict verdict)
{
    static const char *const names[] = {[CHECK_PASSED] = "passed", [CHECK_FAILED] = "failed", [CHECK_UNPROVEN] = "unproven"};

    return names[verdict];
}

int64_t check_share(enum check_bound bound, int64_t percent, int64_t whole)
{
    const int64_t hundredfold = percent * whole;

    switch (bound) {
    case CHECK_AT_LEAST:
        return (hundredfold + 99) / 100;
    case CHECK_MORE_THAN:
        return hundredfold / 100 + 1;
    default:
        return hundredfold / 100;
    }
}

struct census census_of(const struct organization *organization, date_t on)
{
    const struct term *term = calendar_term_begun(organization->calendar, on);

    return (struct census){
        .kind = organization->kind,
        .traits = organization->traits,
        .n_traits = organization->n_traits,
        .year = term ? term->year : "",
    };
}

size_t check_count_index(const struct check *check, const char *id)
{
    size_t i = 0;

    while (i < check->n_counts && strcmp(check->counts[i].id, id) != 0)
        i++;
    return i;
}

static bool holds_word(const char *const *words, size_t n_words, const char *word)
{
    for (size_t i = 0; i < n_words; i++) {
        if (strcmp(words[i], word) == 0)
            return true;
    }
    return false;
}

/* Does a condition of the check name the column, and, with `numbers`, ask for numbers there? */
static bool has_condition_on(const struct check *check, const char *column, bool numbers)
{
    for (size_t i = 0; i < check->n_counts; i++) {
        const struct check_count *count = &check->counts[i];

        for (size_t j = 0; j < count->n_where; j++) {
            const struct condition *condition = &count->where[j];

            if ((!numbers || condition->n_is == 0) && holds_word(condition->columns, condition->n_columns, column))
                return true;
        }
    }
    return false;
}

bool check_wants(const struct check *check, const char *column)
{
    if (strcmp(column, ROSTER_ID_COLUMN) == 0 || has_condition_on(check, column, false))
        return true;
    for (size_t i = 0; i < check->n_counts; i++) {
        if (check->counts[i].from == COUNT_DISTINCT && strcmp(check->counts[i].distinct, column) == 0)
            return true;
    }
    return false;
}

bool check_wants_numbers(const struct check *check, const char *column)
{
    return has_condition_on(check, column, true);
}

static enum truth cell_truth(const struct condition *condition, const char *cell)
{
    int64_t down, up;

    if (!cell)
        return MAYBE;
    if (condition->n_is > 0)
        return holds_word(condition->is, condition->n_is, cell) ? YES : NO;
    if (decimal_parse(cell, &down, &up))
        return MAYBE;
    return down >= condition->at_least && up <= condition->at_most ? YES : NO;
}

static enum truth condition_truth(const struct condition *condition, const struct roster *roster, size_t row)
{
    enum truth truth = NO;

    for (size_t i = 0; i < condition->n_columns; i++) {
        const enum truth one = cell_truth(condition, roster_cell(roster, row, roster_column(roster, condition->columns[i])));

        if (one > truth)
            truth = one;
    }
    return condition->negated ? YES - truth : truth;
}

static enum truth row_truth(const struct check_count *count, const struct roster *roster, size_t row)
{
    enum truth truth = YES;

    for (size_t i = 0; i < count->n_where; i++) {
        const enum truth one = condition_truth(&count->where[i], roster, row);

        if (one < truth)
            truth = one;
    }
    return truth;
}

static struct tally tally_rows_that_hold(const struct check_count *count, const struct roster *roster)
{
    struct tally tally = {.known = true};

    for (size_t row = 0; row < roster->n_rows; row++) {
        const enum truth truth = row_truth(count, roster, row);

        tally.least += truth == YES;
        tally.most += truth != NO;
    }
    return tally;
}

struct word {
    const char *text;
    enum truth truth;
};

/* By the words, of one word the truest first. */
static int word_order(const void *a, const void *b)
{
    const struct word *left = a, *right = b;
    const int order = strcmp(left->text, right->text);

    return order ? order : (int)right->truth - (int)left->truth;
}

static struct tally tally_distinct(const struct check_count *count, const struct roster *roster)
{
    const size_t column = roster_column(roster, count->distinct);
    struct word *words = xcalloc(roster->n_rows, sizeof *words);
    struct tally tally = {.known = true};
    size_t n = 0;

    for (size_t row = 0; row < roster->n_rows; row++) {
        const struct word word = {roster_cell(roster, row, column), row_truth(count, roster, row)};

        if (word.text && word.truth != NO)
            words[n++] = word;
        else if (word.truth != NO)
            tally.most++; /* an empty cell may be one more */
    }
    qsort(words, n, sizeof *words, word_order);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(words[i].text, words[i - 1].text) == 0)
            continue;
        tally.least += words[i].truth == YES;
        tally.most++;
    }
    free(words);
    return tally;
}

static bool find_stated(const struct stated *stated, size_t n_stated, const char *count, struct tally *ret)
{
    for (size_t i = 0; i < n_stated; i++) {
        if (strcmp(stated[i].count, count) == 0) {
            *ret = (struct tally){.known = true, .least = stated[i].value, .most = stated[i].value};
            return true;
        }
    }
    return false;
}

/* Whether the rows can tell it at all: a column that is not there tells nothing. */
static bool rows_tell(const struct check_count *count, const struct roster *roster)
{
    return roster && roster->n_rows > 0 && count->from != COUNT_STATED &&
           (count->from != COUNT_DISTINCT || roster_column(roster, count->distinct) < roster->n_columns);
}

struct tally check_tally(const struct check_count *count, const struct census *census)
{
    const struct roster *roster = census->roster;
    struct tally tally = {0};

    if (rows_tell(count, roster))
        return count->from == COUNT_DISTINCT ? tally_distinct(count, roster) : tally_rows_that_hold(count, roster);
    if (!find_stated(census->stated, census->n_stated, count->id, &tally) && roster)
        (void)find_stated(roster->stated, roster->n_stated, count->id, &tally);
    return tally;
}

static bool rule_applies(const struct check_rule *rule, const struct census *census)
{
    bool meant = rule->n_kinds == 0, excepted = false;

    if ((rule->since && strcmp(census->year, rule->since) < 0) || (rule->until && strcmp(census->year, rule->until) > 0))
        return false;
    if (census->kind) {
        meant = meant || holds_word(rule->kinds, rule->n_kinds, census->kind);
        excepted = holds_word(rule->except, rule->n_except, census->kind);
    }
    for (size_t i = 0; i < census->n_traits; i++) {
        meant = meant || holds_word(rule->kinds, rule->n_kinds, census->traits[i]);
        excepted = excepted || holds_word(rule->except, rule->n_except, census->traits[i]);
    }
    return meant && !excepted;
}

/* `strict`: the bound in the case that asks most of the part; `lenient`: in the one that asks least. */
static enum check_verdict verdict_of(enum check_bound bound, const struct tally *part, int64_t strict, int64_t lenient)
{
    if (bound == CHECK_AT_MOST)
        return part->most <= strict ? CHECK_PASSED : part->least > lenient ? CHECK_FAILED : CHECK_UNPROVEN;
    return part->least >= strict ? CHECK_PASSED : part->most < lenient ? CHECK_FAILED : CHECK_UNPROVEN;
}

static void judge_limit(struct check_result *result)
{
    const struct check_rule *rule = result->rule;

    result->needed = rule->limit + (rule->bound == CHECK_MORE_THAN);
    if (result->part.known)
        result->verdict = verdict_of(rule->bound, &result->part, result->needed, result->needed);
}

static void judge_share(struct check_result *result)
{
    const struct check_rule *rule = result->rule;
    const struct tally *part = &result->part, *whole = &result->whole;
    int64_t fewest, greatest;

    result->needed = -1;
    if (!whole->known || whole->most == 0)
        return;
    fewest = check_share(rule->bound, rule->limit, whole->least);
    greatest = check_share(rule->bound, rule->limit, whole->most);
    result->needed = rule->bound == CHECK_AT_MOST ? fewest : greatest;
    if (!part->known || part->least > whole->most) /* a part greater than its whole proves nothing */
        return;
    if (rule->bound == CHECK_AT_MOST)
        result->verdict = verdict_of(rule->bound, part, fewest, greatest);
    else
        result->verdict = verdict_of(rule->bound, part, greatest, fewest);
}

void check_judge_result(struct check_result *result)
{
    result->verdict = CHECK_UNPROVEN;
    if (result->rule->whole == CHECK_NO_WHOLE)
        judge_limit(result);
    else
        judge_share(result);
}

static void name_rows(struct check_result *result, const struct check_count *count, const struct roster *roster, struct arena *arena)
{
    const size_t column = roster_column(roster, ROSTER_ID_COLUMN);
    const enum truth least = result->verdict == CHECK_FAILED ? YES : MAYBE;
    const char **who = arena_array(arena, CHECK_WHO_MAX, sizeof *who);

    for (size_t row = 0; row < roster->n_rows; row++) {
        const char *id = roster_cell(roster, row, column);

        if (!id || row_truth(count, roster, row) < least)
            continue;
        if (result->n_who < CHECK_WHO_MAX)
            who[result->n_who++] = id;
        else
            result->n_more++;
    }
    result->who = who;
}

void check_judge(const struct check *check, const struct census *census, struct arena *arena, struct check_result **ret_results,
                 size_t *ret_n)
{
    struct check_result *results = arena_array(arena, check->n_rules, sizeof *results);
    size_t n = 0;

    for (size_t i = 0; i < check->n_rules; i++) {
        const struct check_rule *rule = &check->rules[i];
        const struct check_count *part = &check->counts[rule->part];
        struct check_result *result = &results[n];

        if (!rule_applies(rule, census))
            continue;
        n++;
        *result = (struct check_result){.rule = rule, .part = check_tally(part, census)};
        if (rule->whole != CHECK_NO_WHOLE)
            result->whole = check_tally(&check->counts[rule->whole], census);
        check_judge_result(result);
        if (result->verdict != CHECK_PASSED && rule->bound == CHECK_AT_MOST && part->n_where > 0 && rows_tell(part, census->roster))
            name_rows(result, part, census->roster, arena);
    }
    *ret_results = results;
    *ret_n = n;
}

enum check_verdict check_verdict(const struct check_result *results, size_t n_results)
{
    enum check_verdict verdict = n_results > 0 ? CHECK_PASSED : CHECK_UNPROVEN;

    for (size_t i = 0; i < n_results; i++) {
        if (results[i].verdict == CHECK_FAILED)
            return CHECK_FAILED;
        if (results[i].verdict == CHECK_UNPROVEN)
            verdict = CHECK_UNPROVEN;
    }
    return verdict;
}
