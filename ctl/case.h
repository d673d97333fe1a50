/* A case on the screen. */
#ifndef LUNZHI_CTL_CASE_H
#define LUNZHI_CTL_CASE_H

#include <jansson.h>

#include "ctl.h"

/* A reply of /v1/case: the case, its stages, how it may end. EXIT_DONE. */
int case_show(struct ctl *ctl, const json_t *reply);
/* A reply of /v1/cases: one line each. EXIT_DONE. */
int case_show_list(struct ctl *ctl, const json_t *reply);
/* A reply to POST /v1/cases: the case, or those of several organizations. EXIT_DONE. */
int case_show_opened(struct ctl *ctl, const json_t *reply);

#endif
