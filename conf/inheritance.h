/* Obligations that organizations inherit: `obligations_for` of the main file, for the organizations of all files, and of an included file,
 * for its own. Each is read anew for each heir, whose members and calendar it must fit. */
#ifndef LUNZHI_CONF_INHERITANCE_H
#define LUNZHI_CONF_INHERITANCE_H

#include <glib.h>

#include "obligations.h"
#include "registry.h"

struct inheritance {
    GPtrArray *bequests;             /* of one file, in its order */
    const struct inheritance *outer; /* the main file's; NULL: this is it */
};

void inheritance_init(struct inheritance *inheritance, const struct inheritance *outer);
void inheritance_done(struct inheritance *inheritance);
/* Takes `obligations_for` of a file, whose settings must outlive it, and who inherits: the obligations themselves are read for the heirs.
 * The parents it names are left to the registry. */
void inheritance_read(struct inheritance *inheritance, struct reader *reader, config_setting_t *root, struct registry *registry);
/* Adds what the organization inherits to its obligations, those of the main file first. One of its `own` list (NULL: none) of the same id
 * takes the place of what it would inherit, or leaves it out with `omit`. */
void inheritance_apply(struct reader *reader, const config_setting_t *group, config_setting_t *own, const struct organization *organization,
                       struct obligation_list *list);
/* Whether an element of the own list only leaves something out. */
bool inheritance_omits(const config_setting_t *obligation);
/* After all that may inherit: warns of what nobody did. */
void inheritance_check_used(const struct inheritance *inheritance, struct reader *reader);

#endif
