/* What an edit of the file does to turns already begun: nothing; and what it implies begins on the day it is known. */
#include <string.h>

#include "rotation_case.h"

static const struct rotation_case edits[] = {
    {.of = "nothing changed",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .known = "2019-09-01",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-12-31",
     .turns = "2020-02-17 yi; 2020-09-07 bing"},
    {.of = "a first load tells all of history",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .known = "2020-05-01",
     .until = "2020-12-31",
     .turns = "2019-09-02 jia; 2020-02-17 yi; 2020-09-07 bing"},
    {.of = "another order: what was served counts for whom it was served by",
     .mandates = {{"2019-09-02", "bing yi jia"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-12-31",
     .turns = "2020-02-17 bing; 2020-09-07 yi"},
    {.of = "a chair taken out of the order stays",
     .mandates = {{"2019-09-02", "yi bing"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2020-02-17 yi"},
    {.of = "no rotation any more: nobody is chair, and no turn is ahead",
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-12-31",
     .turns = "2019-10-08 -"},
    {.of = "no rotation any more, on the turn's first day: that day is theirs",
     .known = "2019-09-02",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-12-31",
     .turns = "2019-09-03 -"},
    {.of = "no rotation any more while the turn is vacant, and an appointment on record",
     .decisions = {{DECISION_APPOINT, "2020-03-01", "yi"}},
     .known = "2019-10-08",
     .history = "2019-09-02 - 2019-09-02",
     .until = "2020-12-31",
     .turns = ""},
    {.of = "the rotation is back: the next in turn",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .known = "2019-10-28",
     .history = "2019-09-02 jia 2019-09-02; 2019-10-08 -",
     .until = "2020-02-17",
     .turns = "2019-10-28 yi; 2020-02-17 bing"},
    {.of = "the rotation is back on the day it was taken out: from the next day",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02; 2019-10-08 -",
     .until = "2019-12-31",
     .turns = "2019-10-09 yi"},
    {.of = "the chair's leaving, known later",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2019-09-30"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2019-10-08 -; 2020-02-17 yi"},
    {.of = "the chair's leaving from before the turn, known later",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2019-08-31"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2019-10-08 -; 2020-02-17 yi"},
    {.of = "known on the very day the turn began: from the next day",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2019-08-31"}},
     .known = "2019-09-02",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2019-09-03 -; 2020-02-17 yi"},
    {.of = "a suspension known later that still lasts",
     .mandates = {{"2019-09-02", "jia yi"}},
     .suspended = {{"jia", "2019-08-01", "2019-12-31"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2019-10-08 -; 2020-02-17 yi"},
    {.of = "a suspension from before the turn that is over",
     .mandates = {{"2019-09-02", "jia yi"}},
     .suspended = {{"jia", "2019-08-01", "2019-09-30"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2020-02-17 yi"},
    {.of = "removed and an acting chair appointed, both known later: the end of it",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_REMOVE, "2019-09-10", "jia"}, {DECISION_APPOINT, "2019-09-12", "wu"}},
     .known = "2019-10-08",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2019-10-08 wu*; 2020-02-17 yi"},
    {.of = "a removal recorded for a day before the turn began",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_REMOVE, "2019-08-10", "jia"}},
     .known = "2019-09-20",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-02-17",
     .turns = "2019-09-20 -; 2020-02-17 yi"},
    {.of = "a vacancy stays one through an edit",
     .mandates = {{"2019-09-02", "jia yi"}},
     .terms = {{"jia", "", "2019-09-30"}},
     .known = "2019-11-11",
     .history = "2019-09-02 jia 2019-09-02; 2019-10-01 - 2019-09-02",
     .until = "2020-02-17",
     .turns = "2020-02-17 yi"},
    {.of = "boundaries that passed unknown are one",
     .mandates = {{"2019-09-02", "jia yi bing"}, {"2020-03-01", "bing jia"}},
     .known = "2020-03-10",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-12-31",
     .turns = "2020-03-10 bing; 2020-09-07 jia"},
    {.of = "an election entered late, after the term's turn began",
     .mandates = {{"2019-09-28", "jia yi"}, {"2020-02-10", "bing ding"}},
     .known = "2020-03-10",
     .history = "2019-09-28 jia 2019-09-28; 2020-02-17 yi 2019-09-28",
     .until = "2020-12-31",
     .turns = "2020-03-10 bing; 2020-09-07 ding"},
    {.of = "a first mandate entered while none ran",
     .mandates = {{"2019-08-28", "jia yi"}},
     .known = "2019-10-08",
     .history = "2019-09-02 -",
     .until = "2020-02-17",
     .turns = "2019-10-08 jia; 2020-02-17 yi"},
    {.of = "the election's day moved on: its turn begins on the new day too",
     .mandates = {{"2019-09-28", "jia yi"}},
     .known = "2019-09-27",
     .history = "2019-09-02 - ; 2019-09-27 jia 2019-09-27",
     .until = "2019-12-31",
     .turns = "2019-09-28 jia"},
    {.of = "an appointment known late, the boundary after it as well: the boundary",
     .mandates = {{"2019-09-02", "jia yi"}},
     .decisions = {{DECISION_APPOINT, "2020-01-10", "wu"}},
     .known = "2020-03-10",
     .history = "2019-09-02 jia 2019-09-02",
     .until = "2020-03-31",
     .turns = "2020-03-10 yi"},
    {.of = "a swapped turn in the past counts for whom it would have fallen to",
     .mandates = {{"2019-09-02", "jia yi bing"}},
     .decisions = {{DECISION_SWAP, "2019-08-01", "jia", "bing", "2019-2020-1", "2020-2021-1"}},
     .known = "2019-08-01",
     .history = "2019-09-02 bing 2019-09-02",
     .until = "2020-12-31",
     .turns = "2020-02-17 yi; 2020-09-07 jia"},
    {.of = "an acting chair of the past has used up nothing",
     .mandates = {{"2019-09-02", "jia yi"}},
     .known = "2019-08-01",
     .history = "2019-09-02 jia 2019-09-02; 2019-11-01 yi* 2019-09-02",
     .until = "2020-02-17",
     .turns = "2020-02-17 yi"},
};

static void edits_by_hand(void **state)
{
    rotation_cases_check(edits, N_OF(edits));
}

/* Spring 2020: a term postponed after its turn began does not begin another; before it began, its turn moves with it. */
static void a_postponed_term(void **state)
{
    static const struct rotation_case of = {.mandates = {{"2019-09-02", "jia yi bing"}},
                                            .known = "2020-03-01",
                                            .history = "2019-09-02 jia 2019-09-02; 2020-02-17 yi 2019-09-02"};
    struct arena arena = {0};
    struct calendar postponed = *wust();
    struct organization organization;
    struct rotation_view view;
    struct term terms[8];
    struct turn turn;

    rotation_case_view(&of, &arena, &view);
    memcpy(terms, postponed.terms, postponed.n_terms * sizeof(terms[0]));
    terms[1].begins = day("2020-04-20");
    postponed.terms = terms;
    organization = *view.organization;
    organization.calendar = &postponed;
    view.organization = &organization;
    assert_true(rotation_next(&view, &arena, &turn));
    assert_day(turn.begins, "2020-09-07", "the term's turn has begun");
    assert_string_equal(turn.chair, "bing");
    view.n_turns = 1;
    assert_true(rotation_next(&view, &arena, &turn));
    assert_day(turn.begins, "2020-04-20", "the term's turn had not begun");
    assert_string_equal(turn.chair, "yi");
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(edits_by_hand), cmocka_unit_test(a_postponed_term)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
