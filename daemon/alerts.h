/* lunzhid's own troubles, told to the channels of control.alerts: each subject at most once a day on each channel, and always logged. */
#ifndef LUNZHI_DAEMON_ALERTS_H
#define LUNZHI_DAEMON_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct daemon;

#define ALERTS_WAITING_MAX 16

struct alert {
    char *subject; /* the channel that is in trouble, or another word */
    char *text;
};

struct alerts {
    struct daemon *daemon;
    uv_timer_t later; /* writes what waits once the transaction under way, if any, is over */
    struct alert waiting[ALERTS_WAITING_MAX];
    size_t n_waiting;
    bool closing;
};

void alerts_init(struct alerts *alerts, struct daemon *daemon, uv_loop_t *loop);
/* From anywhere on the loop. Nobody is told about a channel through that same channel. Beyond ALERTS_WAITING_MAX at once, only the log is
 * written. */
void alerts_raise(struct alerts *alerts, const char *subject, const char *text);
/* The handle closes with the loop's next turn. May be called twice. */
void alerts_close(struct alerts *alerts);

#endif
