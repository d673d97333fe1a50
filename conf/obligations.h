/* Obligations: the settings of one, laid over those of its preset, and whether they fit the calendar; a procedure with its stages. */
#ifndef LUNZHI_CONF_OBLIGATIONS_H
#define LUNZHI_CONF_OBLIGATIONS_H

#include "names.h"
#include "organization.h"
#include "reader.h"
#include "unique.h"

/* An obligation without settings. */
extern const struct obligation obligation_defaults;
/* All settings but id and preset: what a preset's file may hold. Nothing in it is required: that is asked of the two together. */
extern const struct schema obligation_schema;
/* Of a stage, its id among them. */
extern const struct schema stage_schema;

/* Of one organization while they are read. */
struct obligation_list {
    GArray *items;                   /* struct obligation */
    const struct calendar *calendar; /* NULL: unknown, said elsewhere */
    struct names *names;
    struct unique ids;
};

/* Adds the obligation of one group, and after it its stages; they are complete if nothing was reported. */
void obligation_read(struct reader *reader, config_setting_t *group, struct obligation_list *list);
/* Whether what an obligation or a stage says holds together. Findings are at `place`. `errors`: how many there were before it was read.
 * `is_frame`: it has stages, and need not be due itself. */
void obligation_check(struct reader *reader, const config_setting_t *place, const struct obligation *obligation,
                      const struct obligation_list *list, size_t errors, bool is_frame);

#endif
