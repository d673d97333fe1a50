/* The heartbeat against a watcher on the loopback that takes, refuses, hangs or is not there: what is sent, in which order, and that
 * nothing is left over. Periods are some milliseconds; each wait ends with what it waits for. */
#include "unit.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heartbeat.h"
#include "memory.h"

#define PERIOD_MS   30
#define PATIENCE_MS 20000

enum answer { ANSWER_OK, ANSWER_500, ANSWER_NONE };

struct world {
    uv_loop_t loop;
    struct http *http;
    struct heartbeat heartbeat;
    uv_tcp_t watcher;
    uv_timer_t guard;
    char url[64];
    enum answer answer;
    char log[2000];   /* "GET /p/start;GET /p;POST /p/fail why;" */
    const char *late; /* NULL: in time */
    size_t n_news;
    char trouble[200]; /* as last told; "" for none */
    bool http_closed;
};

struct peer {
    uv_tcp_t tcp;
    struct world *world;
    char text[4096];
    size_t size;
    bool answered;
};

static void on_peer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void close_peer(struct peer *peer)
{
    if (!uv_is_closing((uv_handle_t *)&peer->tcp))
        uv_close((uv_handle_t *)&peer->tcp, on_peer_closed);
}

static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *ret)
{
    struct peer *peer = handle->data;
    *ret = uv_buf_init(peer->text + peer->size, (unsigned)(sizeof peer->text - 1 - peer->size));
}

/* Notes the request and answers as the test wants it. */
static void answer(struct peer *peer, const char *body)
{
    static const char *const replies[] = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK",
                                          "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"};
    struct world *world = peer->world;
    int words = (int)(strstr(peer->text, " HTTP/1.1\r\n") - peer->text);
    size_t used = strlen(world->log);
    snprintf(world->log + used, sizeof world->log - used, "%.*s%s%s;", words, peer->text, *body ? " " : "", body);
    peer->answered = true;
    if (world->answer == ANSWER_NONE)
        return;
    uv_buf_t buffer = uv_buf_init((char *)replies[world->answer], (unsigned)strlen(replies[world->answer]));
    assert_int_equal(uv_try_write((uv_stream_t *)&peer->tcp, &buffer, 1), buffer.len);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
    struct peer *peer = stream->data;
    if (size < 0) {
        close_peer(peer);
        return;
    }
    peer->size += (size_t)size;
    peer->text[peer->size] = '\0';
    const char *body = strstr(peer->text, "\r\n\r\n"), *length = strstr(peer->text, "Content-Length: ");
    if (!peer->answered && body && strlen(body + 4) >= (length ? strtoul(length + 16, NULL, 10) : 0))
        answer(peer, body + 4);
}

static void on_connection(uv_stream_t *stream, int status)
{
    struct peer *peer = xcalloc(1, sizeof *peer);
    peer->world = stream->data;
    uv_tcp_init(stream->loop, &peer->tcp);
    peer->tcp.data = peer;
    assert_int_equal(uv_accept(stream, (uv_stream_t *)&peer->tcp), 0);
    uv_read_start((uv_stream_t *)&peer->tcp, on_alloc, on_read);
}

static void listen_again(struct world *world, int port)
{
    struct sockaddr_in address;
    int size = sizeof address;
    uv_ip4_addr("127.0.0.1", port, &address);
    uv_tcp_init(&world->loop, &world->watcher);
    world->watcher.data = world;
    assert_int_equal(uv_tcp_bind(&world->watcher, (struct sockaddr *)&address, 0), 0);
    assert_int_equal(uv_listen((uv_stream_t *)&world->watcher, 8, on_connection), 0);
    uv_unref((uv_handle_t *)&world->watcher);
    assert_int_equal(uv_tcp_getsockname(&world->watcher, (struct sockaddr *)&address, &size), 0);
    snprintf(world->url, sizeof world->url, "http://127.0.0.1:%d/p", ntohs(address.sin_port));
}

static bool on_late(void *ctx, char *words, size_t size)
{
    struct world *world = ctx;
    if (world->late)
        snprintf(words, size, "%s", world->late);
    return world->late != NULL;
}

static void on_news(void *ctx, const char *trouble)
{
    struct world *world = ctx;
    world->n_news++;
    snprintf(world->trouble, sizeof world->trouble, "%s", trouble ? trouble : "");
}

static void on_guard(uv_timer_t *timer)
{
    fail_msg("not within %d ms", PATIENCE_MS);
}

static struct world *world_new(void)
{
    struct world *world = xcalloc(1, sizeof *world);
    uv_loop_init(&world->loop);
    uv_timer_init(&world->loop, &world->guard);
    uv_timer_start(&world->guard, on_guard, PATIENCE_MS, 0);
    uv_unref((uv_handle_t *)&world->guard);
    listen_again(world, 0);
    world->http = http_new(&world->loop);
    heartbeat_init(&world->heartbeat, &world->loop, world->http, on_late, on_news, world);
    return world;
}

static void on_http_closed(void *arg)
{
    ((struct world *)arg)->http_closed = true;
}

static void close_any(uv_handle_t *handle, void *arg)
{
    struct world *world = arg;
    if (!uv_is_closing(handle) && handle->type == UV_TCP)
        uv_close(handle, handle == (uv_handle_t *)&world->watcher ? NULL : on_peer_closed);
}

static void world_free(struct world *world)
{
    heartbeat_close(&world->heartbeat);
    heartbeat_close(&world->heartbeat);
    http_close(world->http, on_http_closed, world);
    uv_close((uv_handle_t *)&world->guard, NULL);
    uv_walk(&world->loop, close_any, world);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_true(world->http_closed);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    free(world);
}

/* Until the watcher's log, from its start, holds the text. */
static void run_until(struct world *world, const char *text)
{
    while (!strstr(world->log, text))
        uv_run(&world->loop, UV_RUN_ONCE);
}

static void run_for(struct world *world, uint64_t ms)
{
    uint64_t end = uv_now(&world->loop) + ms;
    while (uv_now(&world->loop) < end)
        uv_run(&world->loop, UV_RUN_ONCE);
}

static void test_in_time(void **state)
{
    struct world *world = world_new();
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    run_until(world, "GET /p/start;GET /p;GET /p;GET /p;");
    assert_int_equal(strncmp(world->log, "GET /p/start;GET /p;", 20), 0);
    assert_null(strstr(world->log + 13, "start"));
    assert_int_equal(world->n_news, 1); /* that it is heard */
    assert_string_equal(world->trouble, "");
    world_free(world);
}

static void test_fail_once(void **state)
{
    struct world *world = world_new();
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    run_until(world, "GET /p;");
    world->late = "the engine is 700 seconds behind";
    run_until(world, "POST /p/fail the engine is 700 seconds behind;");
    run_for(world, 4 * PERIOD_MS);
    const char *fail = strstr(world->log, "POST");
    assert_string_equal(fail, "POST /p/fail the engine is 700 seconds behind;");
    world->late = NULL;
    run_until(world, "behind;GET /p;");
    world->late = "again";
    run_until(world, "POST /p/fail again;");
    world_free(world);
}

static void test_late_from_the_start(void **state)
{
    struct world *world = world_new();
    world->late = "down for a week";
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    run_until(world, "fail");
    run_for(world, 3 * PERIOD_MS);
    assert_string_equal(world->log, "GET /p/start;POST /p/fail down for a week;");
    world_free(world);
}

/* A failure the watcher did not take is told again. */
static void test_refusing_watcher(void **state)
{
    struct world *world = world_new();
    world->answer = ANSWER_500;
    world->late = "x";
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    run_until(world, "POST /p/fail x;POST /p/fail x;");
    assert_string_equal(world->trouble, "HTTP status 500");
    assert_int_equal(world->n_news, 1);
    world->answer = ANSWER_OK;
    while (world->trouble[0])
        uv_run(&world->loop, UV_RUN_ONCE);
    size_t length = strlen(world->log);
    run_for(world, 3 * PERIOD_MS);
    assert_int_equal(strlen(world->log), length);
    world_free(world);
}

static void test_hanging_watcher(void **state)
{
    struct world *world = world_new();
    world->answer = ANSWER_NONE;
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    run_until(world, "GET /p/start;GET /p;GET /p;");
    assert_true(world->trouble[0] != '\0');
    assert_null(strstr(world->trouble, "/p")); /* the address is a secret */
    world_free(world);                         /* with a call under way */
}

static void test_absent_watcher(void **state)
{
    struct world *world = world_new();
    struct sockaddr_in address;
    int size = sizeof address;
    assert_int_equal(uv_tcp_getsockname(&world->watcher, (struct sockaddr *)&address, &size), 0);
    uv_close((uv_handle_t *)&world->watcher, NULL);
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    while (world->n_news == 0)
        uv_run(&world->loop, UV_RUN_ONCE);
    assert_true(world->trouble[0] != '\0');
    run_for(world, 3 * PERIOD_MS);
    listen_again(world, ntohs(address.sin_port));
    run_until(world, "GET /p;");
    while (world->trouble[0])
        uv_run(&world->loop, UV_RUN_ONCE);
    world_free(world);
}

static void test_reload(void **state)
{
    struct world *world = world_new();
    heartbeat_set(&world->heartbeat, NULL, PERIOD_MS);
    assert_int_equal(uv_run(&world->loop, UV_RUN_DEFAULT), 0); /* nobody to tell: nothing wakes us */
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    run_until(world, "GET /p;");
    heartbeat_set(&world->heartbeat, world->url, PERIOD_MS);
    run_until(world, "GET /p;GET /p;");
    heartbeat_set(&world->heartbeat, world->url, 2 * PERIOD_MS);
    run_until(world, "GET /p;GET /p/start;");
    heartbeat_set(&world->heartbeat, NULL, PERIOD_MS);
    uv_walk(&world->loop, close_any, world);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    size_t length = strlen(world->log);
    run_for(world, 1);
    assert_int_equal(strlen(world->log), length);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_time),          cmocka_unit_test(test_fail_once),       cmocka_unit_test(test_late_from_the_start),
        cmocka_unit_test(test_refusing_watcher), cmocka_unit_test(test_hanging_watcher), cmocka_unit_test(test_absent_watcher),
        cmocka_unit_test(test_reload),
    };
    return cmocka_run_group_tests_name("heartbeat", tests, NULL, NULL);
}
