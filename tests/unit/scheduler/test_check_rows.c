/* Counts of a roster's rows: conditions, what is not known, and whom a failed limit is about. The rules of RULES.md section 4, written
 * here; the shipped ones are tested where they are read. */
#include "check.h"

#include <string.h>

#include "fixture.h"

#define COLUMNS 8

static const char *const columns[COLUMNS] = {"id", "post", "department", "kind", "first_year", "rank_term", "rank_year", "failed"};

static const char *const undergraduate[] = {"undergraduate"}, *const yes[] = {"yes"}, *const presidium[] = {"presidium"};
static const char *const post[] = {"post"}, *const kind[] = {"kind"}, *const first_year[] = {"first_year"};
static const char *const ranks[] = {"rank_term", "rank_year"}, *const failed[] = {"failed"};

static const struct condition in_presidium[] = {
    {.columns = post, .n_columns = 1, .is = presidium, .n_is = 1},
};
/* An undergraduate beyond the first year who is within the top 30 % in neither. */
static const struct condition badly_ranked[] = {
    {.columns = kind, .n_columns = 1, .is = undergraduate, .n_is = 1},
    {.columns = first_year, .n_columns = 1, .is = yes, .n_is = 1, .negated = true},
    {.columns = ranks, .n_columns = 2, .at_least = INT64_MIN, .at_most = 30000, .negated = true},
};
static const struct condition failed_any[] = {
    {.columns = failed, .n_columns = 1, .at_least = 1000, .at_most = INT64_MAX},
};

static const struct check_count counts[] = {
    {.id = "staff"},
    {.id = "presidium", .where = in_presidium, .n_where = N_OF(in_presidium)},
    {.id = "departments", .from = COUNT_DISTINCT, .distinct = "department"},
    {.id = "badly-ranked", .where = badly_ranked, .n_where = N_OF(badly_ranked)},
    {.id = "failed", .where = failed_any, .n_where = N_OF(failed_any)},
    {.id = "students", .from = COUNT_STATED},
    {.id = "grades", .from = COUNT_DISTINCT, .distinct = "grade"},
};

static struct census census_with(const struct roster *roster)
{
    return (struct census){.kind = "undergraduate", .year = "2020-2021", .roster = roster};
}

static struct tally tallied(const char *count, const char *const (*rows)[COLUMNS], size_t n_rows)
{
    const struct check check = {.counts = counts, .n_counts = N_OF(counts)};
    const struct roster roster = {.columns = columns, .n_columns = COLUMNS, .cells = &rows[0][0], .n_rows = n_rows};
    const struct census census = census_with(&roster);

    return check_tally(&check.counts[check_count_index(&check, count)], &census);
}

#define TALLIED(count, rows) tallied(count, rows, N_OF(rows))

static void tally_is(struct tally tally, int64_t least, int64_t most)
{
    assert_true(tally.known);
    assert_int_equal(tally.least, least);
    assert_int_equal(tally.most, most);
}

static void rows_are_counted(void **state)
{
    static const char *const rows[][COLUMNS] = {
        {"s1", "presidium", NULL, "undergraduate", "no", "10", "20", "0"},
        {"s2", "department_head", "office", "undergraduate", "no", "30", "31", "0"},
        {"s3", "officer", "office", "undergraduate", "yes", NULL, NULL, "0"},
        {"s4", "officer", "sports", "postgraduate", NULL, NULL, NULL, "0"},
    };

    tally_is(TALLIED("staff", rows), 4, 4);
    tally_is(TALLIED("presidium", rows), 1, 1);
    tally_is(TALLIED("departments", rows), 2, 3);
    tally_is(TALLIED("badly-ranked", rows), 0, 0);
    tally_is(TALLIED("failed", rows), 0, 0);
    assert_false(TALLIED("students", rows).known);
    assert_false(TALLIED("grades", rows).known); /* there is no such column */
}

/* One row; the ranking rule of RULES.md section 1, §4. */
static const struct {
    const char *of;
    const char *row[COLUMNS];
    int64_t least, most;
} rankings[] = {
    {"exactly 30 % of the term", {"s", "officer", NULL, "undergraduate", "no", "30", "80", "0"}, 0, 0},
    {"30 % of the year only", {"s", "officer", NULL, "undergraduate", "no", "80", "30.0", "0"}, 0, 0},
    {"a thousandth beyond, both", {"s", "officer", NULL, "undergraduate", "no", "30.001", "30.001", "0"}, 1, 1},
    {"one is bad, the other not known", {"s", "officer", NULL, "undergraduate", "no", "31", NULL, "0"}, 0, 1},
    {"neither is known", {"s", "officer", NULL, "undergraduate", "no", NULL, NULL, "0"}, 0, 1},
    {"a first-year needs none", {"s", "officer", NULL, "undergraduate", "yes", NULL, NULL, "0"}, 0, 0},
    {"a first-year with a bad one", {"s", "officer", NULL, "undergraduate", "yes", "99", "99", "0"}, 0, 0},
    {"perhaps a first-year, badly ranked", {"s", "officer", NULL, "undergraduate", NULL, "99", "99", "0"}, 0, 1},
    {"a postgraduate needs none", {"s", "officer", NULL, "postgraduate", NULL, NULL, NULL, "0"}, 0, 0},
    {"of no known kind, well ranked", {"s", "officer", NULL, NULL, "no", "5", NULL, "0"}, 0, 0},
    {"of no known kind, badly ranked", {"s", "officer", NULL, NULL, "no", "50", "50", "0"}, 0, 1},
    {"what is no number is not known", {"s", "officer", NULL, "undergraduate", "no", "good", "50", "0"}, 0, 1},
};

static void the_ranking_rule(void **state)
{
    for (size_t i = 0; i < N_OF(rankings); i++) {
        const struct tally tally = tallied("badly-ranked", &rankings[i].row, 1);

        if (!tally.known || tally.least != rankings[i].least || tally.most != rankings[i].most)
            fail_msg("%s: %lld to %lld", rankings[i].of, (long long)tally.least, (long long)tally.most);
    }
}

static void distinct_words_of_some_rows(void **state)
{
    static const struct condition officers[] = {{.columns = kind, .n_columns = 1, .is = undergraduate, .n_is = 1}};
    static const char *const rows[][COLUMNS] = {
        {"s1", "officer", "office", "undergraduate"},
        {"s2", "officer", "office", "undergraduate"},
        {"s3", "officer", "sports", NULL},
        {"s4", "officer", "sports", NULL},
        {"s5", "officer", "arts", "postgraduate"},
        {"s6", "officer", "office", NULL},
    };
    const struct check_count count = {
        .id = "x", .from = COUNT_DISTINCT, .distinct = "department", .where = officers, .n_where = N_OF(officers)};
    const struct roster roster = {.columns = columns, .n_columns = COLUMNS, .cells = &rows[0][0], .n_rows = N_OF(rows)};
    const struct census census = census_with(&roster);

    tally_is(check_tally(&count, &census), 1, 2);
}

static void a_limit_names_whom_it_is_about(void **state)
{
    static const char *const rows[][COLUMNS] = {
        {"s1", "officer", NULL, "postgraduate", NULL, NULL, NULL, "0"},
        {"s2", "officer", NULL, "postgraduate", NULL, NULL, NULL, "2"},
        {"s3", "officer", NULL, "postgraduate", NULL, NULL, NULL, NULL},
        {"s4", "officer", NULL, "postgraduate", NULL, NULL, NULL, "1"},
    };
    const struct check_rule rule = {.id = "no-failed-course", .part = 4, .whole = CHECK_NO_WHOLE, .bound = CHECK_AT_MOST};
    const struct check check = {.counts = counts, .n_counts = N_OF(counts), .rules = &rule, .n_rules = 1};
    struct roster roster = {.columns = columns, .n_columns = COLUMNS, .cells = &rows[0][0], .n_rows = N_OF(rows)};
    const struct census census = census_with(&roster);
    struct arena arena = {0};
    struct check_result *results;
    size_t n;

    check_judge(&check, &census, &arena, &results, &n);
    assert_int_equal(results[0].verdict, CHECK_FAILED);
    assert_int_equal(results[0].part.least, 2);
    assert_int_equal(results[0].part.most, 3);
    assert_int_equal(results[0].n_who, 2);
    assert_string_equal(results[0].who[0], "s2");
    assert_string_equal(results[0].who[1], "s4");
    roster.cells = &rows[2][0]; /* s3 and s4 */
    roster.n_rows = 1;
    check_judge(&check, &census, &arena, &results, &n);
    assert_int_equal(results[0].verdict, CHECK_UNPROVEN);
    assert_int_equal(results[0].n_who, 1);
    assert_string_equal(results[0].who[0], "s3");
    arena_done(&arena);
}

static void the_list_of_whom_is_bounded(void **state)
{
    const char *rows[CHECK_WHO_MAX + 5][COLUMNS] = {0};
    const struct check_rule rule = {.id = "no-failed-course", .part = 4, .whole = CHECK_NO_WHOLE, .bound = CHECK_AT_MOST};
    const struct check check = {.counts = counts, .n_counts = N_OF(counts), .rules = &rule, .n_rules = 1};
    const struct roster roster = {.columns = columns, .n_columns = COLUMNS, .cells = &rows[0][0], .n_rows = N_OF(rows)};
    const struct census census = census_with(&roster);
    struct arena arena = {0};
    struct check_result *results;
    size_t n;

    for (size_t i = 0; i < N_OF(rows); i++) {
        rows[i][0] = "s";
        rows[i][7] = "1";
    }
    check_judge(&check, &census, &arena, &results, &n);
    assert_int_equal(results[0].n_who, CHECK_WHO_MAX);
    assert_int_equal(results[0].n_more, 5);
    arena_done(&arena);
}

static void rows_come_before_stated_numbers(void **state)
{
    static const char *const rows[][COLUMNS] = {{"s1", "officer"}};
    static const struct stated own[] = {{"staff", 23}, {"students", 25600}}, given[] = {{"students", 9}};
    struct roster roster = {
        .columns = columns, .n_columns = COLUMNS, .cells = &rows[0][0], .n_rows = 1, .stated = own, .n_stated = N_OF(own)};
    struct census census = census_with(&roster);

    tally_is(check_tally(&counts[0], &census), 1, 1);
    tally_is(check_tally(&counts[5], &census), 25600, 25600);
    census.stated = given;
    census.n_stated = N_OF(given);
    tally_is(check_tally(&counts[5], &census), 9, 9);
    roster.n_rows = 0; /* counts alone */
    tally_is(check_tally(&counts[0], &census), 23, 23);
    assert_false(check_tally(&counts[1], &census).known);
}

static void columns_a_check_looks_at(void **state)
{
    const struct check check = {.counts = counts, .n_counts = N_OF(counts)};
    static const char *const wanted[] = {"id", "post", "kind", "first_year", "rank_term", "rank_year", "failed", "department", "grade"};

    for (size_t i = 0; i < N_OF(wanted); i++)
        assert_true(check_wants(&check, wanted[i]));
    assert_false(check_wants(&check, "name"));
    assert_true(check_wants_numbers(&check, "rank_year"));
    assert_true(check_wants_numbers(&check, "failed"));
    assert_false(check_wants_numbers(&check, "post"));
    assert_false(check_wants_numbers(&check, "department"));
}

static void equal_rosters(void **state)
{
    static const char *const names[] = {"id", "post"};
    static const char *const cells[] = {"s1", NULL}, *const others[] = {"s1", "officer"};
    static const struct stated students[] = {{"students", 1}}, more[] = {{"students", 2}};
    const struct roster roster = {
        .table = "roster", .on = 1, .columns = names, .n_columns = 2, .cells = cells, .n_rows = 1, .stated = students, .n_stated = 1};
    struct roster other = roster;

    assert_true(roster_equal(&roster, &other));
    other.cells = others;
    assert_false(roster_equal(&roster, &other));
    other = roster;
    other.on = 2;
    assert_false(roster_equal(&roster, &other));
    other = roster;
    other.stated = more;
    assert_false(roster_equal(&roster, &other));
    other = roster;
    other.n_rows = 0;
    assert_false(roster_equal(&roster, &other));
    other = roster;
    other.source = "another file";
    assert_true(roster_equal(&roster, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_counted),
        cmocka_unit_test(the_ranking_rule),
        cmocka_unit_test(distinct_words_of_some_rows),
        cmocka_unit_test(a_limit_names_whom_it_is_about),
        cmocka_unit_test(the_list_of_whom_is_bounded),
        cmocka_unit_test(rows_come_before_stated_numbers),
        cmocka_unit_test(columns_a_check_looks_at),
        cmocka_unit_test(equal_rosters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
