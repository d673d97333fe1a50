/* One item of a self-assessment table with one proof, judged on the facts of a year: hearings in each term, and a procedure "pick" of the
 * preset candidate-selection with two stages. */
#ifndef LUNZHI_TESTS_SCHEDULER_ASSESSMENT_CASE_H
#define LUNZHI_TESTS_SCHEDULER_ASSESSMENT_CASE_H

#include "assessment.h"
#include "fixture.h"

#define YEAR "2019-2020"

/* What is judged: one item with one proof, and the facts. */
struct case_of_one {
    struct arena arena;
    struct obligation obligations[4];
    struct organization organization;
    struct assessment_facts facts;
    struct proof proof;
    struct assessment_item item;
};

/* Due on the last day of its period, and met on it if it is met. */
struct occurrence occurrence_of(const char *obligation, const char *period, enum occurrence_state state, const char *ends);
/* With the proof that the obligation is met; to be given to freed(). */
struct case_of_one *prepared(const char *obligation);
const struct assessed_item *judged(struct case_of_one *one);
void freed(struct case_of_one *one);

#endif
