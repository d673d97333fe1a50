/* Which language is spoken, from the environment, on a system that has generated no locale. */
#include "language.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG", "LANGUAGE"};

static void set_or_unset(const char *name, const char *value)
{
    if (value != NULL)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void languages(void **state)
{
    static const struct {
        const char *lc_all, *lc_messages, *lang, *language;
        const char *gettext;  /* LANGUAGE afterwards */
        const char *accepted; /* asked of the daemon */
    } cases[] = {
        {NULL, NULL, NULL, NULL, NULL, NULL},
        {NULL, NULL, "C.UTF-8", NULL, NULL, NULL},
        {NULL, NULL, "C", NULL, NULL, NULL},
        {NULL, NULL, "POSIX", NULL, NULL, NULL},
        {NULL, NULL, "xx_YY.UTF-8", NULL, "xx_YY", "en"}, /* surely generated nowhere */
        {NULL, NULL, "zh_XX.UTF-8", NULL, "zh_XX", "zh-CN"},
        {NULL, NULL, "zh_XX@modified", NULL, "zh_XX", "zh-CN"},
        {NULL, "zh_XX.UTF-8", "en_XX.UTF-8", NULL, "zh_XX", "zh-CN"},
        {"en_XX.UTF-8", "zh_XX.UTF-8", NULL, NULL, "en_XX", "en"},
        {"C", "zh_XX.UTF-8", "zh_XX.UTF-8", NULL, NULL, NULL},
        {NULL, NULL, "xx_YY.UTF-8", "zh_CN:en", "zh_CN:en", "zh-CN"},
        {NULL, NULL, "C.UTF-8", "zh_CN", "zh_CN", "zh-CN"},
        {"C", NULL, NULL, "zh_CN", "zh_CN", NULL}, /* as for gettext: the plain C locale wins */
        {"", "", "", "", "", NULL},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const char *values[] = {cases[i].lc_all, cases[i].lc_messages, NULL, cases[i].lang, cases[i].language};

        for (size_t j = 0; j < N_OF(variables); j++)
            set_or_unset(variables[j], values[j]);
        setlocale(LC_ALL, "C");
        language_init();
        const char *language = getenv("LANGUAGE"), *wanted = language_wanted();
        if (strcmp(language != NULL ? language : "-", cases[i].gettext != NULL ? cases[i].gettext : "-") != 0)
            fail_msg("case %zu: LANGUAGE is %s", i, language);
        if (strcmp(wanted != NULL ? wanted : "-", cases[i].accepted != NULL ? cases[i].accepted : "-") != 0)
            fail_msg("case %zu: %s is asked for", i, wanted);
        assert_string_equal(nl_langinfo(CODESET), "UTF-8");
        assert_string_not_equal(setlocale(LC_MESSAGES, NULL), "C");
    }
}

static void the_daemons_language_where_nothing_is_said(void **state)
{
    static const struct {
        const char *lc_all, *lang, *language; /* of the environment */
        const char *answered;
        const char *gettext; /* LANGUAGE afterwards */
    } cases[] = {
        {NULL, NULL, NULL, "zh-cn", "zh_CN"},   {"", "", "", "zh-cn", "zh_CN"},    {NULL, NULL, NULL, "en", "en"},
        {NULL, NULL, NULL, "", NULL},           {NULL, NULL, NULL, "fr", NULL},    {"C", NULL, NULL, "zh-cn", NULL},
        {NULL, "C.UTF-8", NULL, "zh-cn", NULL}, {NULL, NULL, "en", "zh-cn", "en"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        const char *values[] = {cases[i].lc_all, NULL, NULL, cases[i].lang, cases[i].language};

        for (size_t j = 0; j < N_OF(variables); j++)
            set_or_unset(variables[j], values[j]);
        setlocale(LC_ALL, "C");
        language_init();
        language_answered(cases[i].answered);
        const char *language = getenv("LANGUAGE");
        if (strcmp(language != NULL ? language : "-", cases[i].gettext != NULL ? cases[i].gettext : "-") != 0)
            fail_msg("case %zu: LANGUAGE is %s", i, language);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(languages), cmocka_unit_test(the_daemons_language_where_nothing_is_said)};

    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
