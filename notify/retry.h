/* When a message is tried again, and when it is given up. Pure. DESIGN.md, Delivery contract. */
#ifndef LUNZHI_RETRY_H
#define LUNZHI_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "channel.h"

struct retry_policy {
    int64_t first_s;           /* the first wait is at most this; it doubles with each attempt … */
    int64_t max_s;             /* … up to this */
    int64_t give_up_s;         /* age at which a message is refused for good */
    int64_t fall_back_after_s; /* age at which it is told by another way as well */
};

#define RETRY_AFTER_MAX_S 86400 /* a peer may put a message off by a day, not for ever */

/* What a peer asked for, in whole seconds, within that bound. */
int64_t retry_after_seconds(int64_t retry_after_ms);

/* `retry_first` (default 1m), `retry_max` (1h), `give_up` (4d) and `fall_back_after` (1d) of a channel. A value backend_check() would
 * refuse counts as not set. */
struct retry_policy retry_policy_of(const struct channel *channel);
/* One minute to 30 days in m, h, d or w; ERROR_INVALID. */
int retry_span_parse(const char *text, int64_t *ret_seconds) __attribute__((warn_unused_result));

/* After the `attempts`-th attempt (from 1) failed at `now`: the instant of the next one, a random part ("full jitter") of the doubled wait,
 * or what the peer asked for if that is later; the last one is made when the age is reached. False: that age is reached, give up. */
bool retry_next(const struct retry_policy *policy, int64_t due_at, int32_t attempts, int64_t retry_after_ms, int64_t now, uint64_t random,
                int64_t *ret_at);

#endif
