/* How a channel is, judged by how its attempts end. It spares a peer that does not answer, and stops asking one that refuses for good.
 * Pure.
 *
 *   WELL     -> RESTING  three attempts in a row without any answer, or the peer asked for a pause
 *   WELL     -> BROKEN   the peer, or the backend, refuses the channel itself
 *   RESTING  -> RESTING, BROKEN -> BROKEN   the probe failed the same way: a longer rest, another hour
 *   RESTING <-> BROKEN   the probe failed the other way
 *   any      -> WELL     an attempt is delivered, or answered: even a refusal of one message says that the peer is there
 *
 * Out of WELL nothing is sent until `until`; then one message at a time, the probe. What is queued waits, but for a channel that has stayed
 * broken over its first probe: its messages are refused at once, so that they fall back while it is broken and not when it is too late. */
#ifndef LUNZHI_HEALTH_H
#define LUNZHI_HEALTH_H

#include "backend.h"

enum health_state { HEALTH_WELL, HEALTH_RESTING, HEALTH_BROKEN };

struct health {
    enum health_state state;
    uint32_t silent;       /* attempts without an answer, in a row */
    uint32_t rounds;       /* how often in a row it came into this state */
    int64_t since;         /* UTC seconds: out of WELL since then */
    int64_t rest_began_at; /* of the present rest */
    int64_t until;
    uint32_t failures;     /* attempts in a row that failed for now, whether or not the peer answered */
    int64_t failing_since; /* the first of them */
    char *words;           /* of the last failure; heap; NULL: none since it was made or last delivered */
};

#define HEALTH_SILENT_MAX   3
#define HEALTH_REST_FIRST_S 5
#define HEALTH_REST_MAX_S   300
#define HEALTH_BROKEN_S     3600
#define HEALTH_FAILURES_MAX 5   /* from so many failures in a row on … */
#define HEALTH_FAILING_S    900 /* … or two over so long, someone should look at it */

/* Zero-initialised is WELL. */
void health_done(struct health *health);
/* Takes in how an attempt ended. True: the channel has just broken, someone should be told. */
bool health_note(struct health *health, const struct attempt *attempt, int64_t now, uint64_t random);
/* Nothing is sent now. False again at `until`, or when the clock stepped back to before the rest began. */
bool health_rests(const struct health *health, int64_t now);
/* While it rests, messages are refused instead of kept waiting. */
bool health_refuses(const struct health *health, int64_t now);
/* The words of what someone should look at, borrowed, with since when: the channel rests or is broken, or it answers and yet takes nothing.
 * NULL: nothing. */
const char *health_trouble(const struct health *health, int64_t now, int64_t *ret_since);

#endif
