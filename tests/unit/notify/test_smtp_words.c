/* Small things of the dialogue: stuffed dots, and what EHLO tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "smtp_internal.h"

static void stuffing(void **state)
{
    static const struct {
        const char *mail, *sent;
    } cases[] = {
        {"", ""},
        {"a\r\n", "a\r\n"},
        {".\r\n", "..\r\n"},
        {"..\r\n", "...\r\n"},
        {".", ".."},
        {"a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n"},
        {"a\r\n.\r\n.\r\n.b\r\n", "a\r\n..\r\n..\r\n..b\r\n"},
        {"a.\r\nb . c\r\n", "a.\r\nb . c\r\n"},
        {"\r\n.", "\r\n.."},
        {"a\n.b", "a\n..b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct smtp *smtp = calloc(1, sizeof *smtp);
        smtp_put_stuffed(smtp, cases[i].mail, strlen(cases[i].mail));
        smtp_put(smtp, "", 1);
        assert_string_equal(smtp->out, cases[i].sent);
        assert_int_equal(smtp->out_size, strlen(cases[i].sent) + 1);
        free(smtp->out);
        free(smtp);
    }
}

/* EHLO's words, as curl hands the lines over. */
static void learning(void **state)
{
    static const struct {
        const char *lines[8];
        bool pipelining, smtputf8, auth;
    } cases[] = {
        {{"220 hi\r\n", "250 hi\r\n"}, false, false, false},
        {{"220 PIPELINING\r\n", "250-PIPELINING\r\n", "250 HELP\r\n"}, false, false, false}, /* the server's name */
        {{"220 hi\r\n", "250-hi\r\n", "250-PIPELINING\r\n", "250-smtputf8\r\n", "250 AUTH PLAIN\r\n"}, true, true, true},
        {{"220 hi\r\n", "250-hi\r\n", "250 AUTH=LOGIN\r\n", "334 \r\n", "235 ok\r\n"}, false, false, true},
        {{"220 hi\r\n", "250-hi\r\n", "250-PIPELININGX\r\n", "250 XPIPELINING\r\n"}, false, false, false},
        {{"220 hi\r\n", "250-hi\r\n", "250-AUTH PLAIN\r\n", "250 PIPELINING\r\n", "220 go\r\n", "250-hi\r\n", "250 SMTPUTF8\r\n"},
         false,
         true,
         false},
        {{"220 hi\r\n", "250-hi\r\n", "250 PIPELINING", "500 no\r\n", "250 hi\r\n"}, false, false, false}, /* HELO after all */
        {{"220 hi\r\n", "250-hi\r\n", "250"}, false, false, false},
        {{"", "2", "250-"}, false, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct smtp_server server = {0};
        for (size_t j = 0; cases[i].lines[j]; j++)
            smtp_learn(&server, cases[i].lines[j], strlen(cases[i].lines[j]));
        assert_int_equal(server.pipelining, cases[i].pipelining);
        assert_int_equal(server.smtputf8, cases[i].smtputf8);
        assert_int_equal(server.auth, cases[i].auth);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stuffing), cmocka_unit_test(learning)};
    return cmocka_run_group_tests_name("smtp_words", tests, NULL, NULL);
}
