/* Records on the screen. */
#ifndef LUNZHI_CTL_RECORDS_H
#define LUNZHI_CTL_RECORDS_H

#include <jansson.h>

#include "ctl.h"

/* A reply to POST /v1/records: each record, and what is worth saying about it. EXIT_DONE. */
int records_show(struct ctl *ctl, const json_t *reply);

#endif
