/* The dispatcher under a clock, a store and a backend of the test: what is sent when, what is written, and that nothing is lost. */
#include "dispatcher.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "fake_backend.h"
#include "fake_store.h"

#define NOW  1578013200
#define HOUR 3600
#define DAY  86400

static const struct attempt delivered = {.class = ATTEMPT_DELIVERED, .code = 250, .reply = "250 ok"};
static const struct attempt silent = {.class = ATTEMPT_TRANSIENT, .reply = "connection refused"};
static const struct attempt busy = {.class = ATTEMPT_TRANSIENT, .code = 451, .reply = "451 later"};
static const struct attempt lost = {.class = ATTEMPT_UNKNOWN, .code = 354, .reply = "connection lost"};
static const struct attempt no_such_user = {.class = ATTEMPT_PERMANENT, .code = 550, .reply = "550 no such user"};
static const struct attempt gone = {.class = ATTEMPT_CHANNEL, .code = 410, .reply = "410 gone"};

struct bench {
    uv_loop_t loop;
    struct still_world still;
    struct backend_context context;
    struct store *store;
    struct templates *templates;
    struct dispatcher *dispatcher;
    size_t n_alerts, n_next_changed, n_closed;
    char alert[600];
    char trouble[200];
};

static void on_alert(void *ctx, const char *channel, const char *text)
{
    struct bench *bench = ctx;

    assert_false(bench->store->within);
    bench->n_alerts++;
    snprintf(bench->alert, sizeof(bench->alert), "%s: %s", channel != NULL ? channel : "-", text);
    dispatcher_kick(bench->dispatcher); /* as a daemon does that has queued a message about it */
}

static void on_next_changed(void *ctx)
{
    ((struct bench *)ctx)->n_next_changed++;
}

static void start(struct bench *bench)
{
    const struct dispatcher_options options = {
        .store = bench->store,
        .engine = (struct engine *)bench->store,
        .templates = bench->templates,
        .zone = &shanghai,
        .context = &bench->context,
        .find = fake_backend_find,
        .alert = on_alert,
        .next_changed = on_next_changed,
        .ctx = bench,
    };

    assert_int_equal(dispatcher_new(&options, &bench->dispatcher), 0);
}

static int setup(void **state)
{
    struct bench *bench = xcalloc(1, sizeof(*bench));

    fake_backend_reset();
    uv_loop_init(&bench->loop);
    still_world_init(&bench->still, NOW);
    bench->context = (struct backend_context){.loop = &bench->loop, .world = &bench->still.world};
    bench->store = fake_store_new();
    bench->templates = shipped_templates();
    fake_store_channel(bench->store, "mail", "fake", NULL, 0);
    fake_store_channel(bench->store, "hook", "fake", NULL, 0);
    start(bench);
    *state = bench;
    return 0;
}

static void on_closed(void *ctx)
{
    ((struct bench *)ctx)->n_closed++;
}

/* Until nothing is left to do: the loop ends by itself, as nothing is active while answers are awaited. */
static void settle(struct bench *bench)
{
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_false(uv_loop_alive(&bench->loop));
}

static void stop(struct bench *bench)
{
    if (bench->dispatcher == NULL)
        return;
    dispatcher_close(bench->dispatcher, 0, on_closed, bench);
    settle(bench);
    assert_int_equal(bench->n_closed, 1);
    assert_int_equal(fake_backend.n_under_way, 0);
    assert_int_equal(fake_backend.n_closed, fake_backend.n_opened);
    bench->dispatcher = NULL;
    bench->n_closed = 0;
}

static int teardown(void **state)
{
    struct bench *bench = *state;

    stop(bench);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    templates_free(bench->templates);
    free(bench->store);
    free(bench);
    return 0;
}

static void kick(struct bench *bench)
{
    dispatcher_kick(bench->dispatcher);
    settle(bench);
}

static void kick_at(struct bench *bench, int64_t now)
{
    bench->still.now_ms = now * 1000;
    kick(bench);
}

static void answer_all(struct bench *bench, const struct attempt *attempt)
{
    fake_answer_all(attempt);
    settle(bench);
}

static void add(struct bench *bench, const char *channel, size_t n)
{
    while (n-- > 0)
        fake_store_add(bench->store, channel, NOW);
}

static enum delivery_state state_of(struct bench *bench, int64_t id)
{
    return fake_store_row(bench->store, id)->row.state;
}

static size_t count(struct bench *bench, enum delivery_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < bench->store->n; i++)
        n += bench->store->rows[i].row.state == state;
    return n;
}

static void on_channel(void *ctx, const char *channel, const char *trouble, int64_t since)
{
    struct bench *bench = ctx;
    size_t used = strlen(bench->trouble);

    if (trouble != NULL)
        snprintf(bench->trouble + used, sizeof(bench->trouble) - used, "%s: %s since %lld\n", channel, trouble, (long long)since);
}

static const char *trouble(struct bench *bench)
{
    bench->trouble[0] = '\0';
    dispatcher_channels(bench->dispatcher, on_channel, bench);
    return bench->trouble;
}

/* Tests */

static void idle_is_silence(void **state)
{
    struct bench *bench = *state;

    kick(bench);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    assert_int_equal(fake_backend.n_opened, 0);
    fake_store_add(bench->store, "mail", NOW + 500);
    kick(bench);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 500);
    assert_int_equal(bench->n_next_changed, 1);
    kick(bench);
    assert_int_equal(bench->n_next_changed, 1);
    assert_int_equal(fake_backend.n, 0);
    kick_at(bench, NOW + 500);
    assert_int_equal(fake_backend.n, 1);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    assert_int_equal(dispatcher_in_flight(bench->dispatcher), 1);
}

static void results_are_one_transaction(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 3);
    add(bench, "hook", 2);
    kick(bench);
    assert_int_equal(fake_backend.n, 5);
    assert_int_equal(fake_backend.n_opened, 2);
    assert_int_equal(bench->store->n_commits, 0);
    answer_all(bench, &delivered);
    assert_int_equal(bench->store->n_commits, 1);
    assert_int_equal(count(bench, DELIVERY_DELIVERED), 5);
    assert_string_equal(fake_store_row(bench->store, 1)->reply, "250 ok");
    assert_int_equal(fake_store_row(bench->store, 1)->code, 250);
    assert_int_equal(dispatcher_in_flight(bench->dispatcher), 0);
    assert_string_equal(trouble(bench), "");
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

        stop(bench);
        fake_backend_reset();
        fake_backend.capacity = cases[i].capacity;
        fake_store_channel(bench->store, "mail", "fake", cases[i].setting, cases[i].setting != NULL);
        start(bench);
        add(bench, "mail", 20);
        kick(bench);
        assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER); /* the others wait for room, not for an instant */
        while (fake_backend.n_under_way > 0) {
            assert_int_equal(fake_backend.n_under_way, 20 - steps < cases[i].expected ? 20 - steps : cases[i].expected);
            fake_answer(steps++, &delivered);
            settle(bench);
        }
        assert_int_equal(steps, 20);
        assert_int_equal(count(bench, DELIVERY_DELIVERED), 20 * (i + 1));
    }
}

static void a_full_channel_holds_up_no_other(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 20);
    add(bench, "hook", 1);
    kick(bench);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS + 1);
    add(bench, "hook", 1);
    kick(bench);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS + 2);
}

static void transient_failures_come_again(void **state)
{
    struct bench *bench = *state;
    struct attempt asking = busy;

    add(bench, "mail", 1);
    bench->still.random = 29;
    kick(bench);
    answer_all(bench, &busy);
    assert_int_equal(state_of(bench, 1), DELIVERY_QUEUED);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30);
    kick_at(bench, NOW + 29);
    assert_int_equal(fake_backend.n, 1);
    kick_at(bench, NOW + 30);
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
    bench->still.random = 119;
    answer_all(bench, &busy);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 30 + 120);
    kick_at(bench, NOW + 150);
    asking.retry_after_ms = 600 * 1000;
    answer_all(bench, &asking);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 150 + 600);
    kick_at(bench, NOW + 750);
    answer_all(bench, &delivered);
    assert_int_equal(state_of(bench, 1), DELIVERY_DELIVERED);
    assert_int_equal(bench->store->n_fall_backs, 0);
    assert_int_equal(fake_store_row(bench->store, 1)->written, 4);
}

static void unknown_comes_again_with_the_same_id(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 1);
    kick(bench);
    answer_all(bench, &lost);
    assert_int_equal(state_of(bench, 1), DELIVERY_UNKNOWN);
    kick_at(bench, dispatcher_next_at(bench->dispatcher));
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
}

static void given_up(void **state)
{
    static const struct attempt *const failures[] = {&busy, &lost};

    for (size_t i = 0; i < N_OF(failures); i++) {
        struct bench *bench = *state;
        int64_t id = fake_store_add(bench->store, "mail", NOW);

        kick_at(bench, NOW + 4 * DAY - 1);
        fake_answer(2 * i, failures[i]);
        settle(bench);
        assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 4 * DAY); /* the last one */
        kick_at(bench, NOW + 4 * DAY);
        fake_answer(2 * i + 1, failures[i]);
        settle(bench);
        assert_int_equal(state_of(bench, id), DELIVERY_REFUSED);
        assert_string_equal(fake_store_row(bench->store, id)->reply,
                            i == 0 ? "given up after 4d: 451 later" : "given up after 4d: connection lost");
        assert_int_equal(bench->store->n_fall_backs, i + 1);
    }
}

static void refused_falls_back_at_once(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 1);
    bench->store->fall_back_to = "hook";
    kick(bench);
    answer_all(bench, &no_such_user);
    assert_int_equal(bench->store->n_commits, 1);
    assert_int_equal(state_of(bench, 1), DELIVERY_REFUSED);
    assert_int_equal(fake_backend.n, 2); /* the one instead is under way already */
    assert_string_equal(fake_backend.sendings[1].channel, "hook");
    assert_int_equal(bench->n_alerts, 0);
    assert_string_equal(trouble(bench), "");
}

static void nobody_to_fall_back_to(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 1);
    bench->store->fall_back_error = ERROR_NOT_FOUND; /* the organization has ended */
    kick(bench);
    answer_all(bench, &no_such_user);
    assert_int_equal(state_of(bench, 1), DELIVERY_REFUSED);
    assert_int_equal(bench->n_alerts, 0);
}

static void broken_channel(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 8);
    kick(bench);
    answer_all(bench, &gone);
    assert_int_equal(count(bench, DELIVERY_REFUSED), CHANNEL_CONNECTIONS);
    assert_int_equal(bench->store->n_fall_backs, CHANNEL_CONNECTIONS);
    assert_int_equal(bench->n_alerts, 1);
    assert_string_equal(bench->alert, "mail: channel “mail” refuses for good: 410 gone");
    assert_string_equal(trouble(bench), "mail: 410 gone since 1578013200\n");
    assert_int_equal(count(bench, DELIVERY_QUEUED), 4);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + HOUR);
    kick_at(bench, NOW + HOUR - 1);
    assert_int_equal(fake_backend.n_under_way, 0);
    kick_at(bench, NOW + HOUR);
    assert_int_equal(fake_backend.n_under_way, 1); /* the probe */
    answer_all(bench, &gone);
    assert_int_equal(count(bench, DELIVERY_REFUSED), 8); /* the others fall back without being tried */
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS + 1);
    assert_int_equal(bench->store->n_fall_backs, 8);
    assert_int_equal(bench->n_alerts, 1);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    kick_at(bench, NOW + 2 * HOUR);
    add(bench, "mail", 6);
    kick(bench);
    assert_int_equal(fake_backend.n_under_way, 1);
    answer_all(bench, &delivered); /* mended */
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS);
    assert_string_equal(trouble(bench), "");
}

static void broken_channel_mended_by_reload(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 1);
    kick(bench);
    answer_all(bench, &gone);
    add(bench, "mail", 1);
    kick(bench);
    assert_int_equal(fake_backend.n_under_way, 0);
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
    settle(bench);
    assert_int_equal(fake_backend.n_opened, 2);
    assert_int_equal(fake_backend.n_under_way, 1);
    assert_string_equal(trouble(bench), "");
}

static void channel_that_does_not_open(void **state)
{
    struct bench *bench = *state;

    fake_backend.open_error = ERROR_NOT_FOUND;
    add(bench, "mail", 2);
    kick(bench);
    assert_int_equal(state_of(bench, 1), DELIVERY_REFUSED);
    assert_string_equal(fake_store_row(bench->store, 1)->reply, "no secret");
    assert_int_equal(state_of(bench, 2), DELIVERY_QUEUED);
    assert_int_equal(bench->n_alerts, 1);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + HOUR);
    fake_backend.open_error = 0;
    kick_at(bench, NOW + HOUR);
    answer_all(bench, &delivered);
    assert_int_equal(state_of(bench, 2), DELIVERY_DELIVERED);
}

static void channel_that_is_not_there(void **state)
{
    struct bench *bench = *state;

    fake_store_channel(bench->store, "dove", "pigeon", NULL, 0);
    add(bench, "fax", 40);
    add(bench, "dove", 1);
    add(bench, "mail", 1);
    kick(bench);
    assert_int_equal(count(bench, DELIVERY_REFUSED), 41);
    assert_string_equal(fake_store_row(bench->store, 40)->reply, "the channel is not in the configuration any more");
    assert_string_equal(fake_store_row(bench->store, 41)->reply, "there is no backend “pigeon”");
    assert_int_equal(fake_backend.n_under_way, 1);
}

static void channel_that_cannot_be_read(void **state)
{
    struct bench *bench = *state;

    bench->store->channel_error = ERROR_IO;
    add(bench, "mail", 1);
    kick(bench);
    assert_int_equal(state_of(bench, 1), DELIVERY_QUEUED);
    bench->store->channel_error = 0;
    kick_at(bench, dispatcher_next_at(bench->dispatcher));
    answer_all(bench, &delivered);
    assert_int_equal(state_of(bench, 1), DELIVERY_DELIVERED);
}

static void silent_peer_is_spared(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 50);
    kick(bench);
    answer_all(bench, &silent);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS);
    assert_string_equal(trouble(bench), "mail: connection refused since 1578013200\n");
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 5); /* though messages are due before */
    kick_at(bench, NOW + 4);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 5);
    kick_at(bench, NOW + 5);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS + 1);
    answer_all(bench, &silent);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NOW + 15);
    kick_at(bench, NOW + 15);
    answer_all(bench, &delivered);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS);
}

static void clock_steps_back(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 1);
    kick(bench);
    answer_all(bench, &gone);
    fake_store_add(bench->store, "mail", NOW - 3 * DAY);
    kick_at(bench, NOW - 2 * DAY);
    assert_int_equal(fake_backend.n_under_way, 1); /* the hour is not waited for */
    answer_all(bench, &delivered);
    assert_int_equal(state_of(bench, 2), DELIVERY_DELIVERED);
}

static void recovers_what_was_sending(void **state)
{
    struct bench *bench = *state;
    int64_t id = fake_store_add(bench->store, "mail", NOW - 10);

    fake_store_row(bench->store, id)->row.state = DELIVERY_SENDING;
    kick(bench);
    assert_int_equal(fake_backend.n_under_way, 1);
    kick(bench); /* and not again: now it is ours */
    assert_int_equal(fake_backend.n, 1);
}

static void database_takes_no_results(void **state)
{
    static const int64_t waits[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct bench *bench = *state;
    size_t claims;

    add(bench, "mail", 10);
    kick(bench);
    claims = bench->store->n_claims;
    bench->store->fault = (struct fake_fault){.error = ERROR_FULL, .times = 1000};
    fake_answer_all(&delivered);
    uv_run(&bench->loop, UV_RUN_NOWAIT);
    assert_int_equal(bench->n_alerts, 1);
    assert_string_equal(bench->alert, "-: the outbox cannot be written (no space left): the words of the database; it is tried again");
    settle(bench);
    for (size_t i = 1; i < N_OF(waits); i++) { /* the alert has kicked once */
        int64_t next_at = dispatcher_next_at(bench->dispatcher);

        assert_int_equal(next_at, bench->still.now_ms / 1000 + waits[i]);
        kick_at(bench, next_at);
    }
    assert_int_equal(bench->n_alerts, 1);
    assert_int_equal(bench->store->n_claims, claims); /* nothing more is claimed meanwhile */
    assert_int_equal(count(bench, DELIVERY_SENDING), CHANNEL_CONNECTIONS);
    bench->store->fault = (struct fake_fault){0};
    kick(bench);
    assert_int_equal(count(bench, DELIVERY_DELIVERED), CHANNEL_CONNECTIONS);
    assert_int_equal(fake_backend.n_under_way, CHANNEL_CONNECTIONS);
}

/* Six messages until nothing is left to do: the first is refused, the second put off once. */
static void deliver_six(struct bench *bench)
{
    size_t answered = 0;

    add(bench, "mail", 6);
    kick(bench);
    for (int i = 0; i < 20; i++) {
        int64_t next_at;

        if (fake_backend.n_under_way > 0) {
            fake_answer(answered, answered == 0 ? &no_such_user : answered == 1 ? &busy : &delivered);
            answered++;
        }
        settle(bench);
        next_at = dispatcher_next_at(bench->dispatcher);
        kick_at(bench, next_at != NEVER ? next_at : bench->still.now_ms / 1000 + 1);
    }
}

/* The n-th access to the database fails, and the one after it, for n = 0, 1, … until none is left to fail. */
static void faults_at_every_access(void **state)
{
    static const int errors[] = {ERROR_IO, ERROR_FULL, ERROR_BUSY, ERROR_READ_ONLY};
    struct bench *bench = *state;
    int after = 0;

    do {
        int32_t written = 0;

        stop(bench);
        fake_backend_reset();
        memset(bench->store->rows, 0, sizeof(bench->store->rows));
        bench->store->n = 0;
        bench->store->fault = (struct fake_fault){.error = errors[after % 4], .after = after, .times = 2};
        bench->store->fall_back_to = "hook";
        still_world_init(&bench->still, NOW);
        start(bench);
        deliver_six(bench);
        assert_int_equal(bench->store->n, 7); /* one in the refused one's place */
        assert_int_equal(count(bench, DELIVERY_REFUSED), 1);
        assert_int_equal(count(bench, DELIVERY_DELIVERED), 6);
        assert_int_equal(fake_backend.n, 8); /* nothing was sent twice but the one that was to be */
        for (size_t i = 0; i < bench->store->n; i++)
            written += bench->store->rows[i].written;
        assert_int_equal(written, 8); /* each result once, the one that was put off twice */
        after++;
    } while (bench->store->fault.times < 2);
    assert_in_range(after, 30, 300);
}

static void one_bad_row_holds_up_no_other(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 4);
    bench->store->poisoned = 2;
    kick(bench);
    answer_all(bench, &delivered);
    assert_int_equal(count(bench, DELIVERY_DELIVERED), 3);
    assert_int_equal(state_of(bench, 2), DELIVERY_SENDING);
    assert_int_equal(bench->n_alerts, 1);
    assert_non_null(strstr(bench->alert, "message 2 cannot be written"));
    add(bench, "mail", 1);
    kick(bench);
    assert_int_equal(fake_backend.n_under_way, 1);
}

static void reload_waits_for_what_is_under_way(void **state)
{
    static const struct setting one = {.name = "connections", .type = SETTING_INTEGER, .integer = 1};
    struct bench *bench = *state;

    add(bench, "mail", 8);
    kick(bench);
    fake_store_channel(bench->store, "mail", "fake", &one, 1);
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
    settle(bench);
    fake_answer(0, &delivered);
    settle(bench);
    assert_int_equal(fake_backend.n, CHANNEL_CONNECTIONS); /* nothing new on the old settings */
    assert_int_equal(fake_backend.n_closed, 0);
    answer_all(bench, &delivered);
    assert_int_equal(fake_backend.n_closed, 1);
    assert_int_equal(fake_backend.n_opened, 2);
    assert_int_equal(fake_backend.n_under_way, 1);
}

static void close_waits_for_answers(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 6);
    kick(bench);
    dispatcher_close(bench->dispatcher, 60000, on_closed, bench);
    dispatcher_close(bench->dispatcher, 0, on_closed, bench); /* a second call changes nothing */
    uv_run(&bench->loop, UV_RUN_NOWAIT);
    assert_int_equal(bench->n_closed, 0);
    fake_answer_all(&delivered);
    settle(bench); /* does not take the grace */
    assert_int_equal(bench->n_closed, 1);
    assert_int_equal(count(bench, DELIVERY_DELIVERED), 4);
    assert_int_equal(count(bench, DELIVERY_QUEUED), 2);
    bench->dispatcher = NULL;
}

static void close_aborts_after_the_grace(void **state)
{
    static const uint64_t graces[] = {0, 5};

    for (size_t i = 0; i < N_OF(graces); i++) {
        struct bench *bench = *state;

        bench->n_closed = 0;
        add(bench, "mail", 1);
        if (bench->dispatcher == NULL)
            start(bench);
        kick(bench);
        dispatcher_close(bench->dispatcher, graces[i], on_closed, bench);
        uv_run(&bench->loop, UV_RUN_DEFAULT);
        assert_int_equal(bench->n_closed, 1);
        assert_int_equal(count(bench, DELIVERY_UNKNOWN), i + 1);
        assert_int_equal(fake_backend.n_under_way, 0);
        bench->dispatcher = NULL;
    }
}

static void close_before_anything(void **state)
{
    stop(*state);
}

static void close_with_a_dead_database(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 2);
    kick(bench);
    fake_answer(0, &delivered);
    bench->store->fault = (struct fake_fault){.error = ERROR_IO, .times = 1000};
    settle(bench);
    stop(bench);
    assert_int_equal(count(bench, DELIVERY_SENDING), 2); /* the next start makes them unknown */
}

static void close_while_reopening(void **state)
{
    struct bench *bench = *state;

    add(bench, "mail", 1);
    kick(bench);
    answer_all(bench, &delivered);
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
    dispatcher_close(bench->dispatcher, 0, on_closed, bench);
    settle(bench);
    assert_int_equal(bench->n_closed, 1);
    bench->dispatcher = NULL;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(idle_is_silence),
        TEST(results_are_one_transaction),
        TEST(never_beyond_capacity),
        TEST(a_full_channel_holds_up_no_other),
        TEST(transient_failures_come_again),
        TEST(unknown_comes_again_with_the_same_id),
        TEST(given_up),
        TEST(refused_falls_back_at_once),
        TEST(nobody_to_fall_back_to),
        TEST(broken_channel),
        TEST(broken_channel_mended_by_reload),
        TEST(channel_that_does_not_open),
        TEST(channel_that_is_not_there),
        TEST(channel_that_cannot_be_read),
        TEST(silent_peer_is_spared),
        TEST(clock_steps_back),
        TEST(recovers_what_was_sending),
        TEST(database_takes_no_results),
        TEST(faults_at_every_access),
        TEST(one_bad_row_holds_up_no_other),
        TEST(reload_waits_for_what_is_under_way),
        TEST(close_waits_for_answers),
        TEST(close_aborts_after_the_grace),
        TEST(close_before_anything),
        TEST(close_with_a_dead_database),
        TEST(close_while_reopening),
    };

    return cmocka_run_group_tests_name("dispatcher", tests, NULL, NULL);
}
