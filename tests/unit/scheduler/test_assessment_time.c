/* What is on record is a yes only in time and in order: due days, periods, waivers, approvals, and the order of stages. */
#include <string.h>

#include "assessment_case.h"

/* One occurrence of the autumn term, 2019-09-02 to 2020-01-12, due on 2019-12-29; the records of it, in the order of recording. */
static void in_time_or_with_leave(void **state)
{
    static const struct {
        const char *days[3]; /* of the records; recorded at 100, 200, 300 */
        int64_t corrected_by[3];
        int32_t at_least;
        const char *until[2]; /* of waivers on record at 50 and 150: NULL none, "" for good */
        const char *timeliness, *on;
    } cases[] = {
        {{"2019-12-29"}, {0}, 1, {NULL}, "in-time", "2019-12-29"},
        {{"2019-12-30"}, {0}, 1, {NULL}, "late", "2019-12-30"},
        {{"2020-01-12"}, {0}, 1, {NULL}, "late", "2020-01-12"},
        {{"2020-01-13"}, {0}, 1, {NULL}, "outside", "2020-01-13"},
        {{"2019-09-01"}, {0}, 1, {NULL}, "outside", "2019-09-01"},
        {{"2019-09-02"}, {0}, 1, {NULL}, "in-time", "2019-09-02"},
        {{"2020-01-13", "2019-12-01"}, {0}, 1, {NULL}, "in-time", "2019-12-01"}, /* what lies within mends it */
        {{"2019-09-01", "2020-01-12"}, {0}, 1, {NULL}, "late", "2020-01-12"},
        {{"2019-12-30", "2019-12-01"}, {0, 3}, 1, {NULL}, "late", "2019-12-30"}, /* a corrected one does not */
        {{"2020-01-13", "2019-12-01", "2019-12-02"}, {0}, 2, {NULL}, "in-time", "2019-12-02"},
        {{"2020-01-13", "2019-12-01"}, {0}, 2, {NULL}, "outside", "2020-01-13"},
        {{"2019-12-30"}, {0}, 1, {"2019-12-30"}, "under-waiver", "2019-12-30"},
        {{"2019-12-30"}, {0}, 1, {""}, "under-waiver", "2019-12-30"},
        {{"2020-01-13"}, {0}, 1, {"2020-01-31"}, "under-waiver", "2020-01-13"},
        {{"2019-12-31"}, {0}, 1, {"2019-12-30"}, "late", "2019-12-31"},                           /* it had ended */
        {{"2019-12-29"}, {0}, 1, {"2019-12-30"}, "in-time", "2019-12-29"},                        /* it was not needed */
        {{"2019-12-31"}, {0}, 1, {NULL, "2020-01-31"}, "late", "2019-12-31"},                     /* it came after the record */
        {{"2020-01-05", "2020-01-05"}, {2}, 1, {"2020-01-01", ""}, "under-waiver", "2020-01-05"}, /* the later waiver holds */
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct case_of_one *one = prepared("party-hearing");
        struct occurrence occurrence = occurrence_of("party-hearing", "2019-2020-1", OCCURRENCE_MET, "2020-01-12");
        struct record records[3];
        struct waiver waivers[2];
        struct assessed_waiver assessed[2];
        char found[DATE_TEXT_SIZE];
        date_t on;
        occurrence.due_on = day("2019-12-29");
        one->obligations[0].at_least = cases[i].at_least;
        for (size_t j = 0; j < 3 && cases[i].days[j] != NULL; j++)
            records[one->facts.n_records++] = (struct record){.id = (int64_t)j + 1,
                                                              .obligation = "party-hearing",
                                                              .period = "2019-2020-1",
                                                              .on = day(cases[i].days[j]),
                                                              .at = 100 * ((int64_t)j + 1),
                                                              .corrected_by = cases[i].corrected_by[j]};
        for (size_t j = 0; j < 2; j++) {
            const char *until = cases[i].until[j];
            waivers[j] = (struct waiver){.at = 50 + 100 * (int64_t)j, .until = until != NULL && *until != '\0' ? day(until) : DATE_NONE};
            if (until != NULL)
                assessed[one->facts.n_waivers++] = (struct assessed_waiver){7, &waivers[j]};
        }
        one->facts.occurrences = &occurrence;
        one->facts.n_occurrences = 1;
        one->facts.records = records;
        one->facts.waivers = assessed;
        const char *timeliness = timeliness_name(assessment_timeliness(&one->facts, &occurrence, &on));
        if (strcmp(timeliness, cases[i].timeliness) != 0 || strcmp(date_format(on, found), cases[i].on) != 0)
            fail_msg("case %zu: %s on %s", i, timeliness, found);
        freed(one);
    }
}

/* A congress after its due day: with the approval that the table asks for, met by the day of the congress, it is a yes that says so. */
static void late_needs_the_approval(void **state)
{
    static const struct {
        const char *on, *approved_on; /* due on 2019-10-25; the year's last term ends on 2020-07-05 */
        enum answer answer;
        const char *gap, *until;
    } cases[] = {
        {"2019-10-25", NULL, ANSWER_YES, NULL, NULL},
        {"2020-06-11", NULL, ANSWER_UNPROVEN, "late", "2020-06-11"},
        {"2020-06-11", "2020-06-12", ANSWER_UNPROVEN, "late", "2020-06-11"},
        {"2020-06-11", "2020-06-11", ANSWER_YES, NULL, NULL},
        {"2020-09-26", NULL, ANSWER_NO, "late", "2020-09-26"}, /* in another year */
        {"2020-09-26", "2020-09-01", ANSWER_YES, NULL, NULL},
        {"2019-09-01", NULL, ANSWER_NO, "late", "2020-07-05"}, /* one in the year would do, too */
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct case_of_one *one = prepared("candidate-selection.elected");
        struct occurrence occurrences[] = {occurrence_of("pick.elected", YEAR, OCCURRENCE_MET, "2020-07-05"),
                                           occurrence_of("party-hearing", YEAR, OCCURRENCE_OPEN, "2020-07-05")};
        one->obligations[3].procedure = NULL; /* owed by itself, as a congress is */
        one->obligations[3].preset = NULL;
        one->proof.obligation = "pick.elected";
        one->proof.approval = "party-hearing";
        occurrences[0].due_on = day("2019-10-25");
        occurrences[0].met_on = day(cases[i].on);
        if (cases[i].approved_on != NULL) {
            occurrences[1].state = OCCURRENCE_MET;
            occurrences[1].met_on = day(cases[i].approved_on);
        }
        one->facts.occurrences = occurrences;
        one->facts.n_occurrences = 2;
        const struct assessed_item *item = judged(one);
        if (item->answer != cases[i].answer)
            fail_msg("case %zu: %s", i, answer_name(item->answer));
        assert_int_equal(item->n_gaps, cases[i].gap != NULL);
        if (cases[i].gap != NULL) {
            assert_string_equal(gap_kind_name(item->gaps[0].kind), cases[i].gap);
            assert_string_equal(item->gaps[0].rule, "party-hearing");
            assert_day(item->gaps[0].until, cases[i].until, "gap");
        }
        assert_int_equal(item->n_notes, i != 0 && cases[i].answer == ANSWER_YES);
        if (item->n_notes > 0)
            assert_ptr_equal(item->notes[0].approval, &occurrences[1]);
        freed(one);
    }
}

/* Two stages and their event, by the days on which they were done. */
static void stages_follow_one_another(void **state)
{
    static const struct {
        const char *first, *second; /* the second counts from the event, 2019-09-28 */
        int32_t offset;
        enum answer answer;
        const char *after; /* what it was to follow, or to come before */
    } cases[] = {
        {"2019-08-20", "2019-09-28", 0, ANSWER_YES, NULL},
        {"2019-09-28", "2019-09-28", 0, ANSWER_YES, NULL},
        {"2019-09-29", "2019-09-28", 0, ANSWER_NO, "pick.recommended"},
        {"2019-08-20", "2019-09-28", -5, ANSWER_YES, NULL},
        {"2019-08-20", "2019-09-29", -5, ANSWER_NO, "pick"},
        {"2019-08-20", "2019-09-28", 5, ANSWER_YES, NULL},
        {"2019-08-20", "2019-09-27", 5, ANSWER_NO, "pick"},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct case_of_one *one = prepared("candidate-selection");
        struct occurrence occurrences[] = {occurrence_of("pick.recommended", YEAR, OCCURRENCE_MET, "2020-07-05"),
                                           occurrence_of("pick.elected", YEAR, OCCURRENCE_MET, "2020-07-05")};
        occurrences[0].met_on = day(cases[i].first);
        occurrences[1].met_on = day(cases[i].second);
        occurrences[1].event_on = day("2019-09-28");
        occurrences[0].event_on = DATE_NONE;
        one->obligations[3].due.offset.count = cases[i].offset;
        one->facts.occurrences = occurrences;
        one->facts.n_occurrences = 2;
        const struct assessed_item *item = judged(one);
        if (item->answer != cases[i].answer)
            fail_msg("case %zu: %s", i, answer_name(item->answer));
        assert_int_equal(item->n_gaps, cases[i].after != NULL);
        if (cases[i].after != NULL) {
            assert_string_equal(gap_kind_name(item->gaps[0].kind), "out-of-order");
            assert_string_equal(item->gaps[0].rule, cases[i].after);
            assert_int_equal(item->gaps[0].until, DATE_FOREVER);
        }
        /* One stage by itself answers for its side of the event alone. */
        one->proof.obligation = "candidate-selection.elected";
        item = judged(one);
        assert_int_equal(item->answer, cases[i].after != NULL && strcmp(cases[i].after, "pick") == 0 ? ANSWER_NO : ANSWER_YES);
        freed(one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_time_or_with_leave),
        cmocka_unit_test(late_needs_the_approval),
        cmocka_unit_test(stages_follow_one_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
