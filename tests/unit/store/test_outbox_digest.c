/* Digests: what is claimed together, under which id, and that it stays together. */
#include "claiming.h"

static void test_who_is_one_recipient(void **state)
{
    struct fixture *fixture = *state;
    struct notification odd[] = {
        notification_to("name", "jia", "jia@example.edu.cn"),      notification_to("language", "jia", "jia@example.edu.cn"),
        notification_to("test", "jia", "jia@example.edu.cn"),      notification_to("alert", "jia", "jia@example.edu.cn"),
        notification_to("robot", "jia", "jia@example.edu.cn"),     notification_to("later", "jia", "jia@example.edu.cn"),
        notification_to("elsewhere", "jia", "jia@example.edu.cn"), notification_to("post", "chair", "jia@example.edu.cn"),
    };

    odd[0].recipient_name = "乙";
    odd[1].language = "en";
    odd[2].kind = NOTIFICATION_TEST;
    odd[3].kind = NOTIFICATION_ALERT;
    odd[4].channel = "robot";
    odd[6].organization = "gsu";   /* the same person in another union */
    odd[7].recipient_name = "jia"; /* the same under another id */
    put_to(fixture, "a", "jia", 100);
    put_to(fixture, "b", "yi", 100);
    put_to(fixture, "c", "jia", 200);
    for (size_t i = 0; i < 8; i++)
        put_notification(fixture, &odd[i], i == 5 ? 301 : 250);
    assert_string_equal(claim_mail(fixture, 300).keys, "a+c+elsewhere+post b name language test alert");
}

/* Where there is no address it is the id that tells one from another. */
static void test_without_addresses(void **state)
{
    struct fixture *fixture = *state;
    struct notification messages[] = {notification_to("a", "jia", ""), notification_to("b", "yi", ""), notification_to("c", "jia", ""),
                                      notification_to("d", "office", ""), notification_to("e", "office", "")};

    messages[1].recipient_name = "jia";
    messages[3].recipient_name = messages[4].recipient_name = NULL;
    for (size_t i = 0; i < 5; i++)
        put_notification(fixture, &messages[i], 100);
    assert_string_equal(claim_mail(fixture, 100).keys, "a+c b d+e");
}

/* A robot takes fewer at once. */
static void test_fewer_together(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 5; i++)
        put_to(fixture, arena_printf(&fixture->arena, "%d", i), "jia", 100);
    assert_string_equal(claim_with(fixture, &(struct outbox_claim){.channel = "mail", .now = 100, .max = 10, .together = 2}).keys,
                        "0+1 2+3 4");
}

static void test_turned_off(void **state)
{
    struct fixture *fixture = *state;

    put_to(fixture, "a", "jia", 100);
    put_to(fixture, "b", "jia", 100);
    assert_string_equal(claim_with(fixture, &(struct outbox_claim){.channel = "mail", .now = 100, .max = 10}).keys, "a b");
}

static void test_bounded(void **state)
{
    struct fixture *fixture = *state;
    struct claimed claimed;

    for (int i = 0; i < OUTBOX_DIGEST_MAX + 2; i++)
        put_to(fixture, arena_printf(&fixture->arena, "k%03d", i), "jia", 100);
    put_to(fixture, "z", "yi", 100);
    claimed = claim_mail(fixture, 100);
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

    put_to(fixture, "a", "jia", 100);
    put_to(fixture, "b", "jia", 100);
    first = claim_mail(fixture, 100);
    assert_string_equal(first.keys, "a+b");
    end_delivery(fixture, first.deliveries, DELIVERY_QUEUED, 200);
    put_to(fixture, "c", "jia", 150);
    put_to(fixture, "d", "jia", 150);
    second = claim_mail(fixture, 200); /* what is tried again takes nobody along */
    assert_string_equal(second.keys, "c+d a+b");
    assert_string_equal(second.deliveries[1].id, first.deliveries[0].id);
    assert_string_not_equal(second.deliveries[0].id, first.deliveries[0].id);
    end_delivery(fixture, &second.deliveries[1], DELIVERY_UNKNOWN, 300);
    third = claim_mail(fixture, 300);
    assert_string_equal(third.keys, "a+b");
    assert_string_equal(third.deliveries[0].id, first.deliveries[0].id);
    assert_int_equal(get_message(fixture, third.deliveries[0].rows[1].notification.id).attempts, 3);
}

/* One that was tried alone was sent under its own id, and stays what it was. */
static void test_alone_stays_alone(void **state)
{
    struct fixture *fixture = *state;
    struct claimed claimed;

    put_to(fixture, "a", "jia", 100);
    claimed = claim_mail(fixture, 100);
    end_delivery(fixture, claimed.deliveries, DELIVERY_QUEUED, 200);
    put_to(fixture, "b", "jia", 150);
    put_to(fixture, "c", "jia", 150);
    assert_string_equal(claim_mail(fixture, 200).keys, "b+c a");
}

static void test_after_a_crash(void **state)
{
    struct fixture *fixture = *state;
    struct claimed before, after;
    size_t n;

    put_to(fixture, "a", "jia", 100);
    put_to(fixture, "b", "jia", 100);
    before = claim_mail(fixture, 100);
    close_store(fixture);
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, outbox_recover(fixture->store, 150, &n));
    assert_int_equal(n, 2);
    put_to(fixture, "c", "jia", 120);
    after = claim_mail(fixture, 150);
    assert_string_equal(after.keys, "c a+b");
    assert_string_equal(after.deliveries[1].id, before.deliveries[0].id);
}

/* What is left of it is another message: one under a new id, or one of its own. */
static void test_shrinks(void **state)
{
    struct fixture *fixture = *state;
    int64_t a = put_to(fixture, "a", "jia", 100), b = put_to(fixture, "b", "jia", 100), c = put_to(fixture, "c", "jia", 100);
    struct claimed first = claim_mail(fixture, 100), second, third;

    end_delivery(fixture, first.deliveries, DELIVERY_UNKNOWN, 200);
    OK(fixture->store, outbox_cancel(fixture->store, a, 150, "uid 0 (root)"));
    second = claim_mail(fixture, 200);
    assert_string_equal(second.keys, "b+c");
    assert_string_not_equal(second.deliveries[0].id, first.deliveries[0].id);
    assert_string_equal(get_message(fixture, b).digest, second.deliveries[0].id);
    assert_string_equal(get_message(fixture, a).digest, first.deliveries[0].id); /* where it was sent last */
    end_delivery(fixture, second.deliveries, DELIVERY_UNKNOWN, 300);
    OK(fixture->store, outbox_cancel(fixture->store, c, 250, "uid 0 (root)"));
    third = claim_mail(fixture, 300);
    assert_string_equal(third.keys, "b");
    assert_null(get_message(fixture, b).digest);
}

static void test_retried_by_hand(void **state)
{
    struct fixture *fixture = *state;
    int64_t a = put_to(fixture, "a", "jia", 100);
    struct claimed claimed;

    put_to(fixture, "b", "jia", 100);
    claimed = claim_mail(fixture, 100);
    end_delivery(fixture, claimed.deliveries, DELIVERY_QUEUED, 500);
    OK(fixture->store, outbox_retry(fixture->store, a, 200, "uid 0 (root)"));
    assert_null(get_message(fixture, a).digest);
    assert_string_equal(claim_mail(fixture, 200).keys, "a");
    assert_string_equal(claim_mail(fixture, 500).keys, "b");
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
    };

    return cmocka_run_group_tests_name("store_outbox_digest", tests, NULL, NULL);
}
