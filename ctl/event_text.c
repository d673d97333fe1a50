#include "event_text.h"

#include "intl.h"
#include "memory.h"

void event_write(struct json_writer *writer, const struct zone *zone, const struct event *event)
{
    char at[ZONE_TEXT_SIZE], due[DATE_TEXT_SIZE];

    write_object(writer, NULL);
    write_string(writer, "at", zone_format(zone, event->at, at));
    write_string(writer, "kind", notification_kind_name(event->kind));
    write_string(writer, "organization", event->organization);
    if (event->kind != NOTIFICATION_TURN)
        write_string_or_null(writer, "obligation", event->obligation);
    write_string_or_null(writer, "period", event->period);
    if (event->kind == NOTIFICATION_TURN) {
        write_string_or_null(writer, "chair", event->chair);
        write_string_or_null(writer, "reason", event->reason);
    } else {
        write_string_or_null(writer, "due", event->due_on == DATE_NONE ? NULL : date_format(event->due_on, due));
        if (event->kind != NOTIFICATION_MET) {
            write_string_or_null(writer, "recipient", event->recipient);
            write_string_or_null(writer, "channel", event->channel);
        }
        write_bool(writer, "late", event->late);
    }
    write_object_end(writer);
}

char *event_line(const struct zone *zone, const struct event *event)
{
    char at[ZONE_TEXT_SIZE], due[DATE_TEXT_SIZE];
    const char *period = event->period ? event->period : "-";

    zone_format(zone, event->at, at);
    at[16] = '\0'; /* to the minute */
    at[10] = ' ';
    if (event->kind == NOTIFICATION_TURN)
        return xasprintf("%s  %-10s  %s  %s: %s (%s)", at, notification_kind_name(event->kind), event->organization, period,
                         event->chair ? event->chair : _("VACANT"), event->reason);
    if (event->kind == NOTIFICATION_MET)
        return xasprintf("%s  %-10s  %s/%s/%s", at, notification_kind_name(event->kind), event->organization, event->obligation, period);
    if (!event->obligation)
        return xasprintf("%s  %-10s  %s  -> %s (%s)", at, notification_kind_name(event->kind), event->organization, event->recipient,
                         event->channel ? event->channel : _("no channel"));
    return xasprintf("%s  %-10s  %s/%s/%s  -> %s (%s)  %s %s%s", at, notification_kind_name(event->kind), event->organization,
                     event->obligation, period, event->recipient, event->channel ? event->channel : _("no channel"), _("due"),
                     date_format(event->due_on, due), event->late ? _(", late") : "");
}
