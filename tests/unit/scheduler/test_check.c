/* Bounds and shares at their boundaries: stated counts against rules written here. */
#include "check.h"

#include <string.h>

#include "error.h"
#include "fixture.h"

static void shares_are_whole_people(void **state)
{
    static const struct {
        enum check_bound bound;
        int64_t percent, whole, needed;
    } cases[] = {
        {CHECK_AT_LEAST, 60, 256, 154},  /* 153.6 */
        {CHECK_AT_LEAST, 30, 256, 77},   /* 76.8 */
        {CHECK_AT_LEAST, 50, 23, 12},    /* 11.5 */
        {CHECK_AT_LEAST, 50, 22, 11},    /* exactly */
        {CHECK_AT_LEAST, 1, 25600, 256}, /* exactly */
        {CHECK_AT_LEAST, 1, 25601, 257}, /* 256.01 */
        {CHECK_AT_LEAST, 1, 1, 1},       {CHECK_AT_LEAST, 100, 17, 17}, {CHECK_AT_LEAST, 0, 17, 0},
        {CHECK_AT_MOST, 30, 256, 76},    {CHECK_AT_MOST, 50, 22, 11},   {CHECK_AT_MOST, 100, 9, 9},
        {CHECK_MORE_THAN, 50, 22, 12}, /* half is not mainly */
        {CHECK_MORE_THAN, 50, 23, 12},   {CHECK_MORE_THAN, 50, 1, 1},   {CHECK_AT_LEAST, 100, CHECK_VALUE_MAX, CHECK_VALUE_MAX},
    };

    for (size_t i = 0; i < N_OF(cases); i++)
        assert_int_equal(check_share(cases[i].bound, cases[i].percent, cases[i].whole), cases[i].needed);
}

/* The least count that is not below the share, for every whole there is: found the slow way. */
static void a_share_is_the_least_that_suffices(void **state)
{
    for (int64_t whole = 1; whole <= 600; whole++) {
        for (int64_t percent = 0; percent <= 100; percent++) {
            int64_t least = 0, above = 0;

            while (least * 100 < percent * whole)
                least++;
            while (above * 100 <= percent * whole)
                above++;
            assert_int_equal(check_share(CHECK_AT_LEAST, percent, whole), least);
            assert_int_equal(check_share(CHECK_MORE_THAN, percent, whole), above);
            assert_int_equal(check_share(CHECK_AT_MOST, percent, whole), above - 1);
        }
    }
}

static void numbers_are_exact(void **state)
{
    static const struct {
        const char *text;
        int64_t down; /* thousandths; INT64_MIN: refused */
        int64_t more; /* up to the next */
    } cases[] = {
        {"0", 0},
        {"30", 30000},
        {"30.0", 30000},
        {"30.001", 30001},
        {"12.5", 12500},
        {"007", 7000},
        {"-0.125", -125},
        {"999999999", 999999999000},
        {"", INT64_MIN},
        {".5", INT64_MIN},
        {"5.", INT64_MIN},
        {"1.2345", 1234, 1},
        {"30.0001", 30000, 1},
        {"30.0000", 30000},
        {"29.9999999999999", 29999, 1},
        {"-0.0001", -1, 1},
        {"33.333333333333333333333333333333", 33333, 1},
        {"1.2345x", INT64_MIN},
        {"1.234.5", INT64_MIN},
        {"1.2.3", INT64_MIN},
        {"--1", INT64_MIN},
        {"30%", INT64_MIN},
        {" 30", INT64_MIN},
        {"1e3", INT64_MIN},
        {"99999999999", INT64_MIN},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        int64_t down = INT64_MIN, up = INT64_MIN;

        assert_int_equal(decimal_parse(cases[i].text, &down, &up), cases[i].down == INT64_MIN ? ERROR_INVALID : 0);
        assert_int_equal(down, cases[i].down);
        assert_int_equal(up, cases[i].down + cases[i].more);
    }
}

static const struct check_count counts[] = {
    {.id = "part", .from = COUNT_STATED},
    {.id = "whole", .from = COUNT_STATED},
};

/* One rule judged with stated counts; negative: it is not stated. */
static struct check_result judged(struct check_rule rule, int64_t part, int64_t whole)
{
    static struct arena arena;
    const struct check check = {.id = "x", .counts = counts, .n_counts = N_OF(counts), .rules = &rule, .n_rules = 1};
    struct stated stated[2];
    struct census census = {.year = "2020-2021", .stated = stated};
    struct check_result *results, result;
    size_t n;

    if (part >= 0)
        stated[census.n_stated++] = (struct stated){"part", part};
    if (whole >= 0)
        stated[census.n_stated++] = (struct stated){"whole", whole};
    rule.part = 0;
    check_judge(&check, &census, &arena, &results, &n);
    assert_int_equal(n, 1);
    assert_int_equal(check_verdict(results, n), results[0].verdict);
    result = results[0];
    arena_done(&arena);
    return result;
}

static const struct {
    const char *of;
    enum check_bound bound;
    int64_t limit;
    int64_t part, whole; /* whole 0: the part itself is bounded; -1: not stated */
    enum check_verdict verdict;
    int64_t needed;
} verdicts[] = {
    {"40 of 40 staff", CHECK_AT_MOST, 40, 40, 0, CHECK_PASSED, 40},
    {"41 of 40 staff", CHECK_AT_MOST, 40, 41, 0, CHECK_FAILED, 40},
    {"60 of 60 staff of a large university", CHECK_AT_MOST, 60, 60, 0, CHECK_PASSED, 60},
    {"61 of 60 staff of a large university", CHECK_AT_MOST, 60, 61, 0, CHECK_FAILED, 60},
    {"a presidium of 5", CHECK_AT_MOST, 5, 5, 0, CHECK_PASSED, 5},
    {"a presidium of 6", CHECK_AT_MOST, 5, 6, 0, CHECK_FAILED, 5},
    {"6 departments", CHECK_AT_MOST, 6, 6, 0, CHECK_PASSED, 6},
    {"7 departments", CHECK_AT_MOST, 6, 7, 0, CHECK_FAILED, 6},
    {"nobody is at most nobody", CHECK_AT_MOST, 0, 0, 0, CHECK_PASSED, 0},
    {"one is more than nobody", CHECK_AT_MOST, 0, 1, 0, CHECK_FAILED, 0},
    {"an officer of the League", CHECK_AT_LEAST, 1, 1, 0, CHECK_PASSED, 1},
    {"no officer of the League", CHECK_AT_LEAST, 1, 0, 0, CHECK_FAILED, 1},
    {"13 of 23 from colleges is 56.5 %", CHECK_AT_LEAST, 50, 13, 23, CHECK_PASSED, 12},
    {"12 of 23 is 52.2 %", CHECK_AT_LEAST, 50, 12, 23, CHECK_PASSED, 12},
    {"11 of 23 is 47.8 %", CHECK_AT_LEAST, 50, 11, 23, CHECK_FAILED, 12},
    {"11 of 22 is exactly half", CHECK_AT_LEAST, 50, 11, 22, CHECK_PASSED, 11},
    {"154 of 256 are 60 %", CHECK_AT_LEAST, 60, 154, 256, CHECK_PASSED, 154},
    {"153 of 256 are not, though rounding would say so", CHECK_AT_LEAST, 60, 153, 256, CHECK_FAILED, 154},
    {"77 of 256 are 30 %", CHECK_AT_LEAST, 30, 77, 256, CHECK_PASSED, 77},
    {"76 of 256 are not", CHECK_AT_LEAST, 30, 76, 256, CHECK_FAILED, 77},
    {"256 delegates of 25,600 students", CHECK_AT_LEAST, 1, 256, 25600, CHECK_PASSED, 256},
    {"256 delegates of 25,601 students", CHECK_AT_LEAST, 1, 256, 25601, CHECK_FAILED, 257},
    {"every college", CHECK_AT_LEAST, 100, 18, 18, CHECK_PASSED, 18},
    {"every college but one", CHECK_AT_LEAST, 100, 17, 18, CHECK_FAILED, 18},
    {"a panel mainly of delegates", CHECK_MORE_THAN, 50, 12, 23, CHECK_PASSED, 12},
    {"half is not mainly", CHECK_MORE_THAN, 50, 11, 22, CHECK_FAILED, 12},
    {"at most half", CHECK_AT_MOST, 50, 11, 22, CHECK_PASSED, 11},
    {"more than half where at most half is allowed", CHECK_AT_MOST, 50, 12, 22, CHECK_FAILED, 11},
    {"a limit on what nobody says", CHECK_AT_MOST, 40, -1, 0, CHECK_UNPROVEN, 40},
    {"a share of what nobody says", CHECK_AT_LEAST, 50, 13, -1, CHECK_UNPROVEN, -1},
    {"a share that nobody says", CHECK_AT_LEAST, 50, -1, 23, CHECK_UNPROVEN, 12},
    {"a part greater than its whole", CHECK_AT_LEAST, 50, 24, 23, CHECK_UNPROVEN, 12},
};

static void verdicts_at_the_boundary(void **state)
{
    for (size_t i = 0; i < N_OF(verdicts); i++) {
        const struct check_rule rule = {
            .id = "rule", .bound = verdicts[i].bound, .limit = verdicts[i].limit, .whole = verdicts[i].whole ? 1 : CHECK_NO_WHOLE};
        const struct check_result result = judged(rule, verdicts[i].part, verdicts[i].whole ? verdicts[i].whole : -1);

        if (result.verdict != verdicts[i].verdict || result.needed != verdicts[i].needed)
            fail_msg("%s: %s, needed %lld", verdicts[i].of, verdict_name(result.verdict), (long long)result.needed);
    }
}

static void a_part_larger_than_its_whole(void **state)
{
    static const struct {
        int64_t part, whole; /* -1: not stated */
        size_t n;
    } cases[] = {{400, 100, 1}, {101, 100, 1}, {1, 0, 1}, {100, 100, 0}, {0, 0, 0}, {3, -1, 0}, {-1, 3, 0}};
    static const struct check_count titled[] = {
        {.id = "women", .title = {.en = "women"}, .from = COUNT_STATED},
        {.id = "delegates", .title = {.en = "delegates"}, .from = COUNT_STATED},
    };
    static const char *const kinds[] = {"postgraduate"};
    const struct check_rule rules[] = {
        {.id = "limit", .part = 0, .whole = CHECK_NO_WHOLE, .bound = CHECK_AT_MOST, .limit = 1},
        {.id = "share", .part = 0, .whole = 1, .bound = CHECK_AT_LEAST, .limit = 30, .kinds = kinds, .n_kinds = 1}, /* does not apply */
        {.id = "once-more", .part = 0, .whole = 1, .bound = CHECK_AT_MOST, .limit = 70},
    };
    const struct check check = {.id = "x", .counts = titled, .n_counts = N_OF(titled), .rules = rules, .n_rules = N_OF(rules)};

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct stated stated[2];
        struct census census = {.year = "2020-2021", .stated = stated};
        const struct check_excess *excesses;
        struct arena arena = {0};

        if (cases[i].part >= 0)
            stated[census.n_stated++] = (struct stated){"women", cases[i].part};
        if (cases[i].whole >= 0)
            stated[census.n_stated++] = (struct stated){"delegates", cases[i].whole};
        assert_int_equal(check_excesses(&check, &census, &arena, &excesses), cases[i].n);
        if (cases[i].n > 0) {
            assert_string_equal(excesses[0].part, "women");
            assert_string_equal(excesses[0].part_title.en, "women");
            assert_int_equal(excesses[0].n_part, cases[i].part);
            assert_string_equal(excesses[0].whole, "delegates");
            assert_int_equal(excesses[0].n_whole, cases[i].whole);
        }
        arena_done(&arena);
    }
}

static void a_share_of_nobody_is_unproven(void **state)
{
    const struct check_rule rule = {.id = "rule", .bound = CHECK_AT_LEAST, .limit = 50, .whole = 1};

    assert_int_equal(judged(rule, 0, 0).verdict, CHECK_UNPROVEN);
    assert_int_equal(judged(rule, 0, 0).needed, -1);
}

static void rules_apply_by_kind_and_year(void **state)
{
    static const char *const undergraduate[] = {"undergraduate"}, *const large[] = {"large"};
    static const struct {
        const char *kind;
        bool large;
        const char *year;
        const char *applying; /* initials of the rules */
    } cases[] = {
        {"undergraduate", false, "2019-2020", "aueo"},
        {"undergraduate", false, "2020-2021", "aue"},
        {"undergraduate", false, "2021-2022", "auen"},
        {"undergraduate", true, "2020-2021", "aul"},
        {"postgraduate", false, "2020-2021", "ae"},
        {"postgraduate", true, "2021-2022", "aln"},
        {NULL, false, "2020-2021", "ae"},
    };
    const struct check_rule rules[] = {
        {.id = "all", .whole = CHECK_NO_WHOLE},
        {.id = "undergraduates", .whole = CHECK_NO_WHOLE, .kinds = undergraduate, .n_kinds = 1},
        {.id = "except-large", .whole = CHECK_NO_WHOLE, .except = large, .n_except = 1},
        {.id = "large", .whole = CHECK_NO_WHOLE, .kinds = large, .n_kinds = 1},
        {.id = "old", .whole = CHECK_NO_WHOLE, .until = "2019-2020"},
        {.id = "new", .whole = CHECK_NO_WHOLE, .since = "2021-2022"},
    };
    const struct check check = {.id = "x", .counts = counts, .n_counts = N_OF(counts), .rules = rules, .n_rules = N_OF(rules)};

    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct census census = {.kind = cases[i].kind, .traits = large, .n_traits = cases[i].large, .year = cases[i].year};
        struct arena arena = {0};
        struct check_result *results;
        char applying[N_OF(rules) + 1] = "";
        size_t n;

        check_judge(&check, &census, &arena, &results, &n);
        for (size_t j = 0; j < n; j++)
            applying[j] = results[j].rule->id[0];
        assert_string_equal(applying, cases[i].applying);
        arena_done(&arena);
    }
}

static void the_verdict_of_all(void **state)
{
    static const struct {
        const char *verdicts;
        enum check_verdict all;
    } cases[] = {{"", CHECK_UNPROVEN},  {"p", CHECK_PASSED},   {"pp", CHECK_PASSED}, {"pu", CHECK_UNPROVEN},
                 {"upf", CHECK_FAILED}, {"fpu", CHECK_FAILED}, {"u", CHECK_UNPROVEN}};

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct check_result results[4] = {0};
        const size_t n = strlen(cases[i].verdicts);

        for (size_t j = 0; j < n; j++)
            results[j].verdict = cases[i].verdicts[j] == 'p' ? CHECK_PASSED : cases[i].verdicts[j] == 'f' ? CHECK_FAILED : CHECK_UNPROVEN;
        assert_int_equal(check_verdict(results, n), cases[i].all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_whole_people),
        cmocka_unit_test(a_share_is_the_least_that_suffices),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(verdicts_at_the_boundary),
        cmocka_unit_test(a_part_larger_than_its_whole),
        cmocka_unit_test(a_share_of_nobody_is_unproven),
        cmocka_unit_test(rules_apply_by_kind_and_year),
        cmocka_unit_test(the_verdict_of_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
