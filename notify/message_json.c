/* A message as one JSON object: what webhooks and commands get. docs/messages.md is its contract: members are added, never changed. */
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"
#include "message_internal.h"

static void put_text(struct json_writer *writer, const char *key, const char *text, struct arena *arena)
{
    write_string_or_null(writer, key, message_clean(arena, text));
}

static void put_day(struct json_writer *writer, const char *key, date_t date)
{
    char text[DATE_TEXT_SIZE];

    write_string_or_null(writer, key, date == DATE_NONE ? NULL : date_format(date, text));
}

static void put_instant(struct json_writer *writer, const char *key, const struct zone *zone, int64_t at)
{
    char text[ZONE_TEXT_SIZE];

    write_string(writer, key, zone_format(zone, at, text));
}

static void put_days_left(struct json_writer *writer, const struct notification *about)
{
    if (about->due_on == DATE_NONE || about->on == DATE_NONE)
        write_null(writer, "days_left");
    else
        write_integer(writer, "days_left", (int64_t)about->due_on - about->on);
}

static void put_named(struct json_writer *writer, const char *key, const char *id, const char *name, struct arena *arena)
{
    if (id == NULL) {
        write_null(writer, key);
        return;
    }
    write_object(writer, key);
    put_text(writer, "id", id, arena);
    put_text(writer, "name", name, arena);
    write_object_end(writer);
}

static void put_also_told(struct json_writer *writer, const struct notification *about, struct arena *arena)
{
    const char *name = message_clean(arena, about->also_told);

    write_array(writer, "also_told");
    while (name != NULL && *name != '\0') {
        const char *comma = strstr(name, ", ");

        write_string(writer, NULL, comma != NULL ? arena_printf(arena, "%.*s", (int)(comma - name), name) : name);
        name = comma != NULL ? comma + 2 : NULL;
    }
    write_array_end(writer);
}

static void put_message(struct json_writer *writer, const struct message *message, const struct notification *about,
                        const struct zone *zone, struct arena *arena)
{
    write_object(writer, NULL);
    write_string(writer, "id", message->id);
    write_string(writer, "kind", notification_kind_name(about->kind));
    put_named(writer, "organization", about->organization, about->organization_name, arena);
    put_text(writer, "obligation", about->obligation, arena);
    put_text(writer, "title", about->obligation != NULL ? text_in(&about->title, message->language) : NULL, arena);
    put_text(writer, "period", about->period, arena);
    put_text(writer, "occurrence", message_occurrence(about, arena), arena);
    put_day(writer, "due", about->due_on);
    put_day(writer, "on", about->on);
    put_days_left(writer, about);
    write_bool(writer, "late", about->late);
    put_named(writer, "recipient", about->recipient, about->recipient_name, arena);
    put_text(writer, "instead_of", about->instead_of, arena);
    put_text(writer, "channel", about->channel, arena);
    put_also_told(writer, about, arena);
    put_text(writer, "chair", about->chair, arena);
    write_string(writer, "subject", message->subject);
    write_string(writer, "text", message->text);
    put_instant(writer, "created_at", zone, message->row->created_at);
    write_object_end(writer);
}

static const char *take(struct json_writer *writer, struct arena *arena)
{
    char *text = json_writer_take(writer);
    const char *copy = arena_strdup(arena, text);

    free(text);
    return copy;
}

const char *message_to_json(const struct message *message, const struct notification *about, const struct zone *zone, struct arena *arena)
{
    struct json_writer writer = {0};

    put_message(&writer, message, about, zone, arena);
    return take(&writer, arena);
}

const char *digest_to_json(const struct message *digest, const struct digest_item *items, size_t n, size_t n_late, const struct zone *zone,
                           struct arena *arena)
{
    const struct notification *about = &items[0].about;
    struct json_writer writer = {0};

    write_object(&writer, NULL);
    write_string(&writer, "id", digest->id);
    write_string(&writer, "kind", "digest");
    put_named(&writer, "organization", digest->several ? NULL : about->organization, about->organization_name, arena);
    write_integer(&writer, "count", (int64_t)n);
    write_integer(&writer, "late_count", (int64_t)n_late);
    put_named(&writer, "recipient", about->recipient, about->recipient_name, arena);
    put_text(&writer, "channel", about->channel, arena);
    write_string(&writer, "subject", digest->subject);
    write_string(&writer, "text", digest->text);
    put_instant(&writer, "created_at", zone, digest->created_at);
    write_array(&writer, "messages");
    for (size_t i = 0; i < n; i++)
        put_message(&writer, &items[i].message, &items[i].about, zone, arena);
    write_array_end(&writer);
    write_object_end(&writer);
    return take(&writer, arena);
}
