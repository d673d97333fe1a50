/* Ids that must not come twice. */
#ifndef LUNZHI_CONF_UNIQUE_H
#define LUNZHI_CONF_UNIQUE_H

#include <glib.h>

#include "reader.h"

struct unique {
    GHashTable *lines; /* borrowed id -> line it was first given on */
};

void unique_init(struct unique *unique);
void unique_done(struct unique *unique);
/* False if it is there already. */
bool unique_add(struct unique *unique, const char *id, int line);
/* Adds the id of a group, or says on which line it was given before and returns false. `id` may be NULL: nothing happens. */
bool unique_check(struct reader *reader, struct unique *unique, const config_setting_t *group, const char *member, const char *id);

#endif
