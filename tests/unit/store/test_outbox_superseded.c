/* What need not be told any more: what a younger message says anew, and what another one that was delivered has settled. */
#include "claiming.h"

static int64_t put_about(struct fixture *fixture, const char *key, int64_t occurrence, const char *recipient, const char *on)
{
    struct notification notification = notification_to(key, recipient, "shared@example.edu.cn");

    notification.occurrence = occurrence;
    notification.recipient_name = "shared";
    notification.on = day(on);
    return put_notification(fixture, &notification, 100);
}

/* Held over the night, then told anew: only the younger goes out. */
static void test_superseded(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired;
    int64_t one, two, old;

    desired_init(&desired);
    assert_int_equal(load(fixture, &desired, "2020-01-01"), 0);
    one = put_occurrence(fixture, "2019-2020-1", NEVER);
    two = put_occurrence(fixture, "2019-2020-2", NEVER);
    old = put_about(fixture, "old", one, "jia", "2020-01-03");
    put_about(fixture, "other", two, "jia", "2020-01-03");
    put_about(fixture, "new", one, "jia", "2020-01-06");
    put_about(fixture, "yi", one, "yi", "2020-01-03");
    put_about(fixture, "x", 0, "jia", "2020-01-03");
    put_about(fixture, "y", 0, "jia", "2020-01-04");
    assert_string_equal(claim_mail(fixture, 100).keys, "other+new+yi+x+y");
    assert_int_equal(get_message(fixture, old).state, DELIVERY_CANCELLED);
    assert_string_equal(get_message(fixture, old).last_reply, "message 3 says it anew");
}

/* Also where each goes out by itself. */
static void test_superseded_alone(void **state)
{
    struct fixture *fixture = *state;
    struct desired desired;
    int64_t one, old;

    desired_init(&desired);
    assert_int_equal(load(fixture, &desired, "2020-01-01"), 0);
    one = put_occurrence(fixture, "2019-2020-1", NEVER);
    old = put_about(fixture, "old", one, "jia", "2020-01-03");
    put_about(fixture, "x", 0, "jia", "2020-01-03");
    put_about(fixture, "new", one, "jia", "2020-01-06");
    assert_string_equal(claim_with(fixture, &(struct outbox_claim){.channel = "mail", .now = 100, .max = 10}).keys, "new x");
    assert_int_equal(get_message(fixture, old).state, DELIVERY_CANCELLED);
}

/* A message in the place of `instead`, to the same or to another recipient. */
static int64_t put_for(struct fixture *fixture, const char *key, const char *recipient, const char *channel, int64_t instead)
{
    struct notification notification = notification_to(key, recipient, recipient);

    notification.channel = channel;
    notification.stands_for = instead;
    return put_notification(fixture, &notification, 1000);
}

static void deliver(struct fixture *fixture, int64_t id, const char *channel)
{
    struct claimed claimed = claim_with(fixture, &(struct outbox_claim){.channel = channel, .now = 5000, .max = 10});

    for (size_t i = 0; i < claimed.n; i++)
        end_delivery(fixture, &claimed.deliveries[i],
                     claimed.deliveries[i].rows[0].notification.id == id ? DELIVERY_DELIVERED : DELIVERY_UNKNOWN, 9000);
}

static void test_delivered_settles_the_rest(void **state)
{
    static const struct {
        size_t delivered; /* of the four below */
        enum delivery_state expected[4];
    } cases[] = {
        /* the first: all that stand in for it, a stand-in's stand-in, too */
        {0, {DELIVERY_DELIVERED, DELIVERY_CANCELLED, DELIVERY_CANCELLED, DELIVERY_CANCELLED}},
        /* the same recipient by another way: the first, and who was told instead */
        {1, {DELIVERY_CANCELLED, DELIVERY_DELIVERED, DELIVERY_CANCELLED, DELIVERY_CANCELLED}},
        /* another person: those it stands in for are still to be told */
        {2, {DELIVERY_QUEUED, DELIVERY_QUEUED, DELIVERY_DELIVERED, DELIVERY_CANCELLED}},
    };
    static const char *const channels[] = {"c0", "c1", "c2", "c3"}, *const recipients[] = {"jia", "jia", "ding", "wu"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ids[4] = {0};
        bool has = false;

        for (size_t k = 0; k < 4; k++)
            ids[k] = put_for(fixture, arena_printf(&fixture->arena, "%zu%zu", i, k), recipients[k], channels[k], k > 0 ? ids[k - 1] : 0);
        OK(fixture->store, outbox_stood_in_for(fixture->store, ids[0], &has));
        assert_true(has);
        OK(fixture->store, outbox_stood_in_for(fixture->store, ids[3], &has));
        assert_false(has);
        deliver(fixture, ids[cases[i].delivered], channels[cases[i].delivered]);
        for (size_t k = 0; k < 4; k++) {
            struct outbox_row row = get_message(fixture, ids[k]);

            assert_int_equal(row.state, cases[i].expected[k]);
            if (row.state == DELIVERY_CANCELLED)
                assert_string_equal(row.last_reply, arena_printf(&fixture->arena, "delivered by %s", channels[cases[i].delivered]));
        }
        for (size_t k = 0; k < 4; k++)
            if (get_message(fixture, ids[k]).state == DELIVERY_QUEUED)
                OK(fixture->store, outbox_cancel(fixture->store, ids[k], 6000, "uid 0 (root)"));
    }
}

/* What is on its way while the other arrives is not tried again. */
static void test_settled_while_sending(void **state)
{
    struct fixture *fixture = *state;
    int64_t first = put_for(fixture, "a", "jia", "c0", 0), second = put_for(fixture, "b", "jia", "c1", first);
    struct claimed sending = claim_with(fixture, &(struct outbox_claim){.channel = "c0", .now = 5000, .max = 10});

    deliver(fixture, second, "c1");
    assert_int_equal(get_message(fixture, first).state, DELIVERY_SENDING);
    end_delivery(fixture, sending.deliveries, DELIVERY_UNKNOWN, 9000);
    assert_int_equal(get_message(fixture, first).state, DELIVERY_CANCELLED);
    assert_string_equal(get_message(fixture, first).last_reply, "delivered by c1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, in_memory, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_superseded),
        TEST(test_superseded_alone),
        TEST(test_delivered_settles_the_rest),
        TEST(test_settled_while_sending),
    };

    return cmocka_run_group_tests_name("store_outbox_superseded", tests, NULL, NULL);
}
