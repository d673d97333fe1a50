/* Comma-separated values (RFC 4180) as spreadsheets save them: UTF-8 with or without a byte order mark, or GBK; lines end with CR LF, LF or
 * CR; a field in quotation marks may hold commas, line ends and doubled quotation marks. */
#ifndef LUNZHI_CONF_CSV_H
#define LUNZHI_CONF_CSV_H

#include "memory.h"
#include "report.h"

#define CSV_MAX_BYTES   (4U << 20)
#define CSV_MAX_ROWS    30000
#define CSV_MAX_COLUMNS 100

struct csv_row {
    int line;                  /* it begins on, from 1 */
    const char *const *fields; /* without blanks around them; "" where there is nothing */
    size_t n_fields;
};

struct csv {
    const struct csv_row *rows; /* those with something in them */
    size_t n_rows;
};

/* Values live in the arena. ERROR_CONFIG with what is wrong in the report: bytes that are neither encoding, a quotation mark that is out of
 * place or never closed, too much of anything. */
int csv_parse(const char *bytes, size_t n_bytes, const char *file, struct arena *arena, struct csv *ret, struct report *report)
    __attribute__((warn_unused_result));

#endif
