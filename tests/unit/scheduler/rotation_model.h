/* Turns by living through every day, without a look ahead: what rotation_next() is compared with. Swaps are not in it. */
#ifndef LUNZHI_TESTS_SCHEDULER_ROTATION_MODEL_H
#define LUNZHI_TESTS_SCHEDULER_ROTATION_MODEL_H

#include "rotation_world.h"

#define LAST_DAY (WORLD_BEGINS + 2 * WORLD_DAYS)

struct model {
    const struct world *world;
    struct turn turns[2 * WORLD_DAYS];
    size_t n;
    bool removed[WORLD_MEMBERS];
    size_t appointed; /* member + 1, today */
};

/* All turns up to LAST_DAY; `world` is set, the rest zero. */
void model_live(struct model *model);
/* May the member begin that turn, as far as the model has lived? */
bool model_available(const struct model *model, size_t who, const struct turn *turn);

/* The member's place in the world. */
size_t number_of(const struct world *world, const char *id);
bool is_member(const struct world *world, size_t member, date_t on);
/* Turns that count for the member in the mandate among the first n. */
int turns_of(const struct turn *turns, size_t n, date_t mandate, const char *id);
/* The same text, or both none. */
bool is_same(const char *a, const char *b);

#endif
