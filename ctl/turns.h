/* The turns of an organization on the screen. */
#ifndef LUNZHI_CTL_TURNS_H
#define LUNZHI_CTL_TURNS_H

#include <jansson.h>

#include "ctl.h"

/* A reply of /v1/turns or /v1/decisions: the table, and the swaps that wait or are still to be carried out. EXIT_DONE. */
int turns_show(struct ctl *ctl, const json_t *reply);

#endif
