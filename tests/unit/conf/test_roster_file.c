/* Rosters as spreadsheets save them, against the shipped columns; each broken one with all that is said about it. */
#include "roster_file.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

static struct check_file shipped(const char *table, struct arena *arena)
{
    struct nearest nearest = {.word = table};
    struct report report = {0};
    struct check_file file;

    assert_int_equal(check_file_of_table(&test_options, table, arena, &file, &nearest, &report), 0);
    report_done(&report);
    return file;
}

/* "on|post|…" a row, "-" where it is not known. Heap. */
static char *written(const struct roster *roster)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    for (size_t i = 0; i < roster->n_columns; i++)
        fprintf(stream, "%s%s", i > 0 ? "|" : "", roster->columns[i]);
    for (size_t row = 0; row < roster->n_rows; row++) {
        for (size_t i = 0; i < roster->n_columns; i++) {
            const char *cell = roster_cell(roster, row, i);

            fprintf(stream, "%s%s", i > 0 ? "|" : "\n", cell != NULL ? cell : "-");
        }
    }
    fclose(stream);
    return text;
}

static void every_encoding_is_the_same_roster(void **state)
{
    static const char *const files[] = {"utf8.csv", "bom.csv", "gbk-crlf.csv", "cr.csv", "quotes.csv"};

    enter("rosters");
    for (size_t i = 0; i < N_OF(files); i++) {
        struct arena arena = {0};
        struct report report = {0};
        struct check_file check = shipped("roster", &arena);
        struct roster roster = {.on = 7};
        const char *left_out = "";

        assert_int_equal(roster_read_file(files[i], &check, &arena, &roster, &left_out, &report), 0);
        char *text = written(&roster);
        assert_string_equal(text, "id|post|department|political|kind|first_year|rank_term|rank_year|rank_total|failed|college_union\n"
                                  "a01|presidium|-|party|undergraduate|no|12.5|40|-|0|yes\n"
                                  "a02|department_head|办公室|league|undergraduate|no|-|30|55|0|yes\n"
                                  "a03|officer|权益部|league|undergraduate|yes|-|-|-|0|no\n"
                                  "a04|副主席|权益部|masses|postgraduate|-|-|-|-|1|-");
        assert_string_equal(roster.table, "roster");
        assert_string_equal(roster.source, files[i]);
        assert_int_equal(roster.on, 7);
        if (strcmp(files[i], "quotes.csv") == 0)
            assert_string_equal(left_out, "学院");
        else
            assert_string_equal(left_out, "姓名, 学院, 电话");
        free(text);
        report_done(&report);
        arena_done(&arena);
    }
}

static void broken_files_say_everything(void **state)
{
    glob_t files;

    enter("rosters");
    assert_int_equal(glob("*.expected", 0, NULL, &files), 0);
    assert_int_equal(files.gl_pathc, 10);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char *expected = text_of(files.gl_pathv[i]), path[64];
        struct arena arena = {0};
        struct report report = {0};
        struct check_file check = shipped("roster", &arena);
        struct roster roster = {.on = 7};
        const char *left_out = "untouched";

        snprintf(path, sizeof path, "%.*s.csv", (int)(strlen(files.gl_pathv[i]) - strlen(".expected")), files.gl_pathv[i]);
        assert_int_equal(roster_read_file(path, &check, &arena, &roster, &left_out, &report), ERROR_CONFIG);
        report_sort(&report);
        char *text = report_text(&report);
        assert_string_equal(text, expected);
        assert_null(roster.columns);
        assert_string_equal(left_out, "untouched");
        free(text);
        free(expected);
        report_done(&report);
        arena_done(&arena);
    }
    globfree(&files);
}

static void a_file_that_is_not_there(void **state)
{
    struct arena arena = {0};
    struct report report = {0};
    struct check_file check = {0};
    struct roster roster = {0};
    const char *left_out;

    enter("rosters");
    assert_int_equal(roster_read_file("none.csv", &check, &arena, &roster, &left_out, &report), ERROR_CONFIG);
    assert_int_equal(report.n_errors, 1);
    assert_non_null(strstr(report.items[0].text, "none.csv"));
    report_done(&report);
    arena_done(&arena);
}

static void too_much_of_anything(void **state)
{
    static const struct {
        size_t rows, columns;
        const char *words;
    } cases[] = {{30001, 2, "found more than 30000 rows"},
                 {2, 101, "found 101 fields; allowed: at most 100"},
                 {1400000, 2, "found more than 4194304 bytes"}};

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct arena arena = {0};
        struct report report = {0};
        struct check_file check = {0};
        struct roster roster = {0};
        const char *left_out;
        char *text = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&text, &size);

        for (size_t row = 0; row < cases[i].rows; row++) {
            for (size_t column = 0; column < cases[i].columns; column++)
                fprintf(stream, "%sx", column > 0 ? "," : "");
            fputc('\n', stream);
        }
        fclose(stream);
        assert_int_equal(roster_read(text, size, "big.csv", &check, &arena, &roster, &left_out, &report), ERROR_CONFIG);
        assert_string_equal(report.items[0].text, cases[i].words);
        free(text);
        report_done(&report);
        arena_done(&arena);
    }
}

/* Whatever the bytes, it ends and says why: every beginning of a file, and the file with each byte replaced. */
static void any_bytes(void **state)
{
    struct arena text_arena = {0};
    struct check_file check = shipped("roster", &text_arena);

    enter("rosters");
    char *text = text_of("quotes.csv");
    size_t size = strlen(text);
    for (size_t i = 0; i < 2 * size; i++) {
        struct arena arena = {0};
        struct report report = {0};
        struct roster roster = {0};
        const char *left_out = NULL;
        const size_t at = i % size;
        const char kept = text[at];

        if (i >= size)
            text[at] = i % 2 == 0 ? '"' : '\xff';
        int error = roster_read(text, i < size ? i : size, "cut.csv", &check, &arena, &roster, &left_out, &report);
        assert_true((error == 0 && report.n_errors == 0) || (error == ERROR_CONFIG && report.n_errors > 0));
        text[at] = kept;
        report_done(&report);
        arena_done(&arena);
    }
    free(text);
    arena_done(&text_arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_is_the_same_roster),
        cmocka_unit_test(broken_files_say_everything),
        cmocka_unit_test(a_file_that_is_not_there),
        cmocka_unit_test(too_much_of_anything),
        cmocka_unit_test(any_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
