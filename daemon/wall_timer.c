/* The wall clock's timer: see wall_timer.h.
 * Happy path: arm, readable, read gives a count, callback. A set clock: read fails with ECANCELED, callback with `stepped`. */
#include "wall_timer.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "occurrence.h"

/* Later than any day a calendar may hold (2199), and within what the kernel's 64 bits of nanoseconds can say. */
#define FAR_AWAY INT64_C(8000000000)

static int64_t nanoseconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Not time(2): its coarse clock may lag behind the timer, which would then look early. */
int64_t wall_now(void)
{
    return nanoseconds(CLOCK_REALTIME) / 1000000000;
}

int64_t wall_now_ms(void)
{
    return nanoseconds(CLOCK_REALTIME) / 1000000;
}

static int64_t clock_offset_ns(void)
{
    return nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_BOOTTIME);
}

static int64_t nearest_second(int64_t ns)
{
    return (ns + (ns < 0 ? -500000000 : 500000000)) / 1000000000;
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
    struct wall_timer *timer = handle->data;
    if (timer->closing || status < 0)
        return;
    uint64_t count;
    ssize_t size = read(timer->fd, &count, sizeof count);
    bool stepped = timer->missed_step || (size < 0 && errno == ECANCELED);
    if (size < 0 && !stepped)
        return; /* EAGAIN: armed anew in between */
    int64_t offset_ns = clock_offset_ns();
    int64_t step_seconds = stepped ? nearest_second(offset_ns - timer->offset_ns) : 0;
    timer->offset_ns = offset_ns;
    timer->missed_step = false;
    timer->cb(timer->ctx, stepped, step_seconds);
}

int wall_timer_init(struct wall_timer *timer, uv_loop_t *loop, wall_timer_cb cb, void *ctx)
{
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0)
        return ERROR_IO;
    *timer = (struct wall_timer){.fd = fd, .offset_ns = clock_offset_ns(), .cb = cb, .ctx = ctx};
    if (uv_poll_init(loop, &timer->poll, fd) != 0) {
        close(fd);
        return ERROR_IO;
    }
    timer->poll.data = timer;
    uv_poll_start(&timer->poll, UV_READABLE, on_readable);
    wall_timer_arm(timer, NEVER);
    return 0;
}

static int set(const struct wall_timer *timer, int64_t at)
{
    struct itimerspec spec = {.it_value = {.tv_sec = at}};
    return timerfd_settime(timer->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
}

void wall_timer_arm(struct wall_timer *timer, int64_t at)
{
    if (timer->closing)
        return;
    if (at > FAR_AWAY)
        at = FAR_AWAY;
    if (at < 1)
        at = 1; /* 0 would disarm it */
    if (set(timer, at) != 0 && errno == ECANCELED) {
        timer->missed_step = true;
        (void)set(timer, 1);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct wall_timer *timer = handle->data;
    close(timer->fd);
}

void wall_timer_close(struct wall_timer *timer)
{
    if (timer->closing)
        return;
    timer->closing = true;
    uv_poll_stop(&timer->poll);
    uv_close((uv_handle_t *)&timer->poll, on_closed);
}
