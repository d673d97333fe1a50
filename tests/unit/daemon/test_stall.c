/* The loop's longest stall: what blocks it counts, what it waits for does not. */
#include "unit.h"

#include <time.h>

#include "stall.h"

static void block(uint64_t ms)
{
    uint64_t until = uv_hrtime() + ms * 1000000;
    while (uv_hrtime() < until)
        continue;
}

static void on_timer(uv_timer_t *timer)
{
    block(*(uint64_t *)timer->data);
}

/* Waits for so long, is blocked for so long, and waits again. */
static int64_t longest_of(uint64_t wait_ms, uint64_t blocked_ms)
{
    uv_loop_t loop;
    uv_timer_t timer, after;
    struct stall stall;
    uint64_t nothing = 0;
    uv_loop_init(&loop);
    stall_init(&stall, &loop);
    uv_timer_init(&loop, &timer);
    uv_timer_init(&loop, &after);
    timer.data = &blocked_ms;
    after.data = &nothing;
    uv_timer_start(&timer, on_timer, wait_ms, 0);
    uv_timer_start(&after, on_timer, 2 * wait_ms + blocked_ms, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    int64_t longest_ms = stall_longest_ms(&stall);
    stall_close(&stall);
    stall_close(&stall);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_close((uv_handle_t *)&after, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    return longest_ms;
}

static void test_blocked(void **state)
{
    assert_true(longest_of(200, 60) >= 60); /* the wait is long enough for the loop's first turn to come before the block */
}

/* A machine that is busy may keep us from running for a while, but not for most of the wait. */
static void test_waiting(void **state)
{
    assert_true(longest_of(300, 0) < 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_blocked), cmocka_unit_test(test_waiting)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
