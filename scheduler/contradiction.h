/* Sources of one academic year that tell a count differently, such as 21 staff in one section of a report and 23 in another (RULES.md
 * section 4).
 *
 * A count changes with time, so only what is said of the same time is compared. The rows of a roster hold from its day until the next
 * roster whose rows tell the count; what is said before the year's first is held against that one. A number that is stated, by a record or
 * beside or instead of rows, must be that of the rows that hold on its day, and of the other numbers stated while they hold. Nothing is
 * wrong with two rosters of different days: the later one replaces the earlier. */
#ifndef LUNZHI_CONTRADICTION_H
#define LUNZHI_CONTRADICTION_H

#include "check.h"
#include "ledger.h"

/* One source's word. */
struct statement {
    int64_t value;
    const struct roster *roster; /* by its rows or as a number; NULL: it is the record's */
    const struct record *record; /* NULL: it is the roster's */
};

struct contradiction {
    const struct check_count *count;
    const char *period; /* within which the counts of a check that is for records are compared, such as a review in each term; else NULL */
    const struct statement *statements; /* at least two, not all alike; rosters by day, then records in their order */
    size_t n_statements;
};

/* Of the counts that the organization's checks compare. `rosters` are its own, the newest first, and `records` its own with their values,
 * corrected ones and other years' among them; the results point into both. What lunzhid recorded of a check is its source's own and no
 * second one. A roster taken for a day replaces those of its table taken for it before: rows replace rows, numbers alone numbers. */
void contradictions_find(const struct organization *organization, const char *year, const struct roster *rosters, size_t n_rosters,
                         const struct record *records, size_t n_records, struct arena *arena, struct contradiction **ret, size_t *ret_n);

#endif
