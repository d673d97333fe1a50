/* What the tests of a turn's life share, upon the world of one test. Each asserts that what it does succeeds, but for decide(). */
#ifndef TEST_LIFE_OF_TEST_H
#define TEST_LIFE_OF_TEST_H

#include "world_of_test.h"

struct member *member_of(struct organization *organization, const char *id);
/* union_three_terms() whose turns are proposed 28 days before and answered 14 days before they begin: the answer is owed by its day; the
 * hand-over has one thing, owed by who goes. */
struct organization *proposing_union(bool answer_required);
/* By "wu", because "x", from that day on. */
int decide(enum decision_kind kind, const char *member, const char *local, const char **ret_why);
void load(const struct organization *organization, const char *local);
void run(const char *local);
/* The turn begun or planned that holds the day. */
const struct turn *turn_on(const char *day);
struct occurrence occurrence_of(const char *obligation, const char *period);

/* The messages of a kind to somebody (NULL: to all), and what the last one adds. */
struct told_look {
    const char *kind, *recipient;
    size_t n;
    char detail[512];
};
struct told_look told_of(const char *kind, const char *recipient);

/* The last line of the log with the action; it must be there. */
struct log_look {
    const char *action;
    char object[128], detail[256];
};
struct log_look logged(const char *action);
/* How many messages about an occurrence still wait to be sent. */
size_t waiting_about(int64_t occurrence);

#endif
