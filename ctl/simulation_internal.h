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
    struct arena arena;
    struct awaited_roster *rosters; /* of the configuration, whose day comes after the load; those ahead, by day */
};

struct awaited_roster {
    struct roster roster;
    struct awaited_roster *next;
};

/* simulation_rosters.c. Those of the organization whose day comes after the load are kept until then. */
void simulation_await_rosters(struct simulation *simulation, const struct organization *organization);
/* The midnight of the next one's day; NEVER. */
int64_t simulation_rosters_at(const struct simulation *simulation);
/* Takes those whose day has come, as a load on it would. */
int simulation_take_rosters(struct simulation *simulation, int64_t now);

/* One fact whose day has come. ERROR_NOT_FOUND, or ERROR_REFUSED with the reason, where the rules say no. */
int simulation_apply(struct simulation *simulation, const struct scenario_fact *fact, int64_t now, const char **ret_why);
/* The decision a fact stands for, its strings borrowed. ERROR_NOT_FOUND for a kind that is none. */
int scenario_decision(const struct scenario_fact *fact, struct decision *ret_decision);

#endif
