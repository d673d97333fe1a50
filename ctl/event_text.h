/* One event of a simulation as a line: JSON for programs (DESIGN.md, Simulation output), words for people. */
#ifndef LUNZHI_EVENT_TEXT_H
#define LUNZHI_EVENT_TEXT_H

#include "json_writer.h"
#include "notification.h"
#include "zone.h"

/* As an object, its members in the order of DESIGN.md. */
void event_write(struct json_writer *writer, const struct zone *zone, const struct event *event);
/* Heap. */
char *event_line(const struct zone *zone, const struct event *event);

#endif
