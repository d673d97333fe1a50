/* One run: the universities, the process that serves them, and what is known of both. */
#ifndef LUNZHI_TESTS_RUN_H
#define LUNZHI_TESTS_RUN_H

#include <glib.h>
#include <uv.h>

#include "dispatcher.h"
#include "outbox.h"
#include "peers.h"
#include "store.h"
#include "university.h"

#define MAX_UNIVERSITIES 3
#define MAX_TURNS        256
#define N_KEPT_RECORDS   16
#define RATE_COUNT       3 /* of the strict channels */

/* What a crash must not take away: noted while no transaction is open. */
struct witness {
    int64_t line; /* of the log */
    char hash[65];
    int64_t row;       /* the last of the outbox */
    GArray *delivered; /* ids of the rows seen delivered */
    struct {
        struct turn turns[MAX_TURNS];
        size_t n;
    } histories[MAX_UNIVERSITIES];
    struct arena arena; /* their strings */
};

/* A record that may turn out to be wrong. */
struct kept_record {
    int64_t id; /* 0: none, or it was corrected */
    struct university *university;
    struct duty *duty;
    struct fact *fact;
};

struct run {
    uint64_t seed;
    bool verbose;
    unsigned long step;
    const char *doing;
    uint64_t trace;
    struct chance chance, disk_chance, peers_chance, jitter;

    struct university universities[MAX_UNIVERSITIES];
    size_t n_universities;
    bool strict;                    /* narrow windows and rates */
    int64_t sent_at[2][RATE_COUNT]; /* the last deliveries on the strict channels, the latest last; NEVER */
    int64_t now_ms, latest;         /* `latest`: the furthest instant seen, UTC seconds */
    int64_t begins, ends;

    uv_loop_t loop;
    struct notify_world world;
    struct backend_context context;
    struct templates *templates;
    struct store *store; /* NULL while the process is down, as are the three below */
    struct ledger ledger;
    struct engine *engine;
    struct dispatcher *dispatcher;
    bool closed;       /* the dispatcher is */
    bool loaded;       /* the configuration as it is now */
    bool sweep_failed; /* the last one */
    bool uncertain;    /* a commit failed: a crash may show that it was made all the same */
    int64_t retry_at;  /* what failed is tried again */

    int64_t act_at, fault_until, moods_until;
    struct witness witness;
    bool restarted;        /* since the last judgement */
    GHashTable *by_hand;   /* rows that a person sent again, by id */
    unsigned long n_still; /* steps since time moved */
    struct kept_record records[N_KEPT_RECORDS];
    size_t n_records;
    unsigned long n_crashes, n_faults, n_facts;
};

extern const struct zone run_zone;

#define run_now(run) ((run)->now_ms / 1000)
/* Now, or the furthest instant the engine has seen before the clock went back: what it did until then is done. */
int64_t run_furthest(const struct run *run);
date_t run_today(const struct run *run);
/* The rates begin anew: they are other ones, or the clock is. */
void run_forget_sent(struct run *run);
/* The run is over: says seed, step, time and what is wrong, and ends the program. */
void run_fails(const struct run *run, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

void run_init(struct run *run, uint64_t seed, int n_years);
/* To its end, judging after each step. */
void run_all(struct run *run);
void run_done(struct run *run);

/* process.c. start: may fail while the storage does; then it stays down. */
void process_start(struct run *run);
void process_stop(struct run *run);
/* The power fails now, if it has not yet, and comes back; the process is gone. */
void process_crash(struct run *run);
void process_load(struct run *run);
/* All that is due now. */
void process_work(struct run *run);
/* The next instant at which there is something to do, UTC milliseconds. */
int64_t process_next_ms(const struct run *run);
/* The engine's next instant, UTC seconds; `now` where it cannot be read. Not while the process is down. */
int64_t process_engine_at(const struct run *run);
/* A call failed: only with a reason; `error` other than a storage failure is one only while the storage is well. */
void process_failed(struct run *run, const char *what, int error);

/* actions.c, actions_facts.c, actions_correct.c, actions_case.c: one by chance. */
void act(struct run *run);
struct university *run_university(struct run *run, const char *id);
struct duty *university_duty(struct university *university, const char *id);
struct fact *duty_fact(const struct university *university, struct duty *duty, const char *period);
void run_keep_record(struct run *run, const struct kept_record *record);
/* It is in what was loaded last. */
bool is_loaded(const struct duty *duty);
/* Its due day is another one from now on. */
void run_know(const struct run *run, struct fact *fact);

/* judge.c, judge_facts.c, judge_owed.c, judge_rows.c, judge_sent.c */
void judge_step(struct run *run);
void judge_end(struct run *run, int64_t calm_since);
void judge_sent(void *ctx, const struct message *message, const char *channel);
void judge_differs(void *ctx, const struct message *message, const char *channel);
void judge_owed(struct run *run);
void judge_facts(struct run *run);
void judge_reason(struct run *run, const struct notification *message, int64_t made_at);
void judge_rows(struct run *run, GHashTable *tells);

#endif
