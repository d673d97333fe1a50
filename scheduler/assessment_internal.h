/* One item while it is judged, shared by the files of the assessment. */
#ifndef LUNZHI_ASSESSMENT_INTERNAL_H
#define LUNZHI_ASSESSMENT_INTERNAL_H

#include "assessment.h"

struct judging {
    const struct assessment_facts *facts;
    struct arena *arena;
    date_t begins, ends; /* of the year */
    const struct assessment_item *item;
    enum answer answer; /* so far */
    const struct ground *grounds;
    size_t n_grounds;
    const struct gap *gaps;
    size_t n_gaps;
};

/* Each ground once. */
void judging_ground(struct judging *judging, struct ground ground);
/* What is missing makes the answer no, or unproven where it is yes so far. */
void judging_gap(struct judging *judging, enum answer answer, struct gap gap);

/* An obligation's occurrences of the year (assessment_owed.c). */
void prove_obligation(struct judging *judging, const struct proof *proof);
/* The remark with what it names filled in, several of one kind with `between` between them; NULL where some of it is not known, or there is
 * none (assessment_remark.c). */
const char *remark_fill(const struct judging *judging, const char *remark, const char *between);

#endif
