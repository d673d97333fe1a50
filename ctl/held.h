/* Messages of a simulation that a window holds: made, and not to leave before a later instant. */
#ifndef LUNZHI_HELD_H
#define LUNZHI_HELD_H

#include "ledger.h"

struct held {
    struct event *events; /* their strings are ours */
    size_t n, max;
};

void held_done(struct held *held);
/* Copies it; it leaves at `leaves_at`. One about the same to the same recipient that was to leave with it gives way. */
void held_add(struct held *held, const struct event *event);
/* The least instant one leaves at; NEVER. */
int64_t held_next_at(const struct held *held);
/* Those whose time has come and which are still owed, `at` being that time; the event lives until `tell` returns. */
int held_release(struct held *held, const struct ledger *ledger, int64_t now, void (*tell)(void *ctx, const struct event *event), void *ctx)
    __attribute__((warn_unused_result));

#endif
