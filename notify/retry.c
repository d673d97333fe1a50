#include "retry.h"

#include "error.h"
#include "span.h"

#define SPAN_MIN_S 60
#define SPAN_MAX_S (30 * 86400)

int retry_span_parse(const char *text, int64_t *ret_seconds)
{
    struct span span;
    int64_t seconds;

    if (span_parse(text, &span) < 0 || span.unit == SPAN_WORKDAYS)
        return ERROR_INVALID;
    seconds = span_seconds(span);
    if (seconds < SPAN_MIN_S || seconds > SPAN_MAX_S)
        return ERROR_INVALID;
    *ret_seconds = seconds;
    return 0;
}

static int64_t setting(const struct channel *channel, const char *name, int64_t otherwise)
{
    const char *text = channel_string(channel, name, NULL);
    int64_t seconds = otherwise;

    if (text == NULL || retry_span_parse(text, &seconds) < 0)
        return otherwise;
    return seconds;
}

struct retry_policy retry_policy_of(const struct channel *channel)
{
    return (struct retry_policy){
        .first_s = setting(channel, "retry_first", 60),
        .max_s = setting(channel, "retry_max", 3600),
        .give_up_s = setting(channel, "give_up", 4 * 86400),
        .fall_back_after_s = setting(channel, "fall_back_after", 86400),
    };
}

int64_t retry_after_seconds(int64_t retry_after_ms)
{
    if (retry_after_ms > RETRY_AFTER_MAX_S * INT64_C(1000))
        return RETRY_AFTER_MAX_S;
    return retry_after_ms / 1000 + (retry_after_ms % 1000 > 0);
}

static int64_t wait_at_most(const struct retry_policy *policy, int32_t attempts)
{
    int64_t wait = policy->first_s;

    for (int32_t i = 1; i < attempts && wait < policy->max_s; i++)
        wait *= 2;
    return wait < policy->max_s ? wait : policy->max_s;
}

bool retry_next(const struct retry_policy *policy, int64_t due_at, int32_t attempts, int64_t retry_after_ms, int64_t now, uint64_t random,
                int64_t *ret_at)
{
    int64_t left = due_at + policy->give_up_s - now;
    int64_t wait = 1 + (int64_t)(random % (uint64_t)wait_at_most(policy, attempts));
    int64_t asked = retry_after_seconds(retry_after_ms);

    if (left <= 0)
        return false;
    if (wait > left)
        wait = left;
    *ret_at = now + (asked > wait ? asked : wait);
    return true;
}
