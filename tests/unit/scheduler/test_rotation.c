/* Turns by hand: elections, absences, vacancies and decisions, each from a first load. RULES.md section 3. */
#include "rotation.h"

#include <string.h>

#include "rotation_case.h"

#define FIVE "jia yi bing ding wu"

static const struct rotation_case from_the_order[] = {
    {.of = "the congress of 2019 and of 2020: the autumn term splits at the election, a short summer term begins no turn",
     .mandates = {{"2019-09-28", FIVE}, {"2020-10-18", "ding wu jia"}},
     .until = "2021-12-31",
     .turns = "2019-09-02 -; 2019-09-28 jia; 2020-02-17 yi; 2020-09-07 bing; 2020-10-18 ding"},
    {.of = "elected before all terms",
     .mandates = {{"2019-01-01", "bing jia"}},
     .until = "2021-12-31",
     .turns = "2019-01-01 bing; 2019-09-02 jia; 2020-02-17 bing; 2020-09-07 jia"},
    {.of = "elected on a term's first day",
     .mandates = {{"2019-09-02", "jia yi"}, {"2020-02-17", "bing"}},
     .until = "2021-12-31",
     .turns = "2019-09-02 jia; 2020-02-17 bing; 2020-09-07 bing"},
    {.of = "fewer members than turns wrap round",
     .mandates = {{"2019-09-02", "yi jia"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 yi; 2020-02-17 jia; 2020-09-07 yi"},
    {.of = "the plan ends where it is asked to",
     .mandates = {{"2019-09-02", FIVE}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2020-02-17 yi"},
    {.of = "no day before the first boundary", .mandates = {{"2019-09-02", FIVE}}, .until = "2019-09-01", .turns = ""},
    {.of = "no rotation", .until = "2021-12-31", .turns = ""},
    {.of = "nobody in the order", .mandates = {{"2019-09-02", ""}}, .until = "2020-02-17", .turns = "2019-09-02 -; 2020-02-17 -"},
    {.of = "elected between two turns, again in the first one's order",
     .mandates = {{"2019-09-02", "jia yi"}, {"2019-11-01", "jia yi"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2019-11-01 jia; 2020-02-17 yi; 2020-09-07 jia"},
};

static const struct rotation_case from_absences[] = {
    {.of = "absent at the boundary: passed over, and first in line at the next",
     .mandates = {{"2019-09-02", FIVE}},
     .absent = {{"yi", "2020-02-01", "2020-06-30"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-02-17 bing; 2020-09-07 yi"},
    {.of = "absent from the boundary's day on, and up to it",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .absent = {{"yi", "2020-02-17", "2020-02-17"}, {"jia", "2020-02-18", "2020-03-01"}},
     .until = "2020-02-29",
     .turns = "2019-09-02 jia; 2020-02-17 bing"},
    {.of = "an absence in the middle of a turn vacates nothing",
     .mandates = {{"2019-09-02", FIVE}},
     .absent = {{"jia", "2019-10-01", "2019-12-31"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2020-02-17 yi"},
    {.of = "a chair who leaves",
     .mandates = {{"2019-09-02", FIVE}},
     .terms = {{"jia", "", "2019-12-31"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-01-01 -; 2020-02-17 yi; 2020-09-07 bing"},
    {.of = "leaving on the last day of the turn leaves nothing vacant",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2020-02-16"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-02-17 yi; 2020-09-07 yi"},
    {.of = "leaving after one day",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2019-09-02"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2019-09-03 -; 2020-02-17 yi"},
    {.of = "members who have left or not yet come",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .terms = {{"jia", "", "2019-09-01"}, {"bing", "2020-03-01", "forever"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 yi; 2020-02-17 yi; 2020-09-07 bing"},
    {.of = "suspended in the middle: vacant until the next boundary, though the suspension ends before",
     .mandates = {{"2019-09-02", "jia yi"}},
     .suspended = {{"jia", "2019-10-10", "2019-10-20"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2019-10-10 -; 2020-02-17 yi; 2020-09-07 jia"},
    {.of = "suspended at the boundary",
     .mandates = {{"2019-09-02", "jia yi"}},
     .suspended = {{"jia", "2019-08-01", "2019-10-20"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 yi; 2020-02-17 jia"},
    {.of = "nobody available",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2020-01-31"}},
     .absent = {{"yi", "2020-02-17", "2020-02-17"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-02-01 -; 2020-02-17 -; 2020-09-07 yi"},
};

static const struct rotation_case from_decisions[] = {
    {.of = "acting in a vacancy uses up no turn",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .terms = {{"jia", "", "2019-12-31"}},
     .decisions = {{DECISION_APPOINT, "2020-01-06", "yi"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-01-01 -; 2020-01-06 yi*; 2020-02-17 yi; 2020-09-07 bing"},
    {.of = "acting uses up a turn where it is set so",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .terms = {{"jia", "", "2019-12-31"}},
     .decisions = {{DECISION_APPOINT, "2020-01-06", "yi"}},
     .acting_counts = true,
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-01-01 -; 2020-01-06 yi; 2020-02-17 bing; 2020-09-07 yi"},
    {.of = "appointed the day the chair leaves: no day is vacant",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2019-12-31"}},
     .decisions = {{DECISION_APPOINT, "2020-01-01", "yi"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2020-01-01 yi*; 2020-02-17 yi"},
    {.of = "appointed over a running chair",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_APPOINT, "2019-11-01", "wu"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2019-11-01 wu*; 2020-02-17 yi"},
    {.of = "appointed for a whole turn",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .decisions = {{DECISION_APPOINT, "2020-02-17", "bing"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-02-17 bing; 2020-09-07 yi"},
    {.of = "appointed on the first boundary of all",
     .mandates = {{"2019-09-28", "jia yi"}},
     .decisions = {{DECISION_APPOINT, "2019-09-02", "wu"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 wu; 2019-09-28 jia; 2020-02-17 yi"},
    {.of = "appointed before the first boundary: there is no turn to take",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_APPOINT, "2019-08-01", "wu"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2020-02-17 yi"},
    {.of = "appointed without being a member",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"wu", "", "2019-10-31"}},
     .decisions = {{DECISION_APPOINT, "2019-11-01", "wu"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2020-02-17 yi"},
    {.of = "two appointments of one day: the later word",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_APPOINT, "2019-11-01", "wu"}, {DECISION_APPOINT, "2019-11-01", "ding"}},
     .until = "2019-12-31",
     .turns = "2019-09-02 jia; 2019-11-01 ding*"},
    {.of = "an acting chair who leaves",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"wu", "", "2019-11-30"}},
     .decisions = {{DECISION_APPOINT, "2019-11-01", "wu"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2019-11-01 wu*; 2019-12-01 -; 2020-02-17 yi"},
    {.of = "appointed in spite of a suspension",
     .mandates = {{"2019-09-02", "jia yi"}},
     .suspended = {{"wu", "2019-10-01", "2019-12-31"}},
     .decisions = {{DECISION_APPOINT, "2019-11-01", "wu"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2019-11-01 wu*; 2020-02-17 yi"},
    {.of = "appointed on the day the suspension begins",
     .mandates = {{"2019-09-02", "jia yi"}},
     .suspended = {{"wu", "2019-11-01", "2019-12-31"}},
     .decisions = {{DECISION_APPOINT, "2019-11-01", "wu"}},
     .until = "2020-02-17",
     .turns = "2019-09-02 jia; 2019-11-01 wu*; 2020-02-17 yi"},
    {.of = "removed: vacant, and never chosen again",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_REMOVE, "2019-11-01", "jia"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2019-11-01 -; 2020-02-17 yi; 2020-09-07 yi"},
    {.of = "removing another does not move the incumbent",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .decisions = {{DECISION_REMOVE, "2019-11-01", "yi"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-02-17 bing; 2020-09-07 jia"},
    {.of = "removed and called back",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_REMOVE, "2019-11-01", "jia"}, {DECISION_APPOINT, "2019-12-01", "jia"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2019-11-01 -; 2019-12-01 jia*; 2020-02-17 yi; 2020-09-07 jia"},
    {.of = "appointed and removed on one day, removal the later word",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_APPOINT, "2019-11-01", "wu"}, {DECISION_REMOVE, "2019-11-01", "wu"}},
     .until = "2019-12-31",
     .turns = "2019-09-02 jia"},
    {.of = "declined: passed over once, first in line at the next",
     .mandates = {{"2019-09-02", FIVE}},
     .decisions = {{DECISION_DECLINE, "2020-01-15", "yi", .period = "2019-2020-2"}},
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-02-17 bing; 2020-09-07 yi"},
    {.of = "declined after the turn began",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_DECLINE, "2019-09-03", "jia", .period = "2019-2020-1"}},
     .until = "2019-12-31",
     .turns = "2019-09-02 jia"},
};

static void turns_from_the_order(void **state)
{
    rotation_cases_check(from_the_order, N_OF(from_the_order));
}

static void turns_from_absences(void **state)
{
    rotation_cases_check(from_absences, N_OF(from_absences));
}

static void turns_from_decisions(void **state)
{
    rotation_cases_check(from_decisions, N_OF(from_decisions));
}

static void reasons_are_said(void **state)
{
    static const struct rotation_case of = {
        .mandates = {{"2019-09-28", "jia yi bing"}, {"2020-10-18", "ding wu"}},
        .terms = {{"bing", "", "2020-09-30"}, {"ding", "", "2020-10-01"}},
        .absent = {{"jia", "2020-09-01", "2021-12-31"}, {"wu", "2020-10-01", "2021-12-31"}},
        .suspended = {{"jia", "2019-12-02", "2019-12-31"}},
        .decisions = {{DECISION_APPOINT, "2019-12-09", "wu", .why = "会议决定"},
                      {DECISION_REMOVE, "2020-01-06", "wu", .why = "resigned"},
                      {DECISION_SWAP, "2020-01-01", "yi", "bing", "2019-2020-2", "2020-2021-1", "study abroad"}},
        .until = "2021-12-31"};
    static const char *const reasons[] = {
        "no mandate runs",
        "fewest turns begun in this mandate (0), first in the order",
        "jia suspended from 2019-12-02",
        "appointed: 会议决定",
        "wu removed from 2020-01-06: resigned",
        "takes the turn of yi by a swap: study abroad",
        "takes the turn of bing by a swap: study abroad",
        "nobody is available: ding not a member, wu absent",
    };
    struct arena arena = {0};
    struct rotation_view view;
    struct turn *turns;
    size_t n;

    rotation_case_view(&of, &arena, &view);
    rotation_plan(&view, day(of.until), &arena, &turns, &n);
    assert_int_equal(n, N_OF(reasons));
    for (size_t i = 0; i < n; i++)
        assert_string_equal(turns[i].reason, reasons[i]);
    assert_null(turns[0].chair);
    assert_int_equal(turns[0].mandate, DATE_NONE);
    assert_day(turns[1].mandate, "2019-09-28", "the running mandate");
    assert_string_equal(turns[6].period, "2020-2021-1");
    assert_string_equal(turns[6].organization, "su");
    assert_int_equal(turns[n - 1].ends, DATE_FOREVER);
    arena_done(&arena);
}

static void a_long_reason_is_cut_at_a_character(void **state)
{
    static char why[1024];
    struct rotation_case of = {
        .mandates = {{"2019-09-02", "jia"}}, .decisions = {{DECISION_APPOINT, "2019-09-02", "wu"}}, .until = "2019-12-31"};

    for (size_t shift = 0; shift < 4; shift++) {
        struct arena arena = {0};
        struct rotation_view view;
        struct turn turn;
        size_t length;

        memset(why, 'x', shift);
        for (size_t i = 0; i < 300; i++)
            memcpy(why + shift + 3 * i, "值", 4);
        of.decisions[0].why = why;
        rotation_case_view(&of, &arena, &view);
        assert_true(rotation_next(&view, &arena, &turn));
        length = strlen(turn.reason);
        assert_true(length < 300 && length > 270);
        assert_string_equal(turn.reason + length - 3, "…");
        assert_int_equal((length - strlen("appointed: ") - shift) % 3, 0);
        arena_done(&arena);
    }
}

static void the_turn_of_a_day(void **state)
{
    const struct turn turns[] = {{.begins = day("2019-09-02"), .ends = day("2020-02-16")},
                                 {.begins = day("2020-02-17"), .ends = day("2020-09-06")}};

    assert_null(turns_at(turns, 2, day("2019-09-01")));
    assert_ptr_equal(turns_at(turns, 2, day("2019-09-02")), &turns[0]);
    assert_ptr_equal(turns_at(turns, 2, day("2020-02-16")), &turns[0]);
    assert_ptr_equal(turns_at(turns, 2, day("2020-02-17")), &turns[1]);
    assert_null(turns_at(turns, 2, day("2020-09-07")));
    assert_null(turns_at(NULL, 0, day("2020-09-07")));
}

static void assert_turns_as_of(int64_t before, const char *chairs, date_t last_but_one_ends)
{
    struct turn turns[] = {
        {.begins = day("2019-09-02"), .ends = day("2020-02-16"), .chair = "jia"}, /* kept before it was said when */
        {.begins = day("2020-02-17"), .ends = day("2020-02-16"), .chair = "yi", .recorded_at = 100},
        {.begins = day("2020-02-17"), .ends = day("2020-05-10"), .chair = "bing", .recorded_at = 200},
        {.begins = day("2020-05-11"), .ends = DATE_FOREVER, .chair = "ding", .recorded_at = 300},
    };
    size_t n = turns_as_of(turns, 4, before);
    char found[8] = "";

    for (size_t i = 0; i < n; i++)
        found[i] = turns[i].chair[0];
    assert_string_equal(found, chairs);
    assert_int_equal(turns[n - 1].ends, DATE_FOREVER);
    if (n > 1)
        assert_int_equal(turns[n - 2].ends, last_but_one_ends);
}

/* The last one on record then ran, whatever ended it later; one replaced on its first day held none. */
static void test_turns_as_of(void **state)
{
    assert_turns_as_of(100, "j", 0);
    assert_turns_as_of(101, "jy", day("2020-02-16"));
    assert_turns_as_of(201, "jyb", day("2020-02-16"));
    assert_turns_as_of(300, "jyb", day("2020-02-16"));
    assert_turns_as_of(301, "jybd", day("2020-05-10"));
    assert_int_equal(turns_as_of(NULL, 0, 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_from_the_order),
        cmocka_unit_test(turns_from_absences),
        cmocka_unit_test(turns_from_decisions),
        cmocka_unit_test(reasons_are_said),
        cmocka_unit_test(a_long_reason_is_cut_at_a_character),
        cmocka_unit_test(the_turn_of_a_day),
        cmocka_unit_test(test_turns_as_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
