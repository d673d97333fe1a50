/* The shapes of the protocol: see shapes.h. */
#include "shapes.h"

#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "intl.h"
#include "reason.h"
#include "wall_timer.h"

json_t *json_text(const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    char *ascii = xstrdup(text);
    for (char *at = ascii; *at != '\0'; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    value = json_string(ascii);
    free(ascii);
    return value;
}

json_t *json_date(date_t date)
{
    char text[DATE_TEXT_SIZE];
    return date == DATE_NONE || date == DATE_FOREVER ? json_null() : json_string_nocheck(date_format(date, text));
}

json_t *json_instant(const struct zone *zone, int64_t at)
{
    char text[ZONE_TEXT_SIZE];
    return at == NEVER ? json_null() : json_string_nocheck(zone_format(zone, at, text));
}

json_t *shape_named(const char *id, const char *name)
{
    if (id == NULL)
        return json_null();
    json_t *named = json_object();
    json_object_set_new_nocheck(named, "id", json_text(id));
    json_object_set_new_nocheck(named, "name", json_text(name != NULL ? name : id));
    return named;
}

json_t *shape_member(const struct request *request, const char *organization, const char *member)
{
    const struct organization *owner;
    if (member == NULL || engine_organization(request->daemon->engine, organization, &owner) != 0)
        return shape_named(member, NULL);
    const struct member *found = organization_member(owner, member);
    return shape_named(member, found != NULL ? found->name : NULL);
}

const char *occurrence_name(struct arena *arena, const char *organization, const char *obligation, const char *period)
{
    if (organization == NULL || obligation == NULL || period == NULL)
        return NULL;
    return arena_printf(arena, "%s/%s/%s", organization, obligation, period);
}

json_t *shape_occurrence(const struct request *request, const struct occurrence *occurrence, const char *organization_name,
                         const char *title, int32_t at_least)
{
    struct arena arena = {0};
    const struct zone *zone = &request->daemon->policy->main.zone;
    bool has_due = occurrence->due_on != DATE_NONE && occurrence->due_on != DATE_FOREVER;
    const char *name = occurrence_name(&arena, occurrence->organization, occurrence->obligation, occurrence->period);
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "id", json_text(name));
    json_object_set_new_nocheck(shape, "organization", shape_named(occurrence->organization, organization_name));
    json_object_set_new_nocheck(shape, "obligation", json_text(occurrence->obligation));
    json_object_set_new_nocheck(shape, "title", json_text(title != NULL ? title : occurrence->obligation));
    json_object_set_new_nocheck(shape, "period", json_text(occurrence->period));
    json_object_set_new_nocheck(shape, "state", json_text(occurrence_state_name(occurrence_state_on(occurrence, request->today))));
    json_object_set_new_nocheck(shape, "opens_on", json_date(occurrence->opens_on));
    json_object_set_new_nocheck(shape, "due_on", json_date(occurrence->due_on));
    json_object_set_new_nocheck(shape, "event_on", json_date(occurrence->event_on));
    json_object_set_new_nocheck(shape, "ends_on", json_date(occurrence->ends));
    json_object_set_new_nocheck(shape, "days_left", has_due ? json_integer(occurrence->due_on - request->today) : json_null());
    json_object_set_new_nocheck(shape, "records", json_integer(occurrence->records));
    json_object_set_new_nocheck(shape, "at_least", json_integer(at_least));
    json_object_set_new_nocheck(shape, "met_on", json_date(occurrence->met_on));
    json_object_set_new_nocheck(shape, "next_at", json_instant(zone, occurrence->next_at));
    arena_done(&arena);
    return shape;
}

static const char *translate(void *ctx, const char *text)
{
    return gettext(text);
}

/* Why this person and, where it was kept, why not the others, in the language of the request. */
static void add_reason(json_t *shape, const struct organization *organization, const struct turn *turn)
{
    const struct phrasing phrasing = {.translate = translate, .organization = organization};
    struct arena arena = {0};
    json_t *others = json_array();
    json_object_set_new_nocheck(shape, "reason", json_text(turn->reason));
    json_object_set_new_nocheck(shape, "why", json_text(turn->why != NULL ? reason_phrase(turn->why, &phrasing, &arena) : turn->reason));
    json_object_set_new_nocheck(shape, "because", json_text(turn->why != NULL ? reason_code_name(turn->why->code) : NULL));
    for (size_t i = 0; turn->why != NULL && i < turn->why->n_others; i++) {
        const struct passed *passed = &turn->why->others[i];
        const struct member *member = organization_member(organization, passed->member);
        json_t *other = json_object();
        json_object_set_new_nocheck(other, "member", shape_named(passed->member, member != NULL ? member->name : NULL));
        json_object_set_new_nocheck(other, "why", json_text(passed_phrase(passed, &phrasing, &arena)));
        json_array_append_new(others, other);
    }
    json_object_set_new_nocheck(shape, "others", others);
    arena_done(&arena);
}

json_t *shape_turn(const struct organization *organization, const struct turn *turn, bool planned)
{
    const struct member *chair = turn->chair != NULL ? organization_member(organization, turn->chair) : NULL;
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "period", json_text(turn->period));
    json_object_set_new_nocheck(shape, "mandate", json_date(turn->mandate));
    json_object_set_new_nocheck(shape, "begins", json_date(turn->begins));
    json_object_set_new_nocheck(shape, "ends", json_date(turn->ends));
    json_object_set_new_nocheck(shape, "chair", shape_named(turn->chair, chair != NULL ? chair->name : NULL));
    json_object_set_new_nocheck(shape, "counts", json_boolean(turn->counts));
    add_reason(shape, organization, turn);
    json_object_set_new_nocheck(shape, "planned", json_boolean(planned));
    return shape;
}

json_t *shape_message(const struct request *request, const struct outbox_row *row)
{
    const struct notification *notification = &row->notification;
    const struct zone *zone = &request->daemon->policy->main.zone;
    bool waits = row->state == DELIVERY_QUEUED || row->state == DELIVERY_UNKNOWN;
    struct arena arena = {0};
    json_t *recipient = json_object(), *shape = json_object();
    json_object_set_new_nocheck(recipient, "id", json_text(notification->recipient));
    json_object_set_new_nocheck(recipient, "name", json_text(notification->recipient_name));
    json_object_set_new_nocheck(shape, "id", json_integer(notification->id));
    json_object_set_new_nocheck(shape, "kind", json_text(notification_kind_name(notification->kind)));
    json_object_set_new_nocheck(
        shape, "occurrence",
        json_text(occurrence_name(&arena, notification->organization, notification->obligation, notification->period)));
    json_object_set_new_nocheck(shape, "recipient", recipient);
    json_object_set_new_nocheck(shape, "channel", json_text(notification->channel));
    json_object_set_new_nocheck(shape, "address", json_text(notification->address));
    json_object_set_new_nocheck(shape, "state", json_text(delivery_state_name(row->state)));
    json_object_set_new_nocheck(shape, "on", json_date(notification->on));
    json_object_set_new_nocheck(shape, "due_on", json_date(notification->due_on));
    json_object_set_new_nocheck(shape, "late", json_boolean(notification->late));
    json_object_set_new_nocheck(shape, "created_at", json_instant(zone, row->created_at));
    json_object_set_new_nocheck(shape, "next_at", waits ? json_instant(zone, row->next_at) : json_null());
    json_object_set_new_nocheck(shape, "attempts", json_integer(row->attempts));
    json_object_set_new_nocheck(shape, "message_id", json_text(row->message_id));
    json_object_set_new_nocheck(shape, "digest", json_text(row->digest));
    json_object_set_new_nocheck(shape, "stands_for", notification->stands_for ? json_integer(notification->stands_for) : json_null());
    json_object_set_new_nocheck(shape, "last_reply", json_null());
    arena_done(&arena);
    return shape;
}

json_t *shape_log_line(const struct request *request, const struct query_log_line *line)
{
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "line", json_integer(line->line));
    json_object_set_new_nocheck(shape, "at", json_instant(&request->daemon->policy->main.zone, line->entry.at));
    json_object_set_new_nocheck(shape, "actor", json_text(line->entry.actor));
    json_object_set_new_nocheck(shape, "action", json_text(line->entry.action));
    json_object_set_new_nocheck(shape, "object", json_text(line->entry.object));
    json_object_set_new_nocheck(shape, "detail", json_text(line->entry.detail));
    json_object_set_new_nocheck(shape, "hash", json_text(line->hash));
    json_object_set_new_nocheck(shape, "wrote", json_text(line->wrote));
    return shape;
}

json_t *shape_file(const struct record_file *file)
{
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "sha256", json_text(file->sha256));
    json_object_set_new_nocheck(shape, "name", json_text(file->name));
    json_object_set_new_nocheck(shape, "type", json_text(file->type));
    json_object_set_new_nocheck(shape, "size", json_integer(file->size_bytes));
    return shape;
}

json_t *shape_findings(const struct report *report)
{
    json_t *findings = json_array();
    for (size_t i = 0; i < report->n; i++) {
        const struct finding *finding = &report->items[i];
        json_t *shape = json_object();
        json_object_set_new_nocheck(shape, "level", json_text(finding->level == FINDING_ERROR ? "error" : "warning"));
        json_object_set_new_nocheck(shape, "file", json_text(finding->file));
        json_object_set_new_nocheck(shape, "line", json_integer(finding->line));
        json_object_set_new_nocheck(shape, "setting", json_text(finding->setting));
        json_object_set_new_nocheck(shape, "text", json_text(finding->text));
        json_array_append_new(findings, shape);
    }
    return findings;
}
