/* What people say of a university: records, waivers, events and decisions. */
#include <string.h>

#include "actions.h"
#include "error.h"

struct university *any_university(struct run *run)
{
    return &run->universities[chance_below(&run->chance, (uint32_t)run->n_universities)];
}

struct duty *any_duty(struct run *run, struct university *university)
{
    return &university->duties[chance_below(&run->chance, N_OBLIGATIONS)];
}

/* The period that holds the day by the simulation's own eyes, and the fact about it. */
struct fact *fact_on(const struct university *university, struct duty *duty, date_t on, struct period *ret)
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

bool is_loaded(const struct duty *duty)
{
    return duty->present && duty->changed_at != NEVER;
}

void refused(struct run *run, const char *what, int error)
{
    if (error != ERROR_REFUSED && error != ERROR_NOT_FOUND)
        process_failed(run, what, error);
}

void fact_gain(struct fact *fact, const struct duty *duty)
{
    fact->records++;
    if (fact->records < duty->at_least)
        return;
    fact->settled = true;
    fact->waived_until = DATE_NONE;
}

void fact_rests(const struct run *run, struct fact *fact, const struct period *period)
{
    fact->settled = fact->leave_until >= period->ends;
    fact->waived_until = fact->settled ? DATE_NONE : fact->leave_until;
    fact->waived_at = run_furthest(run);
    fact->unjudged = fact->unjudged || !fact->settled;
}

void do_record(struct run *run)
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
    if (error && is_loaded(duty))
        process_failed(run, "a record", error);
    else if (error)
        refused(run, "a record", error);
    if (!error && (fact != NULL) != (outcome.period != NULL))
        run_fails(run, "a record of %s/%s counts for %s", university->id, duty->id, outcome.period ? outcome.period : "no period");
    if (!error && fact) {
        fact_gain(fact, duty);
        run_keep_record(run, &(struct kept_record){outcome.record, university, duty, fact});
        if (outcome.records != fact->records || strcmp(outcome.period, period.id) != 0)
            run_fails(run, "%s/%s/%s has %d records, not %d", university->id, duty->id, outcome.period, outcome.records, fact->records);
        if ((outcome.state == OCCURRENCE_MET) != (fact->records >= duty->at_least))
            run_fails(run, "%s/%s/%s is %s with %d records", university->id, duty->id, period.id, occurrence_state_name(outcome.state),
                      fact->records);
        run->n_facts++;
    }
    arena_done(&arena);
}

void do_waive(struct run *run)
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
                            .until = chance_one_in(&run->chance, 3) ? DATE_NONE : run_today(run) + (date_t)chance_below(&run->chance, 30)};
    error = engine_waive(run->engine, &waiver, "sim", run_now(run), &why);
    if (error) {
        fact->doubtful = fact->unjudged = fact->unjudged || error != ERROR_REFUSED;
        refused(run, "a waiver", error);
    } else if (fact->settled) {
        run_fails(run, "%s/%s/%s is waived though it was settled", university->id, duty->id, period.id);
    } else {
        fact->leave_until = waiver.until == DATE_NONE ? FOR_GOOD : waiver.until;
        fact_rests(run, fact, &period);
    }
    run->n_facts += !error;
}

void do_event(struct run *run)
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

void do_decide(struct run *run)
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
