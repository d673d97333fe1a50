/* What libconfig does not tell: names given twice, numbers it would cut off, files it would include. Reads text only. */
#ifndef LUNZHI_CONF_SCAN_H
#define LUNZHI_CONF_SCAN_H

#include "memory.h"
#include "report.h"

/* Calls `include` for each @include with the path as written. Adds to the report what would go wrong; returns whether nothing did. Syntax
 * is libconfig's to judge: text that is none is passed over. */
bool scan_text(const char *text, const char *file, struct report *report, bool (*include)(void *ctx, const char *path, int line),
               void *ctx);

#endif
