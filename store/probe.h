/* A look at a database file before SQLite opens it for writing. */
#ifndef LUNZHI_PROBE_H
#define LUNZHI_PROBE_H

#include <stdbool.h>

struct store;

/* Reads the header of store->name through the store's VFS, changing nothing. 0: ours, empty, or (with `create`) not there; what only the
 * whole database can tell is left to its opening. ERROR_NOT_FOUND, ERROR_NOT_OURS, ERROR_VERSION, ERROR_PERMISSION, ERROR_IO. */
int probe_file(struct store *store, bool create) __attribute__((warn_unused_result));

#endif
