/* Field functions for single values: ids, days, spans, words, lists of words. Each writes at the field's offset, or says what is allowed.
 */
#ifndef LUNZHI_CONF_VALUES_H
#define LUNZHI_CONF_VALUES_H

#include "intl.h"
#include "reader.h"

#define ID_MAX_BYTES 64

/* What is allowed, for the tables' rows and for what the functions say: to be given to _(). */
#define ID_ALLOWED       N_("at most 64 of a-z 0-9 . _ - beginning with a letter or digit")
#define DATE_ALLOWED     N_("a day of the calendar as YYYY-MM-DD, 1900 to 2199")
#define TIME_ALLOWED     N_("a time of day as HH:MM, 00:00 to 23:59")
#define LANGUAGE_ALLOWED N_("zh_CN or en")

field_fn value_string;   /* const char *: not empty, no control characters */
field_fn value_id;       /* const char *: [a-z0-9][a-z0-9._-]* */
field_fn value_strings;  /* const char *const * and its count; a single string counts as one */
field_fn value_ids;      /* the same of ids */
field_fn value_boolean;  /* bool */
field_fn value_integer;  /* int32_t within the field's range */
field_fn value_date;     /* date_t */
field_fn value_time;     /* int32_t seconds after midnight */
field_fn value_text;     /* struct text: a string for all languages, or { zh_CN = …; en = …; } */
field_fn value_language; /* const char *: "zh_CN" or "en" */

/* [a-z0-9][a-z0-9._-]*, at most ID_MAX_BYTES: it stands in names with slashes, in URLs and on command lines. */
bool value_is_id(const char *text);
/* Not empty, valid UTF-8 and free of control characters; says so otherwise. */
bool value_is_clean(struct reader *reader, config_setting_t *setting);

#endif
