/* The ids of all files together: each once, every parent there, no circle among them. */
#ifndef LUNZHI_CONF_REGISTRY_H
#define LUNZHI_CONF_REGISTRY_H

#include <glib.h>

#include "reader.h"

enum registry_kind { REGISTRY_CALENDAR, REGISTRY_CHANNEL, REGISTRY_ORGANIZATION, REGISTRY_KINDS };

struct registry {
    GHashTable *places[REGISTRY_KINDS]; /* id -> where it was given */
    GPtrArray *organizations;           /* in order */
    GPtrArray *wanted;                  /* named somewhere, to be there in the end */
    struct arena arena;
};

void registry_init(struct registry *registry);
void registry_done(struct registry *registry);
/* The id of a group; said if some file had it before. `parent` may be NULL. Copies what it keeps. */
void registry_add(struct registry *registry, enum registry_kind kind, struct reader *reader, const config_setting_t *group, const char *id,
                  const char *parent);
/* An id of an organization at a setting, which some file is to have. Copies what it keeps. */
void registry_want_organization(struct registry *registry, struct reader *reader, const config_setting_t *setting, const char *id);
/* After all files. */
void registry_check_parents(struct registry *registry, struct report *report);

#endif
