/* Every file of broken/ and warned/ with all that is said about it, compared whole with what is expected beside it. The words are those of
 * the C locale: no locale is set. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fixture.h"

static char *expected_of(const char *file)
{
    char path[256];
    snprintf(path, sizeof path, "%.*s.expected", (int)(strlen(file) - strlen(".conf")), file);
    return text_of(path);
}

static void compare(const char *folder, const char *file, int expected_error)
{
    struct count count;
    struct conf_sink sink = counting_sink(&count);
    struct report report = {0}, checked = {0};
    enter(folder);
    char *expected = expected_of(file);
    assert_int_equal(conf_load(file, &test_options, &sink, &report), expected_error);
    assert_int_equal(conf_check(file, &test_options, &checked), expected_error);
    char *text = report_text(&report);
    char *checked_text = report_text(&checked);
    assert_string_equal(text, expected);
    assert_string_equal(checked_text, expected);
    if (expected_error == 0)
        assert_true(count.calendars > 0);
    else
        assert_int_equal(count.calendars + count.channels + count.organizations, 0);
    free(text);
    free(checked_text);
    free(expected);
    report_done(&report);
    report_done(&checked);
}

static void broken(void **state)
{
    compare("broken", *state, ERROR_CONFIG);
}

static void warned(void **state)
{
    compare("warned", *state, 0);
}

static size_t add_tests(struct CMUnitTest *tests, const char *folder, CMUnitTestFunction test, glob_t *files)
{
    enter(folder);
    if (glob("*.conf", 0, NULL, files) != 0)
        return 0;
    for (size_t i = 0; i < files->gl_pathc; i++)
        tests[i] = (struct CMUnitTest){.name = files->gl_pathv[i], .test_func = test, .initial_state = files->gl_pathv[i]};
    return files->gl_pathc;
}

int main(void)
{
    static struct CMUnitTest tests[200];
    glob_t broken_files = {0}, warned_files = {0};
    size_t n = add_tests(tests, "broken", broken, &broken_files);
    if (n < 20 || n > 100)
        return 99; /* the files were not found: nothing would be tested */
    n += add_tests(tests + n, "warned", warned, &warned_files);
    int failed = _cmocka_run_group_tests("findings", tests, n, NULL, NULL);
    globfree(&broken_files);
    globfree(&warned_files);
    return failed;
}
