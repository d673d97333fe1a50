/* Answers of the self-assessment table from the facts of a year: what is on record is a yes, what is missed or waived a no, the rest
 * unproven. */
#include <string.h>

#include "assessment_case.h"
#include "error.h"

static void assert_gap(const struct assessed_item *item, size_t i, enum gap_kind kind, const char *period, const char *until)
{
    assert_true(i < item->n_gaps);
    assert_string_equal(gap_kind_name(item->gaps[i].kind), gap_kind_name(kind));
    if (period != NULL)
        assert_string_equal(item->gaps[i].period, period);
    assert_day(item->gaps[i].until, until, "gap");
}

/* Each term of the year must be met: 2019-2020-1 and 2019-2020-2. */
static void every_term_counts(void **state)
{
    static const struct {
        enum occurrence_state first, second;
        enum answer answer;
        enum gap_kind gap;
    } cases[] = {
        {OCCURRENCE_MET, OCCURRENCE_MET, ANSWER_YES, 0},
        {OCCURRENCE_MET, OCCURRENCE_OPEN, ANSWER_UNPROVEN, GAP_OPEN},
        {OCCURRENCE_MET, OCCURRENCE_MISSED, ANSWER_NO, GAP_MISSED},
        {OCCURRENCE_MET, OCCURRENCE_WAIVED, ANSWER_NO, GAP_WAIVED}, /* leave not to do it is not to have done it */
        {OCCURRENCE_MISSED, OCCURRENCE_OPEN, ANSWER_NO, GAP_MISSED},
        {OCCURRENCE_OPEN, OCCURRENCE_MISSED, ANSWER_NO, GAP_OPEN},
        {OCCURRENCE_MET, OCCURRENCE_WITHDRAWN, ANSWER_UNPROVEN, GAP_NO_OCCURRENCE},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct case_of_one *one = prepared("party-hearing");
        const struct occurrence occurrences[] = {occurrence_of("party-hearing", "2019-2020-1", cases[i].first, "2020-01-12"),
                                                 occurrence_of("party-hearing", "2019-2020-2", cases[i].second, "2020-07-05"),
                                                 occurrence_of("party-hearing", "2020-2021-1", OCCURRENCE_MISSED, "2021-01-17")};
        one->facts.occurrences = occurrences;
        one->facts.n_occurrences = N_OF(occurrences);
        const struct assessed_item *item = judged(one);
        if (item->answer != cases[i].answer)
            fail_msg("case %zu: %s", i, answer_name(item->answer));
        if (cases[i].answer != ANSWER_YES)
            assert_string_equal(gap_kind_name(item->gaps[0].kind), gap_kind_name(cases[i].gap));
        else
            assert_int_equal(item->n_gaps, 0);
        freed(one);
    }
}

/* What the daemon never knew of is not taken for done, and not for missed. */
static void nothing_known_is_unproven(void **state)
{
    struct case_of_one *one = prepared("party-hearing");
    const struct assessed_item *item = judged(one);
    assert_int_equal(item->answer, ANSWER_UNPROVEN);
    assert_gap(item, 0, GAP_NO_OCCURRENCE, "2019-2020-1", "2020-01-12");
    assert_int_equal(item->n_grounds, 0);
    freed(one);
    one = prepared("disclosure");
    item = judged(one);
    assert_int_equal(item->answer, ANSWER_UNPROVEN);
    assert_string_equal(gap_kind_name(item->gaps[0].kind), "not-kept");
    freed(one);
    one = prepared("party-hearing");
    one->item.n_proofs = 0;
    item = judged(one);
    assert_int_equal(item->answer, ANSWER_UNPROVEN);
    assert_gap(item, 0, GAP_NO_PROOF, NULL, "");
    freed(one);
}

/* A frame owes nothing itself: its stages prove it; a preset's name finds a renamed procedure and its stage. */
static void a_procedure_is_its_stages(void **state)
{
    struct case_of_one *one = prepared("candidate-selection");
    const struct occurrence occurrences[] = {occurrence_of("pick.recommended", YEAR, OCCURRENCE_OPEN, "2020-07-05"),
                                             occurrence_of("pick.elected", YEAR, OCCURRENCE_MET, "2020-07-05")};
    one->facts.occurrences = occurrences;
    one->facts.n_occurrences = 2;
    const struct assessed_item *item = judged(one);
    assert_int_equal(item->answer, ANSWER_UNPROVEN);
    assert_int_equal(item->n_gaps, 1);
    assert_string_equal(item->gaps[0].obligation, "pick.recommended");
    one->proof.obligation = "candidate-selection.elected";
    item = judged(one);
    assert_int_equal(item->answer, ANSWER_YES);
    freed(one);
}

static void records_are_the_ground(void **state)
{
    struct case_of_one *one = prepared("party-hearing");
    const struct occurrence occurrences[] = {occurrence_of("party-hearing", "2019-2020-1", OCCURRENCE_MET, "2020-01-12"),
                                             occurrence_of("party-hearing", "2019-2020-2", OCCURRENCE_MET, "2020-07-05")};
    const struct record records[] = {
        {.id = 3, .obligation = "party-hearing", .period = "2019-2020-1", .on = day("2019-12-01"), .document = "第9次", .corrected_by = 5},
        {.id = 4, .obligation = "party-hearing", .period = "2019-2020-2", .on = day("2020-05-06")},
        {.id = 5, .obligation = "party-hearing", .period = "2019-2020-1", .on = day("2019-12-02"), .document = "第10次", .corrects = 3},
    };
    one->facts.occurrences = occurrences;
    one->facts.n_occurrences = 2;
    one->facts.records = records;
    one->facts.n_records = 3;
    one->item.remark = (struct text){.zh = "时间: {on}; 会议: {document}", .en = "{staff}"};
    const struct assessed_item *item = judged(one);
    assert_int_equal(item->answer, ANSWER_YES);
    assert_int_equal(item->n_grounds, 2);
    assert_int_equal(item->grounds[0].id, 5); /* the corrected one counts no more */
    assert_int_equal(item->grounds[1].id, 4);
    assert_string_equal(item->remark.zh, "时间: 2019-12-02、2020-05-06; 会议: 第10次");
    assert_null(item->remark.en); /* nothing tells it */
    freed(one);
}

static void a_field_must_say_so(void **state)
{
    static const char *const yes[] = {"是", "yes"};
    static const struct {
        const char *value;
        enum answer answer;
        const char *gap;
    } cases[] = {
        {"是", ANSWER_YES, NULL}, {"否", ANSWER_NO, "field-says"}, {"", ANSWER_UNPROVEN, "field"}, {NULL, ANSWER_UNPROVEN, "field"}};
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct case_of_one *one = prepared("candidate-selection.elected");
        const struct record_value values[] = {{"secret ballot", cases[i].value}};
        const struct record record = {
            .id = 9, .obligation = "pick.elected", .period = YEAR, .on = day("2019-09-28"), .values = values, .n_values = 1};
        const struct occurrence occurrence = occurrence_of("pick.elected", YEAR, OCCURRENCE_MET, "2020-07-05");
        one->facts.occurrences = &occurrence;
        one->facts.records = &record;
        one->facts.n_occurrences = one->facts.n_records = 1;
        one->proof.field = "secret ballot";
        one->proof.is = yes;
        one->proof.n_is = 2;
        const struct assessed_item *item = judged(one);
        assert_string_equal(answer_name(item->answer), answer_name(cases[i].answer));
        if (cases[i].gap != NULL)
            assert_string_equal(gap_kind_name(item->gaps[0].kind), cases[i].gap);
        freed(one);
    }
}

static void a_waiver_is_named(void **state)
{
    struct case_of_one *one = prepared("candidate-selection.elected");
    const struct occurrence occurrence = occurrence_of("pick.elected", YEAR, OCCURRENCE_WAIVED, "2020-07-05");
    const struct waiver waiver = {.reason = "疫情", .by = "校党委"};
    const struct assessed_waiver waivers[] = {{8, NULL}, {7, &waiver}};
    one->facts.occurrences = &occurrence;
    one->facts.n_occurrences = 1;
    one->facts.waivers = waivers;
    one->facts.n_waivers = 2;
    const struct assessed_item *item = judged(one);
    assert_int_equal(item->answer, ANSWER_NO);
    assert_string_equal(ground_kind_name(item->grounds[0].kind), "waiver");
    assert_ptr_equal(item->grounds[0].waiver, &waiver);
    freed(one);
}

/* The turns of the year: somebody was chair, and nobody whom no mandate elected. */
static void turns_under_a_mandate(void **state)
{
    const struct turn before = {.period = "2018-2019-2", .begins = day("2019-02-25"), .chair = "jia", .mandate = DATE_NONE},
                      vacant = {.period = "2019-2020-1", .begins = day("2019-09-02"), .mandate = DATE_NONE},
                      good = {.period = "2019-2020-1", .begins = day("2019-09-28"), .chair = "jia", .mandate = day("2019-09-28")},
                      bad = {.period = "2019-2020-2", .begins = day("2020-02-17"), .chair = "yi", .mandate = DATE_NONE};
    const struct turn turns[] = {before, vacant, good, bad};
    struct case_of_one *one = prepared(NULL);
    one->proof = (struct proof){.kind = PROOF_TURNS};
    one->facts.turns = turns;
    one->facts.n_turns = 2;
    assert_int_equal(judged(one)->answer, ANSWER_UNPROVEN);
    one->facts.n_turns = 3;
    const struct assessed_item *item = judged(one);
    assert_int_equal(item->answer, ANSWER_YES);
    assert_int_equal(item->n_grounds, 1);
    assert_day(item->grounds[0].on, "2019-09-28", "ground");
    one->facts.n_turns = 4;
    assert_int_equal(judged(one)->answer, ANSWER_NO);
    freed(one);
}

static const struct check_count counts[] = {{.id = "staff", .from = COUNT_STATED}, {.id = "colleges", .from = COUNT_STATED}};
static const struct check_rule rules[] = {
    {.id = "staff-size", .part = 0, .whole = CHECK_NO_WHOLE, .bound = CHECK_AT_MOST, .limit = 40},
    {.id = "college-source", .part = 1, .whole = 0, .bound = CHECK_AT_LEAST, .limit = 50},
};
static const struct check roster_check = {.id = "roster", .counts = counts, .n_counts = 2, .rules = rules, .n_rules = 2};

/* 40 of 40 passes, 41 does not; what a later period does not tell takes nothing back. */
static void checks_by_the_last_that_tells(void **state)
{
    static const char *const only[] = {"staff-size"};
    static const struct {
        int64_t first, second; /* -1: not told */
        enum answer answer;
        const char *remark;
    } cases[] = {
        {40, 40, ANSWER_YES, "实有40人"}, {40, 41, ANSWER_NO, "实有41人"}, {41, 40, ANSWER_YES, "实有40人"},
        {40, -1, ANSWER_YES, "实有40人"}, {-1, -1, ANSWER_UNPROVEN, NULL}, {41, -1, ANSWER_NO, "实有41人"},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct case_of_one *one = prepared(NULL);
        const struct stated stated[] = {{"staff", cases[i].first}, {"staff", cases[i].second}};
        struct census census[2];
        struct assessed_check checks[2];
        static const int64_t records[] = {21, 22};
        for (size_t j = 0; j < 2; j++) {
            struct check_result *results;
            census[j] = (struct census){.year = YEAR, .stated = &stated[j], .n_stated = stated[j].value < 0 ? 0 : 1};
            checks[j] = (struct assessed_check){.obligation = "roster",
                                                .period = j == 0 ? "2019-2020-1" : "2019-2020-2",
                                                .check = &roster_check,
                                                .census = &census[j],
                                                .records = &records[j],
                                                .n_records = census[j].n_stated,
                                                .until = day(j == 0 ? "2020-01-12" : "2020-07-05")};
            check_judge(&roster_check, &census[j], &one->arena, &results, &checks[j].n_results);
            checks[j].results = results;
        }
        one->facts.checks = checks;
        one->facts.n_checks = 2;
        one->proof = (struct proof){.kind = PROOF_CHECK, .check = "roster", .rules = only, .n_rules = 1};
        one->item.remark.zh = "实有{staff}人";
        const struct assessed_item *item = judged(one);
        if (item->answer != cases[i].answer)
            fail_msg("case %zu: %s", i, answer_name(item->answer));
        if (cases[i].remark == NULL)
            assert_null(item->remark.zh);
        else
            assert_string_equal(item->remark.zh, cases[i].remark);
        one->proof.check = "panel";
        assert_string_equal(gap_kind_name(judged(one)->gaps[0].kind), "not-kept");
        freed(one);
    }
}

static void the_year_and_its_vacations(void **state)
{
    date_t begins, ends;
    assert_int_equal(assessment_days(wust(), YEAR, &begins, &ends), 0);
    assert_day(begins, "2019-09-02", "begins");
    assert_day(ends, "2020-09-06", "ends"); /* the day before 2020-2021 begins, though more than the year's terms */
    assert_int_equal(assessment_days(wust(), "2018-2019", &begins, &ends), ERROR_NOT_FOUND);
    assert_true(assessment_has_period(wust(), YEAR, "2019-2020-2"));
    assert_true(assessment_has_period(wust(), YEAR, YEAR));
    assert_false(assessment_has_period(wust(), YEAR, "2020-2021-1"));
    const struct occurrence of_case = {.obligation = "needs", .period = "c1", .begins = day("2020-08-01")},
                            later = {.obligation = "needs", .period = "c2", .begins = day("2020-09-07")},
                            once = {.obligation = "charter", .period = "once", .begins = DATE_NONE, .met_on = day("2020-01-01")};
    assert_true(assessment_has_occurrence(wust(), YEAR, &of_case));
    assert_false(assessment_has_occurrence(wust(), YEAR, &later));
    assert_true(assessment_has_occurrence(wust(), YEAR, &once));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_term_counts),          cmocka_unit_test(nothing_known_is_unproven),
        cmocka_unit_test(a_procedure_is_its_stages),  cmocka_unit_test(records_are_the_ground),
        cmocka_unit_test(a_field_must_say_so),        cmocka_unit_test(a_waiver_is_named),
        cmocka_unit_test(turns_under_a_mandate),      cmocka_unit_test(checks_by_the_last_that_tells),
        cmocka_unit_test(the_year_and_its_vacations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
