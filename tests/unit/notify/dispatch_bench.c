#include "dispatch_bench.h"

#include <stdlib.h>
#include <string.h>

const struct attempt attempt_delivered = {.class = ATTEMPT_DELIVERED, .code = 250, .reply = "250 ok"};
const struct attempt attempt_silent = {.class = ATTEMPT_TRANSIENT, .reply = "connection refused"};
const struct attempt attempt_busy = {.class = ATTEMPT_TRANSIENT, .code = 451, .reply = "451 later"};
const struct attempt attempt_lost = {.class = ATTEMPT_UNKNOWN, .code = 354, .reply = "connection lost"};
const struct attempt attempt_no_such_user = {.class = ATTEMPT_PERMANENT, .code = 550, .reply = "550 no such user"};
const struct attempt attempt_gone = {.class = ATTEMPT_CHANNEL, .code = 410, .reply = "410 gone"};

static void on_alert(void *ctx, const char *channel, const char *text)
{
    struct bench *bench = ctx;

    assert_false(bench->store->within);
    bench->n_alerts++;
    snprintf(bench->alert, sizeof(bench->alert), "%s: %s", channel != NULL ? channel : "-", text);
    dispatcher_kick(bench->dispatcher); /* as a daemon does that has queued a message about it */
}

static void on_store_trouble(void *ctx, int error)
{
    struct bench *bench = ctx;

    assert_false(bench->store->within);
    bench->n_store_failures += error != 0;
    bench->store_error = error;
}

static void on_next_changed(void *ctx)
{
    ((struct bench *)ctx)->n_next_changed++;
}

void bench_start(struct bench *bench)
{
    const struct dispatcher_options options = {
        .store = bench->store,
        .engine = (struct engine *)bench->store,
        .templates = bench->templates,
        .zone = &shanghai,
        .context = &bench->context,
        .find = fake_backend_find,
        .alert = on_alert,
        .trouble = on_store_trouble,
        .next_changed = on_next_changed,
        .ctx = bench,
    };

    assert_int_equal(dispatcher_new(&options, &bench->dispatcher), 0);
}

int bench_setup(void **state)
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
    bench_start(bench);
    *state = bench;
    return 0;
}

void bench_on_closed(void *ctx)
{
    ((struct bench *)ctx)->n_closed++;
}

/* Until nothing is left to do: the loop ends by itself, as nothing is active while answers are awaited. */
void bench_settle(struct bench *bench)
{
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    assert_false(uv_loop_alive(&bench->loop));
}

void bench_stop(struct bench *bench)
{
    if (bench->dispatcher == NULL)
        return;
    dispatcher_close(bench->dispatcher, 0, bench_on_closed, bench);
    bench_settle(bench);
    assert_int_equal(bench->n_closed, 1);
    assert_int_equal(fake_backend.n_under_way, 0);
    assert_int_equal(fake_backend.n_closed, fake_backend.n_opened);
    bench->dispatcher = NULL;
    bench->n_closed = 0;
}

int bench_teardown(void **state)
{
    struct bench *bench = *state;

    bench_stop(bench);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    templates_free(bench->templates);
    free(bench->store);
    free(bench);
    return 0;
}

void bench_kick(struct bench *bench)
{
    dispatcher_kick(bench->dispatcher);
    bench_settle(bench);
}

void bench_kick_at(struct bench *bench, int64_t now)
{
    bench->still.now_ms = now * 1000;
    bench_kick(bench);
}

void bench_answer_all(struct bench *bench, const struct attempt *attempt)
{
    fake_answer_all(attempt);
    bench_settle(bench);
}

void bench_add(struct bench *bench, const char *channel, size_t n)
{
    while (n-- > 0)
        fake_store_add(bench->store, channel, NOW);
}

enum delivery_state bench_state(struct bench *bench, int64_t id)
{
    return fake_store_row(bench->store, id)->row.state;
}

size_t bench_count(struct bench *bench, enum delivery_state state)
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

const char *bench_trouble(struct bench *bench)
{
    bench->trouble[0] = '\0';
    dispatcher_channels(bench->dispatcher, on_channel, bench);
    return bench->trouble;
}
