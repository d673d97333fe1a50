/* Text on its way to a terminal: harmless, measured, cut. */
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "language.h"

static void made_clean(void **state)
{
    static const struct {
        const char *text, *clean;
    } cases[] = {
        {NULL, ""},
        {"", ""},
        {"plain", "plain"},
        {"校学生会", "校学生会"},
        {"two\nlines\tand\rmore", "two lines and more"},
        {"\033[31mred\033[0m", "\xEF\xBF\xBD[31mred\xEF\xBF\xBD[0m"},
        {"bell\a, delete\177", "bell\xEF\xBF\xBD, delete\xEF\xBF\xBD"},
        {"C1 \xC2\x9B"
         "31m",
         "C1 \xEF\xBF\xBD"
         "31m"},
        {"\xE2\x80\xAE"
         "gpj.exe",
         "\xEF\xBF\xBD"
         "gpj.exe"}, /* U+202E turns what follows */
        {"\xE2\x81\xA6"
         "x\xE2\x81\xA9",
         "\xEF\xBF\xBD"
         "x\xEF\xBF\xBD"}, /* U+2066, U+2069 */
        {"bad \xFF\xC3( end", "bad \xEF\xBF\xBD\xEF\xBF\xBD( end"},
        {"cut \xE6\xA0", "cut \xEF\xBF\xBD\xEF\xBF\xBD"},
        {"overlong \xC0\xAF", "overlong \xEF\xBF\xBD\xEF\xBF\xBD"},
        {"surrogate \xED\xA0\x80", "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        char *clean = text_clean(cases[i].text);

        assert_string_equal(clean, cases[i].clean);
        free(clean);
    }
}

static void measured(void **state)
{
    static const struct {
        const char *text;
        size_t cells;
    } cases[] = {{"", 0},  {"abc", 3},       {"校学生会", 8}, {"甲a乙", 5}, {"（公示）", 8},
                 {"é", 1}, {"e\xCC\x81", 1}, {"…", 1},        {"𠀀", 2},    {"\xEF\xBF\xBD", 1}};

    for (size_t i = 0; i < N_OF(cases); i++)
        assert_int_equal(text_width(cases[i].text), cases[i].cells);
}

static void cut_between_characters(void **state)
{
    static const struct {
        const char *text;
        size_t cells;
        const char *begins;
        size_t used;
    } cases[] = {
        {"abcdef", 3, "abc", 3},           {"abc", 9, "abc", 3},         {"abc", 0, "", 0},
        {"校学生会", 8, "校学生会", 8},    {"校学生会", 7, "校学生", 6}, {"校学生会", 1, "", 0},
        {"e\xCC\x81x", 1, "e\xCC\x81", 1},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        size_t used, bytes = text_fit(cases[i].text, cases[i].cells, &used);

        assert_int_equal(bytes, strlen(cases[i].begins));
        assert_memory_equal(cases[i].text, cases[i].begins, bytes);
        assert_int_equal(used, cases[i].used);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_clean),
        cmocka_unit_test(measured),
        cmocka_unit_test(cut_between_characters),
    };

    language_init();
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
