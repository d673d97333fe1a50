/* Events kept for a while, with copies of their words. */
#ifndef LUNZHI_EVENT_LIST_H
#define LUNZHI_EVENT_LIST_H

#include "memory.h"
#include "notification.h"

/* Zero-initialised is empty. */
struct event_list {
    struct event *items;
    size_t n, max;
    struct arena arena;
};

void event_list_add(struct event_list *list, const struct event *event);
/* Forgets the events; keeps the room for as many. */
void event_list_clear(struct event_list *list);
void event_list_done(struct event_list *list);

#endif
