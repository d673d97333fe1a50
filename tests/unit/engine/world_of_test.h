/* The world of one test, for cmocka_unit_test_setup_teardown(). */
#ifndef TEST_WORLD_OF_TEST_H
#define TEST_WORLD_OF_TEST_H

#include "world.h"

extern struct world world;

int world_setup(void **state);
int world_teardown(void **state);

#endif
