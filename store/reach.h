/* Who was reached on what: one row an organization, recipient and channel, noted with each result. */
#ifndef LUNZHI_STORE_REACH_H
#define LUNZHI_STORE_REACH_H

#include "outbox.h"

/* Whom a message is to. */
struct reach_key {
    const char *organization, *recipient, *channel;
};

/* Within the transaction that writes the result. Messages without an organization or a channel leave no trace. */
int reach_note(struct store *store, const struct reach_key *key, const struct delivery_result *result) __attribute__((warn_unused_result));

#endif
