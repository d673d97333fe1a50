/* A channel's rate, kept by our side: a token bucket that is one instant, so that it fits a row of the database and survives a restart.
 * Pure: time is an argument, UTC milliseconds.
 *
 * The promise is the services': never more than `count` in any period, wherever it is laid. A bucket that holds `count` and fills in one
 * period would let through nearly twice as many in its first one; so it holds `burst`, and the rest of `count` is what flows in during a
 * period: burst + (period / interval) <= count. */
#ifndef LUNZHI_BUCKET_H
#define LUNZHI_BUCKET_H

#include <stdint.h>

#define BUCKET_COUNT_MAX  10000
#define BUCKET_PERIOD_MAX (86400 * INT64_C(1000)) /* ms */

struct bucket_rate {
    int64_t burst;       /* tokens in a full bucket; 0: no rate is kept */
    int64_t interval_ms; /* in which one flows in */
};

struct bucket {
    int64_t full_at_ms; /* if nothing more is taken; 0 or past: full */
};

/* `count` in `period_ms`. `at_once` bounds the burst, for a service that counts by a shorter period as well; 0: half of `count`. */
struct bucket_rate bucket_rate_of(int64_t count, int64_t period_ms, int64_t at_once);
/* "20/1m", "5/s": 1 to 10,000 in at most a day, the period in s, m, h or d, of which 1 may be left out. ERROR_INVALID. */
int bucket_rate_parse(const char *text, int64_t at_once, struct bucket_rate *ret_rate) __attribute__((warn_unused_result));

/* To be called before the others when time has passed: after the clock stepped back a bucket is empty, never in debt, so that no step
 * stops a channel for longer than one filling. */
void bucket_settle(struct bucket *bucket, const struct bucket_rate *rate, int64_t now_ms);
/* How many tokens are there; INT64_MAX without a rate. */
int64_t bucket_tokens(const struct bucket *bucket, const struct bucket_rate *rate, int64_t now_ms);
/* The bucket with `n` of them taken. */
struct bucket bucket_take(const struct bucket *bucket, const struct bucket_rate *rate, int64_t n, int64_t now_ms);
/* When there is a token; now or earlier if there is one. */
int64_t bucket_ready_at_ms(const struct bucket *bucket, const struct bucket_rate *rate);

#endif
