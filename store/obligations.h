/* The obligations of one organization: rows of their own, so that one that changes is one row, and its title is at hand. */
#ifndef LUNZHI_OBLIGATIONS_H
#define LUNZHI_OBLIGATIONS_H

#include "memory.h"
#include "organization.h"

struct store;

/* Makes the rows agree with the organization: only what changed is written, what is not in it is ended. *ret_changed says whether anything
 * was. */
int obligations_put(struct store *store, const struct organization *organization, bool *ret_changed) __attribute__((warn_unused_result));
/* Those running, in the order of the file. */
int obligations_get(struct store *store, const char *organization, struct arena *arena, const struct obligation **ret, size_t *ret_n)
    __attribute__((warn_unused_result));

#endif
