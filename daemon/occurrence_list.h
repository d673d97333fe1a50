/* Lists of occurrences as the store calls them back, made into JSON. */
#ifndef LUNZHI_DAEMON_OCCURRENCE_LIST_H
#define LUNZHI_DAEMON_OCCURRENCE_LIST_H

#include "shapes.h"

/* Filled by list_occurrence() up to `max` items; then it stops the query with LIST_FULL. `max_next`: of those due from today on, in `next`,
 * if that is not NULL. */
struct occurrence_list {
    struct request *request;
    json_t *items; /* with `next`: only what is late */
    size_t max;
    json_t *next;
    size_t max_next;
};

enum { LIST_FULL = 1 };

/* For query_agenda() and query_ended(). */
int list_occurrence(void *ctx, const struct occurrence *occurrence, const struct text *title, const char *organization_name);
/* The occurrence named, as JSON. ERROR_NOT_FOUND or the database's errors. */
int occurrence_find(struct request *request, const char *organization, const char *obligation, const char *period,
                    struct occurrence *ret_occurrence, json_t **ret_shape) __attribute__((warn_unused_result));

#endif
