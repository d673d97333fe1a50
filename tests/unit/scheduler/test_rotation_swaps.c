/* Two turns change places, and nothing else does. RULES.md section 3. */
#include "rotation_case.h"

#define FIVE "jia yi bing ding wu"

static const struct rotation_case swaps[] = {
    {.of = "two turns change places",
     .mandates = {{"2019-09-02", FIVE}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "yi", "2019-2020-1", "2019-2020-2"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 yi; 2020-02-17 jia; 2020-09-07 bing"},
    {.of = "the places between do not move",
     .mandates = {{"2019-09-02", FIVE}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "bing", "2019-2020-1", "2020-2021-1"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 bing; 2020-02-17 yi; 2020-09-07 jia"},
    {.of = "said the other way round",
     .mandates = {{"2019-09-02", FIVE}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "bing", "jia", "2020-2021-1", "2019-2020-1"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 bing; 2020-02-17 yi; 2020-09-07 jia"},
    {.of = "it was not their turn: nothing changes",
     .mandates = {{"2019-09-02", FIVE}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "yi", "bing", "2019-2020-1", "2020-2021-1"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2020-02-17 yi"},
    {.of = "who should take it is absent that day",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .absent = {{"yi", "2019-09-01", "2019-09-30"}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "yi", "2019-2020-1", "2019-2020-2"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2020-02-17 jia"},
    {.of = "agreed for the very day",
     .mandates = {{"2019-09-02", FIVE}},
     .decisions = {{DECISION_SWAP, "2019-09-02", "jia", "yi", "2019-2020-1", "2019-2020-2"}},
     .until = "2019-12-31",
     .turns = "2019-09-02 yi"},
    {.of = "agreed too late",
     .mandates = {{"2019-09-02", FIVE}},
     .decisions = {{DECISION_SWAP, "2019-09-03", "jia", "yi", "2019-2020-1", "2019-2020-2"}},
     .until = "2019-12-31",
     .turns = "2019-09-02 jia"},
    {.of = "only with somebody of the order",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "wu", "2019-2020-1", "2019-2020-2"}},
     .until = "2019-12-31",
     .turns = "2019-09-02 jia"},
    {.of = "it means the first turn of the term, not the one after the election",
     .mandates = {{"2019-09-02", "jia yi"}, {"2019-11-01", "jia yi"}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "yi", "2019-2020-1", "2019-2020-2"}},
     .until = "2019-12-31",
     .turns = "2019-09-02 yi; 2019-11-01 jia"},
    {.of = "one swap upon another",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "yi", "2019-2020-1", "2019-2020-2"},
                   {DECISION_SWAP, "2019-08-02", "bing", "yi", "2020-2021-1", "2019-2020-1"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 bing; 2020-02-17 jia; 2020-09-07 yi"},
};

static void swaps_by_hand(void **state)
{
    rotation_cases_check(swaps, N_OF(swaps));
}

static void a_void_swap_and_those_passed_over_are_said(void **state)
{
    static const struct rotation_case of = {.mandates = {{"2019-09-02", "jia yi bing"}},
                                            .absent = {{"jia", "2019-09-01", "2019-09-30"}},
                                            .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "bing", "2019-2020-1", "2020-2021-1"}},
                                            .until = "2019-12-31"};
    struct arena arena = {0};
    struct rotation_view view;
    struct turn turn;

    rotation_case_view(&of, &arena, &view);
    assert_true(rotation_next(&view, &arena, &turn));
    assert_string_equal(turn.chair, "yi");
    assert_string_equal(turn.reason, "fewest turns begun in this mandate (0), first in the order; passed over: jia absent; "
                                     "the swap of jia and bing no longer holds");
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(swaps_by_hand), cmocka_unit_test(a_void_swap_and_those_passed_over_are_said)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
