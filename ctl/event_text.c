#include "event_text.h"

#include "intl.h"
#include "memory.h"

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static void set_day(json_t *line, const char *name, date_t day)
{
    char text[DATE_TEXT_SIZE];

    json_object_set_new(line, name, day == DATE_NONE ? json_null() : json_string(date_format(day, text)));
}

json_t *event_json(const struct zone *zone, const struct event *event)
{
    json_t *line = json_object();
    char at[ZONE_TEXT_SIZE];

    json_object_set_new(line, "at", json_string(zone_format(zone, event->at, at)));
    json_object_set_new(line, "kind", json_string(notification_kind_name(event->kind)));
    json_object_set_new(line, "organization", json_string(event->organization));
    if (event->kind != NOTIFICATION_TURN)
        json_object_set_new(line, "obligation", text_or_null(event->obligation));
    json_object_set_new(line, "period", text_or_null(event->period));
    if (event->kind == NOTIFICATION_TURN) {
        json_object_set_new(line, "chair", text_or_null(event->chair));
        json_object_set_new(line, "reason", text_or_null(event->reason));
        return line;
    }
    set_day(line, "due", event->due_on);
    if (event->kind != NOTIFICATION_MET) {
        json_object_set_new(line, "recipient", text_or_null(event->recipient));
        json_object_set_new(line, "channel", text_or_null(event->channel));
    }
    json_object_set_new(line, "late", json_boolean(event->late));
    return line;
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
