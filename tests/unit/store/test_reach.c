/* Who was reached on what: noted with each result, made up for messages of older versions. */
#include "fixture.h"

static int64_t start(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    return put_occurrence(fixture, "2019-2020-1", NEVER);
}

static int64_t put(struct fixture *fixture, int64_t occurrence, const char *key, const char *recipient, const char *channel)
{
    struct notification notification = a_notification(occurrence, key);

    notification.recipient = recipient;
    notification.channel = channel;
    return put_notification(fixture, &notification, 1000);
}

static void end(struct fixture *fixture, int64_t id, enum delivery_state state, int64_t at, const char *reply)
{
    const struct delivery_result result = {
        .id = id, .state = state, .began_at_ms = at * 1000, .ended_at_ms = at * 1000 + 999, .code = 1, .reply = reply, .next_at = 1};
    struct outbox_row *rows;

    claim_due(fixture, 5000, &rows);
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, outbox_put_results(fixture->store, &result, 1));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

/* "jia mail 20 - -; …" */
static int add_row(void *ctx, const struct query_reach *reach)
{
    char *text = ctx, delivered[24] = "-", failed[24] = "-";

    if (reach->delivered_at != NEVER)
        snprintf(delivered, sizeof delivered, "%lld", (long long)reach->delivered_at);
    if (reach->failed_at != NEVER)
        snprintf(failed, sizeof failed, "%lld", (long long)reach->failed_at);
    snprintf(text + strlen(text), 500 - strlen(text), "%s %s %s %s %s; ", reach->recipient, reach->channel, delivered, failed,
             reach->reply ? reach->reply : "-");
    return 0;
}

static void assert_reach(struct fixture *fixture, const char *organization, const char *expected)
{
    char text[500] = "";

    OK(fixture->store, query_reach(fixture->store, organization, add_row, text));
    assert_string_equal(text, expected);
}

static void test_last_of_each(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture), first = put(fixture, occurrence, "a", "jia", "mail");

    assert_reach(fixture, "su", "");
    end(fixture, first, DELIVERY_QUEUED, 20, "451 later");
    assert_reach(fixture, "su", "jia mail - 20 451 later; ");
    end(fixture, first, DELIVERY_DELIVERED, 30, "250 taken");
    assert_reach(fixture, "su", "jia mail 30 20 451 later; ");
    end(fixture, put(fixture, occurrence, "b", "jia", "mail"), DELIVERY_REFUSED, 40, "550 nobody");
    end(fixture, put(fixture, occurrence, "c", "jia", "office"), DELIVERY_UNKNOWN, 50, "no answer");
    end(fixture, put(fixture, occurrence, "d", "bing", "mail"), DELIVERY_DELIVERED, 60, "250 taken");
    assert_reach(fixture, "su", "bing mail 60 - -; jia mail 30 40 550 nobody; jia office - 50 no answer; ");
    assert_reach(fixture, "nobody", "");
}

/* Of what belongs to no organization nothing is kept. */
static void test_without_organization(void **state)
{
    struct fixture *fixture = *state;
    struct notification notification = {.key = "test",
                                        .kind = NOTIFICATION_TEST,
                                        .recipient = "mail",
                                        .channel = "mail",
                                        .address = "",
                                        .on = DATE_NONE,
                                        .due_on = DATE_NONE};

    start(fixture);
    end(fixture, put_notification(fixture, &notification, 1), DELIVERY_DELIVERED, 20, "250 taken");
    assert_reach(fixture, "su", "");
}

static int stop(void *ctx, const struct query_reach *reach)
{
    return 7;
}

static void test_stops(void **state)
{
    struct fixture *fixture = *state;

    end(fixture, put(fixture, start(fixture), "a", "jia", "mail"), DELIVERY_DELIVERED, 20, "250 taken");
    assert_int_equal(query_reach(fixture->store, "su", stop, NULL), 7);
}

static void test_made_up_for_older(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence, first;

    OK(NULL, open_again(fixture, NULL));
    occurrence = start(fixture);
    first = put(fixture, occurrence, "a", "jia", "mail");
    end(fixture, first, DELIVERY_QUEUED, 20, "451 first");
    end(fixture, first, DELIVERY_QUEUED, 30, "451 second");
    end(fixture, first, DELIVERY_DELIVERED, 40, "250 taken");
    end(fixture, put(fixture, occurrence, "b", "yi", "mail"), DELIVERY_DELIVERED, 50, "250 taken");
    end(fixture, put(fixture, occurrence, "c", "bing", "mail"), DELIVERY_REFUSED, 60, "550 nobody");
    close_store(fixture);
    tamper(fixture, UNDO_VERSION_4 "DROP TABLE reach; PRAGMA user_version = 2");
    OK(NULL, open_again(fixture, NULL));
    assert_reach(fixture, "su", "bing mail - 60 550 nobody; jia mail 40 30 451 second; yi mail 50 - -; ");
}

static void test_keys(void **state)
{
    static const struct {
        const char *first, *last;
        bool has;
    } cases[] = {{"alert mail 10", "alert mail 20", true},  {"alert mail 15", "alert mail 15~", true},
                 {"alert mail 16", "alert mail 20", false}, {"alert mail 10", "alert mail 14~", false},
                 {"alert mai ", "alert mai ~", false},      {"", "~", true}};
    struct fixture *fixture = *state;
    bool has;

    put(fixture, start(fixture), "alert mail 15 office", "office", "office");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        OK(fixture->store, outbox_has_key(fixture->store, cases[i].first, cases[i].last, &has));
        assert_int_equal(has, cases[i].has);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_last_of_each, in_memory, done),
        cmocka_unit_test_setup_teardown(test_without_organization, in_memory, done),
        cmocka_unit_test_setup_teardown(test_stops, in_memory, done),
        cmocka_unit_test_setup_teardown(test_made_up_for_older, in_directory, done),
        cmocka_unit_test_setup_teardown(test_keys, in_memory, done),
    };

    return cmocka_run_group_tests_name("reach", tests, NULL, NULL);
}
