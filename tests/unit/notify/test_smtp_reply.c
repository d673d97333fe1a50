/* The reply parser: every case whole, and split at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "smtp_reply.h"

struct expected {
    const char *bytes;
    enum smtp_reply_state state;
    int code;
    const char *text; /* NULL: any */
    size_t left;      /* bytes not taken */
};

static const struct expected cases[] = {
    {"250 ok\r\n", SMTP_REPLY_DONE, 250, "250 ok", 0},
    {"250\r\n", SMTP_REPLY_DONE, 250, "250", 0},
    {"250 \r\n", SMTP_REPLY_DONE, 250, "250", 0},
    {"250 ok\n", SMTP_REPLY_DONE, 250, "250 ok", 0},
    {"599 no\r\n", SMTP_REPLY_DONE, 599, "599 no", 0},
    {"250-a\r\n250-b\r\n250 c\r\n", SMTP_REPLY_DONE, 250, "250-a 250-b 250 c", 0},
    {"250-a\r\n250\r\n", SMTP_REPLY_DONE, 250, "250-a 250", 0},
    {"354 go\r\n250 next\r\n", SMTP_REPLY_DONE, 354, "354 go", 10},
    {"550 5.1.1 没有此人\r\n", SMTP_REPLY_DONE, 550, "550 5.1.1 没有此人", 0},
    {"550 bad \xff\xfe and \x01\x1b[31m\r\n", SMTP_REPLY_DONE, 550, "550 bad ?? and ??[31m", 0},
    {"", SMTP_REPLY_MORE, 0, "", 0},
    {"25", SMTP_REPLY_MORE, 0, "", 0},
    {"250 ok\r", SMTP_REPLY_MORE, 0, "", 0},
    {"250-ok\r\n", SMTP_REPLY_MORE, 250, NULL, 0},
    {"\r\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {"\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {"25\r\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {"2x0 ok\r\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {"hello there\r\n", SMTP_REPLY_BAD, 0, "hello there", 0},
    {"150 early\r\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {"650 late\r\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {"2500 long\r\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {" 250 blank\r\n", SMTP_REPLY_BAD, 0, NULL, 0},
    {"250-a\r\n251 b\r\n", SMTP_REPLY_BAD, 250, NULL, 0},
    {"250-a\r\nb\r\n", SMTP_REPLY_BAD, 250, NULL, 0},
};

static void check(const struct smtp_reply *reply, const struct expected *expected)
{
    assert_int_equal(reply->code, expected->code);
    if (expected->text)
        assert_string_equal(reply->text, expected->text);
}

static void whole(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct smtp_reply reply = {0};
        size_t used, size = strlen(cases[i].bytes);
        assert_int_equal(smtp_reply_feed(&reply, cases[i].bytes, size, &used), cases[i].state);
        assert_int_equal(size - used, cases[i].left);
        check(&reply, &cases[i]);
    }
}

static void byte_by_byte(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct smtp_reply reply = {0};
        enum smtp_reply_state reached = SMTP_REPLY_MORE;
        size_t at = 0, size = strlen(cases[i].bytes);
        while (at < size && reached == SMTP_REPLY_MORE) {
            size_t used;
            reached = smtp_reply_feed(&reply, cases[i].bytes + at, 1, &used);
            assert_int_equal(used, 1);
            at++;
        }
        assert_int_equal(reached, cases[i].state);
        assert_int_equal(size - at, cases[i].left);
        check(&reply, &cases[i]);
    }
}

static void split_in_two(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = strlen(cases[i].bytes);
        for (size_t cut = 0; cut <= size; cut++) {
            struct smtp_reply reply = {0};
            size_t used;
            enum smtp_reply_state reached = smtp_reply_feed(&reply, cases[i].bytes, cut, &used);
            if (reached == SMTP_REPLY_MORE) {
                assert_int_equal(used, cut);
                reached = smtp_reply_feed(&reply, cases[i].bytes + cut, size - cut, &used);
            }
            assert_int_equal(reached, cases[i].state);
            check(&reply, &cases[i]);
        }
    }
}

static void one_after_another(void **state)
{
    static const char bytes[] = "250-first\r\n250 end\r\n550 second\r\n354 third\r\n";
    static const int codes[] = {250, 550, 354};
    struct smtp_reply reply = {0};
    size_t at = 0, used;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(smtp_reply_feed(&reply, bytes + at, strlen(bytes) - at, &used), SMTP_REPLY_DONE);
        assert_int_equal(reply.code, codes[i]);
        at += used;
    }
    assert_string_equal(reply.text, "354 third");
    assert_int_equal(at, strlen(bytes));
}

static enum smtp_reply_state feed(struct smtp_reply *reply, const char *bytes, size_t size)
{
    size_t used;
    return smtp_reply_feed(reply, bytes, size, &used);
}

static void lines_are_bounded(void **state)
{
    static char line[SMTP_REPLY_LINE_MAX + 16];
    memset(line, 'x', sizeof line);
    memcpy(line, "250 ", 4);
    struct smtp_reply reply = {0};
    assert_int_equal(feed(&reply, line, SMTP_REPLY_LINE_MAX), SMTP_REPLY_MORE);
    assert_int_equal(feed(&reply, "\n", 1), SMTP_REPLY_DONE);
    assert_int_equal(strlen(reply.text), WORDS_SIZE - 1);
    reply = (struct smtp_reply){0};
    assert_int_equal(feed(&reply, line, sizeof line), SMTP_REPLY_BAD);
}

static void replies_are_bounded(void **state)
{
    struct smtp_reply reply = {0};
    for (int i = 0; i < SMTP_REPLY_LINES_MAX - 1; i++)
        assert_int_equal(feed(&reply, "250-more\r\n", 10), SMTP_REPLY_MORE);
    struct smtp_reply other = reply;
    assert_int_equal(feed(&reply, "250 last\r\n", 10), SMTP_REPLY_DONE);
    assert_int_equal(feed(&other, "250-more\r\n", 10), SMTP_REPLY_BAD);
    assert_true(strlen(reply.text) < WORDS_SIZE);
}

static void a_nul_is_no_end(void **state)
{
    struct smtp_reply reply = {0};
    assert_int_equal(feed(&reply, "250 a\0b\r\n", 9), SMTP_REPLY_DONE);
    assert_string_equal(reply.text, "250 a?b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(byte_by_byte),
        cmocka_unit_test(split_in_two),
        cmocka_unit_test(one_after_another),
        cmocka_unit_test(lines_are_bounded),
        cmocka_unit_test(replies_are_bounded),
        cmocka_unit_test(a_nul_is_no_end),
    };
    return cmocka_run_group_tests_name("smtp_reply", tests, NULL, NULL);
}
