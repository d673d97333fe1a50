/* What message.c, message_json.c and templates.c share: the values templates may use. */
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
    X(detail)

enum message_value {
#define X(name) VALUE_##name,
    VALUE_MAP(X)
#undef X
        VALUE_COUNT
};

extern const struct template_names message_value_names;

struct message_template {
    struct template *subject;
    struct template *body;
};

/* The one of the language, or of English where there is none. NULL: this kind is never written. *ret_language is the one found; static. */
const struct message_template *templates_find(const struct templates *templates, const char *language, enum notification_kind kind,
                                              const char **ret_language);

/* Valid UTF-8 without control characters but TAB and LF, at most 8 KiB; NULL stays NULL. */
const char *message_clean(struct arena *arena, const char *text);

/* "su/survey/2020-2021-1", or NULL for a message about no occurrence. */
const char *message_occurrence(const struct notification *notification, struct arena *arena);

/* The message, its other members filled in, as one JSON object (docs/messages.md). NULL if it cannot be written as JSON. */
const char *message_to_json(const struct message *message, const char *language, const struct zone *zone, struct arena *arena);

#endif
