/* glibc looks at LANGUAGE unless the locale is plain "C": that is the way to translations without a generated locale. */
#include "language.h"

#include <langinfo.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lunzhi_config.h"

static bool names_language(const char *locale)
{
    return *locale != '\0' && strcmp(locale, "C") != 0 && strcmp(locale, "POSIX") != 0 && strncmp(locale, "C.", 2) != 0;
}

/* The locale for messages as POSIX finds it; never NULL. */
static const char *messages_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);

        if (value != NULL && *value != '\0')
            return value;
    }
    return "";
}

/* LANGUAGE, a list of languages separated by colons, without the codeset. */
static void set_language(const char *locale)
{
    char language[32] = "";
    size_t length = strcspn(locale, ".@");

    if (length < sizeof language && getenv("LANGUAGE") == NULL)
        setenv("LANGUAGE", memcpy(language, locale, length), 1);
}

/* A program run from its build directory takes the translations built beside it. */
static const char *locale_dir(void)
{
    static const char build_dir[] = LUNZHI_BUILD_DIR "/";
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);

    if (length >= (ssize_t)sizeof build_dir && memcmp(path, build_dir, sizeof build_dir - 1) == 0)
        return LUNZHI_BUILD_DIR "/po";
    return LUNZHI_LOCALE_DIR;
}

void language_init(void)
{
    const char *wanted = messages_locale();

    if (setlocale(LC_ALL, "") == NULL || strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0) {
        setlocale(LC_ALL, "C.UTF-8");
        if (names_language(wanted))
            set_language(wanted);
    }
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    bindtextdomain("lunzhi", locale_dir());
    bind_textdomain_codeset("lunzhi", "UTF-8");
    textdomain("lunzhi");
}

const char *language_wanted(void)
{
    const char *language = getenv("LANGUAGE"), *locale = messages_locale();

    if (language != NULL && *language != '\0' && strcmp(locale, "C") != 0)
        locale = language;
    if (!names_language(locale))
        return NULL;
    return strncmp(locale, "zh", 2) == 0 ? "zh-CN" : "en";
}

void language_follow(const char *language)
{
    if (language_wanted() != NULL)
        return;
    setenv("LANGUAGE", language, 1);
    textdomain("lunzhi"); /* glibc looks at LANGUAGE again */
}

void language_answered(const char *language)
{
    const char *named = getenv("LANGUAGE");
    const char *ours = strcmp(language, "zh-cn") == 0 ? "zh_CN" : strcmp(language, "en") == 0 ? "en" : NULL;

    if (ours != NULL && *messages_locale() == '\0' && (named == NULL || *named == '\0'))
        language_follow(ours);
}
