/* One organization of a file, with all that is in it, checked. */
#ifndef LUNZHI_CONF_ORGANIZATIONS_H
#define LUNZHI_CONF_ORGANIZATIONS_H

#include "organization.h"
#include "reader.h"

/* Reads one group of `organizations` into the reader's arena. Its parent is checked by whoever knows all files. */
void organization_read(struct reader *reader, config_setting_t *group, struct organization *ret);

#endif
