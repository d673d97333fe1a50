/* Settings into structs, driven by tables: one row a setting, with its name, its form, its place in the struct and the function that reads
 * it.
 *
 * A reader never stops at an error: it says it and goes on, leaving the default in its place, so that all errors are told at once. */
#ifndef LUNZHI_CONF_READER_H
#define LUNZHI_CONF_READER_H

#include <libconfig.h>
#include <stdint.h>

#include "conf.h"
#include "memory.h"
#include "nearest.h"
#include "report.h"

struct scope;

struct reader {
    const struct conf_options *options;
    const struct scope *scope; /* what settings may name; NULL in files that name nothing */
    struct report *report;
    struct arena *arena; /* where values go */
    const char *file;    /* of the settings libconfig names no file for */
    const char *heir;    /* the organization that inherits what is read; NULL: it is its own */
};

/* The forms a setting may have. */
enum form {
    FORM_STRING = 1,
    FORM_INTEGER = 2,
    FORM_BOOLEAN = 4,
    FORM_FLOAT = 8,
    FORM_GROUP = 16,
    FORM_STRINGS = 32, /* an array, or a list, of strings */
    FORM_GROUPS = 64,  /* a list of groups */
    FORM_VALUES = 128, /* an array or a list of anything */
};

struct field;
/* Reads a setting of an allowed form into the struct at `object`, or reports why not. */
typedef void field_fn(struct reader *reader, const struct field *field, config_setting_t *setting, void *object);

struct schema;
struct field {
    const char *name; /* NULL ends a table */
    unsigned forms;
    bool required;
    field_fn *read;              /* NULL: the caller looks at it afterwards */
    size_t offset;               /* of the value in the struct */
    size_t count;                /* of the size_t beside an array */
    int64_t min, max;            /* of an integer */
    const char *allowed;         /* N_(): what is allowed, where the form alone does not say it */
    const struct schema *schema; /* of FORM_GROUP and FORM_GROUPS */
};

/* What one kind of group may hold. */
struct schema {
    const struct field *fields;
    size_t size;          /* of the struct */
    const void *defaults; /* an element of a list begins as a copy of it; NULL: zeros */
    /* Takes a setting that is in no row; false: not known, said by the caller. `nearest` is offered the names. NULL: there are none. */
    bool (*other)(struct reader *reader, config_setting_t *setting, void *object);
    void (*offer)(const struct reader *reader, struct nearest *nearest);
};

/* Reads the group's settings into `object`. Unknown and missing ones are errors. */
void reader_group(struct reader *reader, config_setting_t *group, const struct schema *schema, void *object);
/* The same without asking for what is required: for a group laid over another. */
void reader_overlay(struct reader *reader, config_setting_t *group, const struct schema *schema, void *object);

/* Field functions for groups: FORM_GROUP into the struct at the offset, FORM_GROUPS into an array of as many elements as the list has; one
 * that is no group, which is said already, is as the defaults. */
field_fn field_group, field_groups;

/* Whether the setting has one of the forms; says what was found and what is allowed if not: the form, and `allowed` (N_()) unless it
 * is NULL. Of a list of groups the elements that are none are said, but it is one all the same. */
bool reader_has_form(struct reader *reader, config_setting_t *setting, unsigned forms, const char *allowed);

/* "organizations[0].members[2].since", in the arena. */
const char *reader_path(const struct reader *reader, const config_setting_t *setting);
/* The file the setting stands in. */
const char *reader_file(const struct reader *reader, const config_setting_t *setting);
/* What is found at a setting, for a person: its value, or its form. */
const char *reader_found(const struct reader *reader, const config_setting_t *setting);

/* A finding at a setting. `member`: the setting of that name in the group, or where it would stand; NULL: `setting` itself. */
void reader_add(const struct reader *reader, enum finding_level level, const config_setting_t *setting, const char *member,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
/* "found X; allowed: ALLOWED", and the hint if there is one. */
void reader_bad(const struct reader *reader, const config_setting_t *setting, const char *allowed, const struct nearest *nearest);
/* The words `; did you mean "…"?`, or "" without a near word. In the arena. */
const char *reader_hint(const struct reader *reader, const struct nearest *nearest);

/* The member of a group; NULL if it has none (or the group is no group). */
config_setting_t *reader_member(const config_setting_t *group, const char *name);
/* The i-th element of a list named `name` in the group, the list or the group itself where there is none: where to put the blame. */
const config_setting_t *reader_element(const config_setting_t *group, const char *name, size_t i);

#endif
