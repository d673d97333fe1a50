/* Language switching: see speech.h. glibc looks at LANGUAGE for each catalogue, and anew after textdomain(). */
#include "speech.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"

void speech_use(const char *language)
{
    const char *current = getenv("LANGUAGE");
    if (current != NULL && strcmp(current, language) == 0)
        return;
    setenv("LANGUAGE", language, 1);
    textdomain(textdomain(NULL));
}

const char *speech_say(const char *language, const char *text)
{
    const char *current = getenv("LANGUAGE");
    char *before = xstrdup(current != NULL ? current : "");
    speech_use(language);
    const char *said = gettext(text);
    speech_use(before);
    free(before);
    return said;
}

/* The weight of "…;q=0.8" in thousandths. */
static int weight(const char *parameters, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        if (strncasecmp(parameters + i, "q=", 2) != 0)
            continue;
        int thousandths = i + 2 < length && parameters[i + 2] == '1' ? 1000 : 0;
        int digit = 100;
        for (size_t at = i + 4; thousandths < 1000 && at < length && digit > 0 && parameters[at] >= '0' && parameters[at] <= '9';
             at++, digit /= 10)
            thousandths += (parameters[at] - '0') * digit;
        return thousandths;
    }
    return 1000;
}

const char *speech_accepted(const char *accept_language, const char *otherwise)
{
    const char *best = otherwise;
    int best_weight = 0;
    for (const char *at = accept_language; at != NULL && *at != '\0';) {
        at += strspn(at, " \t,");
        size_t length = strcspn(at, ",");
        const char *language = strncasecmp(at, "zh", 2) == 0 ? "zh_CN" : strncasecmp(at, "en", 2) == 0 ? "en" : NULL;
        if (language != NULL && length > 2 && strchr("-; \t", at[2]) == NULL)
            language = NULL;
        if (language != NULL && weight(at, length) > best_weight) {
            best_weight = weight(at, length);
            best = language;
        }
        at += length;
    }
    return best;
}
