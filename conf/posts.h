/* The posts every organization may name, from posts.conf in the data directory: id and title in two languages. */
#ifndef LUNZHI_CONF_POSTS_H
#define LUNZHI_CONF_POSTS_H

#include "catalogue.h"
#include "memory.h"
#include "organization.h"
#include "report.h"

/* Held for one turn: to whom it is proposed, and who hands over. Recipients only. */
#define POST_TURN_CANDIDATE  "turn_candidate"
#define POST_OUTGOING_CHAIR  "outgoing_chair"
#define POST_EXECUTIVE_CHAIR "executive_chair" /* held by whose turn it is */

struct post {
    const char *id;
    struct text title;
};

struct posts {
    struct catalogue known; /* id -> struct post */
    struct arena arena;
};

struct conf_options;
/* ERROR_CONFIG with the findings in the report; `ret` is to be released in any case. */
int posts_load(const struct conf_options *options, struct report *report, struct posts *ret) __attribute__((warn_unused_result));
/* Is it held for one turn? */
bool posts_is_of_turn(const char *word);
void posts_done(struct posts *posts);
/* Offers the ids; a title written in place of an id counts as meant. */
void posts_offer(const struct posts *posts, struct nearest *nearest);

#endif
