/* Channels that refuse, that are silent, that are not there, and that change. */
#include "dispatch_bench.h"

#include <string.h>

#include "error.h"

static void broken_channel(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 8);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_gone);
    assert_int_equal(bench_count(bench, DELIVERY_REFUSED), CHANNEL_CONNECTIONS);
    assert_int_equal(bench->store->n_fall_backs, CHANNEL_CONNECTIONS);
    assert_int_equal(bench->n_alerts, 1);
    assert_string_equal(bench->alert, "mail: channel “mail” refuses for good: 410 gone");
    assert_string_equal(bench_trouble(bench), "mail: 410 gone since 1578013200\n");
    assert_int_equal(bench_count(bench, DELIVERY_QUEUED), 4);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + HOUR);
    bench_kick_at(bench, NOW + HOUR - 1);
    assert_int_equal(fake_backend.n_under_way, 0);
    bench_kick_at(bench, NOW + HOUR);
    assert_int_equal(fake_backend.n_under_way, 1); /* the probe */
    bench_answer_all(bench, &attempt_gone);
    assert_int_equal(bench_count(bench, DELIVERY_REFUSED), 8); /* the others fall back without being tried */
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS + 1);
    assert_int_equal(bench->store->n_fall_backs, 8);
    assert_int_equal(bench->n_alerts, 1);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    bench_kick_at(bench, NOW + 2 * HOUR);
    bench_add(bench, "mail", 6);
    bench_kick(bench);
    assert_int_equal(fake_backend.n_under_way, 1);
    bench_answer_all(bench, &attempt_delivered); /* mended */
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS);
    assert_string_equal(bench_trouble(bench), "");
}

static void broken_channel_mended_by_reload(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 1);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_gone);
    bench_add(bench, "mail", 1);
    bench_kick(bench);
    assert_int_equal(fake_backend.n_under_way, 0);
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
    bench_settle(bench);
    assert_int_equal(fake_backend.n_opened, 2);
    assert_int_equal(fake_backend.n_under_way, 1);
    assert_string_equal(bench_trouble(bench), "");
}

static void channel_that_does_not_open(void **state)
{
    struct bench *bench = *state;

    fake_backend.open_error = ERROR_NOT_FOUND;
    bench_add(bench, "mail", 2);
    bench_kick(bench);
    assert_int_equal(bench_state(bench, 1), DELIVERY_REFUSED);
    assert_string_equal(fake_store_row(bench->store, 1)->reply, "no secret");
    assert_int_equal(bench_state(bench, 2), DELIVERY_QUEUED);
    assert_int_equal(bench->n_alerts, 1);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + HOUR);
    fake_backend.open_error = 0;
    bench_kick_at(bench, NOW + HOUR);
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(bench_state(bench, 2), DELIVERY_DELIVERED);
}

static void channel_that_is_not_there(void **state)
{
    struct bench *bench = *state;

    fake_store_channel(bench->store, "dove", "pigeon", NULL, 0);
    bench_add(bench, "fax", 40);
    bench_add(bench, "dove", 1);
    bench_add(bench, "mail", 1);
    bench_kick(bench);
    assert_int_equal(bench_count(bench, DELIVERY_REFUSED), 41);
    assert_string_equal(fake_store_row(bench->store, 40)->reply, "the channel is not in the configuration any more");
    assert_string_equal(fake_store_row(bench->store, 41)->reply, "there is no backend “pigeon”");
    assert_int_equal(fake_backend.n_under_way, 1);
}

static void channel_that_cannot_be_read(void **state)
{
    struct bench *bench = *state;

    bench->store->channel_error = ERROR_IO;
    bench_add(bench, "mail", 1);
    bench_kick(bench);
    assert_int_equal(bench_state(bench, 1), DELIVERY_QUEUED);
    bench->store->channel_error = 0;
    bench_kick_at(bench, dispatcher_next_at(bench->dispatcher));
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(bench_state(bench, 1), DELIVERY_DELIVERED);
}

static void silent_peer_is_spared(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 50);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_silent);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS);
    assert_string_equal(bench_trouble(bench), "mail: connection refused since 1578013200\n");
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 5); /* though messages are due before */
    bench_kick_at(bench, NOW + 4);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 5);
    bench_kick_at(bench, NOW + 5);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS + 1);
    bench_answer_all(bench, &attempt_silent);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 15);
    bench_kick_at(bench, NOW + 15);
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS);
}

static void clock_steps_back(void **state)
{
    struct bench *bench = *state;

    bench_add(bench, "mail", 1);
    bench_kick(bench);
    bench_answer_all(bench, &attempt_gone);
    fake_store_add(bench->store, "mail", NOW - 3 * DAY);
    bench_kick_at(bench, NOW - 2 * DAY);
    assert_int_equal(fake_backend.n_under_way, 1); /* the hour is not waited for */
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(bench_state(bench, 2), DELIVERY_DELIVERED);
}

static void reload_waits_for_what_is_under_way(void **state)
{
    static const struct setting one = {.name = "connections", .type = SETTING_INTEGER, .integer = 1};
    struct bench *bench = *state;

    bench_add(bench, "mail", 8);
    bench_kick(bench);
    fake_store_channel(bench->store, "mail", "fake", &one, 1);
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
    bench_settle(bench);
    fake_answer(0, &attempt_delivered);
    bench_settle(bench);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS); /* nothing new on the old settings */
    assert_int_equal(fake_backend.n_closed, 0);
    bench_answer_all(bench, &attempt_delivered);
    assert_int_equal(fake_backend.n_closed, 1);
    assert_int_equal(fake_backend.n_opened, 2);
    assert_int_equal(fake_backend.n_under_way, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(broken_channel),
        BENCH_TEST(broken_channel_mended_by_reload),
        BENCH_TEST(channel_that_does_not_open),
        BENCH_TEST(channel_that_is_not_there),
        BENCH_TEST(channel_that_cannot_be_read),
        BENCH_TEST(silent_peer_is_spared),
        BENCH_TEST(clock_steps_back),
        BENCH_TEST(reload_waits_for_what_is_under_way),
    };

    return cmocka_run_group_tests_name("dispatcher channels", tests, NULL, NULL);
}
