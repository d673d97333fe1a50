/* The engine's events as log lines: see observer.h. */
#include "observer.h"

#include <stdio.h>

#include "log.h"

static void log_turn(const struct event *event)
{
    const char *reason = event->reason != NULL ? event->reason : "no reason known";
    const char *period = event->period != NULL ? event->period : "no term";
    if (event->chair != NULL)
        log_notice("engine", event->organization, "turn in %s: %s is executive chair: %s", period, event->chair, reason);
    else
        log_warning("engine", event->organization, "turn in %s: the executive chair is vacant: %s", period, reason);
}

void observer_log(void *ctx, const struct event *event)
{
    char object[256];
    if (event->kind == NOTIFICATION_TURN && event->recipient == NULL) {
        log_turn(event);
        return;
    }
    snprintf(object, sizeof object, "%s/%s/%s", event->organization, event->obligation != NULL ? event->obligation : "-",
             event->period != NULL ? event->period : "-");
    const char *kind = notification_kind_name(event->kind);
    if (event->recipient == NULL)
        log_notice("engine", object, "%s", kind);
    else if (event->channel == NULL)
        log_warning("engine", object, "%s to %s: no channel reaches them", kind, event->recipient);
    else
        log_info("engine", object, "%s to %s through %s%s", kind, event->recipient, event->channel, event->late ? ", late" : "");
}
