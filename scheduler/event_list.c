#include "event_list.h"

#include <stdlib.h>

void event_list_add(struct event_list *list, const struct event *event)
{
    struct arena *arena = &list->arena;
    struct event *copy;

    if (list->n == list->max) {
        list->max = list->max ? list->max * 2 : 64;
        list->items = xrealloc(list->items, list->max * sizeof *list->items);
    }
    copy = &list->items[list->n++];
    *copy = *event;
    copy->organization = arena_strdup(arena, event->organization);
    copy->obligation = arena_strdup(arena, event->obligation);
    copy->period = arena_strdup(arena, event->period);
    copy->recipient = arena_strdup(arena, event->recipient);
    copy->channel = arena_strdup(arena, event->channel);
    copy->chair = arena_strdup(arena, event->chair);
    copy->reason = arena_strdup(arena, event->reason);
}

void event_list_clear(struct event_list *list)
{
    list->n = 0;
    arena_done(&list->arena);
}

void event_list_done(struct event_list *list)
{
    event_list_clear(list);
    free(list->items);
    *list = (struct event_list){0};
}
