/* A case on the screen. */
#ifndef LUNZHI_CTL_CASE_H
#define LUNZHI_CTL_CASE_H

#include <jansson.h>

#include "ctl.h"

/* A reply of /v1/case: the case, its stages, how it may end. EXIT_DONE. */
int case_show(struct ctl *ctl, const json_t *reply);

#endif
