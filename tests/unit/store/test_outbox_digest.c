/* Digests: what is claimed together, under which id, and that it stays together; what is put off, what is superseded, and which message
 * settles which. */
#include "fixture.h"

static struct notification to(const char *key, const char *recipient, const char *address)
{
    struct notification notification = a_notification(0, key);

    notification.recipient = recipient;
    notification.recipient_name = recipient;
    notification.address = address;
    return notification;
}

static int64_t put(struct fixture *fixture, const char *key, const char *recipient, int64_t at)
{
    struct notification notification = to(key, recipient, arena_printf(&fixture->arena, "%s@example.edu.cn", recipient));

    return put_notification(fixture, &notification, at);
}

struct claimed {
    struct outbox_delivery *deliveries;
    size_t n;
    bool more;
    const char *keys; /* "+" between those of one delivery, " " between deliveries */
};

static struct claimed claim_with(struct fixture *fixture, const struct outbox_claim *claim)
{
    struct claimed claimed = {.keys = ""};

    OK(fixture->store, outbox_claim(fixture->store, claim, &fixture->arena, &claimed.deliveries, &claimed.n, &claimed.more));
    for (size_t i = 0; i < claimed.n; i++) {
        for (size_t k = 0; k < claimed.deliveries[i].n; k++) {
            const struct outbox_row *row = &claimed.deliveries[i].rows[k];

            if (claimed.deliveries[i].n > 1)
                assert_string_equal(row->digest, claimed.deliveries[i].id);
            else
                assert_string_equal(row->message_id, claimed.deliveries[i].id);
            claimed.keys = arena_printf(&fixture->arena, "%s%s%s", claimed.keys, k > 0 ? "+" : i > 0 ? " " : "", row->notification.key);
        }
    }
    return claimed;
}

static struct claimed claim(struct fixture *fixture, int64_t now)
{
    return claim_with(fixture, &(struct outbox_claim){.channel = "mail", .now = now, .max = 10, .together = OUTBOX_DIGEST_MAX});
}

static void end(struct fixture *fixture, const struct outbox_delivery *delivery, enum delivery_state state, int64_t next_at)
{
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    for (size_t i = 0; i < delivery->n; i++) {
        const struct delivery_result result = {.id = delivery->rows[i].notification.id,
                                               .state = state,
                                               .began_at_ms = 1,
                                               .ended_at_ms = 2,
                                               .reply = "words",
                                               .next_at = next_at};

        OK(fixture->store, outbox_put_results(fixture->store, &result, 1));
    }
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

static void test_who_is_one_recipient(void **state)
{
    struct fixture *fixture = *state;
    struct notification odd[] = {
        to("name", "jia", "jia@example.edu.cn"),      to("language", "jia", "jia@example.edu.cn"), to("test", "jia", "jia@example.edu.cn"),
        to("alert", "jia", "jia@example.edu.cn"),     to("robot", "jia", "jia@example.edu.cn"),    to("later", "jia", "jia@example.edu.cn"),
        to("elsewhere", "jia", "jia@example.edu.cn"), to("post", "chair", "jia@example.edu.cn"),
    };

    odd[0].recipient_name = "乙";
    odd[1].language = "en";
    odd[2].kind = NOTIFICATION_TEST;
    odd[3].kind = NOTIFICATION_ALERT;
    odd[4].channel = "robot";
    odd[6].organization = "gsu";   /* the same person in another union */
    odd[7].recipient_name = "jia"; /* the same under another id */
    put(fixture, "a", "jia", 100);
    put(fixture, "b", "yi", 100);
    put(fixture, "c", "jia", 200);
    for (size_t i = 0; i < 8; i++)
        put_notification(fixture, &odd[i], i == 5 ? 301 : 250);
    assert_string_equal(claim(fixture, 300).keys, "a+c+elsewhere+post b name language test alert");
}

/* Where there is no address it is the id that tells one from another. */
static void test_without_addresses(void **state)
{
    struct fixture *fixture = *state;
    struct notification messages[] = {to("a", "jia", ""), to("b", "yi", ""), to("c", "jia", ""), to("d", "office", ""),
                                      to("e", "office", "")};

    messages[1].recipient_name = "jia";
    messages[3].recipient_name = messages[4].recipient_name = NULL;
    for (size_t i = 0; i < 5; i++)
        put_notification(fixture, &messages[i], 100);
    assert_string_equal(claim(fixture, 100).keys, "a+c b d+e");
}

/* A robot takes fewer at once. */
static void test_fewer_together(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 5; i++)
        put(fixture, arena_printf(&fixture->arena, "%d", i), "jia", 100);
    assert_string_equal(claim_with(fixture, &(struct outbox_claim){.channel = "mail", .now = 100, .max = 10, .together = 2}).keys,
                        "0+1 2+3 4");
}

static void test_turned_off(void **state)
{
    struct fixture *fixture = *state;

    put(fixture, "a", "jia", 100);
    put(fixture, "b", "jia", 100);
    assert_string_equal(claim_with(fixture, &(struct outbox_claim){.channel = "mail", .now = 100, .max = 10}).keys, "a b");
}

static void test_bounded(void **state)
{
    struct fixture *fixture = *state;
    struct claimed claimed;

    for (int i = 0; i < OUTBOX_DIGEST_MAX + 2; i++)
        put(fixture, arena_printf(&fixture->arena, "k%03d", i), "jia", 100);
    put(fixture, "z", "yi", 100);
    claimed = claim(fixture, 100);
    assert_int_equal(claimed.n, 3);
    assert_int_equal(claimed.deliveries[0].n, OUTBOX_DIGEST_MAX);
    assert_int_equal(claimed.deliveries[1].n, 2);
    assert_false(claimed.more);
}

/* The same rows have the same id at every attempt, and others have others. */
static void test_bound(void **state)
{
    struct fixture *fixture = *state;
    struct claimed first, second, third;

    put(fixture, "a", "jia", 100);
    put(fixture, "b", "jia", 100);
    first = claim(fixture, 100);
    assert_string_equal(first.keys, "a+b");
    end(fixture, first.deliveries, DELIVERY_QUEUED, 200);
    put(fixture, "c", "jia", 150);
    put(fixture, "d", "jia", 150);
    second = claim(fixture, 200); /* what is tried again takes nobody along */
    assert_string_equal(second.keys, "c+d a+b");
    assert_string_equal(second.deliveries[1].id, first.deliveries[0].id);
    assert_string_not_equal(second.deliveries[0].id, first.deliveries[0].id);
    end(fixture, &second.deliveries[1], DELIVERY_UNKNOWN, 300);
    third = claim(fixture, 300);
    assert_string_equal(third.keys, "a+b");
    assert_string_equal(third.deliveries[0].id, first.deliveries[0].id);
    assert_int_equal(get_message(fixture, third.deliveries[0].rows[1].notification.id).attempts, 3);
}

/* One that was tried alone was sent under its own id, and stays what it was. */
static void test_alone_stays_alone(void **state)
{
    struct fixture *fixture = *state;
    struct claimed claimed;

    put(fixture, "a", "jia", 100);
    claimed = claim(fixture, 100);
    end(fixture, claimed.deliveries, DELIVERY_QUEUED, 200);
    put(fixture, "b", "jia", 150);
    put(fixture, "c", "jia", 150);
    assert_string_equal(claim(fixture, 200).keys, "b+c a");
}

static void test_after_a_crash(void **state)
{
    struct fixture *fixture = *state;
    struct claimed before, after;
    size_t n;

    put(fixture, "a", "jia", 100);
    put(fixture, "b", "jia", 100);
    before = claim(fixture, 100);
    close_store(fixture);
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, outbox_recover(fixture->store, 150, &n));
    assert_int_equal(n, 2);
    put(fixture, "c", "jia", 120);
    after = claim(fixture, 150);
    assert_string_equal(after.keys, "c a+b");
    assert_string_equal(after.deliveries[1].id, before.deliveries[0].id);
}

/* What is left of it is another message: one under a new id, or one of its own. */
static void test_shrinks(void **state)
{
    struct fixture *fixture = *state;
    int64_t a = put(fixture, "a", "jia", 100), b = put(fixture, "b", "jia", 100), c = put(fixture, "c", "jia", 100);
    struct claimed first = claim(fixture, 100), second, third;

    end(fixture, first.deliveries, DELIVERY_UNKNOWN, 200);
    OK(fixture->store, outbox_cancel(fixture->store, a, 150, "uid 0 (root)"));
    second = claim(fixture, 200);
    assert_string_equal(second.keys, "b+c");
    assert_string_not_equal(second.deliveries[0].id, first.deliveries[0].id);
    assert_string_equal(get_message(fixture, b).digest, second.deliveries[0].id);
    assert_string_equal(get_message(fixture, a).digest, first.deliveries[0].id); /* where it was sent last */
    end(fixture, second.deliveries, DELIVERY_UNKNOWN, 300);
    OK(fixture->store, outbox_cancel(fixture->store, c, 250, "uid 0 (root)"));
    third = claim(fixture, 300);
    assert_string_equal(third.keys, "b");
    assert_null(get_message(fixture, b).digest);
}

static void test_retried_by_hand(void **state)
{
    struct fixture *fixture = *state;
    int64_t a = put(fixture, "a", "jia", 100);
    struct claimed claimed;

    put(fixture, "b", "jia", 100);
    claimed = claim(fixture, 100);
    end(fixture, claimed.deliveries, DELIVERY_QUEUED, 500);
    OK(fixture->store, outbox_retry(fixture->store, a, 200, "uid 0 (root)"));
    assert_null(get_message(fixture, a).digest);
    assert_string_equal(claim(fixture, 200).keys, "a");
    assert_string_equal(claim(fixture, 500).keys, "b");
}

static int64_t put_about(struct fixture *fixture, const char *key, int64_t occurrence, const char *recipient, const char *on)
{
    struct notification notification = to(key, recipient, "shared@example.edu.cn");

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
    assert_string_equal(claim(fixture, 100).keys, "other+new+yi+x+y");
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
    int64_t first = put(fixture, "shut1", "jia", 100), at;

    put(fixture, "open", "jia", 100);
    put(fixture, "shut2", "jia", 200);
    put(fixture, "shut3", "yi", 200);
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
    int64_t open = put(fixture, "open", "jia", 100);
    struct claimed claimed;

    put(fixture, "shut", "jia", 100);
    claimed = claim(fixture, 100);
    end(fixture, claimed.deliveries, DELIVERY_QUEUED, 200);
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
        put(fixture, arena_printf(&fixture->arena, "k%03d", i), arena_printf(&fixture->arena, "r%03d", i), 100);
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
    int64_t id = put(fixture, "a", "jia", 100);
    size_t n;
    bool more;

    assert_int_equal(outbox_claim(fixture->store, &claim, &fixture->arena, &deliveries, &n, &more), ERROR_IO);
    assert_int_equal(get_message(fixture, id).state, DELIVERY_QUEUED);
}

/* A message in the place of `instead`, to the same or to another recipient. */
static int64_t put_for(struct fixture *fixture, const char *key, const char *recipient, const char *channel, int64_t instead)
{
    struct notification notification = to(key, recipient, recipient);

    notification.channel = channel;
    notification.stands_for = instead;
    return put_notification(fixture, &notification, 1000);
}

static void deliver(struct fixture *fixture, int64_t id, const char *channel)
{
    struct claimed claimed = claim_with(fixture, &(struct outbox_claim){.channel = channel, .now = 5000, .max = 10});

    for (size_t i = 0; i < claimed.n; i++)
        end(fixture, &claimed.deliveries[i], claimed.deliveries[i].rows[0].notification.id == id ? DELIVERY_DELIVERED : DELIVERY_UNKNOWN,
            9000);
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
    end(fixture, sending.deliveries, DELIVERY_UNKNOWN, 9000);
    assert_int_equal(get_message(fixture, first).state, DELIVERY_CANCELLED);
    assert_string_equal(get_message(fixture, first).last_reply, "delivered by c1");
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
        TEST(test_who_is_one_recipient),
        TEST(test_without_addresses),
        TEST(test_fewer_together),
        TEST(test_turned_off),
        TEST(test_bounded),
        TEST(test_bound),
        TEST(test_alone_stays_alone),
        cmocka_unit_test_setup_teardown(test_after_a_crash, in_file, done),
        TEST(test_shrinks),
        TEST(test_retried_by_hand),
        TEST(test_superseded),
        TEST(test_superseded_alone),
        TEST(test_put_off),
        TEST(test_put_off_a_retry),
        TEST(test_put_off_many),
        TEST(test_opening_fails),
        TEST(test_delivered_settles_the_rest),
        TEST(test_settled_while_sending),
        TEST(test_not_before),
    };

    return cmocka_run_group_tests_name("store_outbox_digest", tests, NULL, NULL);
}
