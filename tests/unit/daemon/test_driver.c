/* The engine's driver with a ledger that fails as the case says: sweeping, resting, pausing longer and longer, waking the queue. */
#include "unit.h"

#include "driver.h"
#include "error.h"

/* A ledger in which nothing is due, and what the driver told. */
struct fake {
    int begin_error, next_error;
    int64_t next_at, queue_at;
    int begins, commits, rollbacks;
    int committed, troubles, well, queue_calls, last_error;
};

static int fake_begin(void *ctx)
{
    struct fake *fake = ctx;
    fake->begins++;
    return fake->begin_error;
}

static int fake_commit(void *ctx)
{
    struct fake *fake = ctx;
    fake->commits++;
    fake->next_at = NEVER;
    return 0;
}

static void fake_rollback(void *ctx)
{
    ((struct fake *)ctx)->rollbacks++;
}

static int fake_next_at(void *ctx, int64_t *ret_at)
{
    const struct fake *fake = ctx;
    if (fake->next_error == 0)
        *ret_at = fake->next_at;
    return fake->next_error;
}

static int fake_generation(void *ctx, int64_t *ret_generation)
{
    *ret_generation = 1;
    return 0;
}

static int fake_due_occurrences(void *ctx, int64_t now, size_t max, struct arena *arena, struct occurrence **ret, size_t *ret_n)
{
    *ret_n = 0;
    return 0;
}

static int fake_due_rotations(void *ctx, int64_t now, size_t max, struct arena *arena, struct rotation_row **ret, size_t *ret_n)
{
    *ret_n = 0;
    return 0;
}

static void on_committed(void *ctx)
{
    ((struct fake *)ctx)->committed++;
}

static int64_t queue_next_at(void *ctx)
{
    return ((struct fake *)ctx)->queue_at;
}

static void on_queue_due(void *ctx)
{
    ((struct fake *)ctx)->queue_calls++;
}

static void on_trouble(void *ctx, int error)
{
    struct fake *fake = ctx;
    fake->troubles += error != 0;
    fake->well += error == 0;
    fake->last_error = error;
}

static void on_stepped(void *ctx, int64_t step_seconds)
{
    fail_msg("nobody set the clock");
}

/* One case: a loop, an engine on the fake ledger, the driver. */
struct bench {
    struct fake fake;
    struct ledger ledger;
    struct engine *engine;
    uv_loop_t loop;
    struct driver driver;
};

static const struct zone_span span = {.begins_at = INT64_MIN};
static const struct zone utc = {.name = "UTC", .spans = &span, .n_spans = 1};

static void start(struct bench *bench)
{
    *bench = (struct bench){.fake = {.next_at = NEVER, .queue_at = NEVER}};
    bench->ledger = (struct ledger){
        .ctx = &bench->fake,
        .begin = fake_begin,
        .commit = fake_commit,
        .rollback = fake_rollback,
        .next_at = fake_next_at,
        .generation = fake_generation,
        .due_occurrences = fake_due_occurrences,
        .due_rotations = fake_due_rotations,
    };
    bench->engine = engine_new(&bench->ledger, &utc, NULL, 4);
    uv_loop_init(&bench->loop);
    const struct driver_options options = {
        .engine = bench->engine,
        .ledger = &bench->ledger,
        .committed = on_committed,
        .queue_next_at = queue_next_at,
        .queue_due = on_queue_due,
        .trouble = on_trouble,
        .stepped = on_stepped,
        .ctx = &bench->fake,
    };
    assert_int_equal(driver_init(&bench->driver, &bench->loop, &options), 0);
}

static void finish(struct bench *bench)
{
    driver_close(&bench->driver);
    driver_close(&bench->driver);
    driver_look(&bench->driver);
    driver_fail(&bench->driver, ERROR_IO);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    engine_free(bench->engine);
}

/* A few turns of the loop, none of which waits. */
static void turn(struct bench *bench)
{
    for (int i = 0; i < 5; i++)
        uv_run(&bench->loop, UV_RUN_NOWAIT);
}

static void test_nothing_due(void **state)
{
    struct bench bench;
    start(&bench);
    driver_look(&bench.driver);
    turn(&bench);
    assert_int_equal(bench.fake.begins, 0);
    assert_int_equal(bench.driver.state, DRIVER_ASLEEP);
    assert_true(bench.driver.next_at == NEVER);
    finish(&bench);
}

static void test_due_is_swept_once(void **state)
{
    struct bench bench;
    start(&bench);
    bench.fake.next_at = wall_now() - 10;
    driver_look(&bench.driver);
    assert_int_equal(bench.driver.state, DRIVER_SWEEPING);
    driver_look(&bench.driver); /* another transaction meanwhile */
    turn(&bench);
    assert_int_equal(bench.fake.commits, 1);
    assert_int_equal(bench.fake.committed, 1);
    assert_int_equal(bench.fake.troubles + bench.fake.well, 0);
    assert_int_equal(bench.driver.state, DRIVER_ASLEEP);
    finish(&bench);
}

static void test_failure_waits_and_does_not_spin(void **state)
{
    struct bench bench;
    start(&bench);
    bench.fake.next_at = wall_now();
    bench.fake.begin_error = ERROR_FULL;
    driver_look(&bench.driver);
    turn(&bench);
    assert_int_equal(bench.fake.begins, 1);
    assert_int_equal(bench.fake.troubles, 1);
    assert_int_equal(bench.fake.last_error, ERROR_FULL);
    assert_int_equal(bench.fake.committed, 0);
    assert_int_equal(bench.driver.state, DRIVER_WAITING);
    driver_look(&bench.driver); /* does not cut the pause short */
    turn(&bench);
    assert_int_equal(bench.fake.begins, 1);
    finish(&bench);
}

/* What earlier batches of the sweep have made must not wait for the database. */
static void test_failure_tells_what_was_committed(void **state)
{
    struct bench bench;
    start(&bench);
    bench.driver.untold = true;
    driver_fail(&bench.driver, ERROR_IO);
    assert_int_equal(bench.fake.committed, 1);
    driver_fail(&bench.driver, ERROR_IO);
    assert_int_equal(bench.fake.committed, 1);
    finish(&bench);
}

static void test_pauses_grow(void **state)
{
    static const unsigned pauses_s[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct bench bench;
    start(&bench);
    for (size_t i = 0; i < N_OF(pauses_s); i++) {
        driver_fail(&bench.driver, ERROR_IO);
        assert_int_equal(bench.driver.pause_s, pauses_s[i]);
        assert_int_equal(uv_timer_get_due_in(&bench.driver.pause) / 1000, pauses_s[i]);
    }
    assert_int_equal(bench.fake.troubles, N_OF(pauses_s));
    finish(&bench);
}

/* The pause is over: it works again, that is said, and the next failure starts at one second. */
static void test_recovers(void **state)
{
    struct bench bench;
    start(&bench);
    driver_fail(&bench.driver, ERROR_IO);
    driver_fail(&bench.driver, ERROR_IO);
    uv_timer_start(&bench.driver.pause, bench.driver.pause.timer_cb, 0, 0); /* as if its time had come */
    turn(&bench);
    assert_int_equal(bench.fake.commits, 1);
    assert_int_equal(bench.fake.well, 1);
    assert_int_equal(bench.driver.state, DRIVER_ASLEEP);
    driver_fail(&bench.driver, ERROR_IO);
    assert_int_equal(bench.driver.pause_s, 1);
    finish(&bench);
}

static void test_ledger_cannot_say_what_is_next(void **state)
{
    struct bench bench;
    start(&bench);
    bench.fake.next_error = ERROR_CORRUPT;
    driver_look(&bench.driver);
    assert_int_equal(bench.fake.last_error, ERROR_CORRUPT);
    assert_int_equal(bench.driver.state, DRIVER_WAITING);
    finish(&bench);
}

static void test_queue_is_woken(void **state)
{
    struct bench bench;
    start(&bench);
    driver_arm(&bench.driver);
    assert_int_equal(bench.fake.queue_calls, 0);
    bench.fake.queue_at = wall_now() + 1000;
    driver_arm(&bench.driver);
    assert_int_equal(bench.fake.queue_calls, 0);
    bench.fake.queue_at = wall_now() - 5; /* and it stays so: no headway */
    driver_arm(&bench.driver);
    assert_int_equal(bench.fake.queue_calls, 1);
    turn(&bench);
    assert_true(bench.fake.queue_calls <= 2); /* at most once a second */
    driver_fail(&bench.driver, ERROR_FULL);   /* also while the engine waits */
    assert_true(bench.fake.queue_calls >= 2);
    finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_due),
        cmocka_unit_test(test_due_is_swept_once),
        cmocka_unit_test(test_failure_waits_and_does_not_spin),
        cmocka_unit_test(test_failure_tells_what_was_committed),
        cmocka_unit_test(test_pauses_grow),
        cmocka_unit_test(test_recovers),
        cmocka_unit_test(test_ledger_cannot_say_what_is_next),
        cmocka_unit_test(test_queue_is_woken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
