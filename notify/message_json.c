/* A message as one JSON object: what webhooks and commands get. docs/messages.md is its contract: members are added, never changed. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "message_internal.h"

/* Never NULL but out of memory: what is not valid text was made so. */
static json_t *text_or_null(const char *text, struct arena *arena)
{
    return text == NULL ? json_null() : json_string(message_clean(arena, text));
}

static json_t *day_or_null(date_t date)
{
    char text[DATE_TEXT_SIZE];

    return date == DATE_NONE ? json_null() : json_string(date_format(date, text));
}

static json_t *days_left(const struct notification *notification)
{
    if (notification->due_on == DATE_NONE || notification->on == DATE_NONE)
        return json_null();
    return json_integer((json_int_t)notification->due_on - notification->on);
}

static json_t *organization(const struct notification *notification, struct arena *arena)
{
    if (notification->organization == NULL)
        return json_null();
    return json_pack("{s:o, s:o}", "id", text_or_null(notification->organization, arena), "name",
                     text_or_null(notification->organization_name, arena));
}

static json_t *recipient(const struct notification *notification, struct arena *arena)
{
    return json_pack("{s:o, s:o}", "id", text_or_null(notification->recipient, arena), "name",
                     text_or_null(notification->recipient_name, arena));
}

static json_t *also_told(const struct notification *notification, struct arena *arena)
{
    json_t *names = json_array();
    const char *name = message_clean(arena, notification->also_told);

    while (name != NULL && *name != '\0') {
        const char *comma = strstr(name, ", ");

        json_array_append_new(names, json_stringn(name, comma != NULL ? (size_t)(comma - name) : strlen(name)));
        name = comma != NULL ? comma + 2 : NULL;
    }
    return names;
}

static json_t *title(const struct notification *notification, const char *language, struct arena *arena)
{
    return notification->obligation == NULL ? json_null() : text_or_null(text_in(&notification->title, language), arena);
}

static json_t *build(const struct message *message, const struct notification *about, const struct zone *zone, struct arena *arena)
{
    char created[ZONE_TEXT_SIZE];

    zone_format(zone, message->row->created_at, created);
    /* Jansson keeps the order of insertion. */
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:s}", "id", message->id,
                     "kind", notification_kind_name(about->kind), "organization", organization(about, arena), "obligation",
                     text_or_null(about->obligation, arena), "title", title(about, message->language, arena), "period",
                     text_or_null(about->period, arena), "occurrence", text_or_null(message_occurrence(about, arena), arena), "due",
                     day_or_null(about->due_on), "on", day_or_null(about->on), "days_left", days_left(about), "late", (int)about->late,
                     "recipient", recipient(about, arena), "instead_of", text_or_null(about->instead_of, arena), "channel",
                     text_or_null(about->channel, arena), "also_told", also_told(about, arena), "chair", text_or_null(about->chair, arena),
                     "subject", message->subject, "text", message->text, "created_at", created);
}

/* Takes the reference. */
static const char *dump(json_t *object, struct arena *arena)
{
    char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    const char *copy = arena_strdup(arena, text);

    free(text);
    json_decref(object);
    return copy;
}

const char *message_to_json(const struct message *message, const struct notification *about, const struct zone *zone, struct arena *arena)
{
    return dump(build(message, about, zone, arena), arena);
}

const char *digest_to_json(const struct message *digest, const struct digest_item *items, size_t n, size_t n_late, const struct zone *zone,
                           struct arena *arena)
{
    const struct notification *about = &items[0].about;
    json_t *messages = json_array();
    char created[ZONE_TEXT_SIZE];

    for (size_t i = 0; i < n; i++)
        json_array_append_new(messages, build(&items[i].message, &items[i].about, zone, arena));
    zone_format(zone, digest->created_at, created);
    return dump(json_pack("{s:s, s:s, s:o, s:I, s:I, s:o, s:o, s:s, s:s, s:s, s:o}", "id", digest->id, "kind", "digest", "organization",
                          digest->several ? json_null() : organization(about, arena), "count", (json_int_t)n, "late_count",
                          (json_int_t)n_late, "recipient", recipient(about, arena), "channel", text_or_null(about->channel, arena),
                          "subject", digest->subject, "text", digest->text, "created_at", created, "messages", messages),
                arena);
}
