/* A roster from a CSV file: the header line says which column is which, each cell becomes the word or number the checks know. */
#ifndef LUNZHI_CONF_ROSTER_FILE_H
#define LUNZHI_CONF_ROSTER_FILE_H

#include "checks.h"
#include "roster.h"

/* Fills table, source, columns and cells; the rest of `ret` stays. Columns the check does not know are left out (names, telephone numbers):
 * *ret_left_out names them, NULL without any. `file` is for the findings, its last part for `source`. ERROR_CONFIG with every bad row in
 * the report, and `ret` untouched; all lives in the arena. */
int roster_read(const char *bytes, size_t n_bytes, const char *file, const struct check_file *check, struct arena *arena,
                struct roster *ret, const char **ret_left_out, struct report *report) __attribute__((warn_unused_result));
/* The same of a file that is opened. */
int roster_read_file(const char *path, const struct check_file *check, struct arena *arena, struct roster *ret, const char **ret_left_out,
                     struct report *report) __attribute__((warn_unused_result));

#endif
