/* Findings as compilers print them, sorted, and bounded in number. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static void printed(void **state)
{
    struct report report = {0};
    report_add(&report, FINDING_ERROR, "b.conf", 3, "a.b[1]", "found %d; allowed: %s", 5, "a string");
    report_add(&report, FINDING_WARNING, "b.conf", 0, "", "whole file");
    report_add(&report, FINDING_ERROR, "b.conf", 3, "a.b[0]", "second on its line");
    report_add(&report, FINDING_WARNING, "a.conf", 12, NULL, "%s", "100 %");
    report_sort(&report);
    char *text = report_text(&report);
    assert_string_equal(text,
                        "a.conf:12: warning: 100 %\nb.conf: warning: whole file\nb.conf:3: error: a.b[1]: found 5; allowed: a string\n"
                        "b.conf:3: error: a.b[0]: second on its line\n");
    assert_int_equal(report.n_errors, 2);
    free(text);
    report_done(&report);
    assert_int_equal(report.n, 0);
    assert_null(report.items);
}

static void bounded(void **state)
{
    struct report report = {0};
    for (int i = 0; i < REPORT_MAX + 7; i++)
        report_add(&report, i % 2 == 0 ? FINDING_ERROR : FINDING_WARNING, "a.conf", i, "", "finding");
    assert_int_equal(report.n, REPORT_MAX);
    assert_int_equal(report.left_out, 7);
    assert_int_equal(report.n_errors, (REPORT_MAX + 8) / 2);
    char *text = report_text(&report);
    assert_non_null(strstr(text, "\nand 7 findings more\n"));
    free(text);
    report_done(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed),
        cmocka_unit_test(bounded),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
