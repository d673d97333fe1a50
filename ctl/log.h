/* Lines of the log, as `log` and `show` print them. */
#ifndef LUNZHI_CTL_LOG_H
#define LUNZHI_CTL_LOG_H

#include <jansson.h>

#include "ctl.h"

/* `log` is an array of LOG; with headings for a list of its own, indented without. */
void log_print(struct ctl *ctl, const json_t *log, bool headings);

#endif
