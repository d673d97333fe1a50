/* Engine, store and dispatcher together: what is due becomes messages, and what becomes of them is in the database. */
#include <stdlib.h>
#include <string.h>

#include "dispatcher.h"
#include "fake_backend.h"
#include "query.h"
#include "world.h"

static const struct attempt delivered = {.class = ATTEMPT_DELIVERED, .code = 250, .reply = "250 ok"};
static const struct attempt busy = {.class = ATTEMPT_TRANSIENT, .code = 451, .reply = "451 \xff later\r\nplease"};
static const struct attempt no_such_user = {.class = ATTEMPT_PERMANENT, .code = 550, .reply = "550 no such user"};

struct bench {
    struct world world;
    uv_loop_t loop;
    struct still_world still;
    struct backend_context context;
    struct templates *templates;
    struct dispatcher *dispatcher;
    size_t n_alerts, n_closed;
    struct query_attempt attempts[10];
    char replies[10][100];
    size_t n_attempts;
};

/* Whatever the channels' backends are, they are the test's. */
static const struct backend_ops *find(const char *name)
{
    return fake_backend_find("fake");
}

static void on_trouble(void *ctx, int error)
{
    fail_msg("the database fails: %d", error);
}

static void on_alert(void *ctx, const char *channel, const char *text)
{
    ((struct bench *)ctx)->n_alerts++;
}

static void start(struct bench *bench)
{
    const struct dispatcher_options options = {
        .store = bench->world.store,
        .engine = bench->world.engine,
        .templates = bench->templates,
        .zone = &shanghai,
        .context = &bench->context,
        .find = find,
        .alert = on_alert,
        .trouble = on_trouble,
        .ctx = bench,
    };

    assert_int_equal(dispatcher_new(&options, &bench->dispatcher), 0);
}

static int setup(void **state)
{
    struct bench *bench = xcalloc(1, sizeof(*bench));
    struct organization *organization;

    fake_backend_reset();
    uv_loop_init(&bench->loop);
    world_init(&bench->world);
    organization = union_new(&bench->world);
    survey_new(&bench->world, organization);
    assert_int_equal(world_load(&bench->world, organization, "2019-12-01T12:00"), 0);
    still_world_init(&bench->still, at("2019-12-01T12:00"));
    bench->context = (struct backend_context){.loop = &bench->loop, .world = &bench->still.world};
    bench->templates = shipped_templates();
    start(bench);
    *state = bench;
    return 0;
}

static void on_closed(void *ctx)
{
    ((struct bench *)ctx)->n_closed++;
}

static void stop(struct bench *bench)
{
    bench->n_closed = 0;
    dispatcher_close(bench->dispatcher, 0, on_closed, bench);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(bench->n_closed, 1);
}

static int teardown(void **state)
{
    struct bench *bench = *state;

    stop(bench);
    assert_int_equal(bench->n_alerts, 0);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    templates_free(bench->templates);
    world_done(&bench->world);
    free(bench);
    return 0;
}

/* The engine, then the dispatcher, at a local time. */
static void run_until(struct bench *bench, const char *local)
{
    assert_int_equal(world_run(&bench->world, local), 0);
    bench->still.now_ms = at(local) * 1000;
    dispatcher_kick(bench->dispatcher);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
}

static void answer_all(struct bench *bench, const struct attempt *attempt)
{
    fake_answer_all(attempt);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
}

static struct outbox_row row_of(struct bench *bench, size_t sending)
{
    struct outbox_row row = {0};

    assert_true(sending < fake_backend.n);
    assert_int_equal(outbox_get(bench->world.store, fake_backend.sendings[sending].row, &bench->world.arena, &row), 0);
    return row;
}

static int on_query_attempt(void *ctx, const struct query_attempt *attempt)
{
    struct bench *bench = ctx;

    bench->attempts[bench->n_attempts] = *attempt;
    snprintf(bench->replies[bench->n_attempts++], sizeof(bench->replies[0]), "%s", attempt->reply);
    return 0;
}

static void read_attempts(struct bench *bench, int64_t id)
{
    bench->n_attempts = 0;
    assert_int_equal(query_attempts(bench->world.store, id, on_query_attempt, bench), 0);
}

static void a_reminder_goes_out(void **state)
{
    struct bench *bench = *state;
    struct outbox_row row;

    run_until(bench, "2019-12-13T08:59");
    assert_int_equal(fake_backend.n, 0);
    run_until(bench, "2019-12-13T09:00");
    assert_int_equal(fake_backend.n, 1);
    row = row_of(bench, 0);
    assert_int_equal(row.state, DELIVERY_SENDING);
    assert_string_equal(row.notification.recipient, "jia");
    assert_string_equal(row.message_id, fake_backend.sendings[0].id);
    answer_all(bench, &delivered);
    row = row_of(bench, 0);
    assert_int_equal(row.state, DELIVERY_DELIVERED);
    assert_string_equal(row.last_reply, "250 ok");
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
}

static void each_attempt_is_kept(void **state)
{
    struct bench *bench = *state;
    struct outbox_row row;

    run_until(bench, "2019-12-13T09:00");
    bench->still.random = 59;
    answer_all(bench, &busy);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), at("2019-12-13T09:01"));
    run_until(bench, "2019-12-13T09:01");
    bench->still.now_ms += 1500;
    answer_all(bench, &delivered);
    row = row_of(bench, 1);
    assert_int_equal(row.attempts, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
    read_attempts(bench, row.notification.id);
    assert_int_equal(bench->n_attempts, 2);
    assert_int_equal(bench->attempts[0].state, DELIVERY_QUEUED);
    assert_int_equal(bench->attempts[0].code, 451);
    assert_string_equal(bench->replies[0], "451 ? later please");
    assert_int_equal(bench->attempts[1].state, DELIVERY_DELIVERED);
    assert_int_equal(bench->attempts[1].ended_at_ms - bench->attempts[1].began_at_ms, 1500);
}

/* 甲 has one channel; who stands in is 丁 by mail, in the same transaction and at once. */
static void refused_falls_back(void **state)
{
    struct bench *bench = *state;
    struct outbox_row row;

    run_until(bench, "2019-12-13T09:00");
    answer_all(bench, &no_such_user);
    assert_int_equal(row_of(bench, 0).state, DELIVERY_REFUSED);
    assert_int_equal(fake_backend.n, 2);
    row = row_of(bench, 1);
    assert_string_equal(row.notification.recipient, "ding");
    assert_string_equal(row.notification.instead_of, "甲");
    assert_string_not_equal(row.message_id, fake_backend.sendings[0].id);
}

/* Recorded while its reminder is being sent: a failed attempt is not followed by another. */
static void met_while_sending(void **state)
{
    struct bench *bench = *state;

    run_until(bench, "2019-12-13T09:00");
    assert_int_equal(world_record(&bench->world, "survey", "2019-12-13", "2019-12-13T09:00"), 0);
    answer_all(bench, &busy);
    assert_int_equal(row_of(bench, 0).state, DELIVERY_CANCELLED);
    assert_int_equal(dispatcher_next_at(bench->dispatcher), NEVER);
    run_until(bench, "2020-01-12T23:59");
    assert_int_equal(fake_backend.n, 1);
}

/* A process that died while sending: the next one sends again, under the same id. */
static void killed_while_sending(void **state)
{
    struct bench *bench = *state;
    struct arena arena = {0};
    const struct outbox_claim claim = {.channel = "mail", .now = at("2019-12-13T09:00"), .max = 10};
    struct outbox_delivery *deliveries;
    const struct outbox_row *rows;
    size_t n;
    bool more;

    assert_int_equal(world_run(&bench->world, "2019-12-13T09:00"), 0);
    assert_int_equal(outbox_claim(bench->world.store, &claim, &arena, &deliveries, &n, &more), 0);
    assert_int_equal(n, 1);
    rows = deliveries[0].rows;
    stop(bench);
    start(bench);
    run_until(bench, "2019-12-13T10:00");
    assert_int_equal(fake_backend.n, 1);
    assert_string_equal(fake_backend.sendings[0].id, rows[0].message_id);
    answer_all(bench, &delivered);
    assert_int_equal(row_of(bench, 0).attempts, 2);
    read_attempts(bench, rows[0].notification.id);
    assert_int_equal(bench->n_attempts, 2);
    assert_int_equal(bench->attempts[0].state, DELIVERY_UNKNOWN);
    arena_done(&arena);
}

static void stopped_while_sending(void **state)
{
    struct bench *bench = *state;

    run_until(bench, "2019-12-13T09:00");
    stop(bench);
    assert_int_equal(row_of(bench, 0).state, DELIVERY_UNKNOWN);
    start(bench);
    run_until(bench, "2019-12-13T10:00");
    assert_int_equal(fake_backend.n, 2);
    assert_string_equal(fake_backend.sendings[0].id, fake_backend.sendings[1].id);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reminder_goes_out), TEST(each_attempt_is_kept), TEST(refused_falls_back),
        TEST(met_while_sending),   TEST(killed_while_sending), TEST(stopped_while_sending),
    };

    return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
