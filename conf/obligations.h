/* Obligations: the settings of one, laid over those of its preset, and whether they fit the calendar. */
#ifndef LUNZHI_CONF_OBLIGATIONS_H
#define LUNZHI_CONF_OBLIGATIONS_H

#include "names.h"
#include "organization.h"
#include "reader.h"

/* An obligation without settings. */
extern const struct obligation obligation_defaults;
/* All settings but id and preset: what a preset's file may hold. Nothing in it is required: that is asked of the two together. */
extern const struct schema obligation_schema;

/* Reads one group of `obligations`; `ret` is complete if nothing was reported. The calendar may be NULL (unknown, said elsewhere). */
void obligation_read(struct reader *reader, config_setting_t *group, const struct calendar *calendar, struct names *names,
                     struct obligation *ret);

#endif
