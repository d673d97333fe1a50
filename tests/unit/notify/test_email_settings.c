/* What an email channel may be set to, and what follows from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "email_settings.h"

/* "name=value" each; NULL-ended. */
struct given {
    const char *pairs[6];
};

struct read {
    struct setting settings[6];
    char names[6][16];
    struct channel channel;
    struct email_settings email;
    char faults[256]; /* names, " " after each */
};

static void note_fault(void *ctx, const struct setting *setting, const char *name, const char *text)
{
    struct read *read = ctx;
    size_t n = strlen(read->faults);
    assert_non_null(text);
    snprintf(read->faults + n, sizeof read->faults - n, "%s ", name);
}

static bool try(const struct given *given, struct read *read)
{
    memset(read, 0, sizeof *read);
    size_t n = 0;
    for (; n < 6 && given->pairs[n]; n++) {
        const char *equals = strchr(given->pairs[n], '=');
        snprintf(read->names[n], sizeof read->names[n], "%.*s", (int)(equals - given->pairs[n]), given->pairs[n]);
        read->settings[n] = (struct setting){.name = read->names[n], .type = SETTING_STRING, .string = equals + 1};
    }
    read->channel = (struct channel){.id = "mail", .backend = "email", .settings = read->settings, .n_settings = n};
    return email_settings_read(&read->channel, &read->email, note_fault, read);
}

#define FROM   "from=office@example.edu.cn"
#define REMOTE "server=smtp://mail.example.edu.cn"
#define LOCAL  "server=smtp://127.0.0.1:2525"
#define HELO   "helo=here.example.edu.cn"
#define LOGIN  "user=office", "password_file=mail.password"

static void good(void **state)
{
    static const struct {
        struct given given;
        enum smtp_tls tls;
        bool verify;
        const char *url;
    } cases[] = {
        {{{LOCAL, FROM, HELO}}, SMTP_TLS_IF_OFFERED, false, "smtp://127.0.0.1:2525/here.example.edu.cn"},
        {{{REMOTE, FROM, HELO}}, SMTP_TLS_IF_OFFERED, false, "smtp://mail.example.edu.cn/here.example.edu.cn"},
        {{{REMOTE, FROM, HELO, "ca_file=x"}}, SMTP_TLS_IF_OFFERED, true, NULL},
        {{{REMOTE, FROM, "starttls=require"}}, SMTP_TLS_REQUIRED, true, NULL},
        {{{REMOTE, FROM, "starttls=never"}}, SMTP_TLS_NEVER, false, NULL},
        {{{REMOTE, FROM, LOGIN}}, SMTP_TLS_REQUIRED, true, NULL}, /* the password wants TLS */
        {{{LOCAL, FROM, LOGIN}}, SMTP_TLS_IF_OFFERED, false, NULL},
        {{{"server=smtp://localhost", FROM, LOGIN, "starttls=never"}}, SMTP_TLS_NEVER, false, NULL},
        {{{"server=smtp://[::1]:25", FROM, LOGIN}}, SMTP_TLS_IF_OFFERED, false, NULL},
        {{{"server=smtps://127.0.0.1", FROM, HELO}}, SMTP_TLS_IF_OFFERED, true, "smtps://127.0.0.1/here.example.edu.cn"},
        {{{LOCAL, FROM, "helo=[127.0.0.1]"}}, SMTP_TLS_IF_OFFERED, false, NULL},
        {{{LOCAL, "from=秘书处 <office@example.edu.cn>", "reply_to=团委 <league@example.edu.cn>"}}, SMTP_TLS_IF_OFFERED, false, NULL},
        {{{LOCAL, FROM, "to=秘书处 <局@例子.cn>"}}, SMTP_TLS_IF_OFFERED, false, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct read read;
        assert_true(try(&cases[i].given, &read));
        assert_string_equal(read.faults, "");
        assert_int_equal(read.email.smtp.tls, cases[i].tls);
        assert_int_equal(read.email.smtp.verify, cases[i].verify);
        if (cases[i].url)
            assert_string_equal(read.email.smtp.url, cases[i].url);
        email_settings_done(&read.email);
    }
}

static void bad(void **state)
{
    static const struct {
        struct given given;
        const char *faults;
    } cases[] = {
        {{{"server=http://127.0.0.1", FROM}}, "server "},
        {{{"server=127.0.0.1:25", FROM}}, "server "},
        {{{"server=", FROM}}, "server "},
        {{{"server=smtp://user:password@127.0.0.1", FROM}}, "server "},
        {{{"server=smtp://127.0.0.1/path", FROM}}, "server "},
        {{{"server=smtp://127.0.0.1?x", FROM}}, "server "},
        {{{"server=smtp://127.0.0.1\r\nX", FROM}}, "server "},
        {{{LOCAL, "from=office"}}, "from "},
        {{{LOCAL, "from=a@b.cn, c@d.cn"}}, "from "},
        {{{LOCAL, "from=局@例子.cn"}}, "from "},
        {{{LOCAL, FROM, "reply_to=x\ny"}}, "reply_to "},
        {{{LOCAL, FROM, "to=office"}}, "to "},
        {{{LOCAL, FROM, "to=a@b.cn, c@d.cn"}}, "to "},
        {{{LOCAL, FROM, "helo=a b"}}, "helo "},
        {{{LOCAL, FROM, "helo=a\r\nMAIL"}}, "helo "},
        {{{LOCAL, FROM, "helo="}}, "helo "},
        {{{LOCAL, FROM, "starttls=maybe"}}, "starttls "},
        {{{"server=smtps://127.0.0.1", FROM, "starttls=require"}}, "starttls "},
        {{{LOCAL, FROM, "user=office"}}, "user "},
        {{{LOCAL, FROM, "password_file=x"}}, "password_file "},
        {{{REMOTE, FROM, LOGIN, "starttls=never"}}, "starttls "},
        {{{"server=x", "from=y", "helo=/", "user=z"}}, "helo server user from "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct read read;
        assert_false(try(&cases[i].given, &read));
        assert_string_equal(read.faults, cases[i].faults);
        assert_null(read.email.smtp.url);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(good), cmocka_unit_test(bad)};
    return cmocka_run_group_tests_name("email_settings", tests, NULL, NULL);
}
