/* What may not leave yet is put off to when it may. */
#include "claiming.h"

struct shutter {
    const char *prefix; /* of the keys that wait */
    int64_t until;
    int error;
    size_t asked;
};

static int opens_at(void *ctx, const struct outbox_row *row, int64_t *ret_at)
{
    struct shutter *shutter = ctx;

    shutter->asked++;
    if (shutter->error)
        return shutter->error;
    if (strncmp(row->notification.key, shutter->prefix, strlen(shutter->prefix)) == 0)
        *ret_at = shutter->until;
    return 0;
}

static struct claimed claim_through(struct fixture *fixture, struct shutter *shutter, int64_t now)
{
    return claim_with(fixture,
                      &(struct outbox_claim){
                          .channel = "mail", .now = now, .max = 10, .together = OUTBOX_DIGEST_MAX, .opens_at = opens_at, .ctx = shutter});
}

/* They leave together when it opens; what is open leaves now. */
static void test_put_off(void **state)
{
    struct fixture *fixture = *state;
    struct shutter shutter = {.prefix = "shut", .until = 900};
    int64_t first = put_to(fixture, "shut1", "jia", 100), at;

    put_to(fixture, "open", "jia", 100);
    put_to(fixture, "shut2", "jia", 200);
    put_to(fixture, "shut3", "yi", 200);
    assert_string_equal(claim_through(fixture, &shutter, 300).keys, "open");
    assert_int_equal(shutter.asked, 4);
    assert_int_equal(get_message(fixture, first).state, DELIVERY_QUEUED);
    assert_int_equal(get_message(fixture, first).next_at, 900);
    assert_int_equal(get_message(fixture, first).due_at, 900);
    assert_int_equal(get_message(fixture, first).created_at, 100);
    assert_int_equal(get_message(fixture, first).attempts, 0);
    OK(fixture->store, outbox_next_at(fixture->store, NULL, &at));
    assert_int_equal(at, 900);
    shutter.until = 0;
    assert_string_equal(claim_through(fixture, &shutter, 900).keys, "shut1+shut2 shut3");
}

/* A retry waits as a whole; when it was first to leave is not forgotten. */
static void test_put_off_a_retry(void **state)
{
    struct fixture *fixture = *state;
    struct shutter shutter = {.prefix = "shut", .until = 900};
    int64_t open = put_to(fixture, "open", "jia", 100);
    struct claimed claimed;

    put_to(fixture, "shut", "jia", 100);
    claimed = claim_mail(fixture, 100);
    end_delivery(fixture, claimed.deliveries, DELIVERY_QUEUED, 200);
    assert_string_equal(claim_through(fixture, &shutter, 200).keys, "");
    assert_int_equal(get_message(fixture, open).next_at, 900);
    assert_int_equal(get_message(fixture, open).due_at, 100);
    shutter.until = 0;
    assert_string_equal(claim_through(fixture, &shutter, 900).deliveries[0].id, claimed.deliveries[0].id);
}

/* Thousands at the beginning of a night are put off in bounded steps. */
static void test_put_off_many(void **state)
{
    struct fixture *fixture = *state;
    struct shutter shutter = {.prefix = "", .until = 900};
    struct claimed claimed;

    for (int i = 0; i < 300; i++)
        put_to(fixture, arena_printf(&fixture->arena, "k%03d", i), arena_printf(&fixture->arena, "r%03d", i), 100);
    claimed = claim_through(fixture, &shutter, 100);
    assert_int_equal(claimed.n, 0);
    assert_true(claimed.more);
    for (int i = 0; i < 10 && claimed.more; i++)
        claimed = claim_through(fixture, &shutter, 100);
    assert_false(claimed.more);
    assert_int_equal(shutter.asked, 300);
}

static void test_opening_fails(void **state)
{
    struct fixture *fixture = *state;
    struct shutter shutter = {.prefix = "", .error = ERROR_IO};
    const struct outbox_claim claim = {.channel = "mail", .now = 100, .max = 10, .opens_at = opens_at, .ctx = &shutter};
    struct outbox_delivery *deliveries;
    int64_t id = put_to(fixture, "a", "jia", 100);
    size_t n;
    bool more;

    assert_int_equal(outbox_claim(fixture->store, &claim, &fixture->arena, &deliveries, &n, &more), ERROR_IO);
    assert_int_equal(get_message(fixture, id).state, DELIVERY_QUEUED);
}

/* Made during a night. */
static void test_not_before(void **state)
{
    struct fixture *fixture = *state;
    struct notification held = a_notification(0, "held"), past = a_notification(0, "past"), nowhere = a_notification(0, "nowhere");
    int64_t id;

    held.not_before = 900;
    past.not_before = 50;
    nowhere.not_before = 900;
    nowhere.channel = NULL;
    id = put_notification(fixture, &held, 100);
    assert_int_equal(get_message(fixture, id).next_at, 900);
    assert_int_equal(get_message(fixture, id).due_at, 900);
    assert_int_equal(get_message(fixture, id).created_at, 100);
    id = put_notification(fixture, &past, 100);
    assert_int_equal(get_message(fixture, id).next_at, 100);
    assert_int_equal(get_message(fixture, id).due_at, 100);
    assert_true(get_message(fixture, put_notification(fixture, &nowhere, 100)).next_at == NEVER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, in_memory, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_put_off), TEST(test_put_off_a_retry), TEST(test_put_off_many), TEST(test_opening_fails), TEST(test_not_before),
    };

    return cmocka_run_group_tests_name("store_outbox_window", tests, NULL, NULL);
}
