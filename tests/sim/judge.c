/* What must hold after every step: the log is whole, history stays, somebody is chair or it is said that nobody is. */
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "error.h"
#include "query.h"
#include "run.h"

struct log_look {
    struct run *run;
    GHashTable *tells; /* objects of the new "tell" lines */
    int64_t newest;
    char newest_hash[65];
    bool reached; /* the line known before is there, as it was */
    bool turns;
};

static int look_at_line(void *ctx, const struct query_log_line *line)
{
    struct log_look *look = ctx;
    const struct witness *witness = &look->run->witness;

    if (look->newest == 0) {
        look->newest = line->line;
        memcpy(look->newest_hash, line->hash, sizeof look->newest_hash);
    }
    if (line->line == witness->line) {
        if (strcmp(line->hash, witness->hash) != 0)
            run_fails(look->run, "line %lld of the log is another one now", (long long)line->line);
        look->reached = true;
        return 1;
    }
    if (strcmp(line->entry.action, "tell") == 0)
        g_hash_table_add(look->tells, g_strdup(line->entry.object));
    look->turns = look->turns || strcmp(line->entry.action, "turn") == 0;
    return 0;
}

/* Each fact has its line: while every line stays, no fact is lost. True if turns have begun. */
static bool judge_log(struct run *run, GHashTable *tells)
{
    struct log_look look = {.run = run, .tells = tells, .reached = run->witness.line == 0};
    int r = query_log(run->store, NULL, NEVER, 1000000, look_at_line, &look);

    if (r < 0)
        run_fails(run, "the log cannot be read: %s", error_text(r));
    if (!look.reached)
        run_fails(run, "line %lld of the log is lost", (long long)run->witness.line);
    run->witness.line = look.newest;
    memcpy(run->witness.hash, look.newest_hash, sizeof look.newest_hash);
    return look.turns;
}

static void no_fault(void *ctx, const struct proven_fault *fault)
{
    run_fails(ctx, "%s %s is not what line %lld of the log tells", fault->kind, fault->key ? fault->key : "of no line",
              (long long)fault->line);
}

/* Whole, and what it tells is what is recorded. */
static void judge_chain(struct run *run)
{
    struct log_walk walk = {.fault = no_fault, .ctx = run};
    int error = store_log_verify(run->store, &walk, INT64_MAX);

    if (error)
        run_fails(run, "the log does not verify after line %lld: %s", (long long)walk.lines, error_text(error));
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* A vacancy that somebody filled on its very first day held no day. */
static bool is_filled_at_once(const struct turn *before, const struct turn *now)
{
    return !before->chair && now->chair && now->begins == before->begins && zone_date(&run_zone, now->recorded_at) == now->begins;
}

static void judge_turn(struct run *run, const struct turn *before, const struct turn *now)
{
    char day[DATE_TEXT_SIZE];

    if (is_filled_at_once(before, now))
        return;
    if (before->begins != now->begins || before->mandate != now->mandate || before->counts != now->counts ||
        !same(before->period, now->period) || !same(before->chair, now->chair) || !same(before->reason, now->reason) ||
        (before->ends != DATE_FOREVER && before->ends != now->ends))
        run_fails(run, "the turn of %s from %s has changed: %s (%s) to %s (%s)", now->organization, date_format(before->begins, day),
                  before->chair ? before->chair : "vacant", before->reason, now->chair ? now->chair : "vacant", now->reason);
}

struct vacancy {
    const struct turn *turn;
    bool said;
};

static int look_for_vacancy(void *ctx, const struct outbox_row *row)
{
    struct vacancy *vacancy = ctx;
    const struct notification *message = &row->notification;

    vacancy->said = message->kind == NOTIFICATION_TURN && strcmp(message->organization, vacancy->turn->organization) == 0 &&
                    message->on == vacancy->turn->begins;
    return vacancy->said;
}

static void judge_boundaries(struct run *run, const struct university *university, const struct turn *turns, size_t n)
{
    const date_t today = zone_date(&run_zone, run->latest);
    char day[DATE_TEXT_SIZE];

    for (size_t i = 0; i < university->calendar.n_terms; i++) {
        const struct term *term = &university->terms[i];
        bool begun = !term->turn || term->begins > today || term->begins < turns[0].begins;

        for (size_t k = 0; k < n && !begun; k++)
            begun = turns[k].begins == term->begins;
        if (!begun)
            run_fails(run, "no turn of %s begins on %s, the first day of a term", university->id, date_format(term->begins, day));
    }
}

static void judge_turns(struct run *run, size_t number)
{
    const struct university *university = &run->universities[number];
    struct arena arena = {0};
    struct turn *turns;
    size_t n;
    int error = run->ledger.turns(run->ledger.ctx, university->id, &arena, &turns, &n);
    const date_t today = run_today(run);

    if (error)
        run_fails(run, "turns cannot be read: %s", error_text(error));
    if (n < run->witness.histories[number].n)
        run_fails(run, "a turn of %s is lost", university->id);
    for (size_t i = 0; i < n; i++) {
        struct turn *known = &run->witness.histories[number].turns[i];

        if (i < run->witness.histories[number].n)
            judge_turn(run, known, &turns[i]);
        if (i + 1 < n ? turns[i].ends != turns[i + 1].begins - 1 : turns[i].ends != DATE_FOREVER)
            run_fails(run, "the turns of %s do not follow each other", university->id);
        *known = turns[i];
        known->period = arena_strdup(&run->witness.arena, turns[i].period);
        known->chair = arena_strdup(&run->witness.arena, turns[i].chair);
        known->reason = arena_strdup(&run->witness.arena, turns[i].reason);
        known->organization = university->id;
    }
    run->witness.histories[number].n = n;
    if (n == 0 && university->loaded_on != DATE_NONE && today >= university->terms[0].begins)
        run_fails(run, "%s has neither a chair nor a vacancy", university->id);
    if (n > 0 && !turns[n - 1].chair) {
        struct vacancy vacancy = {.turn = &turns[n - 1]};

        (void)query_outbox(run->store, -1, 0, 1000000, look_for_vacancy, &vacancy);
        if (!vacancy.said)
            run_fails(run, "nobody is told that %s has no chair", university->id);
    }
    if (n > 0 && university->loaded_on != DATE_NONE && process_engine_at(run) > run->latest)
        judge_boundaries(run, university, turns, n);
    arena_done(&arena);
}

void judge_step(struct run *run)
{
    GHashTable *tells;
    bool turns;

    if (!run->store || disk_is_dead())
        return;
    tells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    disk_look(true);
    turns = judge_log(run, tells) || run->restarted;
    if (run->restarted || run->step % 256 == 0)
        judge_chain(run);
    for (size_t i = 0; i < run->n_universities && turns; i++)
        judge_turns(run, i);
    judge_rows(run, tells);
    judge_owed(run);
    judge_facts(run);
    disk_look(false);
    run->restarted = false;
    run->trace = hash_text(hash_number(run->trace, run->witness.row), run->witness.hash);
    g_hash_table_destroy(tells);
}
