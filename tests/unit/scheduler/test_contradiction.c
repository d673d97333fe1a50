/* What contradicts what: numbers stated against the rows that hold on their day, and against each other. */
#include "contradiction.h"

#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define ROSTERS_MAX 6
#define RECORDS_MAX 4

static const char *const columns[] = {ROSTER_ID_COLUMN, "college"};
static const char *const college[] = {"college"}, *const yes[] = {"yes"};
static const struct condition from_college[] = {{.columns = college, .n_columns = 1, .is = yes, .n_is = 1}};

static const struct check_count staff_counts[] = {
    {.id = "staff", .compared = true},
    {.id = "from_colleges", .where = from_college, .n_where = 1, .compared = true},
    {.id = "departments"}, /* is not compared */
};
static const struct check_count panel_counts[] = {{.id = "panel", .compared = true}, {.id = "staff", .compared = true}};
static const struct check staff_check = {.id = "roster", .table = "roster", .counts = staff_counts, .n_counts = N_OF(staff_counts)};
static const struct check panel_check = {.id = "panel", .table = "panel", .counts = panel_counts, .n_counts = N_OF(panel_counts)};

/* Staff are compared within the year, panels within the term of their review. */
static const struct obligation obligations[] = {
    {.id = "roster", .per = PERIOD_TERM, .check = &staff_check},
    {.id = "review", .per = PERIOD_TERM},
    {.id = "review-panel", .per = PERIOD_TERM, .check = &panel_check, .check_from = "review"},
};

/* A roster as it is taken: so many rows, `college` of which are from colleges and `unknown` may be; numbers where they are not negative. */
struct taken {
    const char *on;
    size_t rows, college, unknown;
    int64_t staff;
    const char *table; /* NULL: roster; another one states `staff` as its panel */
};

struct noted {
    const char *on, *name, *text, *actor;
    bool corrected;
};

static const char *const *some_rows(const struct taken *taken, struct arena *arena)
{
    const char **rows = arena_array(arena, 2 * taken->rows, sizeof *rows);

    for (size_t i = 0; i < taken->rows; i++) {
        rows[2 * i] = "x";
        rows[2 * i + 1] = i < taken->college ? "yes" : i < taken->college + taken->unknown ? NULL : "no";
    }
    return rows;
}

/* "staff: 23@1 21@r2; …": each contradiction with its sources, rosters by their order of taking from 1 on, records with an r. */
static const char *found(const struct taken *taken, size_t n_taken, const struct noted *noted, size_t n_noted, const char *year)
{
    static char text[1024];
    const struct organization organization = {
        .id = "su", .calendar = wust(), .obligations = obligations, .n_obligations = N_OF(obligations)};
    struct arena arena = {0};
    struct roster rosters[ROSTERS_MAX];
    struct record records[RECORDS_MAX];
    struct contradiction *list;
    size_t n;
    char *end = text;

    *text = '\0';
    for (size_t i = 0; i < n_taken; i++) {
        const struct taken *one = &taken[i];
        struct stated *stated = arena_alloc(&arena, sizeof *stated);

        *stated = (struct stated){.count = one->table ? "panel" : "staff", .value = one->staff};
        rosters[i] = (struct roster){.id = (int64_t)i + 1,
                                     .table = one->table ? one->table : "roster",
                                     .on = day(one->on),
                                     .columns = columns,
                                     .n_columns = 2,
                                     .cells = some_rows(one, &arena),
                                     .n_rows = one->rows,
                                     .stated = stated,
                                     .n_stated = one->staff >= 0};
    }
    for (size_t i = 0; i < n_taken; i++) { /* the newest first, of one day the one taken last */
        for (size_t j = i;
             j > 0 && (rosters[j].on > rosters[j - 1].on || (rosters[j].on == rosters[j - 1].on && rosters[j].id > rosters[j - 1].id));
             j--) {
            const struct roster swapped = rosters[j];

            rosters[j] = rosters[j - 1];
            rosters[j - 1] = swapped;
        }
    }
    for (size_t i = 0; i < n_noted; i++) {
        struct record_value *value = arena_alloc(&arena, sizeof *value);

        *value = (struct record_value){.name = noted[i].name, .text = noted[i].text};
        records[i] = (struct record){.id = (int64_t)i + 1,
                                     .on = day(noted[i].on),
                                     .actor = noted[i].actor ? noted[i].actor : "root",
                                     .corrected_by = noted[i].corrected,
                                     .values = value,
                                     .n_values = 1};
    }
    contradictions_find(&organization, year, rosters, n_taken, records, n_noted, &arena, &list, &n);
    for (size_t i = 0; i < n; i++) {
        end += sprintf(end, "%s%s%s%s:", i > 0 ? "; " : "", list[i].count->id, list[i].period ? "/" : "",
                       list[i].period ? list[i].period : "");
        for (size_t j = 0; j < list[i].n_statements; j++) {
            const struct statement *statement = &list[i].statements[j];

            end += sprintf(end, " %lld@%s%lld", (long long)statement->value, statement->roster ? "" : "r",
                           (long long)(statement->roster ? statement->roster->id : statement->record->id));
        }
    }
    arena_done(&arena);
    return text;
}

static void rosters_of_a_year(void **state)
{
    static const struct {
        const char *what;
        struct taken taken[ROSTERS_MAX];
        const char *expected;
    } cases[] = {
        {"RULES.md section 4: 23 stated after 21 were listed",
         {{"2020-11-02", 21, 0, 0, -1}, {"2020-11-30", 0, 0, 0, 23}},
         "staff: 21@1 23@2"},
        {"and before", {{"2020-09-20", 0, 0, 0, 23}, {"2020-11-02", 21, 0, 0, -1}}, "staff: 21@2 23@1"},
        {"and beside them", {{"2020-11-02", 21, 0, 0, 23}}, "staff: 21@1 23@1"},
        {"and on the same day, taken apart", {{"2020-11-02", 21, 0, 0, -1}, {"2020-11-02", 0, 0, 0, 23}}, "staff: 21@1 23@2"},
        {"in whatever order", {{"2020-11-02", 0, 0, 0, 23}, {"2020-11-02", 21, 0, 0, -1}}, "staff: 21@2 23@1"},
        {"the same number", {{"2020-11-02", 21, 0, 0, -1}, {"2020-11-30", 0, 0, 0, 21}}, ""},
        {"rows of another day replace rows", {{"2020-11-02", 21, 0, 0, -1}, {"2020-12-02", 23, 0, 0, -1}}, ""},
        {"rows of the same day, too", {{"2020-11-02", 23, 0, 0, -1}, {"2020-11-02", 21, 0, 0, -1}, {"2020-11-03", 0, 0, 0, 21}}, ""},
        {"a number is held against the rows of its day",
         {{"2020-11-02", 21, 0, 0, -1}, {"2020-11-20", 0, 0, 0, 21}, {"2020-12-02", 23, 0, 0, -1}, {"2020-12-20", 0, 0, 0, 23}},
         ""},
        {"not against later ones",
         {{"2020-11-02", 21, 0, 0, -1}, {"2020-11-20", 0, 0, 0, 23}, {"2020-12-02", 23, 0, 0, -1}},
         "staff: 21@1 23@2"},
        {"numbers alone replace numbers", {{"2020-11-02", 0, 0, 0, 21}, {"2020-12-02", 0, 0, 0, 23}}, ""},
        {"a number mended", {{"2020-11-02", 21, 0, 0, -1}, {"2020-11-20", 0, 0, 0, 23}, {"2020-11-21", 0, 0, 0, 21}}, ""},
        {"also one beside rows", {{"2020-11-02", 21, 0, 0, 23}, {"2020-11-21", 0, 0, 0, 21}}, ""},
        {"another year", {{"2019-11-02", 21, 0, 0, -1}, {"2020-11-30", 0, 0, 0, 23}}, ""},
        {"a vacation is of the year before it", {{"2020-06-02", 21, 0, 0, -1}, {"2020-08-20", 23, 0, 0, 22}}, ""},
        {"what rows leave open proves nothing", {{"2020-11-02", 4, 1, 1, -1}}, ""},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        size_t n = 0;

        while (n < ROSTERS_MAX && cases[i].taken[n].on)
            n++;
        const char *text = found(cases[i].taken, n, NULL, 0, "2020-2021");
        if (strcmp(text, cases[i].expected) != 0)
            fail_msg("%s: found \"%s\", expected \"%s\"", cases[i].what, text, cases[i].expected);
    }
}

static void records_against_rosters(void **state)
{
    static const struct taken list[] = {{"2020-11-02", 21, 13, 0, -1}}, open[] = {{"2020-11-02", 21, 13, 2, -1}}, none[1] = {{0}};
    static const struct {
        const char *what;
        const struct taken *taken;
        struct noted noted[RECORDS_MAX];
        const char *expected;
    } cases[] = {
        {"one that differs", list, {{"2020-12-01", "staff", "23"}}, "staff: 21@1 23@r1"},
        {"one before the first rows", list, {{"2020-09-10", "staff", "23"}}, "staff: 21@1 23@r1"},
        {"two counts",
         list,
         {{"2020-12-01", "staff", "23"}, {"2020-12-01", "from_colleges", "12"}},
         "staff: 21@1 23@r1; from_colleges: 13@1 12@r2"},
        {"one that was corrected", list, {{"2020-12-01", "staff", "23", .corrected = true}, {"2020-12-01", "staff", "21"}}, ""},
        {"what lunzhid recorded of the check", list, {{"2020-12-01", "staff", "23", .actor = ENGINE_ACTOR}}, ""},
        {"what is no count",
         list,
         {{"2020-12-01", "departments", "9"}, {"2020-12-01", "staff", "many"}, {"2020-12-01", "staff", NULL}},
         ""},
        {"what the rows leave open", open, {{"2020-12-01", "from_colleges", "20"}}, ""},
        {"two records", none, {{"2020-12-01", "staff", "23"}, {"2020-12-03", "staff", "21"}}, "staff: 23@r1 21@r2"},
        {"two reviews", none, {{"2019-12-01", "panel", "9"}, {"2020-05-29", "panel", "11"}}, ""},
        {"one review", none, {{"2020-05-28", "panel", "9"}, {"2020-05-29", "panel", "11"}}, "panel/2019-2020-2: 9@r1 11@r2"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const char *year = strstr(cases[i].what, "review") ? "2019-2020" : "2020-2021";
        size_t n = 0;

        while (n < RECORDS_MAX && cases[i].noted[n].on)
            n++;
        const char *text = found(cases[i].taken, cases[i].taken->on ? 1 : 0, cases[i].noted, n, year);
        if (strcmp(text, cases[i].expected) != 0)
            fail_msg("%s: found \"%s\", expected \"%s\"", cases[i].what, text, cases[i].expected);
    }
}

static void panels_of_a_term(void **state)
{
    static const struct taken taken[] = {{"2020-01-03", 0, 0, 0, 31, "panel"}, {"2020-05-29", 25, 0, 0, 27, "panel"}};
    static const struct noted noted[] = {{"2020-01-03", "panel", "30"}};

    assert_string_equal(found(taken, 2, noted, 1, "2019-2020"), "panel/2019-2020-2: 25@2 27@2; panel/2019-2020-1: 31@1 30@r1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rosters_of_a_year),
        cmocka_unit_test(records_against_rosters),
        cmocka_unit_test(panels_of_a_term),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
