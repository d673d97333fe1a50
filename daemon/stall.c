#include "stall.h"

/* libuv waits right after this. */
static void on_turn(uv_prepare_t *prepare)
{
    struct stall *stall = prepare->data;
    uint64_t now_ns = uv_hrtime(), idle_ns = uv_metrics_idle_time(prepare->loop);
    uint64_t busy_ns = now_ns - stall->turned_at_ns - (idle_ns - stall->idle_ns);
    if (stall->turned_at_ns != 0 && busy_ns > stall->longest_ns)
        stall->longest_ns = busy_ns;
    stall->turned_at_ns = now_ns;
    stall->idle_ns = idle_ns;
}

void stall_init(struct stall *stall, uv_loop_t *loop)
{
    *stall = (struct stall){0};
    uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
    uv_prepare_init(loop, &stall->prepare);
    stall->prepare.data = stall;
    uv_prepare_start(&stall->prepare, on_turn);
    uv_unref((uv_handle_t *)&stall->prepare);
}

int64_t stall_longest_ms(const struct stall *stall)
{
    return (int64_t)(stall->longest_ns / 1000000);
}

void stall_close(struct stall *stall)
{
    if (!uv_is_closing((uv_handle_t *)&stall->prepare))
        uv_close((uv_handle_t *)&stall->prepare, NULL);
}
