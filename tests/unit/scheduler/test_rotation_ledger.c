/* Who has served how often. RULES.md section 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "reason.h"
#include "rotation.h"

static void test_the_ledger_counts_served_partly_swapped_caretaker_and_owed(void **state)
{
    static const struct turn_reason caretaker = {.code = REASON_CARETAKER}, swapped = {.code = REASON_SWAPPED, .member = "yi"};
    const struct turn turns[] = {
        {.period = "1", .begins = 1, .ends = 9, .chair = "jia", .counts = true},
        {.period = "2", .begins = 10, .ends = 11, .chair = "jia", .why = &caretaker},
        {.period = "2", .begins = 12, .ends = 19, .chair = "bing", .counts = true, .why = &swapped},
        {.period = "3", .begins = 20, .ends = DATE_FOREVER, .chair = "ding", .counts = true},
        {.period = "4", .begins = 30, .ends = DATE_FOREVER, .chair = "jia", .counts = true},
    };
    struct arena arena = {0};
    struct turn_counts counts;

    turn_counts(turns, 5, 4, &arena, &counts);
    assert_int_equal(counts.n, 4);
    assert_int_equal(counts.items[0].served, 1);
    assert_int_equal(counts.items[0].caretaker, 1);
    assert_int_equal(counts.items[0].planned, 1);
    assert_string_equal(counts.items[1].member, "bing");
    assert_int_equal(counts.items[1].partly, 1);
    assert_int_equal(counts.items[1].taken, 1);
    assert_string_equal(counts.items[2].member, "yi");
    assert_int_equal(counts.items[2].given, 1);
    assert_int_equal(counts.items[3].running, 1);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_ledger_counts_served_partly_swapped_caretaker_and_owed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
