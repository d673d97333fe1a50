/* `rosters` of an organization: files beside the configuration, or counts alone. */
#ifndef LUNZHI_CONF_ROSTERS_H
#define LUNZHI_CONF_ROSTERS_H

#include "organization.h"
#include "reader.h"

/* Reads the list of the organization's group, whose obligations are read already: their checks say which tables there are. */
void rosters_read(struct reader *reader, config_setting_t *group, struct organization *organization);

#endif
