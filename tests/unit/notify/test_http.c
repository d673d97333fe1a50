/* The HTTP client's life: calls that cannot begin, calls that are cancelled, and closing. What peers do to it is in
 * tests/integration/transport. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "http.h"

struct world {
    uv_loop_t loop;
    struct http *http;
    int listener; /* takes connections and never answers */
    char url[64];
    int answers, error;
    bool sent;
    bool inside; /* within http_post() */
    int closed;
};

static void on_response(void *arg, const struct http_response *response)
{
    struct world *world = arg;
    assert_false(world->inside);
    assert_non_null(response->words);
    world->answers++;
    world->error = response->error;
    world->sent = response->sent;
}

static void on_closed(void *arg)
{
    ((struct world *)arg)->closed++;
}

static struct world *world_new(void)
{
    struct world *world = calloc(1, sizeof *world);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    world->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(world->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(world->listener, 16), 0);
    assert_int_equal(getsockname(world->listener, (struct sockaddr *)&address, &size), 0);
    snprintf(world->url, sizeof world->url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    assert_int_equal(uv_loop_init(&world->loop), 0);
    world->http = http_new(&world->loop);
    return world;
}

/* Every test ends with a closed loop. */
static void world_free(struct world *world)
{
    if (!world->closed)
        http_close(world->http, on_closed, world);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(world->closed, 1);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    close(world->listener);
    free(world);
}

static struct http_call *post(struct world *world, const char *url, const char *header)
{
    const char *headers[] = {header, NULL};
    struct http_request request = {.url = url, .headers = headers, .body = "{}", .body_size = 2, .timeout_ms = 20000};
    world->inside = true;
    struct http_call *call = http_post(world->http, &request, on_response, world);
    world->inside = false;
    return call;
}

static void run_until_answers(struct world *world, int n)
{
    while (world->answers < n)
        uv_run(&world->loop, UV_RUN_ONCE);
}

static void calls_that_cannot_begin(void **state)
{
    struct world *world = world_new();
    post(world, "ftp://127.0.0.1/", "X: y");
    post(world, "http://127.0.0.1/\r\nX: y", "X: y");
    post(world, world->url, "X: y\r\nEvil: z");
    assert_int_equal(world->answers, 0);
    run_until_answers(world, 3);
    assert_int_equal(world->error, ERROR_INVALID);
    assert_false(world->sent);
    uv_run(&world->loop, UV_RUN_DEFAULT); /* returns: nothing is left active */
    assert_int_equal(world->answers, 3);
    world_free(world);
}

static void cancelled_before_it_was_sent(void **state)
{
    struct world *world = world_new();
    struct http_call *call = post(world, world->url, "X: y");
    http_cancel(call);
    assert_int_equal(world->answers, 1);
    assert_int_equal(world->error, ERROR_CANCELLED);
    assert_false(world->sent);
    call = post(world, "nowhere", "X: y"); /* one that waits for the timer */
    http_cancel(call);
    assert_int_equal(world->answers, 2);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(world->answers, 2);
    world_free(world);
}

/* Turns the loop until the listener's peer has sent something. */
static int wait_for_request(struct world *world)
{
    char byte;
    int peer = -1;
    for (int turns = 0; turns < 1000000; turns++) {
        uv_run(&world->loop, UV_RUN_NOWAIT);
        if (peer < 0)
            peer = accept4(world->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        else if (recv(peer, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1)
            return peer;
    }
    return peer;
}

static void closing_with_calls_under_way(void **state)
{
    struct world *world = world_new();
    post(world, world->url, "X: y");
    int peer = wait_for_request(world);
    assert_true(peer >= 0);
    post(world, world->url, "X: y");
    http_close(world->http, on_closed, world);
    http_close(world->http, on_closed, world);
    assert_int_equal(world->answers, 2);
    assert_int_equal(world->error, ERROR_CANCELLED);
    assert_true(world->sent); /* the list is told newest first: this was the older one */
    assert_int_equal(world->closed, 0);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(world->closed, 1);
    close(peer);
    world_free(world);
}

static void closing_from_an_answer(void *arg, const struct http_response *response)
{
    struct world *world = arg;
    on_response(arg, response);
    http_close(world->http, on_closed, world);
}

static void closing_within_a_callback(void **state)
{
    struct world *world = world_new();
    const char *headers[] = {NULL};
    close(world->listener); /* nobody listens: refused */
    world->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct http_request request = {.url = world->url, .headers = headers, .body = "", .body_size = 0, .timeout_ms = 20000};
    http_post(world->http, &request, closing_from_an_answer, world);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(world->answers, 1);
    assert_int_equal(world->error, ERROR_IO);
    assert_int_equal(world->closed, 1);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_that_cannot_begin),
        cmocka_unit_test(cancelled_before_it_was_sent),
        cmocka_unit_test(closing_with_calls_under_way),
        cmocka_unit_test(closing_within_a_callback),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
