/* What the tests of conf/ share: the shipped data, findings as text, and a sink that counts. */
#ifndef LUNZHI_TESTS_CONF_FIXTURE_H
#define LUNZHI_TESTS_CONF_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conf.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The shipped data by the path as seen from the folders of test files (broken, warned, good). */
#define DATA_FROM_TESTS "../../../../conf"

extern const struct conf_options test_options;

/* Goes to a folder of tests/unit/conf. */
void enter(const char *folder);
/* The file's text, heap. Fails if there is none. */
char *text_of(const char *path);
/* The findings as report_print() writes them, heap. */
char *report_text(const struct report *report);
/* Writes a file into a fresh directory that is removed by remove_scratch(); returns its path, valid until then. */
const char *scratch_file(const char *name, const void *bytes, size_t size);
const char *scratch_dir(void);
void remove_scratch(void);

/* Counts what is handed out. */
struct count {
    int calendars, channels, organizations;
};
struct conf_sink counting_sink(struct count *count);

date_t day(const char *text);

#endif
