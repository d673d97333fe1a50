/* Engine, store and dispatcher together, with a clock and backends of the test: what is due becomes messages, and what becomes of them is
 * in the database. */
#ifndef LUNZHI_TESTS_OUTBOX_BENCH_H
#define LUNZHI_TESTS_OUTBOX_BENCH_H

#include "dispatcher.h"
#include "fake_backend.h"
#include "fixture.h"
#include "query.h"
#include "world.h"

extern const struct attempt outbox_delivered;
extern const struct attempt outbox_busy;
extern const struct attempt outbox_no_such_user;

struct outbox_bench {
    struct world world;
    struct organization *organization;
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

/* For cmocka: the union with its survey, loaded on 2019-12-01 at noon; the dispatcher started, closed with nothing left over. */
int outbox_bench_setup(void **state);
int outbox_bench_teardown(void **state);

void outbox_bench_start(struct outbox_bench *bench);
void outbox_bench_stop(struct outbox_bench *bench);
/* After an edit of the organization or of the channels' settings. */
void outbox_bench_reload(struct outbox_bench *bench, const char *local);
/* The engine, then the dispatcher, at a local time. */
void outbox_bench_run_until(struct outbox_bench *bench, const char *local);
void outbox_bench_answer_all(struct outbox_bench *bench, const struct attempt *attempt);
/* Of what was sent as the `sending`-th; of a digest the first. */
struct outbox_row outbox_bench_row_of(struct outbox_bench *bench, size_t sending);
/* Into `attempts`. */
void outbox_bench_read_attempts(struct outbox_bench *bench, int64_t id);

#endif
