/* Rosters and what checks make of them, as JSON: the shapes CHECK, RESULT, ROSTER and CONTRADICTION of docs/control-api.md. */
#ifndef LUNZHI_DAEMON_CHECK_SHAPES_H
#define LUNZHI_DAEMON_CHECK_SHAPES_H

#include "contradiction.h"
#include "shapes.h"

/* Where counts come from; null for NULL. */
json_t *shape_roster_source(const struct roster *roster);
json_t *shape_record_source(const struct record *record);

/* The fields of a record, as the store keeps them, that are counts of the check; in the arena. */
const struct stated *check_stated(const struct check *check, const struct record *record, struct arena *arena, size_t *ret_n);

/* `source` is taken over. */
json_t *shape_check(const struct request *request, const struct organization *organization, const struct judgement *judgement,
                    json_t *source);
/* Of each judgement. `source` stays the caller's. */
json_t *shape_checks(const struct request *request, const struct organization *organization, const struct judgement *judgements, size_t n,
                     json_t *source);
/* Without its rows. */
json_t *shape_roster(const struct request *request, const struct roster *roster);

/* Refuses the request: which parts, in words, are larger than their whole. `about`: the organization, or the obligation with it. */
void refuse_excesses(struct request *request, const char *about, const struct check_excess *excesses, size_t n);

/* The counts that sources of the academic year tell differently (contradiction.h), in the request's arena. */
int contradictions_read(struct request *request, const struct organization *organization, const char *year,
                        const struct contradiction **ret_items, size_t *ret_n) __attribute__((warn_unused_result));
/* CONTRADICTION each. */
json_t *contradictions_shape(const struct request *request, const char *year, const struct contradiction *items, size_t n);
/* Both. */
int contradictions(struct request *request, const struct organization *organization, const char *year, json_t **ret_list)
    __attribute__((warn_unused_result));

#endif
