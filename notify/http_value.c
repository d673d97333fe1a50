/* What stands in HTTP's headers and in addresses. Pure, but that curl reads dates and URLs. */
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "memory.h"
#include "words.h"

#define RETRY_AFTER_MAX_MS (7 * 86400 * INT64_C(1000))

static bool has_part(CURLU *url, CURLUPart part)
{
    char *value = NULL;
    bool has = curl_url_get(url, part, &value, 0) == CURLUE_OK;
    curl_free(value);
    return has;
}

bool http_is_url(const char *text)
{
    if (words_has_control(text) || strpbrk(text, " \\"))
        return false;
    bool known = strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
    CURLU *url = curl_url();
    bool good = known && url && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK && !has_part(url, CURLUPART_USER) &&
                !has_part(url, CURLUPART_PASSWORD);
    curl_url_cleanup(url);
    return good;
}

char *http_url_shown(const char *text)
{
    const char *mark = strstr(text, "://"), *host = mark ? mark + strlen("://") : text;
    size_t n = strchr(host, '@') ? 0 : strcspn(host, "/?#");
    return xasprintf("%.*s%s", (int)((size_t)(host - text) + n), text, host[n] != '\0' ? "…" : "");
}

int64_t http_retry_after_ms(const char *value, int64_t now_ms)
{
    int64_t ms;
    size_t digits = strspn(value, "0123456789");
    if (digits > 0 && value[digits] == '\0')
        ms = digits > 9 ? RETRY_AFTER_MAX_MS : strtoll(value, NULL, 10) * 1000;
    else {
        time_t at = curl_getdate(value, NULL);
        ms = at < 0 ? 0 : (int64_t)at * 1000 - now_ms;
    }
    return ms < 0 ? 0 : ms > RETRY_AFTER_MAX_MS ? RETRY_AFTER_MAX_MS : ms;
}
