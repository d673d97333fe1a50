/* A channel's rate: kept through bursts, failures, reloads, restarts and steps of the clock, and paid for by no other channel. */
#include "dispatch_bench.h"

#include "error.h"

static const struct setting four_a_minute[] = {{.name = "rate", .type = SETTING_STRING, .string = "4/1m"}}; /* 2, then one in 30 s */

static void slow_mail(struct bench *bench)
{
    fake_store_channel(bench->store, "mail", "fake", four_a_minute, N_OF(four_a_minute));
}

/* Delivers whatever is handed over, and tells how many messages were sent so far. */
static size_t sent_at(struct bench *bench, int64_t now)
{
    bench_kick_at(bench, now);
    while (fake_backend.n_under_way > 0)
        bench_answer_all(bench, &attempt_delivered);
    return fake_backend.n;
}

static void burst_then_flow(void **state)
{
    struct bench *bench = *state;

    slow_mail(bench);
    bench_add(bench, "mail", 5);
    bench_add(bench, "hook", 7);
    assert_int_equal(sent_at(bench, NOW), 2 + 7);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30);
    assert_int_equal(sent_at(bench, NOW + 29), 9);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30);
    assert_int_equal(sent_at(bench, NOW + 30), 10);
    assert_int_equal(sent_at(bench, NOW + 95), 12);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 12);
    sent_at(bench, NOW + 200);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
}

/* Tries again pay as well. */
static void retries_pay(void **state)
{
    struct bench *bench = *state;

    slow_mail(bench);
    bench_add(bench, "mail", 2);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_busy); /* again in a second */
    assert_int_equal(sent_at(bench, NOW + 1), 2);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30);
    assert_int_equal(sent_at(bench, NOW + 30), 3);
    assert_int_equal(sent_at(bench, NOW + 60), 4);
}

static void restart(struct bench *bench)
{
    bench_stop(bench);
    bench_start(bench);
}

static void reload(struct bench *bench)
{
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
}

static void not_filled_by(struct bench *bench, void (*event)(struct bench *bench))
{
    slow_mail(bench);
    bench_add(bench, "mail", 5);
    assert_int_equal(sent_at(bench, NOW), 2);
    event(bench);
    assert_int_equal(sent_at(bench, NOW + 1), 2);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30);
    event(bench);
    assert_int_equal(sent_at(bench, NOW + 30), 3);
    event(bench);
    assert_int_equal(sent_at(bench, NOW + 31), 3);
    assert_int_equal(sent_at(bench, NOW + 90), 5);
}

static void not_filled_by_a_restart(void **state)
{
    not_filled_by(*state, restart);
}

static void not_filled_by_a_reload(void **state)
{
    not_filled_by(*state, reload);
}

/* What was claimed and never committed is neither sent nor paid for. */
static void failed_claims_cost_nothing(void **state)
{
    struct bench *bench = *state;

    for (int after = 0; after < 12; after++) {
        size_t sent = fake_backend.n;
        int64_t now = NOW + after * 1000;

        slow_mail(bench);
        bench->store->buckets[0] = 0;
        restart(bench);
        bench_add(bench, "mail", 4);
        bench->store->fault = (struct fake_fault){.error = ERROR_FULL, .after = after, .times = 1};
        assert_in_range(sent_at(bench, now) - sent, 0, 2);
        assert_int_equal(sent_at(bench, now + 2) - sent, 2);
        assert_int_equal(sent_at(bench, now + 95) - sent, 4);
    }
}

/* A channel that stays broken refuses without sending: that needs no tokens and takes none. */
static void refusals_are_free(void **state)
{
    struct bench *bench = *state;

    slow_mail(bench);
    bench_add(bench, "mail", 9);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_gone);
    bench_kick_at(bench, NOW + HOUR);
    bench_answer_all(bench, &attempt_gone); /* the probe */
    assert_int_equal(bench_count(bench, DELIVERY_REFUSED), 9);
    assert_int_equal(bench->store->buckets[0], (NOW + HOUR) * INT64_C(1000) + 30000);
}

static void clock_steps_back(void **state)
{
    struct bench *bench = *state;
    int64_t before = NOW - 100000;

    slow_mail(bench);
    bench_add(bench, "mail", 2);
    sent_at(bench, NOW);
    bench_add(bench, "mail", 3);
    for (size_t i = 2; i < 5; i++)
        fake_store_row(bench->store, (int64_t)i + 1)->row.next_at = before;
    assert_int_equal(sent_at(bench, before), 2);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), before + 30);
    assert_int_equal(sent_at(bench, before + 30), 3);
    assert_int_equal(sent_at(bench, before + 90), 5);
}

static void one_at_a_time_where_one_is_allowed(void **state)
{
    static const struct setting one[] = {{.name = "rate", .type = SETTING_STRING, .string = "1/s"}};
    struct bench *bench = *state;

    fake_store_channel(bench->store, "mail", "fake", one, N_OF(one));
    bench_add(bench, "mail", 3);
    assert_int_equal(sent_at(bench, NOW), 1);
    assert_int_equal(sent_at(bench, NOW), 1);
    assert_int_equal(sent_at(bench, NOW + 1), 2);
    assert_int_equal(sent_at(bench, NOW + 2), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(burst_then_flow),
        BENCH_TEST(retries_pay),
        BENCH_TEST(not_filled_by_a_restart),
        BENCH_TEST(not_filled_by_a_reload),
        BENCH_TEST(failed_claims_cost_nothing),
        BENCH_TEST(refusals_are_free),
        BENCH_TEST(clock_steps_back),
        BENCH_TEST(one_at_a_time_where_one_is_allowed),
    };

    return cmocka_run_group_tests_name("dispatcher rate", tests, NULL, NULL);
}
