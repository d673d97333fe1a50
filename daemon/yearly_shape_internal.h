/* What the files that make the yearly report's JSON share. */
#ifndef LUNZHI_DAEMON_YEARLY_SHAPE_INTERNAL_H
#define LUNZHI_DAEMON_YEARLY_SHAPE_INTERNAL_H

#include "yearly.h"

/* The organization's obligation of that id; NULL if there is none any more, or `obligation` is NULL. */
const struct obligation *yearly_rule(const struct yearly *yearly, const char *obligation);
/* Its title in the language of the request: the organization's, else that of the preset the table means, else the id itself. */
const char *yearly_title(const struct request *request, const struct yearly *yearly, const char *obligation);
/* "su/congress/2019-2020"; null where a part is missing. */
json_t *yearly_name(struct request *request, const struct yearly *yearly, const char *obligation, const char *period);

/* The ids of the occurrence's records, corrected ones only where asked for. */
json_t *yearly_record_ids(const struct yearly *yearly, const struct occurrence *occurrence, bool corrected);
json_t *yearly_shape_waiver(struct request *request, const struct yearly *yearly, const struct waiver *waiver);
/* "table" of the reply (yearly_shape_table.c). */
json_t *yearly_shape_table(struct request *request, const struct yearly *yearly, const struct assessment *table,
                           const struct assessed_item *items);
/* "sections" of it (yearly_shape_sections.c). */
json_t *yearly_shape_sections(struct request *request, const struct yearly *yearly, const struct assessment *table);

#endif
