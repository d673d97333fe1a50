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
    const struct assessed_note *notes;
    size_t n_notes;
    const struct contradiction *const *contradictions;
    size_t n_contradictions;
};

/* Each ground once. */
void judging_ground(struct judging *judging, struct ground ground);
/* What is missing makes the answer no, or unproven where it is yes so far. */
void judging_gap(struct judging *judging, enum answer answer, struct gap gap);

void judging_note(struct judging *judging, struct assessed_note note);

/* The record counts for the occurrence: it is of it, and none corrects it. */
bool record_counts_for(const struct record *record, const struct occurrence *occurrence);
/* A stage may come before its period; what is owed once or in a case has none to be outside of. */
bool is_within_period(const struct assessment_facts *facts, const struct occurrence *occurrence, date_t on);
/* NULL: there is none, or it is withdrawn. */
const struct occurrence *occurrence_in(const struct assessment_facts *facts, const char *obligation, const char *period);
/* The waiver on record last by then; NULL: none. `at` in UTC seconds. */
const struct waiver *waiver_of(const struct assessment_facts *facts, const struct occurrence *occurrence, int64_t at);
/* That what is met was met in time, or what gives leave (assessment_time.c). */
void prove_time(struct judging *judging, const struct proof *proof, const struct occurrence *occurrence);
/* That a stage that is met was so on its side of the procedure's event and, if the proof is the whole procedure, after the stage before it.
 */
void prove_order(struct judging *judging, const struct occurrence *occurrence, bool whole);
/* The last day up to `until` on which a stage that is missing in the period can have been done without being out of order. */
date_t order_until(const struct judging *judging, const struct obligation *rule, const char *period, bool whole, date_t until);

/* An obligation's occurrences of the year (assessment_owed.c). */
void prove_obligation(struct judging *judging, const struct proof *proof);
/* Rules of a check (assessment_check.c). */
void prove_check(struct judging *judging, const struct proof *proof);
/* The remark with what it names filled in, several of one kind with `between` between them; NULL where some of it is not known, or there is
 * none (assessment_remark.c). */
const char *remark_fill(const struct judging *judging, const char *remark, const char *between);

#endif
