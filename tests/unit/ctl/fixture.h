/* What every test of ctl/ needs: cmocka, and lunzhictl run in this process against a daemon played from a table. */
#ifndef LUNZHI_TEST_CTL_FIXTURE_H
#define LUNZHI_TEST_CTL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ctl.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* One answer. Each is used once, in the order of the table, except the last for its request, which goes on answering. */
struct route {
    const char *request; /* "GET /v1/status" */
    int status;
    const char *body; /* JSON; or "@name", a file of fixtures/ */
};

/* One run of lunzhictl. */
struct run {
    int code;
    char *out, *err;
    char *requests; /* what the daemon got: "METHOD TARGET BODY\n" each */
    int64_t slept_ms;
};

/* Runs "lunzhictl WORDS…" (NULL-ended) against the routes (ended by request NULL; NULL: no daemon at all). `columns` 0: not on a terminal.
 */
struct run run_ctl(const struct route *routes, int columns, bool colour, char **words);
/* The language of the runs to come, "zh_CN"; NULL: English, as at first. */
void fixture_speak(const char *language);
void run_done(struct run *run);

#define RUN(routes, ...) run_ctl((routes), 0, false, (char *[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

/* A file of fixtures/, whole. Heap. */
char *fixture_read(const char *name);
/* Fails with both texts when they differ. LUNZHI_UPDATE_FIXTURES=1 in the environment writes the file anew instead. */
void fixture_compare(const char *name, const char *text);

#endif
