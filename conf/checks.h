/* Checks: what is counted and how much of it is allowed, shipped as files. data_dir/checks/NAME.conf, or a file of the administrator's own.
 * A file also says which columns its rosters have, and by which headers and words a CSV file may name them. */
#ifndef LUNZHI_CONF_CHECKS_H
#define LUNZHI_CONF_CHECKS_H

#include "catalogue.h"
#include "check.h"
#include "reader.h"

struct roster_word {
    const char *id;
    const char *const *names; /* as people write it; the id itself is understood, too */
    size_t n_names;
};

struct roster_column {
    const char *id;
    const char *const *headers; /* as people write it; the id itself is understood, too */
    size_t n_headers;
    bool required; /* in every row */
    bool unique;   /* no two rows have the same */
    bool number;
    bool whole;  /* of numbers, whole ones: no percentage */
    int32_t max; /* of numbers, the greatest; 0: none */
    bool open;   /* other words than those listed are kept as they are */
    const struct roster_word *words;
    size_t n_words;
};

struct check_file {
    struct check check;
    const struct roster_column *columns;
    size_t n_columns;
};

/* Those read so far: each file is read once in a load. */
struct checks {
    struct catalogue read; /* path -> struct kept */
    struct arena arena;
};

void checks_init(struct checks *checks);
void checks_done(struct checks *checks);
/* The check named `name` at a setting: of the data directory or, with a slash in it, a file beside the one the setting stands in. NULL with
 * the findings in the report. Valid until checks_done(). */
const struct check_file *checks_get(struct checks *checks, struct reader *reader, const config_setting_t *setting, const char *name);

/* The file of a check that checks_get() gave. */
const struct check_file *checks_file_of(const struct checks *checks, const struct check *check);

/* Field function: const struct check *, named as for checks_get(). */
field_fn check_named;
/* Whether the obligations' checks have what they live of: rosters, or the records of an obligation there is. `list` is theirs. */
void checks_check_sources(struct reader *reader, const config_setting_t *list, const struct organization *organization);

/* The check of the data directory whose rosters are the table `table`: for reading a file of one. ERROR_NOT_FOUND, with the tables there
 * are offered to `nearest`; ERROR_CONFIG with the findings in the report. Values live in the arena. */
int check_file_of_table(const struct conf_options *options, const char *table, struct arena *arena, struct check_file *ret,
                        struct nearest *nearest, struct report *report) __attribute__((warn_unused_result));

#endif
