/* What a scenario file may hold, as written. */
#ifndef LUNZHI_CONF_SCENARIO_SCHEMA_H
#define LUNZHI_CONF_SCENARIO_SCHEMA_H

#include "conf.h"
#include "reader.h"
#include "rosters.h"

/* A fact as written: for one organization or for several that share it. */
struct raw_fact {
    struct scenario_fact fact;
    const char *const *organizations;
    size_t n_organizations;
    const char *const *agreed; /* of a swap */
    size_t n_agreed;
    struct raw_roster roster;
    date_t closed_on; /* of a case; DATE_NONE: it stays open */
};

struct raw_facts {
    struct raw_fact *items;
    size_t n;
};

struct raw_scenario {
    struct raw_facts by_kind[FACT_CASE + 1];
};

/* The name of the list that holds the facts of a kind, FACT_CLOSING excepted. */
extern const char *const scenario_lists[];
/* The whole file, into a struct raw_scenario. */
extern const struct schema scenario_schema;

#endif
