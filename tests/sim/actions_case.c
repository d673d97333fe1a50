/* Cases: opened, their one thing done or not, closed. */
#include <stdio.h>
#include <string.h>

#include "actions.h"
#include "error.h"

struct affair *university_affair(struct university *university, const char *id)
{
    for (size_t i = 0; i < university->n_affairs; i++) {
        if (strcmp(university->affairs[i].id, id) == 0)
            return &university->affairs[i];
    }
    return NULL;
}

/* What fails may have been made all the same. */
static void affair_failed(struct run *run, struct affair *affair, const char *what, int error)
{
    affair->doubtful = true;
    refused(run, what, error);
}

void do_case_open(struct run *run)
{
    struct university *university = any_university(run);
    struct case_file file = {
        .organization = university->id, .obligation = AFFAIR, .opened_on = run_today(run) - (date_t)chance_below(&run->chance, 8)};
    struct arena arena = {0};
    const char *why = NULL;
    char expected[8];
    int error;

    run->doing = "case opened";
    if (university->n_affairs == MAX_AFFAIRS || university->loaded_on == DATE_NONE)
        return;
    file.event_on = chance_one_in(&run->chance, 3) ? DATE_NONE : file.opened_on + (date_t)chance_below(&run->chance, 30);
    error = engine_case_open(run->engine, &file, "sim", run_now(run), &arena, &why);
    if (error) {
        university->lost_affairs = true;
        process_failed(run, "the opening of a case", error);
    } else {
        struct affair *affair = &university->affairs[university->n_affairs++];

        snprintf(expected, sizeof expected, "c%zu", university->n_affairs % 1000);
        if (!university->lost_affairs && strcmp(file.id, expected) != 0)
            run_fails(run, "the case of %s is called %s, not %s", university->id, file.id, expected);
        *affair = (struct affair){.event_on = file.event_on, .opened_at = run_furthest(run)};
        snprintf(affair->id, sizeof affair->id, "%s", file.id);
        run->n_facts++;
    }
    arena_done(&arena);
}

static struct affair *any_affair(struct run *run, struct university *university)
{
    return university->n_affairs == 0 ? NULL : &university->affairs[chance_below(&run->chance, (uint32_t)university->n_affairs)];
}

void do_case_step(struct run *run)
{
    struct university *university = any_university(run);
    struct affair *affair = any_affair(run, university);
    struct record_outcome outcome;
    struct arena arena = {0};
    const char *why = NULL;
    int error;

    run->doing = "case step";
    if (!affair)
        return;
    struct record record = {.organization = university->id, .obligation = AFFAIR, .named = affair->id, .on = run_today(run)};
    error = engine_record(run->engine, &record, 1, "sim", run_now(run), &arena, &outcome, &why);
    if (error == ERROR_REFUSED && !affair->closed && !affair->doubtful)
        run_fails(run, "%s/" AFFAIR "/%s is open and takes no record: %s", university->id, affair->id, why);
    if (error) {
        affair_failed(run, affair, "a case's step", error);
    } else {
        if (affair->closed || outcome.state != OCCURRENCE_MET || strcmp(outcome.period, affair->id) != 0)
            run_fails(run, "a record of %s/" AFFAIR "/%s: %s", university->id, affair->id, occurrence_state_name(outcome.state));
        affair->met = true;
        affair->ended_at = run_furthest(run);
        run->n_facts++;
    }
    arena_done(&arena);
}

void do_case_close(struct run *run)
{
    struct university *university = any_university(run);
    struct affair *affair = any_affair(run, university);
    struct arena arena = {0};
    const char *why = NULL;
    date_t removed_on;
    int error;

    run->doing = "case closed";
    if (!affair)
        return;
    struct case_file closing = {.organization = university->id,
                                .obligation = AFFAIR,
                                .id = affair->id,
                                .closed_on = run_today(run),
                                .why = "simulated",
                                .by = "sim"};
    error = engine_case_close(run->engine, &closing, true, "sim", run_now(run), &arena, &removed_on, &why);
    if (error) {
        if (error != ERROR_REFUSED)
            affair->doubtful = true;
        refused(run, "the closing of a case", error);
    } else {
        if (affair->closed)
            run_fails(run, "%s/" AFFAIR "/%s is closed twice", university->id, affair->id);
        affair->closed = true;
        affair->ended_at = run_furthest(run);
        run->n_facts++;
    }
    arena_done(&arena);
}
