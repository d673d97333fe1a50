/* Checks: the counts of a roster (engine_roster.c) or of a record against the rules; and what becomes of the check's own occurrence.
 *
 * An occurrence of a check waits for its event, the day something failed. It is met by what passes, and opens again when a newer roster
 * fails: what passed before then proves nothing any more, so its records are counted from there. While it stays failed the due day stays,
 * too: another bad roster does not put it off. */
#include "engine_internal.h"

#include <string.h>

#include "intl.h"

/* {"roster":12,"staff":21}: the counts that are known. Ids need no escape in JSON. */
static const char *counts_json(const struct check *check, const struct evidence *evidence, struct arena *arena)
{
    const char *text = arena_printf(arena, "{\"%s\":%lld", evidence->source, (long long)evidence->id);

    for (size_t i = 0; i < check->n_counts; i++) {
        const struct tally tally = check_tally(&check->counts[i], &evidence->census);

        if (tally.known && tally.least == tally.most)
            text = arena_printf(arena, "%s,\"%s\":%lld", text, check->counts[i].id, (long long)tally.least);
    }
    return arena_printf(arena, "%s}", text);
}

/* "roster 12 failed: staff-size 41 (40)": for the log, the rules that did not pass with what they found and the bound. */
static const char *verdict_words(const struct judgement *judgement, const struct evidence *evidence, struct arena *arena)
{
    const char *text = arena_printf(arena, "%s %lld %s", evidence->source, (long long)evidence->id, verdict_name(judgement->verdict)),
               *mark = ": ";

    for (size_t i = 0; i < judgement->n_results; i++) {
        const struct check_result *result = &judgement->results[i];

        if (result->verdict != judgement->verdict || result->verdict == CHECK_PASSED)
            continue;
        text = arena_printf(arena, "%s%s%s", text, mark, result->rule->id);
        if (result->part.known)
            text = arena_printf(arena, "%s %lld (%lld)", text,
                                (long long)(result->rule->bound == CHECK_AT_MOST ? result->part.least : result->part.most),
                                (long long)result->needed);
        mark = "; ";
    }
    return text;
}

static int meet_by_check(struct engine *engine, const struct obligation *obligation, struct occurrence *occurrence,
                         const struct evidence *evidence, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    struct record record = {
        .organization = occurrence->organization,
        .obligation = obligation->id,
        .period = occurrence->period,
        .on = evidence->on,
        .fields_json = counts_json(obligation->check, evidence, arena),
        .at = evidence->now,
        .actor = ENGINE_ACTOR,
    };
    int error = ledger->put_record(ledger->ctx, &record);

    if (error)
        return error;
    occurrence->records++;
    if (occurrence->state != OCCURRENCE_MET && occurrence->records >= obligation->at_least)
        error = occurrence_meet(engine, occurrence, evidence->on, evidence->now);
    if (!error)
        error = ledger->put_occurrence(ledger->ctx, occurrence);
    return error ? error : procedure_advance(engine, occurrence, evidence->now, arena);
}

static int open_by_check(struct engine *engine, struct cached *cached, const struct obligation *obligation, struct occurrence *occurrence,
                         const struct evidence *evidence, struct arena *arena)
{
    const bool was_met = occurrence->state == OCCURRENCE_MET;
    int error;

    if (!was_met && (occurrence->state != OCCURRENCE_OPEN || occurrence->event_on != DATE_NONE))
        return 0; /* it has ended, or has failed before */
    occurrence->state = OCCURRENCE_OPEN;
    occurrence->records = 0;
    occurrence->met_on = DATE_NONE;
    occurrence->known_at = evidence->now;
    error = occurrence_anchor(engine, cached, obligation, occurrence, zone_date(engine->zone, evidence->now), "the check failed",
                              evidence->now);
    return error ? error : procedure_advance(engine, occurrence, evidence->now, arena);
}

/* Only the newest roster of the period decides, and counts alone only where no rows are there. */
static int find_newest(struct engine *engine, const struct roster *roster, const struct period *period, struct arena *arena,
                       bool *ret_newest)
{
    const struct ledger *ledger = engine->ledger;
    struct roster newest;
    int error = ledger->newest_roster(ledger->ctx, roster->organization, roster->table, period->begins, period->ends, arena, &newest);

    if (!error)
        *ret_newest = newest.id == roster->id;
    return error;
}

static int settle_occurrence(struct engine *engine, struct cached *cached, const struct obligation *obligation,
                             const struct evidence *evidence, const struct period *period, struct arena *arena, struct judgement *judgement)
{
    struct occurrence occurrence;
    int error = fact_occurrence(engine, cached, obligation, period, evidence->now, arena, &occurrence);

    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error; /* the period owes nothing */
    judgement->period = arena_strdup(arena, period->id);
    if (judgement->newest && judgement->verdict == CHECK_PASSED)
        error = meet_by_check(engine, obligation, &occurrence, evidence, arena);
    else if (judgement->newest && judgement->verdict == CHECK_FAILED)
        error = open_by_check(engine, cached, obligation, &occurrence, evidence, arena);
    judgement->state = occurrence_state_on(&occurrence, zone_date(engine->zone, evidence->now));
    judgement->due_on = occurrence.due_on;
    return error ? error
                 : engine_log(engine, evidence->now, evidence->actor, "check",
                              arena_printf(arena, "%s/%s/%s", cached->id, obligation->id, period->id),
                              verdict_words(judgement, evidence, arena));
}

int evidence_judge(struct engine *engine, struct cached *cached, const struct obligation *obligation, const struct evidence *evidence,
                   struct arena *arena, struct judgement *ret)
{
    struct judgement judgement = {.obligation = arena_strdup(arena, obligation->id), .newest = true, .due_on = DATE_NONE};
    struct check_result *results;
    struct period period;
    int error = 0;

    check_judge(obligation->check, &evidence->census, arena, &results, &judgement.n_results);
    judgement.results = results;
    judgement.verdict = check_verdict(results, judgement.n_results);
    if (calendar_period_holding(cached->organization->calendar, obligation->per, evidence->on, &period)) {
        if (evidence->census.roster)
            error = find_newest(engine, evidence->census.roster, &period, arena, &judgement.newest);
        if (!error)
            error = settle_occurrence(engine, cached, obligation, evidence, &period, arena, &judgement);
    }
    if (!error)
        *ret = judgement;
    return error;
}

/* The fields that are counts. */
static void read_stated(const struct record *record, struct arena *arena, struct census *census)
{
    struct stated *stated = arena_array(arena, record->n_values, sizeof *stated);

    for (size_t i = 0; i < record->n_values; i++) {
        if (record->values[i].text && check_number(record->values[i].text, &stated[census->n_stated].value) == 0)
            stated[census->n_stated++].count = record->values[i].name;
    }
    census->stated = stated;
}

/* Whether anything stated is something the check counts. */
static bool states_a_count(const struct census *census, const struct check *check)
{
    for (size_t i = 0; i < census->n_stated; i++) {
        if (check_count_index(check, census->stated[i].count) < check->n_counts)
            return true;
    }
    return false;
}

/* Whether the obligation's check judges what a record of the other states. */
static bool is_for_record(const struct obligation *obligation, const struct obligation *recorded, const struct census *census)
{
    return obligation->check_from && obligation_is_of(recorded, obligation->check_from) && states_a_count(census, obligation->check);
}

int checks_of_record(struct engine *engine, const struct record *record, const char *actor, int64_t now, struct arena *arena,
                     struct record_outcome *outcome)
{
    struct evidence evidence = {.on = record->on, .source = "record", .id = record->id, .actor = actor, .now = now};
    const struct organization *organization;
    const struct obligation *recorded;
    struct cached *cached;
    int error = fact_obligation(engine, record->organization, record->obligation, &cached, &recorded);

    if (error)
        return error;
    organization = cached->organization;
    outcome->judgements = arena_array(arena, organization->n_obligations, sizeof *outcome->judgements);
    evidence.census = census_of(organization, record->on);
    read_stated(record, arena, &evidence.census);
    for (size_t i = 0; !error && i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i];

        if (is_for_record(obligation, recorded, &evidence.census))
            error = evidence_judge(engine, cached, obligation, &evidence, arena, &outcome->judgements[outcome->n_judgements++]);
    }
    return error;
}

int record_check_parts(const struct cached *cached, const struct obligation *recorded, const struct record *record, struct arena *arena,
                       struct record_outcome *outcome, const char **ret_why)
{
    const struct organization *organization = cached->organization;
    struct census census = census_of(organization, record->on);

    read_stated(record, arena, &census);
    for (size_t i = 0; i < organization->n_obligations && outcome->n_excesses == 0; i++) {
        if (is_for_record(&organization->obligations[i], recorded, &census))
            outcome->n_excesses = check_excesses(organization->obligations[i].check, &census, arena, &outcome->excesses);
    }
    return outcome->n_excesses > 0 ? fact_refuse(ret_why, N_("a part is larger than its whole")) : 0;
}

/* "工作人员不超过40人: 41, 40 allowed": a rule that failed, with what was found and what is allowed or needed. */
static const char *failure_words(const struct engine *engine, const struct cached *cached, const struct check_result *result,
                                 struct arena *arena)
{
    const char *title = text_in(&result->rule->title, cached->organization->language);
    const bool is_most = result->rule->bound == CHECK_AT_MOST, is_share = result->rule->whole != CHECK_NO_WHOLE;
    const long long part = (long long)(is_most ? result->part.least : result->part.most), needed = (long long)result->needed;

    if (is_share && is_most)
        return arena_printf(arena, life_say(engine, cached, N_("%s: %lld of %lld, at most %lld allowed")), title, part,
                            (long long)result->whole.least, needed);
    if (is_share)
        return arena_printf(arena, life_say(engine, cached, N_("%s: %lld of %lld, at least %lld needed")), title, part,
                            (long long)result->whole.least, needed);
    return arena_printf(arena,
                        life_say(engine, cached, is_most ? N_("%s: %lld, at most %lld allowed") : N_("%s: %lld, at least %lld needed")),
                        title, part, needed);
}

int check_why(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct occurrence *occurrence,
              struct arena *arena, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    const struct check *check = obligation->check;
    struct census census = census_of(cached->organization, occurrence->begins);
    struct check_result *results;
    struct roster roster;
    const char *text = NULL;
    size_t n;
    int error = !check || !check->table
                    ? ERROR_NOT_FOUND
                    : ledger->newest_roster(ledger->ctx, cached->id, check->table, occurrence->begins, occurrence->ends, arena, &roster);

    *ret_why = NULL;
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    census.roster = &roster;
    check_judge(check, &census, arena, &results, &n);
    for (size_t i = 0; i < n; i++) {
        if (results[i].verdict == CHECK_FAILED)
            text = arena_printf(arena, "%s%s%s", text ? text : "", text ? "\n" : "", failure_words(engine, cached, &results[i], arena));
    }
    *ret_why = text;
    return 0;
}
