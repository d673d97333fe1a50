/* The fields of a record as the engine checks them. */
#ifndef LUNZHI_DAEMON_RECORD_VALUES_H
#define LUNZHI_DAEMON_RECORD_VALUES_H

#include <jansson.h>

#include "ledger.h"
#include "memory.h"

/* One value a member of the object (NULL: none), in the arena; names and texts are borrowed from the object where they are texts already.
 */
const struct record_value *record_values(const json_t *fields, struct arena *arena, size_t *ret_n);
/* The same with names and texts of their own, so that the object may go. */
const struct record_value *record_values_copied(const json_t *fields, struct arena *arena, size_t *ret_n);

#endif
