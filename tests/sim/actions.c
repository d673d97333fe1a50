/* What happens to the universities, to the process, and to the world around it. */
#include <stdio.h>
#include <string.h>

#include "actions.h"
#include "disk.h"
#include "error.h"
#include "query.h"

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
    } actions[] = {{do_record, 20}, {do_waive, 5},   {do_event, 8},     {do_decide, 4},    {do_by_hand, 5},
                   {do_edit, 10},   {do_fault, 4},   {do_mood, 14},     {do_clock, 3},     {do_downtime, 4},
                   {do_crash, 12},  {do_correct, 6}, {do_case_open, 3}, {do_case_step, 3}, {do_case_close, 3}};
    uint32_t at = chance_below(&run->chance, 104);
    size_t i = 0;

    if (!run->store)
        return;
    while (at >= actions[i].weight)
        at -= actions[i++].weight;
    actions[i].act(run);
    if (run->dispatcher)
        dispatcher_kick(run->dispatcher); /* whoever committed kicks it */
}
