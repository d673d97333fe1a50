/* What checks made of rosters and records, as lines for people: CHECK and CONTRADICTION of docs/control-api.md. */
#ifndef LUNZHI_CHECKS_H
#define LUNZHI_CHECKS_H

#include <jansson.h>

#include "ctl.h"

/* A heading a check, then a line for each of its rules with what was found and what is needed. */
void checks_print(struct ctl *ctl, const json_t *checks);
/* A line a count, then one for each source of it. Nothing without any. */
void contradictions_print(struct ctl *ctl, const json_t *contradictions);

#endif
