/* The turns of an organization on the screen. */
#ifndef LUNZHI_CTL_TURNS_H
#define LUNZHI_CTL_TURNS_H

#include <jansson.h>

#include "ctl.h"
#include "table.h"

/* A reply of /v1/turns or /v1/decisions: the table, and the swaps that wait or are still to be carried out. EXIT_DONE. */
int turns_show(struct ctl *ctl, const json_t *reply);

/* Is whoever is chair by the turn (of /v1/chair or /v1/status) a caretaker only? */
bool turn_is_caretakers(const json_t *turn);
/* A cell: whom the turn waits for to accept it; empty where it does not wait. */
void turn_add_awaited(struct table *table, const json_t *turn);

#endif
