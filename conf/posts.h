/* The posts every organization may name, from posts.conf in the data directory: id and title in two languages. */
#ifndef LUNZHI_CONF_POSTS_H
#define LUNZHI_CONF_POSTS_H

#include "catalogue.h"
#include "memory.h"
#include "organization.h"
#include "report.h"

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
void posts_done(struct posts *posts);
/* Offers the ids; a title written in place of an id counts as meant. */
void posts_offer(const struct posts *posts, struct nearest *nearest);

#endif
