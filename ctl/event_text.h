/* One event of a simulation as a line: JSON for programs (DESIGN.md, Simulation output), words for people. */
#ifndef LUNZHI_EVENT_TEXT_H
#define LUNZHI_EVENT_TEXT_H

#include <jansson.h>

#include "notification.h"
#include "zone.h"

/* A new reference, its members in the order of DESIGN.md. */
json_t *event_json(const struct zone *zone, const struct event *event);
/* Heap. */
char *event_line(const struct zone *zone, const struct event *event);

#endif
