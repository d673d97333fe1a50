/* What the settings of one file may name: the things of the main file, its own, and the shipped ones. */
#ifndef LUNZHI_CONF_SCOPE_H
#define LUNZHI_CONF_SCOPE_H

#include "catalogue.h"

struct inheritance;

struct scope {
    const char *language; /* of organizations that name none */
    const struct posts *posts;
    struct presets *presets;
    struct checks *checks;
    struct holidays *holidays;
    const struct inheritance *inheritance;
    struct catalogue calendars; /* id -> struct calendar */
    struct catalogue channels;  /* id -> struct channel */
};

#endif
