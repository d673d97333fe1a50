#include "bucket.h"

#include "error.h"

struct bucket_rate bucket_rate_of(int64_t count, int64_t period_ms, int64_t at_once)
{
    int64_t burst = (count + 1) / 2;
    int64_t flow;

    if (at_once > 0 && burst > at_once)
        burst = at_once;
    flow = count > burst ? count - burst : 1; /* one in a period: the next when the period is over */
    return (struct bucket_rate){.burst = burst, .interval_ms = (period_ms + flow - 1) / flow};
}

/* Digits up to `max`; 0 for none, or more than that. */
static int64_t read_count(const char **text, int64_t max)
{
    int64_t count = 0;

    for (; **text >= '0' && **text <= '9'; ++*text) {
        count = 10 * count + (**text - '0');
        if (count > max)
            return 0;
    }
    return count;
}

static int64_t unit_ms(char unit)
{
    switch (unit) {
    case 's':
        return 1000;
    case 'm':
        return 60 * 1000;
    case 'h':
        return 3600 * 1000;
    case 'd':
        return 86400 * 1000;
    default:
        return 0;
    }
}

int bucket_rate_parse(const char *text, int64_t at_once, struct bucket_rate *ret_rate)
{
    int64_t count = read_count(&text, BUCKET_COUNT_MAX), periods = 1, unit;

    if (count == 0 || *text++ != '/')
        return ERROR_INVALID;
    if (*text >= '0' && *text <= '9')
        periods = read_count(&text, BUCKET_PERIOD_MAX / 1000);
    unit = unit_ms(*text);
    if (periods == 0 || unit == 0 || text[1] != '\0' || periods > BUCKET_PERIOD_MAX / unit)
        return ERROR_INVALID;
    *ret_rate = bucket_rate_of(count, periods * unit, at_once);
    return 0;
}

void bucket_settle(struct bucket *bucket, const struct bucket_rate *rate, int64_t now_ms)
{
    int64_t filling_ms = rate->burst * rate->interval_ms;

    if (bucket->full_at_ms > now_ms + filling_ms)
        bucket->full_at_ms = now_ms + filling_ms;
    if (bucket->full_at_ms < 0) /* whatever the row said */
        bucket->full_at_ms = 0;
}

int64_t bucket_tokens(const struct bucket *bucket, const struct bucket_rate *rate, int64_t now_ms)
{
    int64_t missing_ms = bucket->full_at_ms - now_ms;
    int64_t missing;

    if (rate->burst == 0)
        return INT64_MAX;
    if (missing_ms <= 0)
        return rate->burst;
    missing = (missing_ms + rate->interval_ms - 1) / rate->interval_ms;
    return missing < rate->burst ? rate->burst - missing : 0;
}

struct bucket bucket_take(const struct bucket *bucket, const struct bucket_rate *rate, int64_t n, int64_t now_ms)
{
    int64_t from_ms = bucket->full_at_ms > now_ms ? bucket->full_at_ms : now_ms;

    return (struct bucket){.full_at_ms = from_ms + n * rate->interval_ms};
}

int64_t bucket_ready_at_ms(const struct bucket *bucket, const struct bucket_rate *rate)
{
    return bucket->full_at_ms - (rate->burst - 1) * rate->interval_ms;
}
