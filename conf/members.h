/* Members: who they are, how they are reached, when they are away. */
#ifndef LUNZHI_CONF_MEMBERS_H
#define LUNZHI_CONF_MEMBERS_H

#include "organization.h"
#include "reader.h"

extern const struct schema member_schema;

/* Checks the days of each and settles the channels: those named, or all of the file that the member has an address for. `members` are the
 * elements read from the organization's group. */
void members_resolve(struct reader *reader, const config_setting_t *group, const struct organization *organization, struct member *members,
                     size_t n);

#endif
