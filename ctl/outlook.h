/* What one configuration would bring about from a state of the database on: `plan` compares two. */
#ifndef LUNZHI_OUTLOOK_H
#define LUNZHI_OUTLOOK_H

#include "conf.h"
#include "store.h"

struct outlook_due {
    char *occurrence;         /* "su/survey/2020-2021-1" */
    char due[DATE_TEXT_SIZE]; /* "" while it waits for its event */
};

struct outlook {
    char **turns; /* lines, in time order; likewise messages */
    size_t n_turns;
    char **messages;
    size_t n_messages;
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

/* Lines of two outlooks in one order: told of those only `left` (-1) or only `right` (1) has. Both are in order. */
void lines_compare(char *const *left, size_t n_left, char *const *right, size_t n_right,
                   void (*differ)(void *ctx, int side, const char *line), void *ctx);

#endif
