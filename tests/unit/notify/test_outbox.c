/* Engine, store and dispatcher together: a message's life. */
#include "outbox_bench.h"

static void a_reminder_goes_out(void **state)
{
    struct outbox_bench *bench = *state;
    struct outbox_row row;

    outbox_bench_run_until(bench, "2019-12-13T08:59");
    assert_int_equal(fake_backend.n, 0);
    outbox_bench_run_until(bench, "2019-12-13T09:00");
    assert_int_equal(fake_backend.n, 1);
    row = outbox_bench_row_of(bench, 0);
    assert_int_equal(row.state, DELIVERY_SENDING);
    assert_string_equal(row.notification.recipient, "jia");
    assert_string_equal(row.message_id, fake_backend.sendings[0].id);
    outbox_bench_answer_all(bench, &outbox_delivered);
    row = outbox_bench_row_of(bench, 0);
    assert_int_equal(row.state, DELIVERY_DELIVERED);
    assert_string_equal(row.last_reply, "250 ok");
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
}

static void each_attempt_is_kept(void **state)
{
    struct outbox_bench *bench = *state;
    struct outbox_row row;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    bench->still.random = 59;
    outbox_bench_answer_all(bench, &outbox_busy);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), at("2019-12-13T09:01"));
    outbox_bench_run_until(bench, "2019-12-13T09:01");
    bench->still.now_ms += 1500;
    outbox_bench_answer_all(bench, &outbox_delivered);
    row = outbox_bench_row_of(bench, 1);
    assert_int_equal(row.attempts, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
    outbox_bench_read_attempts(bench, row.notification.id);
    assert_int_equal(bench->n_attempts, 2);
    assert_int_equal(bench->attempts[0].state, DELIVERY_QUEUED);
    assert_int_equal(bench->attempts[0].code, 451);
    assert_string_equal(bench->replies[0], "451 ? later please");
    assert_int_equal(bench->attempts[1].state, DELIVERY_DELIVERED);
    assert_int_equal(bench->attempts[1].ended_at_ms - bench->attempts[1].began_at_ms, 1500);
}

/* 甲 has one channel; who stands in is 丁 by mail, in the same transaction and at once. */
static void refused_falls_back(void **state)
{
    struct outbox_bench *bench = *state;
    struct outbox_row row;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    outbox_bench_answer_all(bench, &outbox_no_such_user);
    assert_int_equal(outbox_bench_row_of(bench, 0).state, DELIVERY_REFUSED);
    assert_int_equal(fake_backend.n, 2);
    row = outbox_bench_row_of(bench, 1);
    assert_string_equal(row.notification.recipient, "ding");
    assert_string_equal(row.notification.instead_of, "甲");
    assert_string_not_equal(row.message_id, fake_backend.sendings[0].id);
}

/* Recorded while its reminder is being sent: a failed attempt is not followed by another. */
static void met_while_sending(void **state)
{
    struct outbox_bench *bench = *state;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    assert_int_equal(world_record(&bench->world, "survey", "2019-12-13", "2019-12-13T09:00"), 0);
    outbox_bench_answer_all(bench, &outbox_busy);
    assert_int_equal(outbox_bench_row_of(bench, 0).state, DELIVERY_CANCELLED);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    outbox_bench_run_until(bench, "2020-01-12T23:59");
    assert_int_equal(fake_backend.n, 1);
}

/* A process that died while sending: the next one sends again, under the same id. */
static void killed_while_sending(void **state)
{
    struct outbox_bench *bench = *state;
    struct arena arena = {0};
    const struct outbox_claim claim = {.channel = "mail", .now = at("2019-12-13T09:00"), .max = 10};
    struct outbox_delivery *deliveries;
    const struct outbox_row *rows;
    size_t n;
    bool more;

    assert_int_equal(world_run(&bench->world, "2019-12-13T09:00"), 0);
    assert_int_equal(outbox_claim(bench->world.store, &claim, &arena, &deliveries, &n, &more), 0);
    assert_int_equal(n, 1);
    rows = deliveries[0].rows;
    outbox_bench_stop(bench);
    outbox_bench_start(bench);
    outbox_bench_run_until(bench, "2019-12-13T10:00");
    assert_int_equal(fake_backend.n, 1);
    assert_string_equal(fake_backend.sendings[0].id, rows[0].message_id);
    outbox_bench_answer_all(bench, &outbox_delivered);
    assert_int_equal(outbox_bench_row_of(bench, 0).attempts, 2);
    outbox_bench_read_attempts(bench, rows[0].notification.id);
    assert_int_equal(bench->n_attempts, 2);
    assert_int_equal(bench->attempts[0].state, DELIVERY_UNKNOWN);
    arena_done(&arena);
}

static void stopped_while_sending(void **state)
{
    struct outbox_bench *bench = *state;

    outbox_bench_run_until(bench, "2019-12-13T09:00");
    outbox_bench_stop(bench);
    assert_int_equal(outbox_bench_row_of(bench, 0).state, DELIVERY_UNKNOWN);
    outbox_bench_start(bench);
    outbox_bench_run_until(bench, "2019-12-13T10:00");
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, outbox_bench_setup, outbox_bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reminder_goes_out), TEST(each_attempt_is_kept), TEST(refused_falls_back),
        TEST(met_while_sending),   TEST(killed_while_sending), TEST(stopped_while_sending),
    };

    return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
