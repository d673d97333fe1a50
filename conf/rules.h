/* Field functions for the arithmetic of obligations: due days, offsets, escalation steps. DESIGN.md, Arithmetic. */
#ifndef LUNZHI_CONF_RULES_H
#define LUNZHI_CONF_RULES_H

#include "organization.h"
#include "reader.h"

field_fn read_due;    /* struct due_rule */
field_fn read_opens;  /* struct due_rule; a plain offset counts from the due day */
field_fn read_remind; /* struct span *: counted back from the due day; and their count */
field_fn read_repeat; /* struct span */
field_fn read_after;  /* struct span, at least one day */
field_fn read_per;    /* enum period_kind */

/* In days, five working days making a week: enough to tell which of two steps comes first. */
double span_days(struct span span);

#endif
