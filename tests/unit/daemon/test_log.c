/* Log lines: their shape, what cannot be smuggled into them, and how the journal is recognised. */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static void test_shape(void **state)
{
    static const struct {
        enum log_level level;
        const char *subsystem, *object, *words, *expected;
    } cases[] = {
        {LEVEL_ERROR, "store", NULL, "disk full", "error store: disk full"},
        {LEVEL_WARNING, "engine", "su", "vacant", "warning engine su: vacant"},
        {LEVEL_NOTICE, "clock", NULL, "", "notice clock: "},
        {LEVEL_INFO, "engine", "su/survey/2020-2021-1", "甲 told", "info engine su/survey/2020-2021-1: 甲 told"},
        {LEVEL_INFO, "x", "a\nb", "c\rerror store: forged\x7f\x1b[2J", "info x a?b: c?error store: forged??[2J"},
    };
    for (size_t i = 0; i < N_OF(cases); i++) {
        char line[128];
        assert_string_equal(log_format(cases[i].level, cases[i].subsystem, cases[i].object, cases[i].words, line, sizeof line),
                            cases[i].expected);
    }
}

/* "info x: " is 8 bytes; a character of three bytes is kept whole or not at all. */
static void test_cut(void **state)
{
    static const struct {
        size_t size;
        const char *expected;
    } cases[] = {{9, "info x: "}, {10, "info x: "}, {11, "info x: "}, {12, "info x: 甲"}, {14, "info x: 甲"}, {15, "info x: 甲乙"}};
    for (size_t i = 0; i < N_OF(cases); i++) {
        char line[32];
        assert_string_equal(log_format(LEVEL_INFO, "x", NULL, "甲乙丙", line, cases[i].size), cases[i].expected);
    }
}

static void test_journal(void **state)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct stat status;
    char name[64];
    assert_int_equal(fstat(fd, &status), 0);
    snprintf(name, sizeof name, "%llu:%llu", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
    assert_true(log_is_journal(name, fd));
    snprintf(name, sizeof name, "%llu:%llu", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino + 1);
    assert_false(log_is_journal(name, fd));
    snprintf(name, sizeof name, "%llu:%llux", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
    assert_false(log_is_journal(name, fd));
    assert_false(log_is_journal(NULL, fd));
    assert_false(log_is_journal("", fd));
    assert_false(log_is_journal("12", fd));
    close(fd);
    snprintf(name, sizeof name, "%llu:%llu", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
    assert_false(log_is_journal(name, fd));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
