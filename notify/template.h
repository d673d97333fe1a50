/* The language of the message templates: a small subset of Mustache, checked when it is loaded, so that sending cannot fail on it.
 *
 *   {{name}}              the value as it is; nothing is escaped
 *   {{#name}}…{{/name}}   only where the value is there and not empty ("0" is there)
 *   {{^name}}…{{/name}}   only where it is not
 *   {{! words }}          a comment
 *
 * One name may stand for a list: its section is shown once for each item, with the item's values.
 *
 * A section's tag or a comment alone on its line takes the whole line away. A tag ends on the line it begins. Only known names are allowed.
 */
#ifndef LUNZHI_TEMPLATE_H
#define LUNZHI_TEMPLATE_H

#include <stddef.h>
#include <stdio.h>

#define TEMPLATE_DEPTH_MAX 8 /* sections within sections */

struct template;

/* The values a template may use, in the order render() gets them. */
struct template_names {
    const char *const *names;
    size_t n;
    const char *list; /* the one that stands for a list; NULL: none does */
};

/* Values by the index of their names; NULL is a value that is not there. */
struct template_values {
    const char *const *values;
    const char *const *const *items; /* each an array like `values`; the list's items */
    size_t n_items;
};

/* `text` is copied; `file` and the number of its first line are for errors. ERROR_CONFIG with "FILE:LINE: …" in *ret_why (heap). */
int template_parse(const char *text, const char *file, int first_line, const struct template_names *names, struct template **ret,
                   char **ret_why) __attribute__((warn_unused_result));
/* NULL is allowed. */
void template_free(struct template *template);

/* Rendered: a heap string. */
char *template_to_text(const struct template *template, const struct template_values *values);

#endif
