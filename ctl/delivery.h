/* Is delivery healthy: the last lines of `lunzhictl status`. */
#ifndef LUNZHI_DELIVERY_H
#define LUNZHI_DELIVERY_H

#include <jansson.h>

#include "ctl.h"

/* `status` is the reply of GET /v1/status. */
void delivery_print(struct ctl *ctl, const json_t *status);

#endif
