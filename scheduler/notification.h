/* One message to one recipient on one channel, as policy makes it: facts, not words. Rendering is notify/'s. */
#ifndef LUNZHI_NOTIFICATION_H
#define LUNZHI_NOTIFICATION_H

#include <stdint.h>

#include "occurrence.h"

/* In the order of DESIGN.md's simulation output: turn and met first. */
#define NOTIFICATION_MAP(X)                                                                                                                \
    X(TURN, "turn") /* a vacancy, said loudly */                                                                                           \
    X(MET, "met")   /* an event only: nobody is written to */                                                                              \
    X(REMINDER, "reminder")                                                                                                                \
    X(OVERDUE, "overdue")                                                                                                                  \
    X(ESCALATION, "escalation")                                                                                                            \
    X(MISSED, "missed")                                                                                                                    \
    X(PROPOSAL, "proposal")   /* a turn is proposed to its recipient, to be accepted or declined */                                        \
    X(CARETAKER, "caretaker") /* nobody has accepted a turn that has begun: the outgoing chair goes on */                                  \
    X(SWAP, "swap")           /* a swap can no longer hold */                                                                              \
    X(PLAN, "plan")           /* a load moved turns planned for or from its recipient */                                                   \
    X(TEST, "test")           /* lunzhictl notify test */                                                                                  \
    X(ALERT, "alert")         /* to the operators: something about lunzhid itself */

enum notification_kind {
#define X(name, word) NOTIFICATION_##name,
    NOTIFICATION_MAP(X)
#undef X
        NOTIFICATION_COUNT
};

struct notification {
    int64_t id; /* of the outbox; 0 until stored */
    const char
        *key; /* what makes it this message and no other, e.g. "su/survey/2020-2021-1 2020-11-20 reminder jia mail"; unique for ever */
    enum notification_kind kind;
    int64_t occurrence; /* id; 0 for none */
    const char *organization;
    const char *organization_name;
    const char *obligation; /* NULL for none; likewise period */
    const char *period;
    struct text title; /* of the obligation */
    date_t on;         /* the civil day it is sent for */
    date_t due_on;     /* DATE_NONE for none */
    bool late;
    const char *recipient;      /* member id or channel id */
    const char *recipient_name; /* a person's name, or NULL */
    const char *instead_of;     /* name of the unreachable member this one stands in for, or NULL */
    const char *channel;        /* NULL: nobody can be reached; kept, and shown as undeliverable */
    const char *address;        /* for the channel; "" if its backend needs none */
    const char *language;
    const char *chair;     /* the executive chair's name that day; NULL while vacant */
    const char *also_told; /* names of the others told by the same rung, ", " between; "" for none */
    const char *detail;    /* TURN: the reason; TEST, ALERT: the text; of a check: what failed; else NULL */
    int64_t stands_for;    /* the message that fell back to this one: its id; 0 for none */
    int64_t not_before;    /* held until then by a window; 0: it leaves at once. Not read back. */
};

const char *notification_kind_name(enum notification_kind kind);
int notification_kind_parse(const char *word, enum notification_kind *ret_kind) __attribute__((warn_unused_result));

/* What the engine did, for the log and for the simulation: told through engine_observer. */
struct event {
    enum notification_kind kind;
    int64_t at;
    int64_t leaves_at; /* of a message: at, or later where a window holds it */
    const char *organization;
    const char *obligation; /* NULL for TURN */
    const char *period;     /* may be NULL for TURN */
    date_t due_on;
    const char *recipient; /* NULL for TURN and MET */
    const char *channel;   /* NULL for TURN and MET, and where nobody can be reached */
    bool late;
    const char *chair;  /* TURN; NULL: vacant */
    const char *reason; /* TURN */
};

#endif
