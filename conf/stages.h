/* Stages of a procedure: each becomes an obligation of its own, PROCEDURE.STAGE, that has from its procedure what it does not say itself.
 */
#ifndef LUNZHI_CONF_STAGES_H
#define LUNZHI_CONF_STAGES_H

#include "obligations.h"
#include "presets.h"

/* Whether a group of `obligations`, or its preset (which may be NULL), has stages. */
bool stages_there_are(const config_setting_t *group, const struct preset *preset);
/* Adds them to the list: those of the preset, each with what the group says about a stage of that id laid over it, then the group's own. */
void stages_read(struct reader *reader, config_setting_t *group, const struct preset *preset, const struct obligation *procedure,
                 struct obligation_list *list);
/* Those of a preset's file, by themselves. */
void stages_check_preset(struct reader *reader, config_setting_t *root);

#endif
