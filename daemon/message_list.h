/* Messages of the outbox as JSON, with the last words their peers said. */
#ifndef LUNZHI_DAEMON_MESSAGE_LIST_H
#define LUNZHI_DAEMON_MESSAGE_LIST_H

#include "shapes.h"

/* query_outbox() as an array of MESSAGE. */
int message_list(struct request *request, int state, int64_t occurrence, size_t max, json_t **ret_list) __attribute__((warn_unused_result));
/* One MESSAGE. */
int message_find(struct request *request, int64_t id, json_t **ret_message) __attribute__((warn_unused_result));

#endif
