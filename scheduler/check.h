/* Limits and shares as data (RULES.md sections 1, 3 to 6 and 8): counts of a roster's rows, or counts that are stated, against rules by
 * kind of organization and academic year. The numbers stand in conf/checks/; here is only how they are compared.
 *
 * A cell that is not known makes no count wrong, only wide: a count is the least and the most it can be. What both agree on passes or
 * fails; the rest is unproven, never assumed. */
#ifndef LUNZHI_CHECK_H
#define LUNZHI_CHECK_H

#include "memory.h"
#include "organization.h"
#include "roster.h"

#define CHECK_NO_WHOLE  SIZE_MAX
#define CHECK_WHO_MAX   20
#define CHECK_VALUE_MAX 1000000000 /* of a count: a hundred times it, and a sum of two, stay exact */

/* What a row must be. It holds when one of its columns is as asked for: one of the words, or a number within the bounds. */
struct condition {
    const char *const *columns;
    size_t n_columns;
    const char *const *is; /* words; none: a number is asked for */
    size_t n_is;
    int64_t at_least, at_most; /* thousandths, inclusive; INT64_MIN, INT64_MAX: no bound */
    bool negated;
};

enum count_from {
    COUNT_ROWS,     /* the rows that all conditions hold for */
    COUNT_DISTINCT, /* the different words in a column of theirs */
    COUNT_STATED,   /* no row tells it: a number beside them */
};

struct check_count {
    const char *id;
    struct text title;
    enum count_from from;
    const char *distinct; /* the column of COUNT_DISTINCT */
    const struct condition *where;
    size_t n_where;
    bool compared; /* sources that tell it differently contradict each other: contradiction.h */
};

enum check_bound { CHECK_AT_MOST, CHECK_AT_LEAST, CHECK_MORE_THAN };

struct check_rule {
    const char *id;
    const char *section; /* of RULES.md, as it is printed; may be NULL */
    struct text title;
    size_t part;  /* index of a count */
    size_t whole; /* CHECK_NO_WHOLE: `part` itself is bounded */
    enum check_bound bound;
    int64_t limit;            /* a count, or a percentage of `whole` */
    const char *const *kinds; /* of organizations, or traits: one of them; none: every kind */
    size_t n_kinds;
    const char *const *except; /* none of these */
    size_t n_except;
    const char *since, *until; /* academic years, inclusive; NULL: open */
};

struct check {
    const char *id;
    const char *table; /* of rosters it looks at; NULL: it lives of stated numbers alone */
    const struct check_count *counts;
    size_t n_counts;
    const struct check_rule *rules;
    size_t n_rules;
};

/* What is judged. */
struct census {
    const char *kind; /* of the organization; may be NULL */
    const char *const *traits;
    size_t n_traits;
    const char *year;            /* academic */
    const struct roster *roster; /* NULL: there is none; its own stated numbers count as well */
    const struct stated *stated;
    size_t n_stated;
};

/* The organization on a day: kind, traits and academic year (that of the last term begun; "" before the first). The rest is empty. */
struct census census_of(const struct organization *organization, date_t on);

enum check_verdict { CHECK_PASSED, CHECK_FAILED, CHECK_UNPROVEN };

struct tally {
    bool known; /* false: nothing tells it, and the rest means nothing */
    int64_t least, most;
};

struct check_result {
    const struct check_rule *rule;
    enum check_verdict verdict;
    struct tally part, whole;
    int64_t needed;         /* the bound as a count of `part`; -1 while the whole is not known */
    const char *const *who; /* ids of the rows that a failed or unproven limit is about, at most CHECK_WHO_MAX */
    size_t n_who;
    size_t n_more; /* those there was no room for */
};

/* The part of a share that is larger than its whole. Ids and titles are copies in the arena. */
struct check_excess {
    const char *part, *whole; /* counts */
    struct text part_title, whole_title;
    int64_t n_part, n_whole; /* the least that the part is, and the most that the whole is */
};

/* "passed", "failed", "unproven". */
const char *verdict_name(enum check_verdict verdict);

/* A share as a count, in whole people: at least P % of N is the least count that is not below it, ceil(N × P / 100); at most, the greatest
 * that is not above it, floor(N × P / 100); more than, the least above it. 60 % of 256 needs 154. */
int64_t check_share(enum check_bound bound, int64_t percent, int64_t whole);

/* "12", "12.5", "-0.125", "33.33333": a decimal number in thousandths, rounded down and up, so that bounds in thousandths are exact for any
 * number of decimals: 30.0001 is more than 30. ERROR_INVALID for anything else. */
int decimal_parse(const char *text, int64_t *ret_down, int64_t *ret_up) __attribute__((warn_unused_result));

/* A count as a number: whole, 0 to CHECK_VALUE_MAX; ERROR_INVALID. */
int check_number(const char *text, int64_t *ret_count) __attribute__((warn_unused_result));

/* The same counts and rules. */
bool check_equal(const struct check *left, const struct check *right);

/* The index of a count, n_counts if there is none of that id. */
size_t check_count_index(const struct check *check, const char *id);
/* Does a condition, a distinct count or a person's id look at the column? */
bool check_wants(const struct check *check, const char *column);
/* Does a condition ask for numbers there? */
bool check_wants_numbers(const struct check *check, const char *column);

/* One count. Rows tell it before a stated number does. */
struct tally check_tally(const struct check_count *count, const struct census *census);
/* Each rule that applies, in the order of the file. */
void check_judge(const struct check *check, const struct census *census, struct arena *arena, struct check_result **ret_results,
                 size_t *ret_n);
/* One rule again, its counts being `part` and `whole`: fills in `verdict` and `needed`. */
void check_judge_result(struct check_result *result);
/* The shares whose part is larger than its whole, whether or not their rule applies, each pair of counts once, in the order of the file.
 * Judged, such a share is unproven: databases may hold some. What is new is refused for it. */
size_t check_excesses(const struct check *check, const struct census *census, struct arena *arena,
                      const struct check_excess **ret_excesses);
/* Of all of them: failed if one is; else unproven if one is, or if there is none; else passed. */
enum check_verdict check_verdict(const struct check_result *results, size_t n_results);

#endif
