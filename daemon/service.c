/* The service manager: see service.h. */
#include "service.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>
#include <time.h>

static void on_watchdog(uv_timer_t *handle)
{
    (void)sd_notify(0, "WATCHDOG=1");
}

void service_init(struct service *service, uv_loop_t *loop)
{
    uint64_t period_us = 0;
    *service = (struct service){0};
    if (sd_watchdog_enabled(0, &period_us) <= 0)
        return;
    uint64_t half_ms = period_us / 2000 > 0 ? period_us / 2000 : 1;
    service->has_watchdog = true;
    uv_timer_init(loop, &service->watchdog);
    uv_timer_start(&service->watchdog, on_watchdog, half_ms, half_ms);
}

void service_ready(void)
{
    (void)sd_notify(0, "READY=1");
}

void service_reloading(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    (void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
}

void service_stopping(void)
{
    (void)sd_notify(0, "STOPPING=1");
}

void service_close(struct service *service)
{
    if (service->closing)
        return;
    service->closing = true;
    if (service->has_watchdog)
        uv_close((uv_handle_t *)&service->watchdog, NULL);
}
