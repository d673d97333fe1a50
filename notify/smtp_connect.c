/* What curl does for an SMTP connection: how it is told to, what it hears, and why it failed. */
#include <stdlib.h>

#include "intl.h"
#include "smtp_internal.h"

#define GREETING_MAX 65536 /* bytes of the replies while connecting */

/* CURLOPT_HEADERFUNCTION: the server's lines while curl connects. */
static size_t on_line(char *line, size_t size, size_t count, void *arg)
{
    struct smtp *smtp = arg;
    smtp_learn(&smtp->server, line, size * count);
    return smtp->server.size_bytes <= GREETING_MAX ? size * count : 0;
}

/* Why connecting failed: the server's own words if it refused, else curl's. */
void smtp_judge_connect(struct smtp *smtp, CURLcode result)
{
    const struct smtp_server *server = &smtp->server;
    if (server->size_bytes > GREETING_MAX)
        smtp_judge(smtp, ATTEMPT_TRANSIENT, 0, _("the server says too much before the first mail"));
    else if (server->code >= 400)
        smtp_judge(smtp, result == CURLE_LOGIN_DENIED && server->code >= 500 ? ATTEMPT_CHANNEL : ATTEMPT_TRANSIENT, server->code,
                   server->words);
    else
        smtp_judge(smtp, result == CURLE_LOGIN_DENIED ? ATTEMPT_CHANNEL : ATTEMPT_TRANSIENT, 0,
                   *smtp->error ? smtp->error : curl_easy_strerror(result));
}

static void set_tls(CURL *easy, const struct smtp_settings *settings)
{
    static const long levels[] = {
        [SMTP_TLS_NEVER] = CURLUSESSL_NONE, [SMTP_TLS_IF_OFFERED] = CURLUSESSL_TRY, [SMTP_TLS_REQUIRED] = CURLUSESSL_ALL};
    curl_easy_setopt(easy, CURLOPT_USE_SSL, levels[settings->tls]);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, settings->verify ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, settings->verify ? 2L : 0L);
    if (settings->ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
}

CURL *smtp_easy_new(struct smtp *smtp)
{
    const struct smtp_settings *settings = smtp->settings;
    CURL *easy = curl_easy_init();
    if (!easy)
        abort(); /* out of memory, as xmalloc() */
    curl_easy_setopt(easy, CURLOPT_URL, settings->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for the resolver's thread */
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)settings->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, smtp->error);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, smtp);
    set_tls(easy, settings);
    if (settings->user) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, settings->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, settings->password);
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5");
    }
    return easy;
}
