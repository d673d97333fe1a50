/* Members of the daemon's JSON, read forgivingly: what is missing, null or of another type is the default. */
#ifndef LUNZHI_FIELDS_H
#define LUNZHI_FIELDS_H

#include <jansson.h>
#include <stdint.h>

/* Borrowed from the object; `otherwise` may be NULL. */
const char *field_text(const json_t *object, const char *name, const char *otherwise);
int64_t field_number(const json_t *object, const char *name, int64_t otherwise);
/* The name of a PERSON or an ORG, else its id; NULL for null. */
const char *field_name(const json_t *object, const char *name);

#define INSTANT_SIZE 20

/* "2026-11-24T08:00:00+08:00" as "2026-11-24 08:00", NULL as "". Returns `text`. */
const char *instant_format(const char *instant, char text[static INSTANT_SIZE]);
/* RFC 3339 in UTC seconds; ERROR_INVALID. */
int instant_parse(const char *instant, int64_t *ret_at) __attribute__((warn_unused_result));

#endif
