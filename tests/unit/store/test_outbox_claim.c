/* Claiming: what is due, in order, but for busy channels. */
#include "fixture.h"

static int64_t put(struct fixture *fixture, const char *key, const char *channel, int64_t at)
{
    struct notification notification = a_notification(0, key);

    notification.channel = channel;
    return put_notification(fixture, &notification, at);
}

/* The keys of what is claimed, one after the other. */
static const char *claim(struct fixture *fixture, int64_t now, size_t max, const char *const *busy)
{
    struct outbox_row *rows;
    const char *keys = "";
    size_t n;

    OK(fixture->store, outbox_claim(fixture->store, now, max, busy, &fixture->arena, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].state, DELIVERY_SENDING);
        assert_true(rows[i].next_at == NEVER);
        keys = arena_printf(&fixture->arena, "%s%s", keys, rows[i].notification.key);
    }
    return keys;
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
    assert_string_equal(claim(fixture, 99, 10, NULL), "");
    assert_string_equal(claim(fixture, 300, 10, NULL), "beca");
    assert_string_equal(claim(fixture, 300, 10, NULL), ""); /* claimed once */
    assert_string_equal(claim(fixture, 400, 10, NULL), "d");
}

static void test_bounded(void **state)
{
    struct fixture *fixture = *state;

    put_some(fixture);
    assert_string_equal(claim(fixture, 400, 2, NULL), "be");
    assert_string_equal(claim(fixture, 400, 2, NULL), "ca");
    assert_string_equal(claim(fixture, 400, 0, NULL), "");
    assert_string_equal(claim(fixture, 400, 2, NULL), "d");
}

static void test_busy(void **state)
{
    const char *const mail[] = {"mail", NULL}, *const both[] = {"robot", "mail", NULL}, *const odd[] = {"mail' OR 1 --", "", NULL};
    struct fixture *fixture = *state;
    int64_t at;

    put_some(fixture);
    OK(fixture->store, outbox_next_at(fixture->store, NULL, &at));
    assert_int_equal(at, 100);
    assert_string_equal(claim(fixture, 400, 10, both), "b");
    OK(fixture->store, outbox_next_at(fixture->store, mail, &at));
    assert_int_equal(at, 400);
    OK(fixture->store, outbox_next_at(fixture->store, both, &at));
    assert_true(at == NEVER);
    assert_string_equal(claim(fixture, 400, 10, odd), "ecad");
    OK(fixture->store, outbox_next_at(fixture->store, NULL, &at));
    assert_true(at == NEVER);
}

/* Claims within a transaction go with it. */
static void test_joins_a_transaction(void **state)
{
    struct fixture *fixture = *state;

    put_some(fixture);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    assert_string_equal(claim(fixture, 100, 10, NULL), "be");
    fixture->ledger.rollback(fixture->store);
    assert_string_equal(claim(fixture, 100, 10, NULL), "be");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_in_order, in_memory, done),
        cmocka_unit_test_setup_teardown(test_bounded, in_memory, done),
        cmocka_unit_test_setup_teardown(test_busy, in_memory, done),
        cmocka_unit_test_setup_teardown(test_joins_a_transaction, in_memory, done),
    };

    return cmocka_run_group_tests_name("store_outbox_claim", tests, NULL, NULL);
}
