/* What `plan` found, for a person: a turn, a due day or a recipient's messages about one occurrence a line. */
#ifndef LUNZHI_PLAN_TEXT_H
#define LUNZHI_PLAN_TEXT_H

#include <jansson.h>

#include "ctl.h"

/* `plan` is the object that --json prints. `each_message`: a line each instead of a line an occurrence and recipient. */
void plan_show(struct ctl *ctl, const json_t *plan, bool each_message);

#endif
