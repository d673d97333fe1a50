/* One dispatcher with a clock, a store and backends of the test. */
#ifndef LUNZHI_TESTS_DISPATCH_BENCH_H
#define LUNZHI_TESTS_DISPATCH_BENCH_H

#include "dispatcher.h"
#include "fake_backend.h"
#include "fake_store.h"

#define NOW  1578013200
#define HOUR 3600
#define DAY  86400

extern const struct attempt attempt_delivered;
extern const struct attempt attempt_silent;
extern const struct attempt attempt_busy;
extern const struct attempt attempt_lost;
extern const struct attempt attempt_no_such_user;
extern const struct attempt attempt_gone;

struct bench {
    uv_loop_t loop;
    struct still_world still;
    struct backend_context context;
    struct store *store;
    struct templates *templates;
    struct dispatcher *dispatcher;
    size_t n_alerts, n_next_changed, n_closed;
    char alert[600];
    size_t n_store_failures;
    int store_error; /* as last told; 0: it works */
    char trouble[200];
};

/* For cmocka: a bench with the channels "mail" and "hook", started; closed with nothing left over. */
int bench_setup(void **state);
int bench_teardown(void **state);

void bench_start(struct bench *bench);
void bench_stop(struct bench *bench);
/* Counts, as dispatcher_close()'s callback. */
void bench_on_closed(void *ctx);
/* Until nothing is left to do: the loop ends by itself, as nothing is active while answers are awaited. */
void bench_settle(struct bench *bench);
void bench_kick(struct bench *bench);
void bench_kick_at(struct bench *bench, int64_t now);
void bench_answer_all(struct bench *bench, const struct attempt *attempt);

/* `n` messages due now. */
void bench_add(struct bench *bench, const char *channel, size_t n);
enum delivery_state bench_state(struct bench *bench, int64_t id);
size_t bench_count(struct bench *bench, enum delivery_state state);
/* "mail: 410 gone since 1578013200\n" for each channel that is not well. */
const char *bench_trouble(struct bench *bench);

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

#endif
