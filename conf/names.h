/* Whom an organization's settings may name: its members, the posts they hold, the known posts, the channels of its file. */
#ifndef LUNZHI_CONF_NAMES_H
#define LUNZHI_CONF_NAMES_H

#include <glib.h>

#include "organization.h"
#include "reader.h"

struct names {
    const struct organization *organization;
    GHashTable *members; /* id -> struct member */
    GHashTable *posts;   /* held by somebody at some time */
    GHashTable *warned;  /* posts nobody holds, told once an organization */
};

/* Takes the organization's members, which say so where an id stands for two things. `group` is the organization's. */
void names_init(struct names *names, struct reader *reader, const config_setting_t *group, const struct organization *organization);
void names_done(struct names *names);
/* NULL if there is no such member. */
const struct member *names_member(const struct names *names, const char *id);
/* As names_member(), but no such member is an error at `setting`, with the nearest one. */
const struct member *names_want_member(struct names *names, struct reader *reader, const config_setting_t *setting, const char *id);
/* Recipients in the setting `member` of a group: each a member, a post or a channel, else an error with the nearest name. A known post that
 * nobody holds is a warning, unless nobody chose it: `by_default`. */
void names_check_recipients(struct names *names, struct reader *reader, const config_setting_t *group, const char *member,
                            const char *const *words, size_t n_words, bool by_default);

#endif
