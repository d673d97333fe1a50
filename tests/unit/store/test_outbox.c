/* What becomes of messages: results, attempts, taking back, by hand, after a crash. Claiming has its own test. */
#include "fixture.h"

static int64_t start(struct fixture *fixture)
{
    struct desired desired;

    desired_init(&desired);
    OK(fixture->store, load(fixture, &desired, "2019-10-01"));
    return put_occurrence(fixture, "2019-2020-1", NEVER);
}

static int64_t put(struct fixture *fixture, int64_t occurrence, const char *key)
{
    struct notification notification = a_notification(occurrence, key);

    return put_notification(fixture, &notification, 1000);
}

static void claim_all(struct fixture *fixture)
{
    struct outbox_row *rows;

    claim_due(fixture, 5000, &rows);
}

static int put_result(struct fixture *fixture, int64_t id, enum delivery_state state)
{
    const struct delivery_result result = {
        .id = id, .state = state, .began_at_ms = 2000001, .ended_at_ms = 2000501, .code = 451, .reply = "try later", .next_at = 3000};
    int error = fixture->ledger.begin(fixture->store);

    if (!error)
        error = outbox_put_results(fixture->store, &result, 1);
    if (!error)
        return fixture->ledger.commit(fixture->store);
    fixture->ledger.rollback(fixture->store);
    return error;
}

static void cancel(struct fixture *fixture, int64_t occurrence)
{
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    OK(fixture->store, fixture->ledger.cancel_notifications(fixture->store, occurrence, "met", 2500));
    OK(fixture->store, fixture->ledger.commit(fixture->store));
}

static void assert_text(const char *a, const char *b)
{
    assert_true(a && b ? strcmp(a, b) == 0 : a == b);
}

static void assert_notification(const struct notification *a, const struct notification *b)
{
    assert_text(a->key, b->key);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->occurrence, b->occurrence);
    assert_text(a->organization, b->organization);
    assert_text(a->organization_name, b->organization_name);
    assert_text(a->obligation, b->obligation);
    assert_text(a->period, b->period);
    assert_text(a->title.zh, b->title.zh);
    assert_text(a->title.en, b->title.en);
    assert_int_equal(a->on, b->on);
    assert_int_equal(a->due_on, b->due_on);
    assert_int_equal(a->late, b->late);
    assert_text(a->recipient, b->recipient);
    assert_text(a->recipient_name, b->recipient_name);
    assert_text(a->instead_of, b->instead_of);
    assert_text(a->channel, b->channel);
    assert_text(a->address, b->address);
    assert_text(a->language, b->language);
    assert_text(a->chair, b->chair);
    assert_text(a->also_told, b->also_told);
    assert_text(a->detail, b->detail);
}

static void test_every_field(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture);
    struct notification whole = a_notification(occurrence, "whole"), bare = {.key = "bare",
                                                                             .kind = NOTIFICATION_ALERT,
                                                                             .recipient = "office",
                                                                             .channel = "office",
                                                                             .address = "",
                                                                             .on = DATE_NONE,
                                                                             .due_on = DATE_NONE};
    struct outbox_row row;

    for (int kind = 0; kind < NOTIFICATION_COUNT; kind++) {
        char key[16];

        snprintf(key, sizeof key, "kind %d", kind);
        whole.kind = (enum notification_kind)kind;
        whole.key = key;
        row = get_message(fixture, put_notification(fixture, &whole, 1000));
        assert_notification(&row.notification, &whole);
    }
    assert_int_equal(row.state, DELIVERY_QUEUED);
    assert_int_equal(row.created_at, 1000);
    assert_int_equal(row.next_at, 1000);
    assert_int_equal(row.attempts, 0);
    assert_null(row.last_reply);
    row = get_message(fixture, put_notification(fixture, &bare, 1001));
    assert_notification(&row.notification, &bare);
    assert_int_equal(outbox_get(fixture->store, 4711, &fixture->arena, &row), ERROR_NOT_FOUND);
}

/* SHA-256 of "INSTALLATION\nKEY", computed by another program for this installation. */
static void test_message_id(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture), a = put(fixture, occurrence, "a"), b = put(fixture, occurrence, "b");
    struct outbox_row first = get_message(fixture, a), again = get_message(fixture, a), other = get_message(fixture, b);

    assert_string_equal(store_installation(fixture->store), "6b86b273ff34fce19d6b804eff5a3f57");
    assert_string_equal(first.message_id, "1d3cea31dc425b9fe09b77004f6b4402");
    assert_string_equal(first.message_id, again.message_id);
    assert_string_not_equal(first.message_id, other.message_id);
}

static void test_made_once(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture), id = put(fixture, occurrence, "key");
    struct notification again = a_notification(occurrence, "key"), other = a_notification(occurrence, "another");

    claim_all(fixture);
    OK(fixture->store, put_result(fixture, id, DELIVERY_DELIVERED));
    OK(fixture->store, fixture->ledger.begin(fixture->store));
    assert_int_equal(fixture->ledger.put_notification(fixture->store, &again, 9000), ERROR_EXISTS);
    assert_int_equal(again.id, 0);
    OK(fixture->store, fixture->ledger.put_notification(fixture->store, &other, 9000)); /* the transaction goes on */
    OK(fixture->store, fixture->ledger.commit(fixture->store));
    assert_int_equal(get_message(fixture, id).state, DELIVERY_DELIVERED);
    assert_int_equal(get_message(fixture, other.id).state, DELIVERY_QUEUED);
}

static void test_bad_notifications(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture);
    struct notification bad[] = {a_notification(occurrence, NULL), a_notification(4711, "key"), a_notification(occurrence, "key")};

    bad[2].recipient = NULL;
    for (size_t i = 0; i < 3; i++) {
        int error = fixture->ledger.begin(fixture->store);

        if (!error)
            error = fixture->ledger.put_notification(fixture->store, &bad[i], 1000);
        if (error)
            fixture->ledger.rollback(fixture->store);
        else
            error = fixture->ledger.commit(fixture->store);
        assert_int_equal(error, ERROR_INVALID);
    }
}

struct attempts {
    struct query_attempt items[8];
    char replies[8][64];
    size_t n;
};

static int note_attempt(void *ctx, const struct query_attempt *attempt)
{
    struct attempts *attempts = ctx;

    snprintf(attempts->replies[attempts->n], sizeof attempts->replies[0], "%s", attempt->reply);
    attempts->items[attempts->n++] = *attempt;
    return 0;
}

static struct attempts attempts_of(struct fixture *fixture, int64_t id)
{
    struct attempts attempts = {0};

    OK(fixture->store, query_attempts(fixture->store, id, note_attempt, &attempts));
    return attempts;
}

static void test_results(void **state)
{
    static const struct {
        enum delivery_state state;
        int64_t next_at;
    } cases[] = {{DELIVERY_DELIVERED, NEVER}, {DELIVERY_REFUSED, NEVER}, {DELIVERY_UNKNOWN, 3000}, {DELIVERY_QUEUED, 3000}};
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = put(fixture, occurrence, delivery_state_name(cases[i].state));
        struct attempts attempts;
        struct outbox_row row;

        claim_all(fixture);
        OK(fixture->store, put_result(fixture, id, cases[i].state));
        row = get_message(fixture, id);
        assert_int_equal(row.state, cases[i].state);
        assert_true(row.next_at == cases[i].next_at);
        assert_int_equal(row.attempts, 1);
        assert_string_equal(row.last_reply, "try later");
        attempts = attempts_of(fixture, id);
        assert_int_equal(attempts.n, 1);
        assert_int_equal(attempts.items[0].number, 1);
        assert_int_equal(attempts.items[0].began_at_ms, 2000001);
        assert_int_equal(attempts.items[0].ended_at_ms, 2000501);
        assert_int_equal(attempts.items[0].state, cases[i].state);
        assert_int_equal(attempts.items[0].code, 451);
        assert_string_equal(attempts.replies[0], "try later");
    }
}

/* A message is sent again with the same id and another number. */
static void test_attempts_are_numbered(void **state)
{
    struct fixture *fixture = *state;
    int64_t id = put(fixture, start(fixture), "key");
    struct attempts attempts;

    for (int i = 0; i < 3; i++) {
        claim_all(fixture);
        OK(fixture->store, put_result(fixture, id, i < 2 ? DELIVERY_UNKNOWN : DELIVERY_DELIVERED));
    }
    attempts = attempts_of(fixture, id);
    assert_int_equal(attempts.n, 3);
    assert_int_equal(attempts.items[2].number, 3);
    assert_int_equal(attempts.items[2].state, DELIVERY_DELIVERED);
    assert_int_equal(get_message(fixture, id).attempts, 3);
}

static void test_results_nobody_waits_for(void **state)
{
    struct fixture *fixture = *state;
    int64_t id = put(fixture, start(fixture), "key");
    const struct delivery_result result = {.id = id, .state = DELIVERY_DELIVERED, .reply = ""};

    assert_int_equal(put_result(fixture, id, DELIVERY_DELIVERED), ERROR_REFUSED); /* was not claimed */
    assert_int_equal(put_result(fixture, 4711, DELIVERY_DELIVERED), ERROR_NOT_FOUND);
    claim_all(fixture);
    assert_int_equal(outbox_put_results(fixture->store, &result, 1), ERROR_INVALID); /* not in a transaction */
    OK(fixture->store, put_result(fixture, id, DELIVERY_DELIVERED));
    assert_int_equal(put_result(fixture, id, DELIVERY_DELIVERED), ERROR_REFUSED); /* twice */
    assert_int_equal(attempts_of(fixture, id).n, 1);
}

/* Taking back: at once what waits; what is being sent is not sent again, but if it arrives it has arrived. */
static void test_cancel(void **state)
{
    static const struct {
        enum delivery_state result, then;
        const char *reply;
    } cases[] = {
        {DELIVERY_DELIVERED, DELIVERY_DELIVERED, "try later"},
        {DELIVERY_UNKNOWN, DELIVERY_CANCELLED, "met"},
        {DELIVERY_QUEUED, DELIVERY_CANCELLED, "met"},
        {DELIVERY_REFUSED, DELIVERY_CANCELLED, "met"},
    };
    static const char *const keys[] = {"s0", "s1", "s2", "s3"};
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture), other = put_occurrence(fixture, "2019-2020-2", NEVER), waiting, unknown, sending[4], delivered,
            others;

    delivered = put(fixture, occurrence, "delivered");
    unknown = put(fixture, occurrence, "unknown");
    claim_all(fixture);
    OK(fixture->store, put_result(fixture, delivered, DELIVERY_DELIVERED));
    OK(fixture->store, put_result(fixture, unknown, DELIVERY_UNKNOWN));
    for (size_t i = 0; i < 4; i++)
        sending[i] = put(fixture, occurrence, keys[i]);
    claim_due(fixture, 1000, &(struct outbox_row *){0});
    waiting = put(fixture, occurrence, "waiting");
    others = put(fixture, other, "others");
    cancel(fixture, occurrence);
    assert_int_equal(get_message(fixture, waiting).state, DELIVERY_CANCELLED);
    assert_true(get_message(fixture, waiting).next_at == NEVER);
    assert_string_equal(get_message(fixture, waiting).last_reply, "met");
    assert_int_equal(get_message(fixture, unknown).state, DELIVERY_CANCELLED);
    assert_int_equal(get_message(fixture, delivered).state, DELIVERY_DELIVERED);
    assert_int_equal(get_message(fixture, others).state, DELIVERY_QUEUED);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(get_message(fixture, sending[i]).state, DELIVERY_SENDING);
        OK(fixture->store, put_result(fixture, sending[i], cases[i].result));
        assert_int_equal(get_message(fixture, sending[i]).state, cases[i].then);
        assert_string_equal(get_message(fixture, sending[i]).last_reply, cases[i].reply);
        assert_int_equal(attempts_of(fixture, sending[i]).n, 1);
    }
}

static void test_told(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture);
    struct notification notification = a_notification(occurrence, "1");
    struct told *told;
    size_t n;

    OK(fixture->store, fixture->ledger.told(fixture->store, occurrence, &fixture->arena, &told, &n));
    assert_int_equal(n, 0);
    put_notification(fixture, &notification, 1000);
    notification.key = "2";
    notification.on += 3;
    put_notification(fixture, &notification, 1000);
    notification.key = "3";
    notification.recipient = "yi";
    put_notification(fixture, &notification, 1000);
    OK(fixture->store, fixture->ledger.told(fixture->store, occurrence, &fixture->arena, &told, &n));
    assert_int_equal(n, 2);
    assert_string_equal(told[0].recipient, "jia");
    assert_int_equal(told[0].last_on, 18233);
    assert_string_equal(told[1].recipient, "yi");
    cancel(fixture, occurrence);
    OK(fixture->store, fixture->ledger.told(fixture->store, occurrence, &fixture->arena, &told, &n));
    assert_int_equal(n, 0);
}

static void test_recover(void **state)
{
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture), other = put_occurrence(fixture, "2019-2020-2", NEVER);
    int64_t lost = put(fixture, occurrence, "lost"), lost_too = put(fixture, occurrence, "lost too"),
            taken_back = put(fixture, other, "back"), waiting;
    struct attempts attempts;
    size_t n;

    claim_all(fixture);
    waiting = put(fixture, occurrence, "waiting");
    cancel(fixture, other);
    close_store(fixture);
    OK(NULL, open_again(fixture, NULL));
    OK(fixture->store, outbox_recover(fixture->store, 7000, &n));
    assert_int_equal(n, 3);
    assert_int_equal(get_message(fixture, lost).state, DELIVERY_UNKNOWN);
    assert_int_equal(get_message(fixture, lost).next_at, 7000);
    assert_int_equal(get_message(fixture, lost_too).state, DELIVERY_UNKNOWN);
    assert_int_equal(get_message(fixture, taken_back).state, DELIVERY_CANCELLED);
    assert_int_equal(get_message(fixture, waiting).state, DELIVERY_QUEUED);
    attempts = attempts_of(fixture, lost);
    assert_int_equal(attempts.n, 1);
    assert_int_equal(attempts.items[0].state, DELIVERY_UNKNOWN);
    OK(fixture->store, outbox_recover(fixture->store, 7001, &n));
    assert_int_equal(n, 0);
}

static void test_by_hand(void **state)
{
    static const struct {
        enum delivery_state state;
        int retry, cancel;
    } cases[] = {
        {DELIVERY_QUEUED, 0, 0},
        {DELIVERY_SENDING, ERROR_REFUSED, ERROR_REFUSED},
        {DELIVERY_DELIVERED, ERROR_REFUSED, ERROR_REFUSED},
        {DELIVERY_REFUSED, 0, 0},
        {DELIVERY_UNKNOWN, 0, 0},
        {DELIVERY_CANCELLED, ERROR_REFUSED, ERROR_REFUSED},
    };
    struct fixture *fixture = *state;
    int64_t occurrence = start(fixture);
    char key[16];

    for (size_t i = 0; i < 2 * (sizeof cases / sizeof *cases); i++) {
        const bool retry = i % 2;
        const enum delivery_state from = cases[i / 2].state;
        const int expected = retry ? cases[i / 2].retry : cases[i / 2].cancel;
        struct log_walk before = {0}, after = {0};
        int64_t id;
        struct outbox_row row;

        snprintf(key, sizeof key, "%zu", i);
        id = put(fixture, occurrence, key);
        if (from != DELIVERY_QUEUED && from != DELIVERY_CANCELLED)
            claim_all(fixture);
        if (from == DELIVERY_CANCELLED)
            cancel(fixture, occurrence);
        if (from == DELIVERY_DELIVERED || from == DELIVERY_REFUSED || from == DELIVERY_UNKNOWN)
            OK(fixture->store, put_result(fixture, id, from));
        OK(fixture->store, store_log_verify(fixture->store, &before, INT64_MAX));
        assert_int_equal(retry ? outbox_retry(fixture->store, id, 8000, "uid 0 (root)")
                               : outbox_cancel(fixture->store, id, 8000, "uid 0 (root)"),
                         expected);
        row = get_message(fixture, id);
        assert_int_equal(row.state, expected ? from : retry ? DELIVERY_QUEUED : DELIVERY_CANCELLED);
        if (!expected)
            assert_true(row.next_at == (retry ? 8000 : NEVER));
        OK(fixture->store, store_log_verify(fixture->store, &after, INT64_MAX));
        assert_int_equal(after.lines, before.lines + (expected == 0));
    }
    assert_int_equal(outbox_retry(fixture->store, 4711, 8000, "uid 0 (root)"), ERROR_NOT_FOUND);
}

/* Nobody reaches them: shown, never claimed, not to be retried, and may be cancelled. */
static void test_undeliverable(void **state)
{
    struct fixture *fixture = *state;
    struct notification notification = a_notification(start(fixture), "key");
    struct query_counts counts;
    struct outbox_row *rows;
    int64_t id, at;

    notification.channel = NULL;
    id = put_notification(fixture, &notification, 1000);
    assert_int_equal(get_message(fixture, id).state, DELIVERY_QUEUED);
    assert_true(get_message(fixture, id).next_at == NEVER);
    OK(fixture->store, outbox_next_at(fixture->store, NULL, &at));
    assert_true(at == NEVER);
    assert_int_equal(claim_due(fixture, INT64_MAX, &rows), 0);
    OK(fixture->store, query_counts(fixture->store, &counts));
    assert_int_equal(counts.undeliverable, 1);
    assert_int_equal(outbox_retry(fixture->store, id, 8000, "uid 0 (root)"), ERROR_REFUSED);
    OK(fixture->store, outbox_cancel(fixture->store, id, 8000, "uid 0 (root)"));
    OK(fixture->store, query_counts(fixture->store, &counts));
    assert_int_equal(counts.undeliverable, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_field, in_memory, done),
        cmocka_unit_test_setup_teardown(test_message_id, in_memory, done),
        cmocka_unit_test_setup_teardown(test_made_once, in_memory, done),
        cmocka_unit_test_setup_teardown(test_bad_notifications, in_memory, done),
        cmocka_unit_test_setup_teardown(test_results, in_memory, done),
        cmocka_unit_test_setup_teardown(test_attempts_are_numbered, in_memory, done),
        cmocka_unit_test_setup_teardown(test_results_nobody_waits_for, in_memory, done),
        cmocka_unit_test_setup_teardown(test_cancel, in_memory, done),
        cmocka_unit_test_setup_teardown(test_told, in_memory, done),
        cmocka_unit_test_setup_teardown(test_recover, in_file, done),
        cmocka_unit_test_setup_teardown(test_by_hand, in_memory, done),
        cmocka_unit_test_setup_teardown(test_undeliverable, in_memory, done),
    };

    return cmocka_run_group_tests_name("store_outbox", tests, NULL, NULL);
}
