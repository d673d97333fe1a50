#include "run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "lunzhi_config.h"
#include "occurrence.h"

#define FIRST_YEAR 2019
#define CALM_DAYS  16
#define STILL_MAX  2000 /* steps at one instant */

static const struct zone_span spans[] = {{.begins_at = INT64_MIN, .offset_seconds = 8 * 3600}};
const struct zone run_zone = {.name = "Asia/Shanghai", .spans = spans, .n_spans = 1};

date_t run_today(const struct run *run)
{
    return zone_date(&run_zone, run_now(run));
}

int64_t run_furthest(const struct run *run)
{
    return run->latest > run_now(run) ? run->latest : run_now(run);
}

void run_forget_sent(struct run *run)
{
    for (size_t i = 0; i < RATE_COUNT; i++)
        run->sent_at[0][i] = run->sent_at[1][i] = NEVER;
}

void run_fails(const struct run *run, const char *format, ...)
{
    char when[ZONE_TEXT_SIZE];
    va_list arguments;

    fflush(stdout);
    fprintf(stderr, "seed %" PRIu64 " step %lu (%s, after %s): ", run->seed, run->step, zone_format(&run_zone, run_now(run), when),
            run->doing);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static int64_t world_now(void *ctx)
{
    return ((const struct run *)ctx)->now_ms;
}

static uint64_t world_random(void *ctx)
{
    return chance_next(&((struct run *)ctx)->jitter);
}

static void make_world(struct run *run, int n_years)
{
    const int first_year = FIRST_YEAR + (int)chance_below(&run->chance, 20);
    date_t first;

    run->n_universities = 1 + chance_below(&run->chance, MAX_UNIVERSITIES);
    for (size_t i = 0; i < run->n_universities; i++)
        university_make(&run->universities[i], &run->chance, (int)i, first_year, n_years + 2);
    run->strict = chance_one_in(&run->chance, 3);
    if (date_from_ymd(first_year, 8, 20, &first) != 0)
        run_fails(run, "no such year");
    run->begins = zone_instant(&run_zone, first + (date_t)chance_below(&run->chance, 120), (int32_t)chance_below(&run->chance, 86400));
    run->ends = run->begins + (int64_t)n_years * 365 * 86400;
    run->now_ms = run->begins * 1000;
}

void run_init(struct run *run, uint64_t seed, int n_years)
{
    char *why = NULL;

    memset(run, 0, sizeof *run);
    run->seed = seed;
    run->doing = "the start";
    run->trace = HASH_START;
    run->chance.state = seed;
    run->disk_chance.state = chance_next(&run->chance);
    run->peers_chance.state = chance_next(&run->chance);
    run->jitter.state = chance_next(&run->chance);
    run->fault_until = run->moods_until = NEVER;
    run_forget_sent(run);
    make_world(run, n_years);
    run->act_at = run_now(run);
    uv_loop_init(&run->loop);
    run->world = (struct notify_world){.now_ms = world_now, .random = world_random, .ctx = run};
    run->context = (struct backend_context){.loop = &run->loop, .world = &run->world};
    if (templates_load(LUNZHI_SOURCE_DIR "/conf/templates", NULL, &run->templates, &why) != 0)
        run_fails(run, "%s", why);
    run->by_hand = g_hash_table_new(NULL, NULL);
    run->witness.delivered = g_array_new(FALSE, FALSE, sizeof(int64_t));
    disk_init(&run->disk_chance);
    peers_init(&(struct peers_options){
        .chance = &run->peers_chance, .now_ms = world_now, .sent = judge_sent, .differs = judge_differs, .ctx = run});
}

void run_done(struct run *run)
{
    process_stop(run);
    templates_free(run->templates);
    uv_loop_close(&run->loop);
    g_hash_table_destroy(run->by_hand);
    g_array_free(run->witness.delivered, TRUE);
    arena_done(&run->witness.arena);
    peers_done();
    disk_done();
}

static void end_troubles(struct run *run, bool now)
{
    if (now || run_now(run) >= run->fault_until) {
        disk_fault(DISK_WELL, 0);
        run->fault_until = NEVER;
    }
    if (now || run_now(run) >= run->moods_until) {
        peers_all_well();
        run->moods_until = NEVER;
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* To the next instant at which anything is to be done; the engine and the dispatcher are called no earlier than they asked for. */
static void advance(struct run *run, int64_t until)
{
    int64_t next = process_next_ms(run), at = least(least(run->fault_until, run->moods_until), until);

    if (next == INT64_MAX || next / 1000 > at)
        next = at * 1000;
    run->n_still = next > run->now_ms ? 0 : run->n_still + 1;
    if (run->n_still > STILL_MAX)
        run_fails(run, "time stands still: the engine %d, the dispatcher %d, the peers %d",
                  run->store && process_engine_at(run) <= run_now(run), run->store && dispatcher_next_at(run->dispatcher) <= run_now(run),
                  peers_next_ms() <= run->now_ms);
    if (next > run->now_ms)
        run->now_ms = next;
    if (run_now(run) > run->latest)
        run->latest = run_now(run);
}

static void tell_step(const struct run *run)
{
    char when[ZONE_TEXT_SIZE];

    if (run->verbose)
        printf("%6lu %s %s%s\n", run->step, zone_format(&run_zone, run_now(run), when), run->doing, run->store ? "" : " (down)");
}

static void step(struct run *run, int64_t until)
{
    run->step++;
    advance(run, until);
    end_troubles(run, false);
    process_work(run);
    if (disk_is_dead()) {
        process_crash(run);
        run->retry_at = run_now(run) + chance_between(&run->chance, 0, 3600);
    }
    run->trace = hash_number(run->trace, run->now_ms);
    judge_step(run);
}

static void settle(struct run *run)
{
    const int64_t calm_since = run_now(run), until = calm_since + CALM_DAYS * 86400;

    run->doing = "calm";
    end_troubles(run, true);
    disk_cut(0);
    for (unsigned long i = 0; run_now(run) < until; i++) {
        if (i > 100000)
            run_fails(run, "there is no end to what is due");
        step(run, until);
        tell_step(run);
    }
    judge_end(run, calm_since);
}

void run_all(struct run *run)
{
    run->retry_at = run_now(run);
    while (run_now(run) < run->ends) {
        step(run, least(run->act_at, run->ends));
        if (run_now(run) >= run->act_at) {
            act(run);
            run->trace = hash_text(run->trace, run->doing);
            run->act_at = run_now(run) + chance_between(&run->chance, 60, 4 * 86400);
        }
        tell_step(run);
    }
    settle(run);
}
