/* The turns of an organization as a reply: those begun and planned, and the swaps agreed or asked about. */
#ifndef LUNZHI_DAEMON_TURN_LIST_H
#define LUNZHI_DAEMON_TURN_LIST_H

#include <jansson.h>

#include "request.h"

/* *ret_reply: {"organization", "as_of", "turns", "swaps"}, a new reference. As of a day (DATE_NONE: now) only the turns begun that were on
 * record when it ended: what was planned and agreed then is not kept. */
int turn_list(struct request *request, const char *organization, date_t as_of, json_t **ret_reply) __attribute__((warn_unused_result));

/* Whom the turn that runs, in a caretaker's hands or vacant, now waits for to accept it: a person as shape_named(), a new reference; null
 * where nobody is available, or none waits. */
int turn_awaits(struct request *request, const char *organization, json_t **ret_person) __attribute__((warn_unused_result));

#endif
