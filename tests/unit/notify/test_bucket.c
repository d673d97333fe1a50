/* Rates: how they are written, and that none is ever exceeded, whenever it is asked. */
#include "bucket.h"

#include "error.h"
#include "fixture.h"

#define T0 INT64_C(1578013200000) /* 2020-01-03T09:00:00+08:00 */

static void written(void **state)
{
    static const struct {
        const char *text;
        int64_t at_once, burst, interval_ms; /* burst 0: refused */
    } cases[] = {
        {"20/1m", 0, 10, 6000},
        {"20/m", 0, 10, 6000},
        {"100/1m", 3, 3, 619},
        {"100/1m", 0, 50, 1200},
        {"4/1m", 9, 2, 30000},
        {"1/1m", 0, 1, 60000},
        {"1/1m", 3, 1, 60000},
        {"2/1m", 0, 1, 60000},
        {"3/1s", 0, 2, 1000},
        {"5/s", 0, 3, 500},
        {"10000/1d", 0, 5000, 17280},
        {"100/24h", 0, 50, 1728000},
        {"6/90s", 0, 3, 30000},
        {"7/1440m", 0, 4, 28800000},
        {"10001/1d", 0, 0, 0},
        {"1/2d", 0, 0, 0},
        {"1/25h", 0, 0, 0},
        {"1/86401s", 0, 0, 0},
        {"1/99999999999999999999s", 0, 0, 0},
        {"99999999999999999999/s", 0, 0, 0},
        {"0/1m", 0, 0, 0},
        {"20/0m", 0, 0, 0},
        {"20", 0, 0, 0},
        {"20/", 0, 0, 0},
        {"/1m", 0, 0, 0},
        {"", 0, 0, 0},
        {"-1/1m", 0, 0, 0},
        {"20/-1m", 0, 0, 0},
        {"20/1w", 0, 0, 0},
        {"20/1wd", 0, 0, 0},
        {"20/1m ", 0, 0, 0},
        {" 20/1m", 0, 0, 0},
        {"20 /1m", 0, 0, 0},
        {"2e1/1m", 0, 0, 0},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct bucket_rate rate = {0};
        int r = bucket_rate_parse(cases[i].text, cases[i].at_once, &rate);

        if (r != (cases[i].burst > 0 ? 0 : ERROR_INVALID) || rate.burst != cases[i].burst || rate.interval_ms != cases[i].interval_ms)
            fail_msg("“%s”: %d, %lld every %lld ms", cases[i].text, r, (long long)rate.burst, (long long)rate.interval_ms);
    }
}

/* Instants are milliseconds after T0; a step back is one that is less than the one before. */
static void burst_and_refill(void **state)
{
    static const struct bucket_rate rate = {.burst = 3, .interval_ms = 1000};
    static const struct {
        const char *what;
        int64_t at_ms, tokens, take, ready_at_ms;
    } steps[] = {
        {"full, and more is not kept", 0, 3, 2, 0},
        {"one is left", 0, 1, 1, 1000},
        {"none", 0, 0, 0, 1000},
        {"not yet", 999, 0, 0, 1000},
        {"one came", 1000, 1, 1, 2000},
        {"half a token is none", 2999, 1, 0, 2000},
        {"two", 3000, 2, 2, 4000},
        {"full again after three", 6000, 3, 0, 4000},
        {"no fuller after a day", 86400000, 3, 3, 86401000},
        {"a little back: a little longer", 86399500, 0, 0, 86400500},
        {"a year back: empty, not in debt", -INT64_C(31536000000), 0, 0, -INT64_C(31535999000)},
        {"and it fills", -INT64_C(31535999000), 1, 0, -INT64_C(31535999000)},
        {"a year forward", INT64_C(31536000000), 3, 1, INT64_C(31535999000)},
    };
    struct bucket bucket = {0};

    for (size_t i = 0; i < N_OF(steps); i++) {
        int64_t now_ms = T0 + steps[i].at_ms, tokens, ready;

        bucket_settle(&bucket, &rate, now_ms);
        tokens = bucket_tokens(&bucket, &rate, now_ms);
        if (tokens != steps[i].tokens)
            fail_msg("%s: %lld tokens", steps[i].what, (long long)tokens);
        if (steps[i].take > 0)
            bucket = bucket_take(&bucket, &rate, steps[i].take, now_ms);
        ready = bucket_ready_at_ms(&bucket, &rate);
        if (ready - T0 != steps[i].ready_at_ms)
            fail_msg("%s: ready at %lld", steps[i].what, (long long)(ready - T0));
    }
}

/* However greedily, and at whatever instants: no period holds more than the count, and what is granted comes near to it. */
static void never_exceeded(void **state)
{
    static const struct {
        int64_t count, period_ms, at_once, step_ms;
    } cases[] = {
        {20, 60000, 0, 1}, {20, 60000, 0, 1000}, {20, 60000, 0, 777},   {1, 1000, 0, 1},
        {2, 1000, 0, 7},   {7, 10000, 0, 100},   {100, 60000, 3, 1000},
    };

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct bucket_rate rate = bucket_rate_of(cases[i].count, cases[i].period_ms, cases[i].at_once);
        static int64_t sent[4000];
        struct bucket bucket = {0};
        size_t n = 0, first = 0;

        for (int64_t at = T0; at < T0 + 10 * cases[i].period_ms; at += cases[i].step_ms) {
            int64_t tokens = bucket_tokens(&bucket, &rate, at);

            if (tokens == 0)
                assert_true(bucket_ready_at_ms(&bucket, &rate) > at);
            else
                assert_true(bucket_ready_at_ms(&bucket, &rate) <= at);
            bucket = bucket_take(&bucket, &rate, tokens, at);
            while (tokens-- > 0)
                sent[n++] = at;
            while (first < n && sent[first] <= at - cases[i].period_ms)
                first++;
            if (n - first > (size_t)cases[i].count)
                fail_msg("case %zu: %zu in a period", i, n - first);
        }
        if (n < (size_t)(10 * cases[i].count / 2 - cases[i].count))
            fail_msg("case %zu: only %zu granted in ten periods", i, n);
    }
}

/* Feishu counts by the second as well. */
static void no_second_too_many(void **state)
{
    struct bucket_rate rate = bucket_rate_of(100, 60000, 3);

    assert_true(rate.burst + 1000 / rate.interval_ms <= 5);
    assert_true(rate.burst + 60000 / rate.interval_ms <= 100);
}

static void no_rate(void **state)
{
    static const struct bucket_rate none = {0};
    struct bucket bucket = {.full_at_ms = INT64_MAX};

    assert_true(bucket_tokens(&bucket, &none, T0) == INT64_MAX);
}

/* Rows are not to be trusted: the extremes of the column are an empty and a full bucket. */
static void odd_rows(void **state)
{
    static const struct bucket_rate rate = {.burst = BUCKET_COUNT_MAX / 2, .interval_ms = BUCKET_PERIOD_MAX};
    struct bucket bucket = {.full_at_ms = INT64_MAX};

    bucket_settle(&bucket, &rate, T0);
    assert_int_equal(bucket_tokens(&bucket, &rate, T0), 0);
    assert_true(bucket_ready_at_ms(&bucket, &rate) == T0 + BUCKET_PERIOD_MAX);
    bucket = (struct bucket){.full_at_ms = INT64_MIN};
    bucket_settle(&bucket, &rate, T0);
    assert_true(bucket_tokens(&bucket, &rate, T0) == rate.burst);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written),        cmocka_unit_test(burst_and_refill),
        cmocka_unit_test(never_exceeded), cmocka_unit_test(no_second_too_many),
        cmocka_unit_test(no_rate),        cmocka_unit_test(odd_rows),
    };

    return cmocka_run_group_tests_name("bucket", tests, NULL, NULL);
}
