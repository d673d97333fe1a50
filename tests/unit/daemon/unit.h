/* What every test of this folder includes: cmocka in the order it wants. */
#ifndef LUNZHI_TEST_DAEMON_UNIT_H
#define LUNZHI_TEST_DAEMON_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
