/* On which days an open occurrence is told about. DESIGN.md: Rungs before the due day, After it. Pure, stateless. */
#ifndef LUNZHI_LADDER_H
#define LUNZHI_LADDER_H

#include "occurrence.h"

enum rung_kind { RUNG_REMINDER, RUNG_OVERDUE, RUNG_MISSED };

struct rung {
    date_t on; /* a working day, but for a reminder whose wd arithmetic leaves it */
    enum rung_kind kind;
    bool late; /* stands for rungs that were passed over, and none of its own falls on this day */
};

struct ladder {
    const struct obligation *obligation;
    const struct calendar *calendar;
    date_t opens_on;
    date_t due_on;   /* not DATE_NONE */
    date_t ends;     /* of the period; DATE_FOREVER: never missed */
    date_t known_on; /* the first day whose `at` does not lie before the instant the occurrence became known; DATE_NONE: always known */
};

/* The first rung on `not_before` or later; false when none is left. A `repeat` costs the same however long it has run. */
bool ladder_next(const struct ladder *ladder, date_t not_before, struct rung *ret_rung);
/* The day an escalation step is in force from. */
date_t ladder_escalation_day(const struct ladder *ladder, const struct escalation *step);

#endif
