/* What people said stays as they said it: cases open or closed, waivers in force to their last day and not beyond. */
#include <string.h>

#include "error.h"
#include "occurrence.h"
#include "run.h"

static enum occurrence_state expected_of(const struct affair *affair)
{
    if (affair->met)
        return OCCURRENCE_MET;
    return affair->closed ? OCCURRENCE_WAIVED : OCCURRENCE_OPEN;
}

static date_t workdays_after(const struct university *university, date_t on, int n)
{
    for (; n > 0; n--)
        on = university_workday(university, on, 1);
    return on;
}

/* One that is open and overdue was told of on the first working day after its due day. */
static void judge_told(struct run *run, const struct university *university, const struct affair *affair,
                       const struct occurrence *occurrence)
{
    const date_t today = run_today(run);
    date_t overdue;

    if (affair->met || affair->closed || affair->event_on == DATE_NONE)
        return;
    overdue = workdays_after(university, affair->event_on, AFFAIR_WORKDAYS + 1);
    if (zone_date(&run_zone, affair->opened_at) >= overdue || today < overdue || !university_works(university, today) ||
        run_now(run) < zone_instant(&run_zone, today, 9 * 3600))
        return;
    if (occurrence->done_on < overdue)
        run_fails(run, "nobody is told that %s/" AFFAIR "/%s is overdue", university->id, affair->id);
}

static void judge_affair(struct run *run, const struct university *university, struct affair *affair, bool all_done)
{
    const struct ledger *ledger = &run->ledger;
    struct occurrence occurrence;
    struct arena arena = {0};
    struct case_file file;
    int error = ledger->get_case(ledger->ctx, university->id, AFFAIR, affair->id, &arena, &file);

    if (!error)
        error = ledger->get_occurrence(ledger->ctx, university->id, AFFAIR, affair->id, &arena, &occurrence);
    if (error)
        run_fails(run, "the case %s/" AFFAIR "/%s is lost: %s", university->id, affair->id, error_text(error));
    if (affair->doubtful && !run->uncertain) {
        affair->closed = file.closed_on != DATE_NONE;
        affair->met = occurrence.state == OCCURRENCE_MET;
        affair->ended_at = run_furthest(run);
        affair->doubtful = false;
    }
    if (!affair->doubtful && ((file.closed_on != DATE_NONE) != affair->closed || occurrence.state != expected_of(affair)))
        run_fails(run, "the case %s/" AFFAIR "/%s is %s, its occurrence %s", university->id, affair->id,
                  file.closed_on == DATE_NONE ? "open" : "closed", occurrence_state_name(occurrence.state));
    if (!affair->doubtful && all_done)
        judge_told(run, university, affair, &occurrence);
    arena_done(&arena);
}

/* A waiver with a last day. */
static void judge_waiver(struct run *run, const struct university *university, const struct duty *duty, const struct period *period,
                         struct fact *fact)
{
    const date_t today = run_today(run);
    struct occurrence occurrence;
    struct arena arena = {0};
    int error = run->ledger.get_occurrence(run->ledger.ctx, university->id, duty->id, period->id, &arena, &occurrence);

    if (error)
        run_fails(run, "%s/%s/%s was waived and is lost", university->id, duty->id, period->id);
    if (today <= fact->waived_until && occurrence.state != OCCURRENCE_WAIVED)
        run_fails(run, "%s/%s/%s is %s before its waiver ends", university->id, duty->id, period->id,
                  occurrence_state_name(occurrence.state));
    if (today > fact->waived_until) {
        if (occurrence.state == OCCURRENCE_WAIVED && period->ends >= zone_date(&run_zone, run->latest))
            run_fails(run, "%s/%s/%s is waived beyond the last day of its waiver", university->id, duty->id, period->id);
        fact->settled = occurrence.state == OCCURRENCE_WAIVED; /* seen after its period only */
        fact->waived_until = DATE_NONE;
    }
    arena_done(&arena);
}

static void judge_waivers(struct run *run, struct university *university)
{
    struct period period;

    for (size_t k = 0; k < N_OBLIGATIONS; k++) {
        struct duty *duty = &university->duties[k];

        for (size_t i = 0; is_loaded(duty) && university_period(university, duty, i, &period); i++) {
            if (duty->facts[i].waived_until != DATE_NONE && !duty->facts[i].doubtful)
                judge_waiver(run, university, duty, &period, &duty->facts[i]);
        }
    }
}

void judge_facts(struct run *run)
{
    const bool all_done =
        run->loaded && !run->sweep_failed && !run->uncertain && run_now(run) >= run->latest && process_engine_at(run) > run_now(run);

    if (!all_done && !run->restarted)
        return;
    for (size_t i = 0; i < run->n_universities; i++) {
        struct university *university = &run->universities[i];

        for (size_t k = 0; k < university->n_affairs; k++)
            judge_affair(run, university, &university->affairs[k], all_done);
        if (all_done)
            judge_waivers(run, university);
    }
}
