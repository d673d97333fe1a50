/* What may happen, by noun: actions_facts.c, actions_correct.c, actions_case.c; the world around it in actions.c. */
#ifndef LUNZHI_TESTS_ACTIONS_H
#define LUNZHI_TESTS_ACTIONS_H

#include "run.h"

struct university *any_university(struct run *run);
struct duty *any_duty(struct run *run, struct university *university);
/* The period that holds the day by the simulation's own eyes, and the fact about it. */
struct fact *fact_on(const struct university *university, struct duty *duty, date_t on, struct period *ret);
/* An error that is none of the rules' is one of the storage, or the run fails. */
void refused(struct run *run, const char *what, int error);

/* One record more counts for it; what is met is so under a waiver too, which then has no end to wait for. */
void fact_gain(struct fact *fact, const struct duty *duty);

/* It is waived, to the last day of its leave. */
void fact_rests(const struct run *run, struct fact *fact, const struct period *period);

void do_record(struct run *run);
void do_waive(struct run *run);
void do_event(struct run *run);
void do_decide(struct run *run);
void do_correct(struct run *run);
void do_case_open(struct run *run);
void do_case_step(struct run *run);
void do_case_close(struct run *run);

#endif
