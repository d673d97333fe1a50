/* The process: store, engine and dispatcher as lunzhid wires them, in one thread under the run's clock. */
#include <stdlib.h>

#include "backend_names.h"
#include "disk.h"
#include "error.h"
#include "query.h"
#include "run.h"

#define TURNS_MAX 100000 /* of the loop, until it must be still */

/* A dispatcher that never rests is a fault of its own. */
static void turn_loop(struct run *run)
{
    int n = 0;

    while (uv_run(&run->loop, UV_RUN_NOWAIT) != 0) {
        if (++n > TURNS_MAX)
            run_fails(run, "the dispatcher does not come to rest");
    }
}

void process_failed(struct run *run, const char *what, int error)
{
    if (!disk_is_dead() && disk_faulty() == DISK_WELL)
        run_fails(run, "%s fails without a fault: %s (%s)", what, error_text(error), run->store ? store_error(run->store) : "");
    run->uncertain = true;
    run->retry_at = run_now(run) + 600;
}

static void on_alert(void *ctx, const char *channel, const char *text)
{
    struct run *run = ctx;

    if (run->verbose)
        printf("        alert %s: %s\n", channel ? channel : "-", text);
}

static void on_trouble(void *ctx, int error)
{
    struct run *run = ctx;

    if (error)
        process_failed(run, "the dispatcher", error);
}

static int load_all(struct run *run, struct arena *arena)
{
    const struct channel *channels = university_channels(run->strict);
    int error = store_load_start(run->store, run_today(run));

    for (size_t i = 0; i < run->n_universities && !error; i++)
        error = store_put_calendar(run->store, &run->universities[i].calendar);
    for (; channels->id && !error; channels++)
        error = store_put_channel(run->store, channels);
    for (size_t i = 0; i < run->n_universities && !error; i++)
        error = engine_put_organization(run->engine, university_organization(&run->universities[i], arena), run_now(run));
    return error ? error : store_load_finish(run->store, run_today(run), run_now(run));
}

static void note_duty_loaded(const struct run *run, struct duty *duty)
{
    if (duty->changed_at != NEVER)
        return;
    duty->changed_at = run_furthest(run);
    for (size_t i = 0; i < MAX_PERIODS; i++) {
        if (duty->facts[i].moves)
            run_know(run, &duty->facts[i]);
        duty->facts[i].moves = false;
    }
}

static void note_loaded(struct run *run)
{
    const int64_t now = run_furthest(run);

    run->loaded = true;
    for (size_t i = 0; i < run->n_universities; i++) {
        struct university *university = &run->universities[i];

        if (university->loaded_on == DATE_NONE)
            university->loaded_on = run_today(run);
        if (university->people_changed_at == NEVER)
            university->people_changed_at = now;
        for (size_t k = 0; k < N_OBLIGATIONS; k++)
            note_duty_loaded(run, &university->duties[k]);
    }
}

/* A day's rung is told once, though the edited ladder puts it at a later hour of that day. */
static void note_fact(struct run *run, const struct university *university, const struct duty *duty, const struct period *period,
                      struct fact *fact)
{
    struct occurrence occurrence;
    struct arena arena = {0};
    const int error = run->ledger.get_occurrence(run->ledger.ctx, university->id, duty->id, period->id, &arena, &occurrence);

    if (!error)
        fact->done_on = occurrence.done_on;
    fact->moves = error || occurrence.state == OCCURRENCE_WITHDRAWN || occurrence.due_on != duty_due_on(university, duty, period, fact);
    arena_done(&arena);
}

static void note_duty(struct run *run, const struct university *university, struct duty *duty)
{
    struct period period;

    for (size_t i = 0; duty->changed_at == NEVER && university_period(university, duty, i, &period); i++)
        note_fact(run, university, duty, &period, &duty->facts[i]);
}

static void note_before_load(struct run *run)
{
    const bool looking = disk_look(true);

    for (size_t i = 0; i < run->n_universities; i++) {
        for (size_t k = 0; k < N_OBLIGATIONS; k++)
            note_duty(run, &run->universities[i], &run->universities[i].duties[k]);
    }
    disk_look(looking);
}

void process_load(struct run *run)
{
    struct arena arena = {0};
    int error;

    note_before_load(run);
    error = engine_load_begin(run->engine, run_now(run));
    if (!error) {
        error = load_all(run, &arena);
        if (error)
            engine_load_abort(run->engine);
        else
            error = engine_load_commit(run->engine);
    }
    arena_done(&arena);
    if (error) {
        run->loaded = false;
        process_failed(run, "the load", error);
        return;
    }
    note_loaded(run);
    dispatcher_reload(run->dispatcher, run->templates, &run_zone);
    turn_loop(run);
}

static date_t leave_of(const struct run *run, const struct occurrence *occurrence)
{
    struct waiver waiver;
    struct arena arena = {0};
    date_t until = DATE_NONE;

    if (run->ledger.last_waiver(run->ledger.ctx, occurrence->id, &arena, &waiver) == 0)
        until = waiver.until == DATE_NONE ? FOR_GOOD : waiver.until;
    arena_done(&arena);
    return until;
}

/* What failed and was made all the same shows now: more than is known may be there, never less. */
static void learn_fact(struct run *run, const struct university *university, const struct duty *duty, const char *period, struct fact *fact)
{
    struct occurrence occurrence;
    struct arena arena = {0};
    int error = run->ledger.get_occurrence(run->ledger.ctx, university->id, duty->id, period, &arena, &occurrence);

    if (error && (error != ERROR_NOT_FOUND || fact->settled || fact->records > 0))
        run_fails(run, "%s/%s/%s is gone: %s", university->id, duty->id, period, error_text(error));
    if (!error && occurrence.records < fact->records && !(run->uncertain && fact->doubtful))
        run_fails(run, "a record of %s/%s/%s is gone", university->id, duty->id, period);
    if (!error && fact->settled && occurrence.state != OCCURRENCE_MET && occurrence.state != OCCURRENCE_WAIVED &&
        !(run->uncertain && fact->doubtful))
        run_fails(run, "%s/%s/%s was settled and is %s", university->id, duty->id, period, occurrence_state_name(occurrence.state));
    if (!error && run->uncertain) {
        fact->records = occurrence.records;
        fact->settled = occurrence.state == OCCURRENCE_MET || (occurrence.state == OCCURRENCE_WAIVED && occurrence.next_at == NEVER);
        fact->leave_until = leave_of(run, &occurrence);
        fact->waived_until = DATE_NONE;
        if (occurrence.state == OCCURRENCE_WAIVED && occurrence.next_at != NEVER) {
            fact->waived_until = zone_date(&run_zone, occurrence.next_at) - 1;
            fact->waived_at = run_furthest(run);
            fact->unjudged = true;
        }
        fact->doubtful = false;
        fact->event_on = occurrence.event_on;
    }
    arena_done(&arena);
}

static void learn_facts(struct run *run)
{
    struct period period;

    disk_look(true);
    for (size_t i = 0; i < run->n_universities; i++) {
        struct university *university = &run->universities[i];

        for (size_t k = 0; k < N_OBLIGATIONS; k++) {
            struct duty *duty = &university->duties[k];

            for (size_t p = 0; university_period(university, duty, p, &period); p++)
                learn_fact(run, university, duty, period.id, &duty->facts[p]);
            if (run->uncertain && duty->changed_at != NEVER)
                duty->changed_at = run_furthest(run);
        }
    }
    disk_look(false);
    run->uncertain = false;
}

static bool open_store(struct run *run)
{
    const struct store_options options = {.backends = backend_names, .vfs = DISK_VFS, .seed = run->seed | 1};
    char *why = NULL;
    int error = store_open(DISK_FILE, &options, &run->store, &why);

    if (error) {
        run->store = NULL;
        if (!disk_is_dead() && disk_faulty() == DISK_WELL)
            run_fails(run, "the database does not open: %s", why ? why : error_text(error));
        run->retry_at = run_now(run) + 600;
    }
    free(why);
    return error == 0;
}

void process_start(struct run *run)
{
    if (!open_store(run))
        return;
    struct dispatcher_options options = {.store = run->store,
                                         .templates = run->templates,
                                         .zone = &run_zone,
                                         .context = &run->context,
                                         .find = peers_find,
                                         .alert = on_alert,
                                         .trouble = on_trouble,
                                         .ctx = run};
    store_ledger(run->store, &run->ledger);
    run->engine = engine_new(&run->ledger, &run_zone, NULL, 4);
    options.engine = run->engine;
    if (dispatcher_new(&options, &run->dispatcher) != 0)
        run_fails(run, "no dispatcher");
    run->restarted = true;
    run->sweep_failed = false;
    learn_facts(run);
    process_load(run);
}

static void on_closed(void *ctx)
{
    ((struct run *)ctx)->closed = true;
}

void process_stop(struct run *run)
{
    if (!run->store)
        return;
    run->closed = false;
    dispatcher_close(run->dispatcher, 0, on_closed, run);
    turn_loop(run);
    if (!run->closed)
        run_fails(run, "the dispatcher does not close");
    engine_free(run->engine);
    store_close(run->store);
    run->store = NULL;
    run->engine = NULL;
    run->dispatcher = NULL;
    if (disk_faulty() != DISK_WELL)
        run->uncertain = true;
}

void process_crash(struct run *run)
{
    disk_power_off();
    run->uncertain = true;
    process_stop(run);
    disk_restart();
    run->n_crashes++;
}

static void sweep(struct run *run)
{
    bool more = true;
    int error = 0;

    while (more && !error)
        error = engine_sweep(run->engine, run_now(run), &more);
    run->sweep_failed = error != 0;
    if (error)
        process_failed(run, "the sweep", error);
    dispatcher_kick(run->dispatcher);
}

int64_t process_engine_at(const struct run *run)
{
    const bool looking = disk_look(true);
    int64_t at;

    if (run->ledger.next_at(run->ledger.ctx, &at) != 0)
        at = run_now(run);
    disk_look(looking);
    return at;
}

void process_work(struct run *run)
{
    if (!run->store) {
        if (run_now(run) >= run->retry_at)
            process_start(run);
        return;
    }
    if (!run->loaded && run_now(run) >= run->retry_at)
        process_load(run);
    (void)peers_answer();
    turn_loop(run);
    if (process_engine_at(run) <= run_now(run) && (!run->sweep_failed || run_now(run) >= run->retry_at))
        sweep(run);
    else if (dispatcher_next_at(run->dispatcher) <= run_now(run))
        dispatcher_kick(run->dispatcher);
    turn_loop(run);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t ms(int64_t at)
{
    return at == NEVER ? INT64_MAX : at * 1000;
}

int64_t process_next_ms(const struct run *run)
{
    int64_t next, due_at;

    if (!run->store)
        return ms(run->retry_at);
    due_at = process_engine_at(run);
    if (run->sweep_failed && due_at < run->retry_at)
        due_at = run->retry_at;
    if (!run->loaded)
        due_at = earlier(due_at, run->retry_at);
    next = earlier(ms(due_at), ms(dispatcher_next_at(run->dispatcher)));
    return earlier(next, peers_next_ms());
}
