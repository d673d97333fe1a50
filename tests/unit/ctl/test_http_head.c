/* Heads of replies: the good, and all that must be refused. */
#include "http_head.h"

#include <string.h>

#include "error.h"
#include "fixture.h"

static void good_heads(void **state)
{
    static const struct {
        const char *text;
        struct http_head head;
    } cases[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 12", {200, false, 12, true, ""}},
        {"HTTP/1.1 200\r\nContent-Length:0", {200, false, 0, true, ""}},
        {"HTTP/1.1 404 Not Found\r\ncontent-length: \t 7 \t", {404, false, 7, true, ""}},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked", {200, true, -1, true, ""}},
        {"HTTP/1.0 200 OK\r\nContent-Length: 1", {200, false, 1, false, ""}},
        {"HTTP/1.1 503 Later\r\nConnection: close\r\nContent-Length: 2", {503, false, 2, false, ""}},
        {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3", {200, false, 3, true, ""}},
        {"HTTP/1.1 200 OK\r\nContent-Type: Application/JSON; charset=utf-8\r\nX-Other: a: b", {200, false, -1, true, "application/json"}},
        {"HTTP/1.1 200 OK", {200, false, -1, true, ""}},
        {"HTTP/1.1 200 OK\r\nContent-Language: zh-CN ", {200, false, -1, true, "", "zh-cn"}},
        {"HTTP/1.1 200 OK\r\nContent-Language: en, fr, de, it, es", {200, false, -1, true, "", ""}},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct http_head head;
        const char *why;

        assert_int_equal(http_head_parse(cases[i].text, strlen(cases[i].text), &head, &why), 0);
        assert_int_equal(head.status, cases[i].head.status);
        assert_int_equal(head.chunked, cases[i].head.chunked);
        assert_int_equal(head.content_bytes, cases[i].head.content_bytes);
        assert_int_equal(head.keeps, cases[i].head.keeps);
        assert_string_equal(head.type, cases[i].head.type);
        assert_string_equal(head.language, cases[i].head.language);
    }
}

static void bad_heads(void **state)
{
    static const char *const texts[] = {
        "",
        "garbage",
        "HTTP/2 200 OK",
        "HTTP/1.2 200 OK",
        "HTTP/1.1 20 OK",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 099 OK",
        "HTTP/1.1 600 OK",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1  200 OK",
        " HTTP/1.1 200 OK",
        "SSH-2.0-OpenSSH_9.2",
        "HTTP/1.1 200 OK\r\nno colon",
        "HTTP/1.1 200 OK\r\n: nameless",
        "HTTP/1.1 200 OK\r\nContent-Length : 3",
        "HTTP/1.1 200 OK\r\nX: a\r\n folded",
        "HTTP/1.1 200 OK\r\nX: bare\nlf: 1",
        "HTTP/1.1 200 OK\r\nContent-Length: -1",
        "HTTP/1.1 200 OK\r\nContent-Length: +1",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x10",
        "HTTP/1.1 200 OK\r\nContent-Length: 1 2",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 1",
        "HTTP/1.1 200 OK\r\nContent-Length:",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    };

    for (size_t i = 0; i < N_OF(texts); i++) {
        struct http_head untouched = {.status = 7};
        const char *why = NULL;

        if (http_head_parse(texts[i], strlen(texts[i]), &untouched, &why) != ERROR_CORRUPT || why == NULL || untouched.status != 7)
            fail_msg("taken for a head: %s", texts[i]);
    }
}

static void a_nul_is_refused(void **state)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nX: a\0b";
    struct http_head head;
    const char *why;

    assert_int_equal(http_head_parse(text, sizeof text - 1, &head, &why), ERROR_CORRUPT);
}

static void chunk_sizes(void **state)
{
    static const struct {
        const char *line;
        int rc;
        uint64_t bytes;
    } cases[] = {
        {"0", 0, 0},
        {"a", 0, 10},
        {"1F", 0, 31},
        {"000c", 0, 12},
        {"5;name=value", 0, 5},
        {"5 ", 0, 5},
        {"ffffffffffff", 0, 0xffffffffffff},
        {"", ERROR_CORRUPT, 0},
        {"-1", ERROR_CORRUPT, 0},
        {"0x5", ERROR_CORRUPT, 0},
        {"g", ERROR_CORRUPT, 0},
        {" 5", ERROR_CORRUPT, 0},
        {"1000000000000", ERROR_CORRUPT, 0},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        uint64_t bytes = 0;

        assert_int_equal(http_chunk_parse(cases[i].line, strlen(cases[i].line), &bytes), cases[i].rc);
        assert_int_equal(bytes, cases[i].bytes);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_heads),
        cmocka_unit_test(bad_heads),
        cmocka_unit_test(a_nul_is_refused),
        cmocka_unit_test(chunk_sizes),
    };

    return cmocka_run_group_tests_name("http_head", tests, NULL, NULL);
}
