/* What the files of the simulation share. */
#ifndef LUNZHI_SIMULATION_INTERNAL_H
#define LUNZHI_SIMULATION_INTERNAL_H

#include "event_list.h"
#include "held.h"
#include "simulation.h"

struct simulation {
    struct store *store;
    struct ledger ledger;
    const struct zone *zone;
    struct engine *engine;
    simulation_cb cb;
    void *ctx;
    int64_t from_at;
    date_t loaded_on;         /* DATE_NONE: nothing was loaded */
    struct event_list events; /* of the instant at hand */
    struct held held;
};

/* One fact whose day has come. ERROR_NOT_FOUND, or ERROR_REFUSED with the reason, where the rules say no. */
int simulation_apply(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, const char **ret_why);
/* The decision a fact stands for, its strings borrowed. ERROR_NOT_FOUND for a kind that is none. */
int scenario_decision(const struct scenario_fact *fact, struct decision *ret_decision);

#endif
