/* A message ready to send: the words made from a notification by the templates of its language. */
#ifndef LUNZHI_MESSAGE_H
#define LUNZHI_MESSAGE_H

#include <stdbool.h>

#include "memory.h"
#include "outbox.h"
#include "zone.h"

struct templates;

struct message {
    const struct outbox_row *row; /* of a digest: the first in its order */
    const char *id;               /* message_id of the row, or the digest's: the same at every attempt */
    const char *thread_id;        /* the same for all messages about one occurrence; NULL for none */
    const char *const *threads;   /* of a digest: of all its messages, that one first, NULL-ended; else NULL */
    bool several;                 /* a digest's messages are of more than one organization */
    bool urgent;                  /* something in it is late, missed or vacant */
    const char *subject;          /* UTF-8, one line */
    const char *text;             /* UTF-8, LF line ends */
    const char *html;             /* NULL: message_html() makes it of the text */
    const char *json;             /* the message as a JSON object: webhook's and command's body; NULL where it was not asked for */
    int64_t created_at;           /* for Date */
    const char *language;         /* of its words; static */
    const struct templates *templates;
};

/* Templates are text files DIR/LANGUAGE/NAME.txt, and DIR/mail.html; files in `override_dir` (may be NULL) take the place of the shipped
 * ones. All are read and checked now. ERROR_CONFIG with file:line in *ret_why (heap). */
int templates_load(const char *dir, const char *override_dir, struct templates **ret, char **ret_why) __attribute__((warn_unused_result));
void templates_free(struct templates *templates);

/* Strings live in the arena. The words are those of the day the message is for or, where a window has held it for longer, of the day it was
 * first due to leave; a retry repeats them. `json`: message->json is made, too. */
int message_render(const struct templates *templates, const struct outbox_row *row, const struct zone *zone, bool json, struct arena *arena,
                   struct message *ret) __attribute__((warn_unused_result));

/* Several rows to one recipient as one message under the id. Missed ones come first, then overdue ones by days late, vacancies, and the
 * rest by due day. The same rows give the same words. */
int digest_render(const struct templates *templates, const char *id, const struct outbox_row *rows, size_t n, const struct zone *zone,
                  bool json, struct arena *arena, struct message *ret) __attribute__((warn_unused_result));

/* The text in the layout of mail.html: paragraphs, "1. …" lines as headings, indented lines as they are. Heap; NULL for a message without
 * templates. */
char *message_html(const struct message *message);

#endif
