/* The shipped checks: that they can be read, and that each limit holds at its boundary; and what is said of broken ones. */
#include "checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

static struct check_file shipped(const char *table, struct arena *arena)
{
    struct nearest nearest = {.word = table};
    struct report report = {0};
    struct check_file file = {0};

    enter("broken");
    if (check_file_of_table(&test_options, table, arena, &file, &nearest, &report) != 0)
        fail_msg("%s: %s", table, report_text(&report));
    report_done(&report);
    return file;
}

/* Rows of the columns id and those named, all alike, from a pattern "word,word,…" and how many there are of it. */
struct block {
    size_t n;
    const char *cells[6];
};

static struct roster roster_of(const char *const *columns, size_t n_columns, const struct block *blocks, size_t n_blocks,
                               struct arena *arena)
{
    struct roster roster = {.columns = columns, .n_columns = n_columns};
    const char **cells;

    for (size_t i = 0; i < n_blocks; i++)
        roster.n_rows += blocks[i].n;
    roster.cells = cells = arena_array(arena, roster.n_rows * n_columns, sizeof *cells);
    for (size_t i = 0, row = 0; i < n_blocks; i++) {
        for (size_t j = 0; j < blocks[i].n; j++, row++) {
            *cells++ = arena_printf(arena, "s%zu", row);
            for (size_t column = 1; column < n_columns; column++)
                *cells++ = blocks[i].cells[column - 1];
        }
    }
    return roster;
}

static const struct check_result *result_of(const struct check_result *results, size_t n, const char *rule)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(results[i].rule->id, rule) == 0)
            return &results[i];
    }
    fail_msg("no rule %s", rule);
    return NULL;
}

static const char *const sizes[] = {"id", "post", "department"};
static const char *const people[] = {"id", "kind", "first_year", "rank_term", "rank_year", "failed"};
static const char *const politics[] = {"id", "political"}, *const sources[] = {"id", "college_union"};
static const char *const large[] = {"large"};

static const struct {
    const char *of;
    const char *rule;
    const char *const *columns;
    size_t n_columns;
    struct block blocks[7];
    bool large;
    enum check_verdict verdict;
    int64_t part;
} rosters[] = {
    {"40 staff", "staff-size", sizes, 3, {{40, {"officer", "a"}}}, false, CHECK_PASSED, 40},
    {"41 staff", "staff-size", sizes, 3, {{41, {"officer", "a"}}}, false, CHECK_FAILED, 41},
    {"60 staff of a large university", "staff-size-large", sizes, 3, {{60, {"officer", "a"}}}, true, CHECK_PASSED, 60},
    {"61 staff of a large university", "staff-size-large", sizes, 3, {{61, {"officer", "a"}}}, true, CHECK_FAILED, 61},
    {"the chair is of the presidium", "presidium-size", sizes, 3, {{1, {"executive_chair"}}, {4, {"presidium"}}}, false, CHECK_PASSED, 5},
    {"a presidium of 6", "presidium-size", sizes, 3, {{1, {"executive_chair"}}, {5, {"presidium"}}}, false, CHECK_FAILED, 6},
    {"6 departments",
     "department-number",
     sizes,
     3,
     {{5, {"presidium"}},
      {2, {"officer", "a"}},
      {1, {"officer", "b"}},
      {1, {"officer", "c"}},
      {1, {"officer", "d"}},
      {1, {"officer", "e"}},
      {1, {"officer", "f"}}},
     false,
     CHECK_PASSED,
     6},
    {"7 departments",
     "department-number",
     sizes,
     3,
     {{2, {"officer", "a"}},
      {1, {"officer", "b"}},
      {1, {"officer", "c"}},
      {1, {"officer", "d"}},
      {1, {"officer", "e"}},
      {1, {"officer", "f"}},
      {1, {"officer", "g"}}},
     false,
     CHECK_FAILED,
     7},
    {"a vice-president", "posts", sizes, 3, {{9, {"officer", "a"}}, {1, {"副主席"}}}, false, CHECK_FAILED, 1},
    {"the posts there may be",
     "posts",
     sizes,
     3,
     {{1, {"executive_chair"}}, {4, {"presidium"}}, {5, {"department_head", "a"}}, {5, {"deputy_head", "a"}}, {8, {"officer", "a"}}},
     false,
     CHECK_PASSED,
     0},
    {"of the Party or the League",
     "political-status",
     politics,
     2,
     {{3, {"party"}}, {2, {"probationary"}}, {9, {"league"}}},
     false,
     CHECK_PASSED,
     0},
    {"neither", "political-status", politics, 2, {{3, {"party"}}, {1, {"masses"}}}, false, CHECK_FAILED, 1},
    {"not known", "political-status", politics, 2, {{3, {"party"}}, {1, {NULL}}}, false, CHECK_UNPROVEN, 0},
    {"the top 30 % in one of them",
     "ranking",
     people,
     6,
     {{1, {"undergraduate", "no", "30", "80", "0"}}, {1, {"undergraduate", "no", "80", "30", "0"}}},
     false,
     CHECK_PASSED,
     0},
    {"beyond it in all", "ranking", people, 6, {{1, {"undergraduate", "no", "30.1", "30.1", "0"}}}, false, CHECK_UNPROVEN, 0},
    {"first-years and postgraduates",
     "ranking",
     people,
     6,
     {{5, {"undergraduate", "yes", NULL, NULL, "0"}}, {5, {"postgraduate", NULL, NULL, NULL, "0"}}},
     false,
     CHECK_PASSED,
     0},
    {"a first-year's failed course",
     "no-failed-course",
     people,
     6,
     {{5, {"undergraduate", "yes", NULL, NULL, "1"}}},
     false,
     CHECK_FAILED,
     5},
    {"a postgraduate's failed course",
     "no-failed-course",
     people,
     6,
     {{1, {"postgraduate", NULL, NULL, NULL, "2"}}},
     false,
     CHECK_FAILED,
     1},
    {"no failed course", "no-failed-course", people, 6, {{1, {"postgraduate", NULL, NULL, NULL, "0"}}}, false, CHECK_PASSED, 0},
    {"13 of 23", "college-source", sources, 2, {{13, {"yes"}}, {10, {"no"}}}, false, CHECK_PASSED, 13},
    {"11 of 23", "college-source", sources, 2, {{11, {"yes"}}, {12, {"no"}}}, false, CHECK_FAILED, 11},
    {"11 of 23 and one not known", "college-source", sources, 2, {{11, {"yes"}}, {11, {"no"}}, {1, {NULL}}}, false, CHECK_UNPROVEN, 11},
};

static void the_roster_at_its_boundaries(void **state)
{
    struct arena arena = {0};
    const struct check_file file = shipped("roster", &arena);

    for (size_t i = 0; i < N_OF(rosters); i++) {
        const struct roster roster =
            roster_of(rosters[i].columns, rosters[i].n_columns, rosters[i].blocks, N_OF(rosters[i].blocks), &arena);
        const struct census census = {
            .kind = "undergraduate", .traits = large, .n_traits = rosters[i].large, .year = "2019-2020", .roster = &roster};
        struct check_result *results;
        const struct check_result *result;
        size_t n;

        check_judge(&file.check, &census, &arena, &results, &n);
        assert_int_equal(n, 8);
        result = result_of(results, n, rosters[i].rule);
        if (result->verdict != rosters[i].verdict || result->part.least != rosters[i].part)
            fail_msg("%s: %s, %lld", rosters[i].of, verdict_name(result->verdict), (long long)result->part.least);
    }
    arena_done(&arena);
}

static const struct {
    const char *table, *rule;
    struct stated stated[4];
    enum check_verdict verdict;
    int64_t needed;
} stated[] = {
    {"delegates", "non-cadres", {{"delegates", 256}, {"non_cadres", 154}}, CHECK_PASSED, 154},
    {"delegates", "non-cadres", {{"delegates", 256}, {"non_cadres", 153}}, CHECK_FAILED, 154},
    {"delegates", "women", {{"delegates", 256}, {"women", 77}}, CHECK_PASSED, 77},
    {"delegates", "women", {{"delegates", 256}, {"women", 76}}, CHECK_FAILED, 77},
    {"delegates", "delegates-share", {{"delegates", 256}, {"students", 25600}}, CHECK_PASSED, 256},
    {"delegates", "delegates-share", {{"delegates", 256}, {"students", 25601}}, CHECK_FAILED, 257},
    {"delegates", "delegates-share", {{"delegates", 256}}, CHECK_UNPROVEN, -1},
    {"delegates", "every-grade", {{"grades", 4}, {"grades_total", 4}}, CHECK_PASSED, 4},
    {"delegates", "every-college", {{"colleges", 19}, {"colleges_total", 20}}, CHECK_FAILED, 20},
    {"panel", "mainly-delegates", {{"panel", 23}, {"panel_delegates", 12}}, CHECK_PASSED, 12},
    {"panel", "mainly-delegates", {{"panel", 22}, {"panel_delegates", 11}}, CHECK_FAILED, 12},
    {"panel", "student-affairs", {{"panel_student_affairs", 1}}, CHECK_PASSED, 1},
    {"panel", "league", {{"panel_league", 0}}, CHECK_FAILED, 1},
    {"roster", "college-source", {{"staff", 23}, {"from_colleges", 13}}, CHECK_PASSED, 12},
};

static void stated_counts_at_their_boundaries(void **state)
{
    for (size_t i = 0; i < N_OF(stated); i++) {
        struct arena arena = {0};
        const struct check_file file = shipped(stated[i].table, &arena);
        struct census census = {.kind = "postgraduate", .year = "2020-2021", .stated = stated[i].stated};
        struct check_result *results;
        const struct check_result *result;
        size_t n;

        while (census.n_stated < N_OF(stated[i].stated) && stated[i].stated[census.n_stated].count)
            census.n_stated++;
        check_judge(&file.check, &census, &arena, &results, &n);
        result = result_of(results, n, stated[i].rule);
        if (result->verdict != stated[i].verdict || result->needed != stated[i].needed)
            fail_msg("%zu %s: %s, %lld", i, stated[i].rule, verdict_name(result->verdict), (long long)result->needed);
        arena_done(&arena);
    }
}

static void a_table_nobody_knows(void **state)
{
    struct nearest nearest = {.word = "delegate"};
    struct report report = {0};
    struct arena arena = {0};
    struct check_file file;

    enter("broken");
    assert_int_equal(check_file_of_table(&test_options, "delegate", &arena, &file, &nearest, &report), ERROR_NOT_FOUND);
    assert_string_equal(nearest.name, "delegates");
    arena_done(&arena);
}

static void a_broken_check_says_everything(void **state)
{
    struct checks checks;
    struct report report = {0};
    struct arena arena = {0};
    config_t config;

    enter("checks");
    char *expected = text_of("broken.expected");
    checks_init(&checks);
    config_init(&config);
    assert_int_equal(config_read_string(&config, "check = \"./broken.conf\"; none = \"rooster\"; missing = \"./none.conf\";"), CONFIG_TRUE);
    struct reader reader = {.options = &test_options, .report = &report, .arena = &arena, .file = "main.conf"};
    config_setting_t *root = config_root_setting(&config);
    for (int i = 0; i < config_setting_length(root); i++) {
        config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
        assert_null(checks_get(&checks, &reader, setting, config_setting_get_string(setting)));
        assert_null(i == 1 ? NULL : checks_get(&checks, &reader, setting, config_setting_get_string(setting))); /* said once */
    }
    config_destroy(&config);
    char *text = report_text(&report);
    assert_string_equal(text, expected);
    free(text);
    free(expected);
    checks_done(&checks);
    report_done(&report);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_roster_at_its_boundaries),
        cmocka_unit_test(stated_counts_at_their_boundaries),
        cmocka_unit_test(a_table_nobody_knows),
        cmocka_unit_test(a_broken_check_says_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
