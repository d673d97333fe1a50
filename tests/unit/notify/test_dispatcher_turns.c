/* What is one commit: a turn's results with the claims that follow them and, where commits are slow, with the results of a moment. */
#include "dispatch_bench.h"

#include "error.h"

static void turn(struct bench *bench)
{
    uv_run(&bench->loop, UV_RUN_NOWAIT);
}

static void claims_join_results(void **state)
{
    struct bench *bench = *state;
    size_t before;

    bench_add(bench, "mail", CHANNEL_CONNECTIONS + 2);
    bench_kick(bench);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS);
    before = bench->store->n_transactions;
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(bench->store->n_transactions, before + 1);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS + 2);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), CHANNEL_CONNECTIONS);
    assert_int_equal(bench_count(bench, DELIVERY_SENDING), 2);
}

/* The next is started only once the result of the last is written. */
static void nothing_starts_before_the_commit(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", CHANNEL_CONNECTIONS + 1);
    bench_kick(bench);
    bench->store->fault = (struct fake_fault){.error = ERROR_FULL, .times = 1000};
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS);
    bench->store->fault.times = 0;
    bench_kick(bench);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS + 1);
}

static void fast_commits_wait_for_nobody(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 3);
    bench_kick(bench);
    fake_answer(0, &attempt_delivered);
    turn(bench);
    assert_int_equal(bench->store->n_commits, 1);
}

static void slow_commits_are_shared(void **state)
{
    struct bench *bench = *state;

    bench->store->clock_ms = &bench->still.now_ms;
    bench->store->commit_takes_ms = 5;
    bench_add(bench, "mail", 4);
    bench_kick(bench);
    fake_answer(0, &attempt_delivered);
    turn(bench);
    fake_answer(1, &attempt_delivered);
    turn(bench);
    assert_int_equal(bench->store->n_commits, 0);
    bench_settle(bench);
    assert_int_equal(bench->store->n_commits, 1);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 2);
    /* nobody is left to wait for */
    fake_answer(2, &attempt_delivered);
    turn(bench);
    assert_int_equal(bench->store->n_commits, 1);
    fake_answer(3, &attempt_delivered);
    turn(bench);
    assert_int_equal(bench->store->n_commits, 2);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 4);
}

static void closing_waits_for_no_others(void **state)
{
    struct bench *bench = *state;

    bench->store->clock_ms = &bench->still.now_ms;
    bench->store->commit_takes_ms = 5;
    bench_add(bench, "mail", 2);
    bench_kick(bench);
    fake_answer(0, &attempt_delivered);
    turn(bench);
    bench_stop(bench);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(claims_join_results),     BENCH_TEST(nothing_starts_before_the_commit), BENCH_TEST(fast_commits_wait_for_nobody),
        BENCH_TEST(slow_commits_are_shared), BENCH_TEST(closing_waits_for_no_others),
    };

    return cmocka_run_group_tests_name("dispatcher_turns", tests, NULL, NULL);
}
