/* Field functions for the arithmetic of obligations: due days, offsets, escalation steps. DESIGN.md, Arithmetic. */
#ifndef LUNZHI_CONF_RULES_H
#define LUNZHI_CONF_RULES_H

#include "intl.h"
#include "organization.h"
#include "reader.h"

/* What is allowed, for the tables' rows and for what the functions say: to be given to _(). */
#define DUE_ALLOWED                                                                                                                        \
    N_("a day YYYY-MM-DD or MM-DD, \"week N\" (1 to 60), or \"begin\", \"end\", \"event\" or \"previous\" with an offset such as \"end "   \
       "-14d\" or "                                                                                                                        \
       "\"event +5wd inclusive\", or none")
#define OPENS_ALLOWED                                                                                                                      \
    N_("an offset before the due day such as \"-30d\", a day YYYY-MM-DD or MM-DD, \"week N\", or \"begin\", \"end\", \"event\" or "        \
       "\"previous\" with an "                                                                                                             \
       "offset or none")
#define REMIND_ALLOWED N_("days (d), working days (wd) or weeks (w) before the due day, such as \"-14d\", or \"0d\"")
#define BEFORE_ALLOWED N_("days (d), working days (wd) or weeks (w) before the turn begins, such as \"-28d\"")
#define REPEAT_ALLOWED N_("a number of days such as \"3wd\", or \"0d\" for no repetition")
#define AFTER_ALLOWED  N_("at least one day (d), working day (wd) or week (w), such as \"3wd\"")
#define PER_ALLOWED    N_("term, year, once or case")

field_fn rule_due;    /* struct due_rule */
field_fn rule_opens;  /* struct due_rule; a plain offset counts from the due day */
field_fn rule_remind; /* struct span *: counted back from the due day; and their count */
field_fn rule_repeat; /* struct span */
field_fn rule_before; /* struct span, not after the day it counts back from */
field_fn rule_after;  /* struct span, at least one day */
field_fn rule_per;    /* enum period_kind */

/* In days, five working days making a week: enough to tell which of two steps comes first. */
double span_days(struct span span);

#endif
