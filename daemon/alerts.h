/* lunzhid's own troubles, told to the operators: messages of kind `alert` to the channels of control.alerts, made and kept in the outbox
 * like all others. Each subject at most once an hour, restarts included, and always logged. */
#ifndef LUNZHI_DAEMON_ALERTS_H
#define LUNZHI_DAEMON_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct daemon;

#define ALERTS_WAITING_MAX 16
#define ALERTS_APART_S     3600
#define ALERTS_AGAIN_MS    60000 /* while the outbox cannot be written */

struct alert {
    char *subject; /* the channel that is in trouble, or another word; no blanks */
    char *text;
};

struct alerts {
    struct daemon *daemon;
    uv_timer_t later; /* writes what waits once the transaction under way, if any, is over; and again while that fails */
    struct alert waiting[ALERTS_WAITING_MAX];
    size_t n_waiting;
    bool failing; /* and that was logged */
    bool closing;
};

void alerts_init(struct alerts *alerts, struct daemon *daemon, uv_loop_t *loop);
/* From anywhere on the loop. Nobody is told about a channel through that same channel. What still waits about the subject takes these
 * words. Beyond ALERTS_WAITING_MAX subjects at once, only the log is written. */
void alerts_raise(struct alerts *alerts, const char *subject, const char *text);
/* The outbox may work again. */
void alerts_look(struct alerts *alerts);
/* The handle closes with the loop's next turn. May be called twice. */
void alerts_close(struct alerts *alerts);

#endif
