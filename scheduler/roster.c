/* Questions to a roster. Its columns are few: they are looked for one after the other. */
#include "roster.h"

#include <string.h>

size_t roster_column(const struct roster *roster, const char *name)
{
    for (size_t i = 0; i < roster->n_columns; i++) {
        if (strcmp(roster->columns[i], name) == 0)
            return i;
    }
    return roster->n_columns;
}

const char *roster_cell(const struct roster *roster, size_t row, size_t column)
{
    return column < roster->n_columns ? roster->cells[row * roster->n_columns + column] : NULL;
}

static bool same(const char *left, const char *right)
{
    return left && right ? strcmp(left, right) == 0 : left == right;
}

static bool all_same(const char *const *left, const char *const *right, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!same(left[i], right[i]))
            return false;
    }
    return true;
}

bool roster_equal(const struct roster *left, const struct roster *right)
{
    if (left->on != right->on || !same(left->table, right->table) || left->n_columns != right->n_columns || left->n_rows != right->n_rows ||
        left->n_stated != right->n_stated)
        return false;
    for (size_t i = 0; i < left->n_stated; i++) {
        if (left->stated[i].value != right->stated[i].value || !same(left->stated[i].count, right->stated[i].count))
            return false;
    }
    return all_same(left->columns, right->columns, left->n_columns) && all_same(left->cells, right->cells, left->n_rows * left->n_columns);
}
