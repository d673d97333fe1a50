/* A table of people on one day (花名册): the staff, the delegates of a congress, the panel of a review. It holds only what a check needs:
 * words and numbers in the columns of a check's data file (conf/checks/), and of a person an id, which may be a pseudonym. */
#ifndef LUNZHI_ROSTER_H
#define LUNZHI_ROSTER_H

#include <stddef.h>
#include <stdint.h>

#include "date.h"

#define ROSTER_ID_COLUMN "id" /* whom a check names */

/* A count that somebody states as a number: delegates = 256. */
struct stated {
    const char *count;
    int64_t value;
};

struct roster {
    int64_t id; /* 0 until stored */
    const char *organization;
    const char *table;  /* "roster", "delegates", "panel" */
    date_t on;          /* the day it is true of */
    const char *source; /* where it came from: a file's name; may be NULL */
    const char *const *columns;
    size_t n_columns;
    const char *const *cells; /* row after row; NULL: not known */
    size_t n_rows;
    const struct stated *stated; /* what no row says */
    size_t n_stated;
    int64_t at; /* when it was taken, and by whom; engine_roster() fills in both */
    const char *actor;
};

/* The column's index, n_columns if there is none of that name. */
size_t roster_column(const struct roster *roster, const char *name);
/* NULL where it is not known, or there is no such column. */
const char *roster_cell(const struct roster *roster, size_t row, size_t column);
/* The same day and table, rows and numbers: nothing new. */
bool roster_equal(const struct roster *left, const struct roster *right);

#endif
