/* Addresses: what may stand in MAIL, RCPT and a header, and what may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error.h"
#include "mailbox.h"

#define LABEL_63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void addresses(void **state)
{
    static const char *const good[] = {
        "jia@example.edu.cn", "j.i-a+x@example.edu.cn", "jia@localhost",   "jia@[127.0.0.1]", "jia@[IPv6:::1]",
        "甲@例子.cn",         "a@" LABEL_63 ".cn",      LABEL_63 "a@b.cn",
    };
    static const char *const bad[] = {
        "",
        "jia",
        "@example.edu.cn",
        "jia@",
        "jia@@example.edu.cn",
        "jia@a@b",
        "jia @example.edu.cn",
        "jia@example.edu.cn ",
        "jia@example.edu.cn\r\nRCPT TO:<yi@example.edu.cn>",
        "jia\n@example.edu.cn",
        "jia@exa\tmple.cn",
        "<jia@example.edu.cn>",
        "jia@example..cn",
        "jia@.cn",
        "jia@example.cn.",
        ".jia@example.cn",
        "jia.@example.cn",
        "j..ia@example.cn",
        "jia@-example.cn",
        "jia@example-.cn",
        "jia@exa_mple.cn",
        "\"jia\"@example.cn",
        "jia,yi@example.cn",
        "jia@example.cn,yi@example.cn",
        "jia@example.cn>",
        "jia@[127.0.0.1",
        "jia@[]",
        "jia@[1] SIZE=1",
        "ji\xff@example.cn",
        "jia(x)@example.cn",
        "jia;@example.cn",
        "jia@exam:ple.cn",
        "a@" LABEL_63 "a.cn",
        LABEL_63 "aa@b.cn",
        "a@" LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63,
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(mailbox_is_address(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(mailbox_is_address(bad[i]));
    assert_string_equal(mailbox_domain("jia@example.edu.cn"), "example.edu.cn");
    assert_true(mailbox_needs_utf8("甲@example.cn"));
    assert_false(mailbox_needs_utf8("jia@example.cn"));
}

static void parsing(void **state)
{
    static const struct {
        const char *text, *name, *address;
    } good[] = {
        {"jia@example.edu.cn", NULL, "jia@example.edu.cn"},
        {"秘书处 <office@example.edu.cn>", "秘书处", "office@example.edu.cn"},
        {"\"秘书处, 校学生会\" <office@example.edu.cn>", "秘书处, 校学生会", "office@example.edu.cn"},
        {"Office <office@example.edu.cn>", "Office", "office@example.edu.cn"},
    };
    static const char *const bad[] = {
        "",
        "秘书处",
        "秘书处 <>",
        "秘书处 <office>",
        "a@b.cn, c@d.cn",
        "group: a@b.cn;",
        "a@b.cn\nBcc: c@d.cn",
        "甲\x01 <a@b.cn>",
        "\xff <a@b.cn>",
        "=?UTF-8?B?eA0KQmNjOiB4?= <a@b.cn>", /* an encoded "x", CR LF, "Bcc: x" */
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct mailbox mailbox = {0};
        assert_int_equal(mailbox_parse(good[i].text, &mailbox), 0);
        assert_string_equal(mailbox.address, good[i].address);
        assert_int_equal(mailbox.name == NULL, good[i].name == NULL);
        if (good[i].name)
            assert_string_equal(mailbox.name, good[i].name);
        mailbox_done(&mailbox);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mailbox mailbox = {0};
        assert_int_equal(mailbox_parse(bad[i], &mailbox), ERROR_INVALID);
        assert_null(mailbox.address);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(addresses), cmocka_unit_test(parsing)};
    return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
