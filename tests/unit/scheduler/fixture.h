/* What the tests of scheduler/ share: days by their text, and the university calendar of RULES.md section 4. */
#ifndef LUNZHI_TESTS_SCHEDULER_FIXTURE_H
#define LUNZHI_TESTS_SCHEDULER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "calendar.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The day, DATE_NONE for "" and DATE_FOREVER for "forever"; the test fails for anything else that is no date. */
date_t day(const char *text);

/* Fails naming both days and the case. */
void assert_day(date_t got, const char *expected, const char *of);

/* Terms 2019-2020-1 to 2020-2021-1, a short summer term that begins no turn, and the adjusted days of 2020. */
const struct calendar *wust(void);

/* A reproducible sequence of numbers: the same seed gives the same ones everywhere. */
struct dice {
    uint64_t state;
};

struct dice dice_new(uint64_t seed);
/* 0 to sides - 1. */
int32_t dice_roll(struct dice *dice, int32_t sides);
/* True once in `times`. */
bool dice_once_in(struct dice *dice, int32_t times);

/* Calls the property once for each of the fixed seeds, or only for LUNZHI_SEED where the environment names one. */
void for_each_seed(void (*property)(struct dice *dice));
/* Teardown of a property's test: names the seed that failed. */
int seed_report(void **state);

#endif
