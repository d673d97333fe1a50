#include "world_of_test.h"

struct world world;

int world_setup(void **state)
{
    world_init(&world);
    return 0;
}

int world_teardown(void **state)
{
    world_done(&world);
    return 0;
}
