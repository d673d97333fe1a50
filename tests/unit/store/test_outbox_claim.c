/* Claiming: what is due, in order, but for busy channels. */
#include "fixture.h"

static int64_t put(struct fixture *fixture, const char *key, const char *channel, int64_t at)
{
    struct notification notification = a_notification(0, key);

    notification.channel = channel;
    return put_notification(fixture, &notification, at);
}

/* The keys of what is claimed, one after the other, "+" between those of one delivery and " " between deliveries. */
static const char *claim_as(struct fixture *fixture, const struct outbox_claim *claim)
{
    struct outbox_delivery *deliveries;
    const char *keys = "";
    size_t n;
    bool more;

    OK(fixture->store, outbox_claim(fixture->store, claim, &fixture->arena, &deliveries, &n, &more));
    assert_true(n <= claim->max);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < deliveries[i].n; k++) {
            const struct outbox_row *row = &deliveries[i].rows[k];

            assert_int_equal(row->state, DELIVERY_SENDING);
            assert_true(row->next_at == NEVER);
            keys = arena_printf(&fixture->arena, "%s%s%s", keys, k > 0 ? "+" : i > 0 ? " " : "", row->notification.key);
        }
    }
    return keys;
}

static const char *claim(struct fixture *fixture, const char *channel, int64_t now, size_t max)
{
    const struct outbox_claim request = {.channel = channel, .now = now, .max = max};

    return claim_as(fixture, &request);
}

static void put_some(struct fixture *fixture)
{
    put(fixture, "a", "mail", 300);
    put(fixture, "b", "office", 100);
    put(fixture, "c", "mail", 200);
    put(fixture, "d", "robot", 400);
    put(fixture, "e", "mail", 100);
}

static void test_in_order(void **state)
{
    struct fixture *fixture = *state;

    put_some(fixture);
    assert_string_equal(claim(fixture, "mail", 99, 10), "");
    assert_string_equal(claim(fixture, "mail", 300, 10), "e c a");
    assert_string_equal(claim(fixture, "mail", 300, 10), ""); /* claimed once */
    assert_string_equal(claim(fixture, "robot", 399, 10), "");
    assert_string_equal(claim(fixture, "robot", 400, 10), "d");
    assert_string_equal(claim(fixture, "none", 400, 10), "");
}

static void test_bounded(void **state)
{
    struct fixture *fixture = *state;

    put_some(fixture);
    assert_string_equal(claim(fixture, "mail", 400, 2), "e c");
    assert_string_equal(claim(fixture, "mail", 400, 0), "");
    assert_string_equal(claim(fixture, "mail", 400, 2), "a");
}

static void test_next_at(void **state)
{
    const char *const mail[] = {"mail", NULL}, *const both[] = {"robot", "mail", NULL}, *const odd[] = {"mail' OR 1 --", "", NULL};
    struct fixture *fixture = *state;
    int64_t at;

    put_some(fixture);
    OK(fixture->store, outbox_next_at(fixture->store, NULL, &at));
    assert_int_equal(at, 100);
    assert_string_equal(claim(fixture, "office", 400, 10), "b");
    OK(fixture->store, outbox_next_at(fixture->store, mail, &at));
    assert_int_equal(at, 400);
    OK(fixture->store, outbox_next_at(fixture->store, both, &at));
    assert_true(at == NEVER);
    OK(fixture->store, outbox_next_at(fixture->store, odd, &at));
    assert_int_equal(at, 100);
}

static void test_due_channel(void **state)
{
    const char *const mail[] = {"mail", NULL}, *const both[] = {"mail", "office", NULL};
    struct fixture *fixture = *state;
    const char *channel = "untouched";

    put_some(fixture);
    assert_int_equal(outbox_due_channel(fixture->store, 99, NULL, &fixture->arena, &channel), ERROR_NOT_FOUND);
    assert_string_equal(channel, "untouched");
    OK(fixture->store, outbox_due_channel(fixture->store, 100, NULL, &fixture->arena, &channel));
    assert_string_equal(channel, "mail");
    OK(fixture->store, outbox_due_channel(fixture->store, 100, mail, &fixture->arena, &channel));
    assert_string_equal(channel, "office");
    assert_int_equal(outbox_due_channel(fixture->store, 399, both, &fixture->arena, &channel), ERROR_NOT_FOUND);
    OK(fixture->store, outbox_due_channel(fixture->store, 400, both, &fixture->arena, &channel));
    assert_string_equal(channel, "robot");
}

static int64_t bucket(struct fixture *fixture, const char *channel)
{
    int64_t full_at_ms = -1;

    OK(fixture->store, outbox_get_bucket(fixture->store, channel, &full_at_ms));
    return full_at_ms;
}

/* A bucket is committed and rolled back with the claim it pays for, and outlives the process. */
static void test_bucket(void **state)
{
    struct fixture *fixture = *state;

    put_some(fixture);
    assert_int_equal(bucket(fixture, "mail"), 0);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    assert_string_equal(claim(fixture, "mail", 100, 1), "e");
    OK(fixture->store, outbox_put_bucket(fixture->store, "mail", 5000));
    assert_int_equal(bucket(fixture, "mail"), 5000);
    fixture->ledger.rollback(fixture->store);
    assert_int_equal(bucket(fixture, "mail"), 0);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, outbox_put_bucket(fixture->store, "mail", 5000));
    OK(fixture->store, outbox_put_bucket(fixture->store, "robot", INT64_MAX));
    OK(fixture->store, outbox_put_bucket(fixture->store, "mail", 1577934000123));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    close_store(fixture);
    OK(NULL, open_again(fixture, NULL));
    assert_true(bucket(fixture, "mail") == 1577934000123);
    assert_true(bucket(fixture, "robot") == INT64_MAX);
    assert_int_equal(bucket(fixture, "office"), 0);
}

/* Claims within a transaction go with it. */
static void test_joins_a_transaction(void **state)
{
    struct fixture *fixture = *state;

    put_some(fixture);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    assert_string_equal(claim(fixture, "mail", 200, 10), "e c");
    fixture->ledger.rollback(fixture->store);
    assert_string_equal(claim(fixture, "mail", 200, 10), "e c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_in_order, in_memory, done),
        cmocka_unit_test_setup_teardown(test_bounded, in_memory, done),
        cmocka_unit_test_setup_teardown(test_next_at, in_memory, done),
        cmocka_unit_test_setup_teardown(test_due_channel, in_memory, done),
        cmocka_unit_test_setup_teardown(test_bucket, in_file, done),
        cmocka_unit_test_setup_teardown(test_joins_a_transaction, in_memory, done),
    };

    return cmocka_run_group_tests_name("store_outbox_claim", tests, NULL, NULL);
}
