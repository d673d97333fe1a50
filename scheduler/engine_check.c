/* Checks: a roster, or the counts a record states, against the rules; and what becomes of the check's own occurrence.
 *
 * An occurrence of a check waits for its event, the day something failed. It is met by what passes, and opens again when a newer roster
 * fails: what passed before then proves nothing any more, so its records are counted from there. While it stays failed the due day stays,
 * too: another bad roster does not put it off. */
#include "engine_internal.h"

#include <string.h>

#include "intl.h"

/* What is judged, and where it comes from. */
struct evidence {
    struct census census;
    date_t on;
    const char *source; /* "roster", "record": a key of the fields, with the id */
    int64_t id;
    const char *actor;
    int64_t now;
};

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

static int judge(struct engine *engine, struct cached *cached, const struct obligation *obligation, const struct evidence *evidence,
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

static bool looks_at_table(const struct obligation *obligation, const char *table)
{
    return obligation->check && obligation->check->table && strcmp(obligation->check->table, table) == 0;
}

static bool is_wanted(const struct organization *organization, const struct roster *roster, const char *column)
{
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i];

        if (looks_at_table(obligation, roster->table) && check_wants(obligation->check, column))
            return true;
    }
    return false;
}

static int judge_roster(struct engine *engine, struct cached *cached, const struct roster *roster, const char *actor, int64_t now,
                        struct arena *arena, struct judgement **ret_judgements, size_t *ret_n)
{
    const struct organization *organization = cached->organization;
    struct judgement *judgements = arena_array(arena, organization->n_obligations, sizeof *judgements);
    struct evidence evidence = {
        .census = census_of(organization, roster->on), .on = roster->on, .source = "roster", .id = roster->id, .actor = actor, .now = now};
    size_t n = 0;
    int error = 0;

    evidence.census.roster = roster;
    for (size_t i = 0; !error && i < organization->n_obligations; i++) {
        if (looks_at_table(&organization->obligations[i], roster->table))
            error = judge(engine, cached, &organization->obligations[i], &evidence, arena, &judgements[n++]);
    }
    *ret_judgements = judgements;
    *ret_n = n;
    return error;
}

static int roster_in(struct engine *engine, struct roster *roster, const char *actor, int64_t now, struct arena *arena,
                     struct judgement **ret_judgements, size_t *ret_n, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    struct cached *cached;
    char day[DATE_TEXT_SIZE];
    int error = cache_get(engine, roster->organization, &cached);

    if (error)
        return error;
    if (!is_wanted(cached->organization, roster, ROSTER_ID_COLUMN))
        return fact_refuse(ret_why, N_("no check of that organization looks at such a table"));
    for (size_t i = 0; i < roster->n_columns; i++) {
        if (!is_wanted(cached->organization, roster, roster->columns[i]))
            return fact_refuse(ret_why, N_("it has a column that no check needs"));
    }
    roster->at = now;
    roster->actor = actor;
    error = ledger->put_roster(ledger->ctx, roster);
    if (!error)
        error = engine_log(engine, now, actor, "roster", roster->organization,
                           arena_printf(arena, "%s %lld of %s: %zu rows%s%s", roster->table, (long long)roster->id,
                                        date_format(roster->on, day), roster->n_rows, roster->source ? ", " : "",
                                        roster->source ? roster->source : ""));
    return error ? error : judge_roster(engine, cached, roster, actor, now, arena, ret_judgements, ret_n);
}

int engine_roster(struct engine *engine, struct roster *roster, const char *actor, int64_t now, struct arena *arena,
                  struct judgement **ret_judgements, size_t *ret_n, const char **ret_why)
{
    int error;

    if (roster->on > zone_date(engine->zone, now))
        return fact_refuse(ret_why, N_("that day has not come yet"));
    error = engine_begin(engine);
    return error ? error : engine_end(engine, roster_in(engine, roster, actor, now, arena, ret_judgements, ret_n, ret_why));
}

int rosters_of_load(struct engine *engine, struct cached *cached, const struct organization *organization, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const date_t today = zone_date(engine->zone, now);
    int error = 0;

    for (size_t i = 0; !error && i < organization->n_rosters; i++) {
        struct roster roster = organization->rosters[i], known;
        struct judgement *judgements;
        const char *why;
        size_t n;

        if (roster.on > today)
            continue;
        roster.organization = cached->id;
        error = ledger->newest_roster(ledger->ctx, cached->id, roster.table, roster.on, roster.on, arena, &known);
        if (error == ERROR_NOT_FOUND || (!error && !roster_equal(&roster, &known)))
            error = roster_in(engine, &roster, ENGINE_ACTOR, now, arena, &judgements, &n, &why);
    }
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

        if (obligation->check_from && obligation_is_of(recorded, obligation->check_from) &&
            states_a_count(&evidence.census, obligation->check))
            error = judge(engine, cached, obligation, &evidence, arena, &outcome->judgements[outcome->n_judgements++]);
    }
    return error;
}
