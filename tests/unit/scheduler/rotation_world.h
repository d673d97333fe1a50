/* Random unions: terms of any length, elections at any time, members who come, go, are absent or suspended, decisions of every kind. */
#ifndef LUNZHI_TESTS_SCHEDULER_ROTATION_WORLD_H
#define LUNZHI_TESTS_SCHEDULER_ROTATION_WORLD_H

#include "fixture.h"
#include "rotation.h"

#define WORLD_MEMBERS   5
#define WORLD_TERMS     10
#define WORLD_MANDATES  4
#define WORLD_INTERVALS 3
#define WORLD_DECISIONS 12
#define WORLD_BEGINS    18000 /* 2019-04-14 */
#define WORLD_DAYS      1400

struct world {
    struct term terms[WORLD_TERMS];
    char term_ids[WORLD_TERMS][8];
    struct calendar calendar;
    struct member members[WORLD_MEMBERS];
    struct interval absent[WORLD_MEMBERS][WORLD_INTERVALS];
    struct interval suspended[WORLD_MEMBERS][WORLD_INTERVALS];
    struct mandate mandates[WORLD_MANDATES];
    const char *orders[WORLD_MANDATES][WORLD_MEMBERS];
    struct decision decisions[WORLD_DECISIONS];
    struct organization organization;
    struct rotation_view view; /* no turns, nothing known late */
};

struct world_options {
    bool absences;  /* members come and go, are absent, are suspended */
    bool decisions; /* appointments, removals, refusals; no swaps */
};

/* `world` must stay where it is: it points into itself. */
void world_make(struct dice *dice, struct world_options options, struct world *world);
/* Is it the first day of a term that begins a turn, or a day of election? */
bool world_is_boundary(const struct world *world, date_t on);

#endif
