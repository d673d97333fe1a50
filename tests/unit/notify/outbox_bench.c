#include "outbox_bench.h"

#include <stdlib.h>
#include <string.h>

const struct attempt outbox_delivered = {.class = ATTEMPT_DELIVERED, .code = 250, .reply = "250 ok"};
const struct attempt outbox_busy = {.class = ATTEMPT_TRANSIENT, .code = 451, .reply = "451 \xff later\r\nplease"};
const struct attempt outbox_no_such_user = {.class = ATTEMPT_PERMANENT, .code = 550, .reply = "550 no such user"};

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
    ((struct outbox_bench *)ctx)->n_alerts++;
}

void outbox_bench_start(struct outbox_bench *bench)
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

int outbox_bench_setup(void **state)
{
    struct outbox_bench *bench = xcalloc(1, sizeof(*bench));

    fake_backend_reset();
    uv_loop_init(&bench->loop);
    world_init(&bench->world);
    bench->organization = union_new(&bench->world);
    survey_new(&bench->world, bench->organization);
    assert_int_equal(world_load(&bench->world, bench->organization, "2019-12-01T12:00"), 0);
    still_world_init(&bench->still, at("2019-12-01T12:00"));
    bench->context = (struct backend_context){.loop = &bench->loop, .world = &bench->still.world};
    bench->templates = shipped_templates();
    outbox_bench_start(bench);
    *state = bench;
    return 0;
}

static void on_closed(void *ctx)
{
    ((struct outbox_bench *)ctx)->n_closed++;
}

void outbox_bench_stop(struct outbox_bench *bench)
{
    bench->n_closed = 0;
    dispatcher_close(bench->dispatcher, 0, on_closed, bench);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_int_equal(bench->n_closed, 1);
}

int outbox_bench_teardown(void **state)
{
    struct outbox_bench *bench = *state;

    outbox_bench_stop(bench);
    assert_int_equal(bench->n_alerts, 0);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    templates_free(bench->templates);
    world_done(&bench->world);
    free(bench);
    return 0;
}

void outbox_bench_run_until(struct outbox_bench *bench, const char *local)
{
    assert_int_equal(world_run(&bench->world, local), 0);
    bench->still.now_ms = at(local) * 1000;
    dispatcher_kick(bench->dispatcher);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
}

void outbox_bench_answer_all(struct outbox_bench *bench, const struct attempt *attempt)
{
    fake_answer_all(attempt);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
}

struct outbox_row outbox_bench_row_of(struct outbox_bench *bench, size_t sending)
{
    struct outbox_row row = {0};

    assert_true(sending < fake_backend.n);
    assert_int_equal(outbox_get(bench->world.store, fake_backend.sendings[sending].row, &bench->world.arena, &row), 0);
    return row;
}

static int on_query_attempt(void *ctx, const struct query_attempt *attempt)
{
    struct outbox_bench *bench = ctx;

    bench->attempts[bench->n_attempts] = *attempt;
    snprintf(bench->replies[bench->n_attempts++], sizeof(bench->replies[0]), "%s", attempt->reply);
    return 0;
}

void outbox_bench_read_attempts(struct outbox_bench *bench, int64_t id)
{
    bench->n_attempts = 0;
    assert_int_equal(query_attempts(bench->world.store, id, on_query_attempt, bench), 0);
}

void outbox_bench_reload(struct outbox_bench *bench, const char *local)
{
    bench->still.now_ms = at(local) * 1000;
    assert_int_equal(world_load(&bench->world, bench->organization, local), 0);
    dispatcher_reload(bench->dispatcher, bench->templates, &shanghai);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
}
