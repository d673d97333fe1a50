/* A change of chair is handed over with a checklist. RULES.md sections 2 and 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "life_of_test.h"

static void test_a_change_of_chair_opens_the_checklist(void **state)
{
    struct record record = {.organization = "su", .obligation = "handover.keys", .on = on("2020-02-18"), .named = "2020-02-17"};
    struct record_outcome outcome;
    const char *why = NULL;

    load(proposing_union(false), "2019-09-02T00:00");
    run("2020-02-17T10:00");
    assert_int_equal(occurrence_of("handover.keys", "2020-02-17").due_on, on("2020-02-24"));
    assert_int_equal(said(&world, "handover.keys/2020-02-17 jia mail"), 1); /* who goes owns it */
    assert_int_equal(engine_record(world.engine, &record, 1, "test", at("2020-02-18T10:00"), &world.arena, &outcome, &why), 0);
    assert_int_equal(occurrence_of("handover.keys", "2020-02-17").state, OCCURRENCE_MET);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_change_of_chair_opens_the_checklist),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
