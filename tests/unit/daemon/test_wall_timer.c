/* The wall clock's timer: what is past fires at once, what is far does not, and closing leaves no handle. The clock itself is never set
 * here. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/timerfd.h>

#include "occurrence.h"
#include "wall_timer.h"

struct seen {
    struct wall_timer *timer;
    int calls, steps;
    bool again; /* armed for `then` in the first call; else closed */
    int64_t then;
};

static void on_time(void *ctx, bool stepped, int64_t step_seconds)
{
    struct seen *seen = ctx;
    seen->calls++;
    seen->steps += stepped;
    if (seen->calls == 1 && seen->again)
        wall_timer_arm(seen->timer, seen->then);
    else
        wall_timer_close(seen->timer);
}

static void test_past_fires_at_once(void **state)
{
    static const int64_t instants[] = {INT64_MIN, -1, 0, 1, 1577923200};
    for (size_t i = 0; i < N_OF(instants); i++) {
        uv_loop_t loop;
        struct wall_timer timer;
        struct seen seen = {.timer = &timer, .again = true, .then = instants[i]};
        uv_loop_init(&loop);
        assert_int_equal(wall_timer_init(&timer, &loop, on_time, &seen), 0);
        wall_timer_arm(&timer, wall_now());
        uv_run(&loop, UV_RUN_DEFAULT);
        assert_int_equal(seen.calls, 2);
        assert_int_equal(seen.steps, 0);
        assert_int_equal(uv_loop_close(&loop), 0);
    }
}

static void test_far_does_not_fire(void **state)
{
    static const int64_t instants[] = {NEVER, INT64_C(7258118400)};
    for (size_t i = 0; i < N_OF(instants); i++) {
        uv_loop_t loop;
        struct wall_timer timer;
        struct seen seen = {.timer = &timer};
        struct itimerspec left;
        uv_loop_init(&loop);
        assert_int_equal(wall_timer_init(&timer, &loop, on_time, &seen), 0);
        wall_timer_arm(&timer, instants[i]);
        uv_run(&loop, UV_RUN_NOWAIT);
        assert_int_equal(seen.calls, 0);
        assert_int_equal(timerfd_gettime(timer.fd, &left), 0);
        assert_true(left.it_value.tv_sec > 1000000); /* armed all the same: steps of the clock are seen */
        wall_timer_close(&timer);
        wall_timer_close(&timer);
        uv_run(&loop, UV_RUN_DEFAULT);
        assert_int_equal(seen.calls, 0);
        assert_int_equal(uv_loop_close(&loop), 0);
    }
}

static void test_descriptor(void **state)
{
    uv_loop_t loop;
    struct wall_timer timer;
    struct seen seen = {.timer = &timer};
    uv_loop_init(&loop);
    assert_int_equal(wall_timer_init(&timer, &loop, on_time, &seen), 0);
    assert_true(fcntl(timer.fd, F_GETFD) & FD_CLOEXEC);
    int fd = timer.fd;
    wall_timer_close(&timer);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    assert_int_equal(errno, EBADF);
    assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_past_fires_at_once),
        cmocka_unit_test(test_far_does_not_fire),
        cmocka_unit_test(test_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
