/* What the engine did, for the log. */
#ifndef LUNZHI_DAEMON_OBSERVER_H
#define LUNZHI_DAEMON_OBSERVER_H

#include "engine.h"

/* An engine_observer whose context is not used. */
void observer_log(void *ctx, const struct event *event);

#endif
