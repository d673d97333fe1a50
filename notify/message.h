/* A message ready to send: the words made from a notification by the templates of its language. */
#ifndef LUNZHI_MESSAGE_H
#define LUNZHI_MESSAGE_H

#include "memory.h"
#include "outbox.h"
#include "zone.h"

struct message {
    const struct outbox_row *row;
    const char *id;        /* message_id of the row: the same at every attempt */
    const char *thread_id; /* the same for all messages about one occurrence; NULL for none */
    const char *subject;   /* UTF-8, one line */
    const char *text;      /* UTF-8, LF line ends */
    const char *html;      /* NULL: none */
    const char *json;      /* the message as a JSON object: webhook's and command's body */
    int64_t created_at;    /* for Date */
};

struct templates;

/* Templates are text files DIR/LANGUAGE/NAME.txt; files in `override_dir` (may be NULL) take the place of the shipped ones. All are read
 * and checked now. ERROR_CONFIG with file:line in *ret_why (heap). */
int templates_load(const char *dir, const char *override_dir, struct templates **ret, char **ret_why) __attribute__((warn_unused_result));
void templates_free(struct templates *templates);

/* Strings live in the arena. */
int message_render(const struct templates *templates, const struct outbox_row *row, const struct zone *zone, struct arena *arena,
                   struct message *ret) __attribute__((warn_unused_result));

#endif
