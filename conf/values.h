/* Field functions for single values: ids, days, spans, words, lists of words. Each writes at the field's offset, or says what is allowed.
 */
#ifndef LUNZHI_CONF_VALUES_H
#define LUNZHI_CONF_VALUES_H

#include "reader.h"

#define ID_MAX_BYTES 64

field_fn read_string;   /* const char *: not empty, no control characters */
field_fn read_id;       /* const char *: [a-z0-9][a-z0-9._-]* */
field_fn read_strings;  /* const char *const * and its count; a single string counts as one */
field_fn read_ids;      /* the same of ids */
field_fn read_boolean;  /* bool */
field_fn read_integer;  /* int32_t within the field's range */
field_fn read_date;     /* date_t */
field_fn read_time;     /* int32_t seconds after midnight */
field_fn read_text;     /* struct text: a string for all languages, or { zh_CN = …; en = …; } */
field_fn read_language; /* const char *: "zh_CN" or "en" */

/* [a-z0-9][a-z0-9._-]*, at most ID_MAX_BYTES: it stands in names with slashes, in URLs and on command lines. */
bool id_is_good(const char *text);
/* Not empty, valid UTF-8 and free of control characters; says so otherwise. */
bool value_is_clean(struct reader *reader, config_setting_t *setting);

#endif
