/* What a record of an obligation must and may say beside its day: fields, each with a type. RULES.md section 1, Evidence. */
#ifndef LUNZHI_RECORD_FIELDS_H
#define LUNZHI_RECORD_FIELDS_H

#include "ledger.h"

#define FIELD_TYPE_MAP(X)                                                                                                                  \
    X(TEXT, "text")                                                                                                                        \
    X(NUMBER, "number") /* decimal, at most 12 digits before the point and 6 after it */                                                   \
    X(DATE, "date")                                                                                                                        \
    X(MEMBER, "member") /* the id of somebody who is or was a member of the organization */                                                \
    X(LINK, "link")     /* http:// or https:// */

enum field_type {
#define X(name, word) FIELD_TYPE_##name,
    FIELD_TYPE_MAP(X)
#undef X
        FIELD_TYPE_COUNT
};

struct field_rule {
    const char *id;
    struct text title; /* both NULL: the id says enough */
    enum field_type type;
    bool required;
    bool has_min, has_max;
    int32_t min, max; /* of a NUMBER its value, of a TEXT its characters */
};

struct field_fault {
    const struct field_rule *rule;
    const char *found; /* NULL: it is missing; "": neither text nor number */
};

const char *field_type_name(enum field_type type);
/* ERROR_NOT_FOUND for no such word. */
int field_type_parse(const char *word, enum field_type *ret_type) __attribute__((warn_unused_result));

/* What is missing or wrong in the record's values, by rule; empty ones count as missing. Values that no rule names are taken as they are.
 * The faults live in the arena, what they point to in the rules and values. */
size_t record_fields_check(const struct field_rule *rules, size_t n_rules, const struct record_value *values, size_t n_values,
                           const struct organization *organization, struct arena *arena, struct field_fault **ret_faults);

#endif
