/* Reads the JSON object of a POST into variables by a table of its members. */
#ifndef LUNZHI_DAEMON_BODY_H
#define LUNZHI_DAEMON_BODY_H

#include "request.h"

enum field_kind { FIELD_STRING, FIELD_DATE, FIELD_NUMBER, FIELD_OBJECT, FIELD_LIST, FIELD_STRINGS, FIELD_BOOLEAN };

/* A member. `target` is where its value goes: const char * (borrowed from the body), date_t, int64_t (1 or more),
 * json_t * (borrowed; of a list an array), struct field_strings, bool. */
struct field {
    const char *name;
    enum field_kind kind;
    bool required; /* then it is neither null nor empty; otherwise null is the same as left out: NULL, DATE_NONE, 0, NULL, no strings, false
                    */
    void *target;
};

struct field_strings {
    const char **items; /* in the request's arena; each not empty */
    size_t n;
};

/* ERROR_INVALID once refused: a member that is unknown, missing or of another type. */
int body_read(struct request *request, const struct field *fields, size_t n_fields) __attribute__((warn_unused_result));

#endif
