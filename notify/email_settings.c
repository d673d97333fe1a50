/* server, starttls, user, password_file, from, reply_to, to, ca_file, helo, html, timeout_s, timeout_data_s: each alone first, then how
 * they go together.
 *
 * The certificate is verified wherever somebody relies on it: smtps, starttls = "require", a ca_file, or a password going to another
 * host. TLS merely taken because it is offered protects from eavesdroppers only, and is not refused for a self-made certificate (RFC 7435):
 * that is what mail servers beside the daemon have. */
#include "email_settings.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "error.h"
#include "http.h"
#include "intl.h"
#include "memory.h"
#include "secret.h"
#include "words.h"

#define TIMEOUT_S      60
#define TIMEOUT_DATA_S 600 /* RFC 5321, 4.5.3.2.6: a shorter one makes duplicates */

const struct setting_spec email_setting_specs[] = {
    {.name = "server", .type = SETTING_STRING, .required = true},
    {.name = "from", .type = SETTING_STRING, .required = true},
    {.name = "starttls", .type = SETTING_STRING},
    {.name = "user", .type = SETTING_STRING},
    {.name = "password_file", .type = SETTING_STRING, .names = NAMES_SECRET},
    {.name = "reply_to", .type = SETTING_STRING},
    {.name = "to", .type = SETTING_STRING},
    {.name = "ca_file", .type = SETTING_STRING, .names = NAMES_FILE},
    {.name = "helo", .type = SETTING_STRING},
    {.name = "html", .type = SETTING_BOOLEAN},
    {.name = "timeout_data_s", .type = SETTING_INTEGER, .min = 1, .max = 3600},
    {0},
};

/* What is being read, and whom to tell. */
struct reading {
    const struct channel *channel;
    struct email_settings *settings;
    setting_fault_cb fault;
    void *ctx;
    bool faulty;
    bool smtps;    /* TLS from the first byte */
    bool loopback; /* the server is this machine */
};

__attribute__((format(printf, 3, 4))) static void tell(struct reading *reading, const char *name, const char *format, ...)
{
    va_list arguments;
    char text[400];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    reading->faulty = true;
    reading->fault(reading->ctx, channel_setting(reading->channel, name), name, text);
}

static const char *string(const struct reading *reading, const char *name)
{
    return channel_string(reading->channel, name, NULL);
}

static bool is_loopback(const char *host)
{
    struct in_addr address;
    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

/* A host name or an address literal in brackets: nothing else may follow EHLO. */
static bool is_helo(const char *text)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    size_t size = strlen(text);
    if (text[0] == '[')
        return size > 2 && size < 64 && text[size - 1] == ']' && strspn(text + 1, "0123456789abcdefABCDEF:.IPv") == size - 2;
    return size > 0 && size <= 255 && strspn(text, name) == size;
}

static char *helo_name(struct reading *reading)
{
    char host[256] = "";
    const char *given = string(reading, "helo");
    if (given) {
        if (!is_helo(given))
            tell(reading, "helo", _("is “%s”; allowed is a host name"), given);
        return xstrdup(given);
    }
    gethostname(host, sizeof host - 1);
    return xstrdup(is_helo(host) ? host : "localhost");
}

static char *url_part(CURLU *url, CURLUPart part)
{
    char *value = NULL;
    return curl_url_get(url, part, &value, 0) == CURLUE_OK ? value : NULL;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    char *value = url_part(url, part);
    bool has = value && strcmp(value, "/") != 0;
    curl_free(value);
    return has;
}

/* Scheme, host and port, and no more. */
static bool take_server(struct reading *reading, CURLU *url, const char *server)
{
    static const CURLUPart others[] = {CURLUPART_USER,  CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_PATH,
                                       CURLUPART_QUERY, CURLUPART_FRAGMENT, CURLUPART_ZONEID};
    if (words_has_control(server) || strpbrk(server, " \\") || curl_url_set(url, CURLUPART_URL, server, 0) != CURLUE_OK)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (has_part(url, others[i]))
            return false;
    char *scheme = url_part(url, CURLUPART_SCHEME), *host = url_part(url, CURLUPART_HOST);
    bool good = scheme && host && (strcmp(scheme, "smtp") == 0 || strcmp(scheme, "smtps") == 0);
    if (good) {
        reading->smtps = strcmp(scheme, "smtps") == 0;
        reading->loopback = is_loopback(host);
    }
    curl_free(scheme);
    curl_free(host);
    return good;
}

/* curl takes the name for EHLO from the path. */
static void read_server(struct reading *reading)
{
    CURLU *url = curl_url();
    const char *server = channel_string(reading->channel, "server", "");
    char *shown = http_url_shown(server), *helo = helo_name(reading), *path = xasprintf("/%s", helo), *whole = NULL;
    if (!url)
        abort(); /* out of memory, as xmalloc() */
    if (!take_server(reading, url, server)) {
        reading->loopback = true; /* nothing follows from an address that is none */
        tell(reading, "server", _("is “%s”; allowed is smtp://HOST[:PORT] or smtps://HOST[:PORT]"), shown);
    } else if (curl_url_set(url, CURLUPART_PATH, path, CURLU_URLENCODE) == CURLUE_OK && (whole = url_part(url, CURLUPART_URL)))
        reading->settings->smtp.url = xstrdup(whole);
    curl_free(whole);
    curl_url_cleanup(url);
    free(path);
    free(helo);
    free(shown);
}

static void read_recipient(struct reading *reading, const char *name, struct mailbox *ret)
{
    const char *text = string(reading, name);
    if (text && mailbox_parse(text, ret) < 0)
        tell(reading, name, _("is “%s”; allowed is one mail address, such as NAME <office@example.edu.cn>"), text);
}

static void read_mailbox(struct reading *reading, const char *name, struct mailbox *ret)
{
    read_recipient(reading, name, ret);
    if (ret->address && mailbox_needs_utf8(ret->address))
        tell(reading, name, _("the address must be ASCII (the name before it need not)"));
}

static void read_starttls(struct reading *reading)
{
    static const struct {
        const char *word;
        enum smtp_tls tls;
    } words[] = {{"never", SMTP_TLS_NEVER}, {"if-offered", SMTP_TLS_IF_OFFERED}, {"require", SMTP_TLS_REQUIRED}};
    const char *word = string(reading, "starttls");
    reading->settings->smtp.tls = SMTP_TLS_IF_OFFERED;
    if (!word)
        return;
    if (reading->smtps)
        tell(reading, "starttls", _("smtps:// is encrypted from the first byte: leave starttls out"));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0) {
            reading->settings->smtp.tls = words[i].tls;
            return;
        }
    tell(reading, "starttls", _("is “%s”; allowed is \"require\", \"if-offered\" or \"never\""), word);
}

static void read_login(struct reading *reading)
{
    struct smtp_settings *smtp = &reading->settings->smtp;
    const char *user = string(reading, "user"), *file = string(reading, "password_file");
    bool exposed = !reading->smtps && !reading->loopback;
    if (user && !file)
        tell(reading, "user", _("there is a user, but no password_file"));
    if (file && !user)
        tell(reading, "password_file", _("there is a password_file, but no user"));
    if (user && (!*user || words_has_control(user)))
        tell(reading, "user", _("it is empty or holds control characters"));
    if (user && exposed && smtp->tls == SMTP_TLS_NEVER)
        tell(reading, "starttls", _("a password never leaves this machine without TLS"));
    smtp->verify = reading->smtps || smtp->tls == SMTP_TLS_REQUIRED || string(reading, "ca_file") || (user && exposed);
    if (user && exposed)
        smtp->tls = SMTP_TLS_REQUIRED;
    smtp->user = user ? xstrdup(user) : NULL;
}

bool email_settings_read(const struct channel *channel, struct email_settings *ret, setting_fault_cb fault, void *ctx)
{
    struct reading reading = {.channel = channel, .settings = ret, .fault = fault, .ctx = ctx};
    memset(ret, 0, sizeof *ret);
    read_server(&reading);
    read_starttls(&reading);
    read_login(&reading);
    read_mailbox(&reading, "from", &ret->sender.from);
    read_mailbox(&reading, "reply_to", &ret->sender.reply_to);
    ret->sender.html = channel_integer(channel, "html", true) != 0;
    read_recipient(&reading, "to", &ret->sender.to);
    ret->smtp.timeout_ms = 1000 * (uint64_t)channel_integer(channel, "timeout_s", TIMEOUT_S);
    ret->smtp.data_timeout_ms = 1000 * (uint64_t)channel_integer(channel, "timeout_data_s", TIMEOUT_DATA_S);
    if (reading.faulty)
        email_settings_done(ret);
    return !reading.faulty;
}

int email_settings_read_files(const struct channel *channel, const struct backend_context *context, struct email_settings *settings,
                              char **ret_why)
{
    const char *password_file = channel_string(channel, "password_file", NULL), *ca_file = channel_string(channel, "ca_file", NULL);
    int r = password_file ? secret_read(context, password_file, &settings->smtp.password, ret_why) : 0;
    if (r == 0 && ca_file)
        r = secret_public_path(context, ca_file, &settings->smtp.ca_file, ret_why);
    return r;
}

void email_settings_done(struct email_settings *settings)
{
    free(settings->smtp.url);
    free(settings->smtp.user);
    secret_free(settings->smtp.password);
    free(settings->smtp.ca_file);
    mailbox_done(&settings->sender.from);
    mailbox_done(&settings->sender.reply_to);
    mailbox_done(&settings->sender.to);
    memset(settings, 0, sizeof *settings);
}
