/* Named things in the order they were written, found by id: calendars, channels, presets, holiday lists, posts. */
#ifndef LUNZHI_CONF_CATALOGUE_H
#define LUNZHI_CONF_CATALOGUE_H

#include <glib.h>

#include "nearest.h"

struct catalogue {
    GHashTable *by_id; /* borrowed ids -> borrowed things */
    GPtrArray *things; /* in order */
    GPtrArray *ids;
    const struct catalogue *outer; /* looked in as well; what a file may use is its own and the main file's; may be NULL */
};

/* Ids and things are borrowed and must outlive the catalogue. */
void catalogue_init(struct catalogue *catalogue, const struct catalogue *outer);
void catalogue_done(struct catalogue *catalogue);
void catalogue_add(struct catalogue *catalogue, const char *id, void *thing);
/* NULL if there is none. */
void *catalogue_find(const struct catalogue *catalogue, const char *id);
/* The id added last; the catalogue is not empty. */
const char *catalogue_last_id(const struct catalogue *catalogue);
/* Offers all ids, the outer ones too. */
void catalogue_offer(const struct catalogue *catalogue, struct nearest *nearest);

#endif
