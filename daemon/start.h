/* How the daemon comes up, in two halves: what needs no loop, then what runs on it. What a failed start leaves behind daemon_free() ends.
 */
#ifndef LUNZHI_DAEMON_START_H
#define LUNZHI_DAEMON_START_H

#include "daemon.h"

/* Checks the configuration, takes the state directory and the socket, opens the database and the files and loads. 0, or the exit status
 * with the reason logged: nothing is written before the configuration is known to be good. */
int start_state(struct daemon *daemon) __attribute__((warn_unused_result));
/* On the loop, which must be there: the clock, the outbox and the control server. 0, or the exit status with the reason logged. */
int start_parts(struct daemon *daemon) __attribute__((warn_unused_result));

#endif
