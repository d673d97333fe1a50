/* The JSON shapes of docs/control-api.md. Each returns a new reference, never NULL; what is not there is null. */
#ifndef LUNZHI_DAEMON_SHAPES_H
#define LUNZHI_DAEMON_SHAPES_H

#include <jansson.h>

#include "engine.h"
#include "query.h"
#include "report.h"
#include "request.h"

/* NULL becomes null; what is not UTF-8 (a peer's words) is made so. */
json_t *json_text(const char *text);
json_t *json_date(date_t date);
/* An instant in UTC seconds with the zone's offset; NEVER becomes null. */
json_t *json_instant(const struct zone *zone, int64_t at);

/* {"id", "name"}, null for an id of NULL. A name of NULL is the id. */
json_t *shape_named(const char *id, const char *name);
/* A member of an organization by id; null for NULL. */
json_t *shape_member(const struct request *request, const char *organization, const char *member);
json_t *shape_occurrence(const struct request *request, const struct occurrence *occurrence, const char *organization_name,
                         const char *title, int32_t at_least);
json_t *shape_turn(const struct organization *organization, const struct turn *turn, bool planned);
/* Without last_reply, which message_add_reply() fills. */
json_t *shape_message(const struct request *request, const struct outbox_row *row);
json_t *shape_log_line(const struct request *request, const struct query_log_line *line);
/* {"sha256", "name", "type", "size"} */
json_t *shape_file(const struct record_file *file);
/* All findings, or the warnings alone. */
json_t *shape_findings(const struct report *report);

/* "su/survey/2020-2021-1" in the arena; NULL if one part is. */
const char *occurrence_name(struct arena *arena, const char *organization, const char *obligation, const char *period);

#endif
