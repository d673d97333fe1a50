/* The client against peers that keep to the protocol and peers that do not. */
#include "http_client.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fixture.h"
#include "memory.h"
#include "peer.h"

/* Small bounds, so that a test can go over them; the limit of time is only waited for where a peer is silent. */
static const struct http_limits limits = {.head_bytes = 1024, .body_bytes = 4096, .timeout_ms = 5000};
static const struct http_limits hasty = {.head_bytes = 1024, .body_bytes = 4096, .timeout_ms = 40};

/* What the peer says, and whether it leaves the connection open after that. */
struct script {
    const char *bytes;
    bool stays;
};

static int say_script(void *ctx, const char *request, FILE *out)
{
    const struct script *script = ctx;

    fputs(script->bytes, out);
    return script->stays;
}

static int exchange(const struct script *script, const struct http_limits *bounds, struct http_reply *reply, char **ret_error)
{
    const struct http_request request = {.method = "GET", .target = "/v1/status"};
    struct peer *peer = peer_start(say_script, (void *)script);
    struct http_client *client = http_client_new(peer_path(peer), bounds);
    int rc = http_client_exchange(client, &request, reply);

    *ret_error = xstrdup(http_client_error(client));
    http_client_free(client);
    peer_stop(peer);
    return rc;
}

static void good_replies(void **state)
{
    static const struct {
        struct script script;
        int status;
        const char *body;
    } cases[] = {
        {{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true}, 200, "hello"},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true}, 200, ""},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", true}, 200, "hello"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n", true}, 200, "hello"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true}, 200, ""},
        {{"HTTP/1.1 404 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", false}, 404, "{}"},
        {{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true}, 200, "ok"},
        {{"HTTP/1.1 204 Nothing\r\n\r\n", true}, 204, ""},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct http_reply reply;
        char *error;

        assert_int_equal(exchange(&cases[i].script, &limits, &reply, &error), 0);
        assert_int_equal(reply.head.status, cases[i].status);
        assert_string_equal(reply.body, cases[i].body);
        assert_int_equal(reply.body_bytes, strlen(cases[i].body));
        free(reply.body);
        free(error);
    }
}

static void bad_replies(void **state)
{
    static const struct {
        struct script script;
        int rc;
        const char *words; /* in the error */
    } cases[] = {
        {{"", false}, ERROR_CORRUPT, "closed the connection"},
        {{"garbage\r\n\r\n", true}, ERROR_CORRUPT, "does not begin as HTTP/1.1"},
        {{"HTTP/1.1 200 OK\r\nContent-Le", false}, ERROR_CORRUPT, "closed the connection"},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", false}, ERROR_CORRUPT, "closed the connection"},
        {{"HTTP/1.1 200 OK\r\n\r\nhello", false}, ERROR_CORRUPT, "does not say how long"},
        {{"HTTP/1.1 200 OK\r\nContent-Length: 4097\r\n\r\n", true}, ERROR_TOO_BIG, "over 4096 bytes"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1001\r\n", true}, ERROR_TOO_BIG, "over 4096 bytes"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n", true}, ERROR_TOO_BIG, "over 4096 bytes"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", true}, ERROR_CORRUPT, "a chunk has no size"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n", true}, ERROR_CORRUPT, "longer than it says"},
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", false}, ERROR_CORRUPT, "closed the connection"},
        {{"HTTP/1.1 200 OK\r\nBad Header: 1\r\n\r\n", true}, ERROR_CORRUPT, "header lines is malformed"},
        {{"HTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\n"
          "HTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\n",
          true},
         ERROR_CORRUPT,
         "never comes to the point"},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct http_reply reply = {.body_bytes = 7};
        char *error;
        int rc = exchange(&cases[i].script, &limits, &reply, &error);

        if (rc != cases[i].rc || strstr(error, cases[i].words) == NULL || reply.body_bytes != 7)
            fail_msg("case %zu: %d, %s", i, rc, error);
        free(error);
    }
}

static int say_huge_head(void *ctx, const char *request, FILE *out)
{
    fprintf(out, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 100000; i++)
        fprintf(out, "X-%d: filler\r\n", i);
    return 1;
}

static int say_huge_trailer(void *ctx, const char *request, FILE *out)
{
    fprintf(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
    for (int i = 0; i < 100000; i++)
        fprintf(out, "X-%d: filler\r\n", i);
    return 1;
}

static int say_many_chunks(void *ctx, const char *request, FILE *out)
{
    fprintf(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 5000; i++)
        fprintf(out, "1\r\nx\r\n");
    return 1;
}

static void endless_peers_are_bounded(void **state)
{
    static const peer_answer answers[] = {say_huge_head, say_huge_trailer, say_many_chunks};
    const struct http_request request = {.method = "GET", .target = "/"};

    for (size_t i = 0; i < N_OF(answers); i++) {
        struct peer *peer = peer_start(answers[i], NULL);
        struct http_client *client = http_client_new(peer_path(peer), &limits);
        struct http_reply reply;

        assert_int_equal(http_client_exchange(client, &request, &reply), ERROR_TOO_BIG);
        http_client_free(client);
        peer_stop(peer);
    }
}

static void silent_peers_time_out(void **state)
{
    static const struct script scripts[] = {
        {"", true},
        {"HTTP/1.1 200 OK\r\n", true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", true},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", true},
    };

    for (size_t i = 0; i < N_OF(scripts); i++) {
        struct http_reply reply;
        char *error;

        assert_int_equal(exchange(&scripts[i], &hasty, &reply, &error), ERROR_TIMEOUT);
        assert_non_null(strstr(error, "no full answer"));
        free(error);
    }
}

static int say_number(void *ctx, const char *request, FILE *out)
{
    int *n = ctx;
    bool closes = ++*n % 2 == 0;

    fprintf(out, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n%s\r\n%d", closes ? "Connection: close\r\n" : "", *n);
    return !closes;
}

static void one_connection_is_kept_and_replaced(void **state)
{
    const struct http_request request = {.method = "GET", .target = "/"};
    int n = 0;
    struct peer *peer = peer_start(say_number, &n);
    struct http_client *client = http_client_new(peer_path(peer), &limits);

    for (int i = 1; i <= 4; i++) {
        struct http_reply reply;

        assert_int_equal(http_client_exchange(client, &request, &reply), 0);
        assert_int_equal(reply.body[0], '0' + i);
        free(reply.body);
    }
    assert_int_equal(peer_connections(peer), 2);
    http_client_free(client);
    peer_stop(peer);
}

static int say_with_leftovers(void *ctx, const char *request, FILE *out)
{
    fprintf(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    return 1;
}

/* Bytes beyond a reply are never taken for the next one. */
static void leftovers_are_dropped(void **state)
{
    const struct http_request request = {.method = "GET", .target = "/"};
    struct peer *peer = peer_start(say_with_leftovers, NULL);
    struct http_client *client = http_client_new(peer_path(peer), &limits);

    for (int i = 0; i < 3; i++) {
        struct http_reply reply;

        assert_int_equal(http_client_exchange(client, &request, &reply), 0);
        assert_string_equal(reply.body, "ok");
        free(reply.body);
    }
    assert_int_equal(peer_connections(peer), 3);
    http_client_free(client);
    peer_stop(peer);
}

static int echo_request(void *ctx, const char *request, FILE *out)
{
    fprintf(out, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(request), request);
    return 1;
}

static void requests_are_well_formed(void **state)
{
    static const struct {
        struct http_request request;
        const char *text;
    } cases[] = {
        {{.method = "GET", .target = "/v1/status"}, "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        {{.method = "POST", .target = "/v1/reload", .language = "zh-CN", .body = "{}"},
         "POST /v1/reload HTTP/1.1\r\nHost: localhost\r\nAccept-Language: zh-CN\r\nContent-Type: application/json\r\nContent-Length: "
         "2\r\n\r\n{}"},
    };
    struct peer *peer = peer_start(echo_request, NULL);
    struct http_client *client = http_client_new(peer_path(peer), &limits);

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct http_reply reply;

        assert_int_equal(http_client_exchange(client, &cases[i].request, &reply), 0);
        assert_string_equal(reply.body, cases[i].text);
        free(reply.body);
    }
    http_client_free(client);
    peer_stop(peer);
}

struct collected {
    size_t bytes;
    int rc;
};

static int collect(void *ctx, const void *data, size_t bytes)
{
    struct collected *collected = ctx;

    collected->bytes += bytes;
    return collected->rc;
}

static int say_much(void *ctx, const char *request, FILE *out)
{
    fprintf(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 100000; i++)
        fputc('x', out);
    return 1;
}

static void a_sink_takes_more_than_memory_would(void **state)
{
    struct collected collected = {0};
    struct http_request request = {.method = "GET", .target = "/", .sink = {collect, &collected}};
    struct peer *peer = peer_start(say_much, NULL);
    struct http_client *client = http_client_new(peer_path(peer), &limits);
    struct http_reply reply;

    assert_int_equal(http_client_exchange(client, &request, &reply), 0);
    assert_null(reply.body);
    assert_int_equal(collected.bytes, 100000);
    collected.rc = ERROR_FULL;
    assert_int_equal(http_client_exchange(client, &request, &reply), ERROR_FULL);
    http_client_free(client);
    peer_stop(peer);
}

static void a_signal_stops_it(void **state)
{
    static const struct script silent = {"", true};
    volatile sig_atomic_t stop = 1;
    struct http_request request = {.method = "GET", .target = "/", .stop = &stop};
    struct peer *peer = peer_start(say_script, (void *)&silent);
    struct http_client *client = http_client_new(peer_path(peer), &limits);
    struct http_reply reply;

    assert_int_equal(http_client_exchange(client, &request, &reply), ERROR_CANCELLED);
    http_client_free(client);
    peer_stop(peer);
}

static int connect_to(const char *path)
{
    const struct http_request request = {.method = "GET", .target = "/"};
    struct http_client *client = http_client_new(path, &limits);
    struct http_reply reply;
    int rc = http_client_exchange(client, &request, &reply);

    http_client_free(client);
    return rc;
}

static void nobody_there(void **state)
{
    char long_path[300], file[] = "/tmp/lunzhi-test-XXXXXX";
    int fd = mkstemp(file);

    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(connect_to("/nonexistent/control.sock"), ERROR_NOT_FOUND);
    assert_int_equal(connect_to(file), ERROR_NOT_FOUND); /* a file, not a socket: refused */
    assert_int_equal(connect_to(long_path), ERROR_INVALID);
    unlink(file);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_replies),
        cmocka_unit_test(bad_replies),
        cmocka_unit_test(endless_peers_are_bounded),
        cmocka_unit_test(silent_peers_time_out),
        cmocka_unit_test(one_connection_is_kept_and_replaced),
        cmocka_unit_test(leftovers_are_dropped),
        cmocka_unit_test(requests_are_well_formed),
        cmocka_unit_test(a_sink_takes_more_than_memory_would),
        cmocka_unit_test(a_signal_stops_it),
        cmocka_unit_test(nobody_there),
    };

    return cmocka_run_group_tests_name("http_client", tests, NULL, NULL);
}
