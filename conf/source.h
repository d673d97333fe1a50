/* One libconfig file: read whole, checked to be text, parsed. */
#ifndef LUNZHI_CONF_SOURCE_H
#define LUNZHI_CONF_SOURCE_H

#include <libconfig.h>

#include "report.h"

#define SOURCE_MAX_BYTES (8U << 20)

/* Parses the file into *ret_config, which the caller destroys with config_destroy(). Files named by libconfig's @include are checked
 * likewise. `setting` and `line` of `from` say who named the file, for a file that cannot be read at all; NULL: nobody. ERROR_CONFIG with
 * the findings in the report. */
struct source_named {
    const char *file, *setting;
    int line;
};
int source_parse(const char *path, const struct source_named *from, struct report *report, config_t *ret_config)
    __attribute__((warn_unused_result));

#endif
