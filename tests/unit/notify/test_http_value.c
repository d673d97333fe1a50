/* Retry-After, URLs, and what a peer said made fit to be kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "http.h"
#include "words.h"

#define NOW_MS  INT64_C(1577930400000) /* Thu, 02 Jan 2020 02:00:00 GMT */
#define WEEK_MS (7 * INT64_C(86400000))

static void retry_after(void **state)
{
    static const struct {
        const char *value;
        int64_t ms;
    } cases[] = {
        {"", 0},
        {"0", 0},
        {"120", 120000},
        {"604800", WEEK_MS},
        {"604801", WEEK_MS},
        {"99999999999999999999", WEEK_MS},
        {"-5", 0},
        {"soon", 0},
        {"1.5x", 0},
        {"Thu, 02 Jan 2020 02:01:00 GMT", 60000},
        {"Thursday, 02-Jan-20 02:01:00 GMT", 60000},
        {"Thu, 02 Jan 2020 01:59:00 GMT", 0},
        {"Fri, 02 Jan 2099 01:59:00 GMT", WEEK_MS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(http_retry_after_ms(cases[i].value, NOW_MS), cases[i].ms);
}

static void urls(void **state)
{
    static const char *const good[] = {"http://127.0.0.1:8080/", "https://example.edu.cn/hook?key=1", "HTTPS://example.edu.cn",
                                       "http://[::1]:80/x"};
    static const char *const bad[] = {
        "",
        "example.edu.cn",
        "ftp://example.edu.cn/",
        "file:///etc/passwd",
        "http://",
        "http://user:password@example.edu.cn/",
        "http://user@example.edu.cn/",
        "http://example.edu.cn/\r\nX: y",
        "http://example.edu.cn/a b",
        "http://example.edu.cn:99999/",
        "javascript:alert(1)",
        "http://example.edu.cn/\t",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(http_is_url(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(http_is_url(bad[i]));
}

static void words(void **state)
{
    static const struct {
        const char *from;
        size_t size; /* of the room */
        const char *to;
    } cases[] = {
        {"", 8, ""},
        {"abc", 8, "abc"},
        {"abcdefgh", 8, "abcdefg"},
        {" \r\n a\t\r\n b \n", 8, "a b"},
        {"甲乙丙", 7, "甲乙"}, /* 6 bytes and the NUL */
        {"甲乙丙", 9, "甲乙"}, /* no half of the third */
        {"甲 乙", 7, "甲"},    /* the blank does not fit without what follows */
        {"a\x01\x7f\xff", 8, "a???"},
        {"\xe7\x94", 8, "??"}, /* a character cut short */
        {"a\xc2\x85"
         "b",
         8, "a??b"}, /* a C1 control */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char to[16];
        assert_int_equal(words_copy(to, cases[i].size, cases[i].from, strlen(cases[i].from)), strlen(cases[i].to));
        assert_string_equal(to, cases[i].to);
    }
    assert_true(words_has_control("a\nb"));
    assert_true(words_has_control("a\x7f"));
    assert_false(words_has_control("甲 b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(retry_after), cmocka_unit_test(urls), cmocka_unit_test(words)};
    return cmocka_run_group_tests_name("http_value", tests, NULL, NULL);
}
