/* Whether two checks are the same: each member of each count, condition and rule. */
#include <string.h>

#include "check.h"

static bool same(const char *left, const char *right)
{
    return left && right ? strcmp(left, right) == 0 : left == right;
}

static bool same_words(const char *const *left, size_t n_left, const char *const *right, size_t n_right)
{
    bool equal = n_left == n_right;

    for (size_t i = 0; equal && i < n_left; i++)
        equal = same(left[i], right[i]);
    return equal;
}

static bool same_title(const struct text *left, const struct text *right)
{
    return same(left->zh, right->zh) && same(left->en, right->en);
}

static bool same_condition(const struct condition *left, const struct condition *right)
{
    return same_words(left->columns, left->n_columns, right->columns, right->n_columns) &&
           same_words(left->is, left->n_is, right->is, right->n_is) && left->at_least == right->at_least &&
           left->at_most == right->at_most && left->negated == right->negated;
}

static bool same_count(const struct check_count *left, const struct check_count *right)
{
    bool equal = same(left->id, right->id) && same_title(&left->title, &right->title) && left->from == right->from &&
                 same(left->distinct, right->distinct) && left->n_where == right->n_where && left->compared == right->compared;

    for (size_t i = 0; equal && i < left->n_where; i++)
        equal = same_condition(&left->where[i], &right->where[i]);
    return equal;
}

static bool same_rule(const struct check_rule *left, const struct check_rule *right)
{
    return same(left->id, right->id) && same(left->section, right->section) && same_title(&left->title, &right->title) &&
           left->part == right->part && left->whole == right->whole && left->bound == right->bound && left->limit == right->limit &&
           same_words(left->kinds, left->n_kinds, right->kinds, right->n_kinds) &&
           same_words(left->except, left->n_except, right->except, right->n_except) && same(left->since, right->since) &&
           same(left->until, right->until);
}

bool check_equal(const struct check *left, const struct check *right)
{
    bool equal = same(left->id, right->id) && same(left->table, right->table) && left->n_counts == right->n_counts &&
                 left->n_rules == right->n_rules;

    for (size_t i = 0; equal && i < left->n_counts; i++)
        equal = same_count(&left->counts[i], &right->counts[i]);
    for (size_t i = 0; equal && i < left->n_rules; i++)
        equal = same_rule(&left->rules[i], &right->rules[i]);
    return equal;
}
