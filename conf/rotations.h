/* The rotation of an organization: mandates and their order. RULES.md section 3. */
#ifndef LUNZHI_CONF_ROTATIONS_H
#define LUNZHI_CONF_ROTATIONS_H

#include "names.h"
#include "organization.h"
#include "reader.h"

extern const struct schema rotation_schema;
/* What `rotation.notify` is when nobody writes it. */
extern const struct rotation rotation_defaults;

/* Mandates in order, each naming members and each of them once. `group` is the organization's. */
void rotation_check(struct reader *reader, const config_setting_t *group, const struct rotation *rotation, struct names *names);
/* Whether the obligations it opens cases of are there; once they have been read. */
void rotation_check_life(struct reader *reader, const config_setting_t *group, const struct organization *organization);

#endif
