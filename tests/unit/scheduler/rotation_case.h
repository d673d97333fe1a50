/* One rotation of the five members jia, yi, bing, ding, wu on the calendar of RULES.md, written as text. */
#ifndef LUNZHI_TESTS_SCHEDULER_ROTATION_CASE_H
#define LUNZHI_TESTS_SCHEDULER_ROTATION_CASE_H

#include "fixture.h"
#include "rotation.h"

struct member_days {
    const char *member, *since, *until;
};

struct rotation_case {
    const char *of;
    struct {
        const char *elected, *order; /* ids, a blank between */
    } mandates[3];
    struct member_days terms[3]; /* who is a member only for some days; the others always are */
    struct member_days absent[3];
    struct member_days suspended[3];
    struct {
        enum decision_kind kind;
        const char *on, *member, *other, *period, *other_period, *why;
    } decisions[5];
    bool acting_counts;
    const char *known;   /* NULL: DATE_NONE */
    const char *history; /* turns begun, "DAY CHAIR MANDATE; …", the chair "-" when vacant; NULL: none */
    const char *until;
    const char *turns; /* what follows: "DAY CHAIR; …", a star behind a chair whose turn does not count */
};

/* Fills the view; all it points to lies in the arena. */
void rotation_case_view(const struct rotation_case *of, struct arena *arena, struct rotation_view *ret_view);
/* Runs the cases and compares what is planned with what is expected. */
void rotation_cases_check(const struct rotation_case *cases, size_t n);

#endif
