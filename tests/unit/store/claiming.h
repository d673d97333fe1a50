/* Messages put into the outbox, claimed and ended, with little to say about each. */
#ifndef TEST_STORE_CLAIMING_H
#define TEST_STORE_CLAIMING_H

#include "fixture.h"

struct notification notification_to(const char *key, const char *recipient, const char *address);
/* To RECIPIENT@example.edu.cn. Returns the row's id. */
int64_t put_to(struct fixture *fixture, const char *key, const char *recipient, int64_t at);

struct claimed {
    struct outbox_delivery *deliveries;
    size_t n;
    bool more;
    const char *keys; /* "+" between those of one delivery, " " between deliveries */
};

struct claimed claim_with(struct fixture *fixture, const struct outbox_claim *claim);
/* Up to ten digests of the channel "mail". */
struct claimed claim_mail(struct fixture *fixture, int64_t now);
/* One result for all of its messages. */
void end_delivery(struct fixture *fixture, const struct outbox_delivery *delivery, enum delivery_state state, int64_t next_at);

#endif
