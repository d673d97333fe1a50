/* Time zones of the system, as values. */
#ifndef LUNZHI_CONF_ZONES_H
#define LUNZHI_CONF_ZONES_H

#include "memory.h"
#include "zone.h"

/* The zone's spans from 1970 to 2100, in the arena. ERROR_NOT_FOUND when the system knows no such zone. */
int zone_load(const char *name, struct arena *arena, struct zone *ret) __attribute__((warn_unused_result));

#endif
