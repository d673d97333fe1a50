/* A small university for the engine's tests: one calendar, one organization, a store in memory, and what the engine said. */
#ifndef TEST_WORLD_H
#define TEST_WORLD_H

#include "engine.h"
#include "store.h"

struct world {
    struct store *store;
    struct ledger ledger; /* the store's, through the fault of this world */
    struct ledger real;
    int fail_in; /* 1: the next call fails; 0: none does */
    struct engine *engine;
    const struct setting *mail_settings; /* of the channel "mail", at the next load */
    size_t n_mail_settings;
    char said[256][160]; /* "2020-01-02T09:00 reminder survey/2019-2020-1 jia mail late" */
    size_t n_said;
    struct arena arena;
};

/* The zone of all tests: Asia/Shanghai. */
extern const struct zone test_zone;
extern const struct calendar test_calendar; /* 2019-2020-1: 2019-09-02..2020-01-12, 2019-2020-2: 2020-02-17..2020-07-05, off 2020-01-01 */

void world_init(struct world *world);
void world_done(struct world *world);

/* UTC seconds of a local time, "2020-01-02T09:00". */
int64_t at(const char *local);
date_t on(const char *day);

/* Loads the organization at that time, through the whole load. Channels "mail" (email) and "robot" (webhook) are there. */
int world_load(struct world *world, const struct organization *organization, const char *local);
/* What a load puts between its begin and its commit. */
int world_put(struct world *world, const struct organization *organization, const char *local);
/* Sweeps at every instant something is due up to and including that time. */
int world_run(struct world *world, const char *until);
/* One sweep, as after downtime. */
int world_sweep(struct world *world, const char *local);
int world_record(struct world *world, const char *obligation, const char *day, const char *local);

/* The number of lines said that hold the words. */
size_t said(const struct world *world, const char *words);
/* Compares all that was said, in order, with lines ended by NULL; prints the difference. */
void assert_said(const struct world *world, const char *const *lines);

/* The organization "su": jia yi bing (presidium, in this order of the rotation), ding (secretary_general), wu (league_secretary), all with
 * addresses. */
struct organization *union_new(struct world *world);
/* The same on a calendar with a third term, 2020-2021-1: 2020-09-07..2021-01-17. */
struct organization *union_three_terms(struct world *world);
/* An obligation "survey" due on week 19's Friday of the term (2020-01-10): remind -14d -7d -1d 0d, repeat 3wd, notify jia, escalate after
 * 3wd to ding. */
struct obligation *survey_new(struct world *world, struct organization *organization);

#endif
