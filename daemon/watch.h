/* lunzhid watching itself: is work done in time, and who has to know when something is wrong: `status`, the log, the operators
 * (alerts.h), a watcher outside (heartbeat.h). */
#ifndef LUNZHI_DAEMON_WATCH_H
#define LUNZHI_DAEMON_WATCH_H

#include <stdint.h>

#include "trouble.h"

struct daemon;

#define WATCH_STEP_MIN_S 5 /* a smaller step of the clock is only logged */

struct lateness { /* in seconds; 0: in time */
    int64_t engine_s;
    int64_t outbox_s; /* of the message that has been due for longest */
};

/* How late the oldest due work is. */
int watch_late(struct daemon *daemon, int64_t now, struct lateness *ret) __attribute__((warn_unused_result));
/* The database failed (ERROR_*) or works (0) for that source. */
void watch_database(struct daemon *daemon, enum trouble_source source, int error);
/* The clock was set, by so much; 0: the machine slept. */
void watch_clock(struct daemon *daemon, int64_t step_seconds);
/* A reload found errors in the configuration: those of daemon->findings. */
void watch_failed_reload(struct daemon *daemon);
/* Once at the start, before the others, and before the loop's handles close. */
void watch_init(struct daemon *daemon);
void watch_close(struct daemon *daemon);
/* A configuration came into force: the heartbeat follows it. */
void watch_loaded(struct daemon *daemon);
/* Why the watcher does not hear us; NULL: it does, or none is configured. */
const char *watch_heartbeat_trouble(const struct daemon *daemon);

#endif
