/* Corrections: the wrong record counts no more, the one that takes its place counts where it belongs. */
#include <string.h>

#include "actions.h"
#include "error.h"

void run_keep_record(struct run *run, const struct kept_record *record)
{
    run->records[run->n_records++ % N_KEPT_RECORDS] = *record;
}

/* It no longer says what it said: what follows is owed anew, and not judged by rungs, unless a waiver holds. */
static void lose_record(struct run *run, const struct kept_record *wrong, const struct record_outcome *outcome)
{
    const struct duty *duty = wrong->duty;
    struct fact *fact = wrong->fact;
    struct period period;
    const bool was_met = fact->records >= duty->at_least;

    fact->records--;
    fact->unjudged = true;
    if (!was_met || fact->records >= duty->at_least)
        return;
    fact->settled = false;
    if (fact->leave_until != DATE_NONE && fact->leave_until >= run_today(run) &&
        university_period(wrong->university, duty, (size_t)(fact - duty->facts), &period))
        fact_rests(run, fact, &period);
    if ((outcome->correction.state == OCCURRENCE_WAIVED) != (fact->settled || fact->waived_until != DATE_NONE))
        run_fails(run, "what met %s/%s/%s is corrected, and it is %s", wrong->university->id, duty->id, outcome->correction.period,
                  occurrence_state_name(outcome->correction.state));
}

static void judge_correction(struct run *run, const struct kept_record *wrong, const struct fact *fact,
                             const struct record_outcome *outcome)
{
    const struct record_correction *correction = &outcome->correction;
    const struct duty *duty = wrong->duty;

    if ((fact != NULL) != (outcome->period != NULL))
        run_fails(run, "a correction of %s/%s counts for %s", wrong->university->id, duty->id,
                  outcome->period ? outcome->period : "no period");
    if (fact && (outcome->records != fact->records || (outcome->state == OCCURRENCE_MET) != (fact->records >= duty->at_least)))
        run_fails(run, "corrected, %s/%s/%s is %s with %d records, not %d", wrong->university->id, duty->id, outcome->period,
                  occurrence_state_name(outcome->state), outcome->records, fact->records);
    if (correction->record != wrong->id || (fact != wrong->fact && correction->records != wrong->fact->records))
        run_fails(run, "the record corrected leaves %d records of %s/%s, not %d", correction->records, wrong->university->id, duty->id,
                  wrong->fact->records);
    if (fact != wrong->fact && (correction->state == OCCURRENCE_MET) != (wrong->fact->records >= duty->at_least))
        run_fails(run, "%s/%s is %s with %d records after a correction", wrong->university->id, duty->id,
                  occurrence_state_name(correction->state), correction->records);
}

void do_correct(struct run *run)
{
    struct kept_record *wrong = &run->records[chance_below(&run->chance, N_KEPT_RECORDS)];
    struct record_outcome outcome;
    struct arena arena = {0};
    struct period period;
    struct fact *fact;
    const char *why = NULL;
    int error;

    run->doing = "correction";
    if (wrong->id == 0 || !is_loaded(wrong->duty))
        return;
    struct record record = {
        .organization = wrong->university->id, .obligation = wrong->duty->id, .corrects = wrong->id, .why = "simulated"};
    record.on = run_today(run) - (date_t)chance_below(&run->chance, chance_one_in(&run->chance, 2) ? 20 : 200);
    fact = fact_on(wrong->university, wrong->duty, record.on, &period);
    error = engine_record(run->engine, &record, 1, "sim", run_now(run), &arena, &outcome, &why);
    if (error) {
        process_failed(run, "a correction", error);
        wrong->id = 0; /* it may have been made */
        wrong->fact->doubtful = wrong->fact->unjudged = true;
        if (fact)
            fact->doubtful = fact->unjudged = true;
    } else {
        if (fact != wrong->fact) {
            lose_record(run, wrong, &outcome);
            if (fact)
                fact_gain(fact, wrong->duty);
        }
        judge_correction(run, wrong, fact, &outcome);
        wrong->id = fact ? outcome.record : 0;
        wrong->fact = fact;
        run->n_facts++;
    }
    arena_done(&arena);
}
