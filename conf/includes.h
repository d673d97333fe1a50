/* The files an `include` names: globs, in order, relative to the main file. */
#ifndef LUNZHI_CONF_INCLUDES_H
#define LUNZHI_CONF_INCLUDES_H

#include "reader.h"
#include "settings.h"
#include "source.h"

struct include {
    const char *path;
    struct source_named from;
};

/* Each file once, patterns as written, the files of one pattern sorted by name. A pattern without wildcards that matches nothing is an
 * error. In the arena. */
void includes_expand(struct reader *reader, const config_setting_t *root, const struct settings *settings, struct include **ret,
                     size_t *ret_n);

#endif
