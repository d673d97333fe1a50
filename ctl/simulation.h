/* The real engine on a store in memory under a virtual clock: what `simulate` prints and `plan` compares. */
#ifndef LUNZHI_SIMULATION_H
#define LUNZHI_SIMULATION_H

#include "conf.h"
#include "engine.h"
#include "store.h"

struct simulation;

/* Told of each turn and message, in time order and, within one instant, in DESIGN.md's order. */
typedef void (*simulation_cb)(void *ctx, const struct event *event);

/* Takes over the store; `zone` is borrowed. Events before `from_at` are history and are not told. */
struct simulation *simulation_new(struct store *store, const struct zone *zone, int64_t from_at, simulation_cb cb, void *ctx);
void simulation_free(struct simulation *simulation);
/* Everybody accepts the turns that fall to them: nobody answers in a simulation, and not all of them are to be the caretaker's. */
void simulation_assume_accepted(struct simulation *simulation);

/* Loads the configuration at that instant, as the daemon does. The scenario's decisions of days up to then shape the history of turns; it
 * may be NULL. ERROR_CONFIG with the findings; *ret_why (static or of the store) for any other error. */
int simulation_load(struct simulation *simulation, const char *path, const struct conf_options *options, const struct scenario *scenario,
                    int64_t at, struct report *report, const char **ret_why) __attribute__((warn_unused_result));

/* Runs the clock from `from_at` up to before `until_at`. Facts come in force at midnight of their days, those of days before at once.
 * Events before `from_at` are history and are not told. Facts the rules refuse are said in the report as warnings. */
int simulation_run(struct simulation *simulation, const struct scenario *scenario, int64_t from_at, int64_t until_at, struct report *report,
                   const char **ret_why) __attribute__((warn_unused_result));

struct store *simulation_store(struct simulation *simulation);

#endif
