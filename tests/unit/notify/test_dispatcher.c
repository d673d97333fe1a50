/* The dispatcher under a clock, a store and a backend of the test: what is sent when, and what is written. */
#include "dispatch_bench.h"

#include <string.h>

#include "error.h"

static void idle_is_silence(void **state)
{
    struct bench *bench = *state;

    bench_kick(bench);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    assert_int_equal(fake_backend.n_opened, 0);
    fake_store_add(bench->store, "mail", NOW + 500);
    bench_kick(bench);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 500);
    assert_int_equal(bench->n_next_changed, 1);
    bench_kick(bench);
    assert_int_equal(bench->n_next_changed, 1);
    assert_int_equal(fake_backend.n, 0);
    bench_kick_at(bench, NOW + 500);
    assert_int_equal(fake_backend.n, 1);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    assert_int_equal(dispatcher_in_flight(bench->dispatcher), 1);
}

static void results_are_one_transaction(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 3);
    bench_add(bench, "hook", 2);
    bench_kick(bench);
    assert_int_equal(fake_backend.n, 5);
    assert_int_equal(fake_backend.n_opened, 2);
    assert_int_equal(bench->store->n_commits, 0);
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(bench->store->n_commits, 1);
    assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 5);
    assert_string_equal(fake_store_row(bench->store, 1)->reply, "250 ok");
    assert_int_equal(fake_store_row(bench->store, 1)->code, 250);
    assert_int_equal(dispatcher_in_flight(bench->dispatcher), 0);
    assert_string_equal(bench_trouble(bench), "");
}

static void never_beyond_capacity(void **state)
{
    static const struct setting three = {.name = "connections", .type = SETTING_INTEGER, .integer = 3};
    static const struct {
        const struct setting *setting;
        size_t capacity, expected;
    } cases[] = {{&three, 64, 3}, {&three, 2, 2}, {NULL, 64, CHANNEL_CONNECTIONS}};

    for (size_t i = 0; i < N_OF(cases); i++) {
        struct bench *bench = *state;
        size_t steps = 0;

        bench_stop(bench);
        fake_backend_reset();
        fake_backend.capacity = cases[i].capacity;
        fake_store_channel(bench->store, "mail", "fake", cases[i].setting, cases[i].setting != NULL);
        bench_start(bench);
        bench_add(bench, "mail", 20);
        bench_kick(bench);
        assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER); /* the others wait for room, not for an instant */
        while (fake_backend.n_under_way > 0) {
            assert_int_equal(fake_backend.n_under_way, 20 - steps < cases[i].expected ? 20 - steps : cases[i].expected);
            fake_answer(steps++, &attempt_delivered);
            bench_settle(bench);
        }
        assert_int_equal(steps, 20);
        assert_int_equal(bench_count(bench, DELIVERY_DELIVERED), 20 * (i + 1));
    }
}

static void a_full_channel_holds_up_no_other(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 20);
    bench_add(bench, "hook", 1);
    bench_kick(bench);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS + 1);
    bench_add(bench, "hook", 1);
    bench_kick(bench);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS + 2);
}

static void transient_failures_come_again(void **state)
{
    struct bench *bench = *state;
    struct attempt asking = attempt_busy;

    bench_add(bench, "mail", 1);
    bench->still.random = 29;
    bench_kick(bench);
    bench_answer_all(bench, &attempt_busy);
    assert_int_equal(bench_state(bench, 1), DELIVERY_QUEUED);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30);
    bench_kick_at(bench, NOW + 29);
    assert_int_equal(fake_backend.n, 1);
    bench_kick_at(bench, NOW + 30);
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
    bench->still.random = 119;
    bench_answer_all(bench, &attempt_busy);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30 + 120);
    bench_kick_at(bench, NOW + 150);
    asking.retry_after_ms = 600 * 1000;
    bench_answer_all(bench, &asking);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 150 + 600);
    bench_kick_at(bench, NOW + 750);
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(bench_state(bench, 1), DELIVERY_DELIVERED);
    assert_int_equal(bench->store->n_fall_backs, 0);
    assert_int_equal(fake_store_row(bench->store, 1)->written, 4);
}

static void unknown_comes_again_with_the_same_id(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 1);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_lost);
    assert_int_equal(bench_state(bench, 1), DELIVERY_UNKNOWN);
    bench_kick_at(bench, dispatcher_next_at(bench->dispatcher));
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
}

static void given_up(void **state)
{
    static const struct attempt *const failures[] = {&attempt_busy, &attempt_lost};

    for (size_t i = 0; i < N_OF(failures); i++) {
        struct bench *bench = *state;
        int64_t id = fake_store_add(bench->store, "mail", NOW);

        bench_kick_at(bench, NOW + 4 * DAY - 1);
        fake_answer(2 * i, failures[i]);
        bench_settle(bench);
        assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 4 * DAY); /* the last one */
        bench_kick_at(bench, NOW + 4 * DAY);
        fake_answer(2 * i + 1, failures[i]);
        bench_settle(bench);
        assert_int_equal(bench_state(bench, id), DELIVERY_REFUSED);
        assert_string_equal(fake_store_row(bench->store, id)->reply,
                            i == 0 ? "given up after 4d: 451 later" : "given up after 4d: connection lost");
        assert_int_equal(bench->store->n_fall_backs, i + 1);
    }
}

static void refused_falls_back_at_once(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 1);
    bench->store->fall_back_to = "hook";
    bench_kick(bench);
    bench_answer_all(bench, &attempt_no_such_user);
    assert_int_equal(bench->store->n_commits, 1);
    assert_int_equal(bench_state(bench, 1), DELIVERY_REFUSED);
    assert_int_equal(fake_backend.n, 2); /* the one instead is under way already */
    assert_string_equal(fake_backend.sendings[1].channel, "hook");
    assert_int_equal(bench->n_alerts, 0);
    assert_string_equal(bench_trouble(bench), "");
}

static void nobody_to_fall_back_to(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 1);
    bench->store->fall_back_error = ERROR_NOT_FOUND; /* the organization has ended */
    bench_kick(bench);
    bench_answer_all(bench, &attempt_no_such_user);
    assert_int_equal(bench_state(bench, 1), DELIVERY_REFUSED);
    assert_int_equal(bench->n_alerts, 0);
}

static void recovers_what_was_sending(void **state)
{
    struct bench *bench = *state;
    int64_t id = fake_store_add(bench->store, "mail", NOW - 10);

    fake_store_row(bench->store, id)->row.state = DELIVERY_SENDING;
    bench_kick(bench);
    assert_int_equal(fake_backend.n_under_way, 1);
    bench_kick(bench); /* and not again: now it is ours */
    assert_int_equal(fake_backend.n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(idle_is_silence),
        BENCH_TEST(results_are_one_transaction),
        BENCH_TEST(never_beyond_capacity),
        BENCH_TEST(a_full_channel_holds_up_no_other),
        BENCH_TEST(transient_failures_come_again),
        BENCH_TEST(unknown_comes_again_with_the_same_id),
        BENCH_TEST(given_up),
        BENCH_TEST(refused_falls_back_at_once),
        BENCH_TEST(nobody_to_fall_back_to),
        BENCH_TEST(recovers_what_was_sending),
    };

    return cmocka_run_group_tests_name("dispatcher", tests, NULL, NULL);
}
