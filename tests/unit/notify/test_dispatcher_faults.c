/* A database that does not take the results, and every way to close: nothing is lost. */
#include "dispatch_bench.h"

#include <string.h>

#include "error.h"

static void database_takes_no_results(void **state)
{
    static const int64_t waits[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct bench *bench = *state;
    size_t claims;

    bench_add(bench, "mail", 10);
    bench_kick(bench);
    claims = bench->store->n_claims;
    bench->store->fault = (struct fake_fault){.error = ERROR_FULL, .times = 1000};
    fake_answer_all(&attempt_delivered);
    uv_run(&bench->loop, UV_RUN_NOWAIT);
    assert_int_equal(bench->store_error, ERROR_FULL);
    bench_settle(bench);
    for (size_t i = 0; i < N_OF(waits); i++) {
        int64_t next_at = dispatcher_next_at(bench->dispatcher);

        assert_int_equal(next_at, bench->still.now_ms / 1000 + waits[i]);
        bench_kick_at(bench, next_at);
    }
    assert_int_equal(bench->n_store_failures, 1 + N_OF(waits));
    assert_int_equal(bench->n_alerts, 0);
    assert_int_equal(bench->store->n_claims, claims); /* nothing more is claimed meanwhile */
    assert_int_equal(bench_count(bench, DELIVERY_SENDING), CHANNEL_CONNECTIONS);
    bench->store->fault = (struct fake_fault){0};
    bench_kick(bench);
    assert_int_equal(bench->store_error, 0);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), CHANNEL_CONNECTIONS);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS);
}

/* Six messages until nothing is left to do: the first is refused, the second put off once. */
static void deliver_six(struct bench *bench)
{
    size_t answered = 0;

    bench_add(bench, "mail", 6);
    bench_kick(bench);
    for (int i = 0; i < 20; i++) {
        int64_t next_at;

        if (fake_backend.n_under_way > 0) {
            fake_answer(answered, answered == 0 ? &attempt_no_such_user : answered == 1 ? &attempt_busy : &attempt_delivered);
            answered++;
        }
        bench_settle(bench);
        next_at = dispatcher_next_at(bench->dispatcher);
        bench_kick_at(bench, next_at != NEVER ? next_at : bench->still.now_ms / 1000 + 1);
    }
}

/* The n-th access to the database fails, and the one after it, for n = 0, 1, … until none is left to fail. */
static void faults_at_every_access(void **state)
{
    static const int errors[] = {ERROR_IO, ERROR_FULL, ERROR_BUSY, ERROR_READ_ONLY};
    struct bench *bench = *state;
    int after = 0;

    do {
        int32_t written = 0;

        bench_stop(bench);
        fake_backend_reset();
        memset(bench->store->rows, 0, sizeof(bench->store->rows));
        bench->store->n = 0;
        bench->store->fault = (struct fake_fault){.error = errors[after % 4], .after = after, .times = 2};
        bench->store->fall_back_to = "hook";
        still_world_init(&bench->still, NOW);
        bench_start(bench);
        deliver_six(bench);
        assert_int_equal(bench->store->n, 7); /* one in the refused one's place */
        assert_int_equal(bench_count(bench, DELIVERY_REFUSED), 1);
        assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 6);
        assert_int_equal(fake_backend.n, 8); /* nothing was sent twice but the one that was to be */
        for (size_t i = 0; i < bench->store->n; i++)
            written += bench->store->rows[i].written;
        assert_int_equal(written, 8); /* each result once, the one that was put off twice */
        after++;
    } while (bench->store->fault.times < 2);
    assert_in_range(after, 30, 300);
}

static void one_bad_row_holds_up_no_other(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 4);
    bench->store->poisoned = 2;
    bench_kick(bench);
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 3);
    assert_int_equal(bench_state(bench, 2), DELIVERY_SENDING);
    assert_int_equal(bench->n_alerts, 1);
    assert_non_null(strstr(bench->alert, "message 2 cannot be written"));
    bench_add(bench, "mail", 1);
    bench_kick(bench);
    assert_int_equal(fake_backend.n_under_way, 1);
}

static void close_waits_for_answers(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 6);
    bench_kick(bench);
    dispatcher_close(bench->dispatcher, 60000, bench_on_closed, bench);
    dispatcher_close(bench->dispatcher, 0, bench_on_closed, bench); /* a second call changes nothing */
    uv_run(&bench->loop, UV_RUN_NOWAIT);
    assert_int_equal(bench->n_closed, 0);
    fake_answer_all(&attempt_delivered);
    bench_settle(bench); /* does not take the grace */
    assert_int_equal(bench->n_closed, 1);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 4);
    assert_int_equal(bench_count(bench, DELIVERY_QUEUED), 2);
    bench->dispatcher = NULL;
}

static void close_aborts_after_the_grace(void **state)
{
    static const uint64_t graces[] = {0, 5};

    for (size_t i = 0; i < N_OF(graces); i++) {
        struct bench *bench = *state;

        bench->n_closed = 0;
        bench_add(bench, "mail", 1);
        if (bench->dispatcher == NULL)
            bench_start(bench);
        bench_kick(bench);
        dispatcher_close(bench->dispatcher, graces[i], bench_on_closed, bench);
        uv_run(&bench->loop, UV_RUN_DEFAULT);
        assert_int_equal(bench->n_closed, 1);
        assert_int_equal(bench_count(bench, DELIVERY_UNKNOWN), i + 1);
        assert_int_equal(fake_backend.n_under_way, 0);
        bench->dispatcher = NULL;
    }
}

static void close_before_anything(void **state)
{
    bench_stop(*state);
}

static void close_with_a_dead_database(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 2);
    bench_kick(bench);
    fake_answer(0, &attempt_delivered);
    bench->store->fault = (struct fake_fault){.error = ERROR_IO, .times = 1000};
    bench_settle(bench);
    bench_stop(bench);
    assert_int_equal(bench_count(bench, DELIVERY_SENDING), 2); /* the next start makes them unknown */
}

static void close_while_reopening(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 1);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_delivered);
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
    dispatcher_close(bench->dispatcher, 0, bench_on_closed, bench);
    bench_settle(bench);
    assert_int_equal(bench->n_closed, 1);
    bench->dispatcher = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(database_takes_no_results),  BENCH_TEST(faults_at_every_access),       BENCH_TEST(one_bad_row_holds_up_no_other),
        BENCH_TEST(close_waits_for_answers),    BENCH_TEST(close_aborts_after_the_grace), BENCH_TEST(close_before_anything),
        BENCH_TEST(close_with_a_dead_database), BENCH_TEST(close_while_reopening),
    };

    return cmocka_run_group_tests_name("dispatcher faults", tests, NULL, NULL);
}
