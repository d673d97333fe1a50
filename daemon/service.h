/* The service manager: readiness, reloads, stops and the watchdog. sd_notify(3), sd_watchdog_enabled(3). Without one, nothing happens. */
#ifndef LUNZHI_DAEMON_SERVICE_H
#define LUNZHI_DAEMON_SERVICE_H

#include <stdbool.h>
#include <uv.h>

/* The watchdog's timer exists only when the manager asks for it: without it nothing wakes an idle process. */
struct service {
    uv_timer_t watchdog;
    bool has_watchdog;
    bool closing;
};

void service_init(struct service *service, uv_loop_t *loop);
void service_ready(void);
void service_reloading(void);
void service_stopping(void);
/* The handle closes with the loop's next turn. May be called twice. */
void service_close(struct service *service);

#endif
