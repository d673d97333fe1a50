/* One timer on the wall clock: timerfd on CLOCK_REALTIME that also fires when the clock is set or the machine wakes from sleep.
 * timerfd_create(2). */
#ifndef LUNZHI_DAEMON_WALL_TIMER_H
#define LUNZHI_DAEMON_WALL_TIMER_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/* Called from the loop, many times. `stepped`: the clock was set, by about `step_seconds` (0: the machine slept). The timer is not armed
 * any more. */
typedef void (*wall_timer_cb)(void *ctx, bool stepped, int64_t step_seconds);

struct wall_timer {
    uv_poll_t poll;
    int fd;
    int64_t offset_ns; /* wall clock minus time since boot, when last looked at */
    bool missed_step;  /* seen while arming, told by the next callback */
    bool closing;
    wall_timer_cb cb;
    void *ctx;
};

/* Negative enum error; then nothing is to be closed. */
int wall_timer_init(struct wall_timer *timer, uv_loop_t *loop, wall_timer_cb cb, void *ctx) __attribute__((warn_unused_result));
/* Fires at the instant (UTC seconds), at once if it has passed. NEVER: only when the clock is set. */
void wall_timer_arm(struct wall_timer *timer, int64_t at);
/* No callback after it. The memory must live until the loop has run its closing callbacks. May be called twice. */
void wall_timer_close(struct wall_timer *timer);

/* UTC seconds now, never behind the timer. */
int64_t wall_now(void);
int64_t wall_now_ms(void);

#endif
