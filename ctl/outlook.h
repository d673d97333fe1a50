/* What one configuration would bring about from a state of the database on: `plan` compares two. */
#ifndef LUNZHI_OUTLOOK_H
#define LUNZHI_OUTLOOK_H

#include <jansson.h>

#include "conf.h"
#include "store.h"

struct outlook_due {
    char *occurrence;         /* "su/survey/2020-2021-1" */
    char due[DATE_TEXT_SIZE]; /* "" while it waits for its event */
};

struct outlook_event {
    char *line;    /* simulate's, of a turn with its last day: two events are the same when their lines are */
    json_t *event; /* event_write(); of a turn with "ends", null while none is known */
};

struct outlook_events {
    struct outlook_event *items; /* in time order */
    size_t n;
};

struct outlook {
    struct outlook_events turns; /* that run in the span; everybody accepts theirs */
    struct outlook_events messages;
    struct outlook_due *dues; /* of open occurrences, by name */
    size_t n_dues;
};

struct outlook_span {
    const struct zone *zone;
    int64_t from_at, until_at;
};

/* From the image of a database; with the configuration at `path` loaded at from_at, or as it is (NULL). */
int outlook_make(struct outlook *outlook, const void *image, size_t size_bytes, const char *path, const struct conf_options *options,
                 const struct outlook_span *span, struct report *report, char **ret_why) __attribute__((warn_unused_result));
void outlook_done(struct outlook *outlook);

/* Told of the events that only `left` (-1) or only `right` (1) has, in time order. */
void outlook_compare(const struct outlook_events *left, const struct outlook_events *right,
                     void (*differ)(void *ctx, int side, const struct outlook_event *event), void *ctx);

#endif
