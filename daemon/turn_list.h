/* The turns of an organization as a reply: those begun and planned, and the swaps agreed or asked about. */
#ifndef LUNZHI_DAEMON_TURN_LIST_H
#define LUNZHI_DAEMON_TURN_LIST_H

#include <jansson.h>

#include "request.h"

/* *ret_reply: {"organization", "turns", "swaps"}, a new reference. */
int turn_list(struct request *request, const char *organization, json_t **ret_reply) __attribute__((warn_unused_result));

#endif
