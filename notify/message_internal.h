/* What message.c, digest.c, html.c, message_json.c and templates.c share: the values templates may use. */
#ifndef LUNZHI_MESSAGE_INTERNAL_H
#define LUNZHI_MESSAGE_INTERNAL_H

#include "message.h"
#include "template.h"

/* docs/messages.md explains each to those who write templates. */
#define VALUE_MAP(X)                                                                                                                       \
    X(organization)                                                                                                                        \
    X(organization_id)                                                                                                                     \
    X(obligation)                                                                                                                          \
    X(title)                                                                                                                               \
    X(period)                                                                                                                              \
    X(occurrence)                                                                                                                          \
    X(today)                                                                                                                               \
    X(due)                                                                                                                                 \
    X(days_left)                                                                                                                           \
    X(due_today)                                                                                                                           \
    X(due_tomorrow)                                                                                                                        \
    X(due_later)                                                                                                                           \
    X(days_late)                                                                                                                           \
    X(one_day_late)                                                                                                                        \
    X(late)                                                                                                                                \
    X(recipient)                                                                                                                           \
    X(instead_of)                                                                                                                          \
    X(chair)                                                                                                                               \
    X(also_told)                                                                                                                           \
    X(record_command)                                                                                                                      \
    X(detail)                                                                                                                              \
    X(missed)                                                                                                                              \
    X(escalation)                                                                                                                          \
    X(vacancy)                                                                                                                             \
    X(messages)                                                                                                                            \
    X(number)                                                                                                                              \
    X(count)                                                                                                                               \
    X(late_count)                                                                                                                          \
    X(other_organizations)

enum message_value {
#define X(name) VALUE_##name,
    VALUE_MAP(X)
#undef X
        VALUE_COUNT
};

extern const struct template_names message_value_names;

/* Of the layout of mail.html. */
enum layout_value { LAYOUT_language, LAYOUT_subject, LAYOUT_body, LAYOUT_urgent, LAYOUT_COUNT };

extern const struct template_names layout_value_names;

struct message_template {
    struct template *subject;
    struct template *body;
};

/* A kind of words: those of notifications, and one more. */
#define WORDS_DIGEST NOTIFICATION_COUNT
#define WORDS_COUNT  (NOTIFICATION_COUNT + 1)

/* The one of the language, or of English where there is none. NULL: this kind is never written. *ret_language is the one found; static. */
const struct message_template *templates_find(const struct templates *templates, const char *language, int words,
                                              const char **ret_language);
const struct template *templates_layout(const struct templates *templates);

/* Valid UTF-8 without control characters but TAB and LF, at most 8 KiB: the text itself where it is that already. NULL stays NULL. */
const char *message_clean(struct arena *arena, const char *text);

/* "su/survey/2020-2021-1", or NULL for a message about no occurrence. */
const char *message_occurrence(const struct notification *notification, struct arena *arena);

/* When it was first to leave, and the day its words are of. */
int64_t message_due_at(const struct outbox_row *row);
date_t message_day(const struct outbox_row *row, const struct zone *zone);
/* It is missed, or its due day is over. */
bool message_is_late(const struct notification *about);
/* message_render() without JSON, the notification being `about` in place of the row's, and the values it was made with. */
int message_render_about(const struct templates *templates, const struct outbox_row *row, const struct notification *about,
                         struct arena *arena, const char *values[static VALUE_COUNT], struct message *ret)
    __attribute__((warn_unused_result));
/* Subject and text. */
void message_write(const struct message_template *template, const struct template_values *values, struct arena *arena, struct message *ret);

/* The message, its other members filled in, as one JSON object (docs/messages.md). NULL if it cannot be written as JSON. */
const char *message_to_json(const struct message *message, const struct notification *about, const struct zone *zone, struct arena *arena);

/* A digest's: `messages` in their order. */
struct digest_item {
    const struct outbox_row *row;
    struct notification about;
    struct message message;
    const char *values[VALUE_COUNT];
};
const char *digest_to_json(const struct message *digest, const struct digest_item *items, size_t n, size_t n_late, const struct zone *zone,
                           struct arena *arena);

#endif
