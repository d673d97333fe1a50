/* What happens to the universities, to the process, and to the world around it. */
#include <stdio.h>
#include <string.h>

#include "disk.h"
#include "error.h"
#include "query.h"
#include "run.h"

struct university *run_university(struct run *run, const char *id)
{
    for (size_t i = 0; i < run->n_universities; i++) {
        if (strcmp(run->universities[i].id, id) == 0)
            return &run->universities[i];
    }
    return NULL;
}

struct duty *university_duty(struct university *university, const char *id)
{
    for (size_t i = 0; i < N_OBLIGATIONS; i++) {
        if (strcmp(university->duties[i].id, id) == 0)
            return &university->duties[i];
    }
    return NULL;
}

struct fact *duty_fact(const struct university *university, struct duty *duty, const char *period)
{
    struct period candidate;

    for (size_t i = 0; university_period(university, duty, i, &candidate); i++) {
        if (strcmp(candidate.id, period) == 0)
            return &duty->facts[i];
    }
    return NULL;
}

static struct university *any_university(struct run *run)
{
    return &run->universities[chance_below(&run->chance, (uint32_t)run->n_universities)];
}

static struct duty *any_duty(struct run *run, struct university *university)
{
    return &university->duties[chance_below(&run->chance, N_OBLIGATIONS)];
}

/* The period that holds the day by the simulation's own eyes, and the fact about it. */
static struct fact *fact_on(const struct university *university, struct duty *duty, date_t on, struct period *ret)
{
    for (size_t i = 0; university_period(university, duty, i, ret); i++) {
        if (ret->begins <= on && on <= ret->ends)
            return &duty->facts[i];
    }
    return NULL;
}

void run_know(const struct run *run, struct fact *fact)
{
    const int64_t after_done = fact->done_on == DATE_NONE ? INT64_MIN : zone_instant(&run_zone, fact->done_on + 1, 0);

    fact->known_at = after_done > run_now(run) ? after_done : run_now(run);
}

/* What is loaded may be older than what the simulation has: then the engine's answer is not judged. */
static bool is_certain(const struct duty *duty)
{
    return duty->present && duty->changed_at != NEVER;
}

static void refused(struct run *run, const char *what, int error)
{
    if (error != ERROR_REFUSED && error != ERROR_NOT_FOUND)
        process_failed(run, what, error);
}

static void do_record(struct run *run)
{
    struct university *university = any_university(run);
    struct duty *duty = any_duty(run, university);
    struct record record = {.organization = university->id, .obligation = duty->id};
    struct record_outcome outcome;
    struct arena arena = {0};
    struct period period;
    struct fact *fact;
    const char *why = NULL;
    int error;

    run->doing = "record";
    record.on = run_today(run) - (chance_one_in(&run->chance, 3) ? (date_t)chance_below(&run->chance, 30) : 0);
    fact = fact_on(university, duty, record.on, &period);
    error = engine_record(run->engine, &record, 1, "sim", run_now(run), &arena, &outcome, &why);
    if (error && is_certain(duty))
        process_failed(run, "a record", error);
    else if (error)
        refused(run, "a record", error);
    if (!error && (fact != NULL) != (outcome.period != NULL))
        run_fails(run, "a record of %s/%s counts for %s", university->id, duty->id, outcome.period ? outcome.period : "no period");
    if (!error && fact) {
        fact->records++;
        fact->settled = fact->settled || fact->records >= duty->at_least;
        if (outcome.records != fact->records || strcmp(outcome.period, period.id) != 0)
            run_fails(run, "%s/%s/%s has %d records, not %d", university->id, duty->id, outcome.period, outcome.records, fact->records);
        if ((outcome.state == OCCURRENCE_MET) != (fact->records >= duty->at_least))
            run_fails(run, "%s/%s/%s is %s with %d records", university->id, duty->id, period.id, occurrence_state_name(outcome.state),
                      fact->records);
        run->n_facts++;
    }
    arena_done(&arena);
}

static void do_waive(struct run *run)
{
    struct university *university = any_university(run);
    struct duty *duty = any_duty(run, university);
    struct period period;
    struct fact *fact = fact_on(university, duty, run_today(run), &period);
    const char *why = NULL;
    int error;

    run->doing = "waiver";
    if (!fact)
        return;
    struct waiver waiver = {.organization = university->id,
                            .obligation = duty->id,
                            .period = period.id,
                            .reason = "simulated",
                            .by = "sim",
                            .until = DATE_NONE};
    error = engine_waive(run->engine, &waiver, "sim", run_now(run), &why);
    if (error)
        refused(run, "a waiver", error);
    else if (fact->settled)
        run_fails(run, "%s/%s/%s is waived though it was settled", university->id, duty->id, period.id);
    else
        fact->waived = fact->settled = true;
    run->n_facts += !error;
}

static void do_event(struct run *run)
{
    struct university *university = any_university(run);
    struct duty *duty = any_duty(run, university);
    const date_t on = run_today(run) + chance_between(&run->chance, -5, 60);
    struct period period;
    struct fact *fact = fact_on(university, duty, on, &period);
    const struct event_day event = {.organization = university->id, .obligation = duty->id, .on = on};
    struct event_change *changes;
    struct arena arena = {0};
    date_t due_before;
    const char *why = NULL;
    size_t n;
    int error = engine_event(run->engine, &event, "sim", run_now(run), &arena, &changes, &n, &why);

    arena_done(&arena);
    run->doing = "event";
    if (error) {
        refused(run, "an event", error);
        return;
    }
    if (!fact)
        run_fails(run, "an event in no period is taken");
    due_before = duty_due_on(university, duty, &period, fact);
    fact->event_on = on;
    if (duty->changed_at == NEVER)
        fact->known_at = NEVER;
    else if (duty_due_on(university, duty, &period, fact) != due_before)
        run_know(run, fact);
    if (duty->changed_at != NEVER)
        duty->changed_at = run_furthest(run);
    run->n_facts++;
}

static void do_decide(struct run *run)
{
    struct university *university = any_university(run);
    struct decision decision = {.organization = university->id, .by = "sim"};
    const struct term *term = &university->terms[chance_below(&run->chance, (uint32_t)university->calendar.n_terms)];
    struct arena arena = {0};
    const char *why = NULL;
    int error;

    run->doing = "decision";
    for (size_t i = 0; i + 1 < university->calendar.n_terms; i++) {
        if (university->terms[i].begins > run_today(run)) {
            term = &university->terms[i + chance_below(&run->chance, 2)];
            break;
        }
    }
    decision.kind = (enum decision_kind)chance_below(&run->chance, DECISION_COUNT);
    decision.on = run_today(run) + (date_t)chance_below(&run->chance, 10);
    decision.member = university->members[chance_below(&run->chance, N_MEMBERS)].id;
    decision.other = university->members[chance_below(&run->chance, N_MEMBERS)].id;
    decision.period = decision.other_period = term->id;
    error = engine_decide(run->engine, &decision, "sim", run_now(run), &arena, &why);
    arena_done(&arena);
    if (error)
        refused(run, "a decision", error);
    else if (university->people_changed_at != NEVER)
        university->people_changed_at = run_furthest(run); /* a chair of today was not one this morning */
    run->n_facts += !error;
}

struct pick {
    uint32_t left;
    int64_t id;
};

static int pick_row(void *ctx, const struct outbox_row *row)
{
    struct pick *pick = ctx;

    pick->id = row->notification.id;
    return pick->left-- == 0 ? 1 : 0;
}

static void do_by_hand(struct run *run)
{
    struct pick pick = {.left = chance_below(&run->chance, 20)};
    const bool again = chance_one_in(&run->chance, 2);
    int error;

    run->doing = again ? "outbox retry" : "outbox cancel";
    disk_look(true);
    (void)query_outbox(run->store, chance_one_in(&run->chance, 2) ? DELIVERY_REFUSED : -1, 0, 20, pick_row, &pick);
    disk_look(false);
    if (pick.id == 0)
        return;
    if (again)
        g_hash_table_add(run->by_hand, GINT_TO_POINTER((gint)pick.id));
    error = again ? outbox_retry(run->store, pick.id, run_now(run), "sim") : outbox_cancel(run->store, pick.id, run_now(run), "sim");
    if (error)
        refused(run, run->doing, error);
}

static void do_edit(struct run *run)
{
    struct university *university = any_university(run);

    run->doing = university_edit(university, &run->chance, run_today(run));
    if (chance_one_in(&run->chance, 4))
        (void)university_edit(university, &run->chance, run_today(run));
    run->loaded = false;
    if (chance_one_in(&run->chance, 30)) {
        run->strict = !run->strict;
        run_forget_sent(run);
    }
    process_load(run);
}

static void do_fault(struct run *run)
{
    run->doing = "storage fault";
    disk_fault((enum disk_fault)chance_between(&run->chance, DISK_WELL + 1, DISK_FAULT_COUNT - 1),
               1 + chance_below(&run->chance, 20) * chance_below(&run->chance, 3));
    run->fault_until = run_now(run) + chance_between(&run->chance, 1, 3 * 3600);
    run->n_faults++;
}

static void do_mood(struct run *run)
{
    static const char *const channels[] = {"mail", "mail2", "robot", "hook"};

    run->doing = "mood";
    peers_mood(channels[chance_below(&run->chance, 4)], (enum mood)chance_below(&run->chance, MOOD_COUNT));
    run->moods_until = run_now(run) + chance_between(&run->chance, 600, 86400);
}

static void do_clock(struct run *run)
{
    int64_t step_s =
        chance_one_in(&run->chance, 3) ? chance_between(&run->chance, -3 * 86400, 3 * 86400) : chance_between(&run->chance, -5000, 5000);

    run->doing = "clock step";
    run->now_ms += step_s * 1000;
    run_forget_sent(run);
    if (run->fault_until != NEVER)
        run->fault_until += step_s;
    if (run->moods_until != NEVER)
        run->moods_until += step_s;
    dispatcher_kick(run->dispatcher);
}

static void do_downtime(struct run *run)
{
    run->doing = "downtime";
    if (chance_one_in(&run->chance, 2))
        process_crash(run);
    else
        process_stop(run);
    run->now_ms += (int64_t)chance_between(&run->chance, 1, chance_one_in(&run->chance, 3) ? 20 * 86400 : 86400) * 1000;
    run->retry_at = run_now(run);
}

static void do_crash(struct run *run)
{
    run->doing = "crash";
    if (chance_one_in(&run->chance, 3)) {
        process_crash(run);
        run->retry_at = run_now(run);
    } else {
        disk_cut(1 + chance_below(&run->chance, 60));
    }
}

void act(struct run *run)
{
    static const struct {
        void (*act)(struct run *run);
        uint32_t weight;
    } actions[] = {{do_record, 20}, {do_waive, 2}, {do_event, 8}, {do_decide, 4},   {do_by_hand, 5}, {do_edit, 10},
                   {do_fault, 4},   {do_mood, 14}, {do_clock, 3}, {do_downtime, 4}, {do_crash, 12}};
    uint32_t at = chance_below(&run->chance, 86);
    size_t i = 0;

    if (!run->store)
        return;
    while (at >= actions[i].weight)
        at -= actions[i++].weight;
    actions[i].act(run);
    if (run->dispatcher)
        dispatcher_kick(run->dispatcher); /* whoever committed kicks it */
}
