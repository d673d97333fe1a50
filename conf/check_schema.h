/* What a check's file may hold: columns, counts and rules, each checked against the others. */
#ifndef LUNZHI_CONF_CHECK_SCHEMA_H
#define LUNZHI_CONF_CHECK_SCHEMA_H

#include "checks.h"

/* Reads the root of a file into `ret`, whose id is set. What is wrong goes to the report, and `ret` is then not to be used. */
void check_schema_read(struct reader *reader, config_setting_t *root, struct check_file *ret);

#endif
