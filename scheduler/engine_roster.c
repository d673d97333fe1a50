/* Rosters: taken by hand or by a load, kept, and judged by the checks that look at their table. */
#include "engine_internal.h"

#include <string.h>

#include "intl.h"
#include "nearest.h"

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

/* Stated counts are those of the checks that look at the table: no other looks there for them. */
static int check_stated(const struct organization *organization, const struct roster *roster, struct arena *arena,
                        struct roster_outcome *outcome, const char **ret_why)
{
    for (size_t i = 0; i < roster->n_stated; i++) {
        struct nearest nearest = {.word = roster->stated[i].count};
        bool known = false;

        for (size_t k = 0; k < organization->n_obligations && !known; k++) {
            const struct check *check = organization->obligations[k].check;

            if (!looks_at_table(&organization->obligations[k], roster->table))
                continue;
            known = check_count_index(check, nearest.word) < check->n_counts;
            for (size_t j = 0; j < check->n_counts; j++)
                nearest_offer(&nearest, check->counts[j].id);
        }
        if (!known) {
            outcome->unknown = nearest.word;
            outcome->nearest = arena_strdup(arena, nearest.name);
            return fact_refuse(ret_why, N_("no check of its table has such a count"));
        }
    }
    return 0;
}

/* What is impossible is refused before it is kept. */
static int check_parts(const struct organization *organization, const struct roster *roster, struct arena *arena,
                       struct roster_outcome *outcome, const char **ret_why)
{
    struct census census = census_of(organization, roster->on);

    census.roster = roster;
    for (size_t i = 0; i < organization->n_obligations && outcome->n_excesses == 0; i++) {
        if (looks_at_table(&organization->obligations[i], roster->table))
            outcome->n_excesses = check_excesses(organization->obligations[i].check, &census, arena, &outcome->excesses);
    }
    return outcome->n_excesses > 0 ? fact_refuse(ret_why, N_("a part is larger than its whole")) : 0;
}

static int judge_roster(struct engine *engine, struct cached *cached, const struct roster *roster, const char *actor, int64_t now,
                        struct arena *arena, struct roster_outcome *outcome)
{
    const struct organization *organization = cached->organization;
    struct evidence evidence = {
        .census = census_of(organization, roster->on), .on = roster->on, .source = "roster", .id = roster->id, .actor = actor, .now = now};
    int error = 0;

    outcome->judgements = arena_array(arena, organization->n_obligations, sizeof *outcome->judgements);
    evidence.census.roster = roster;
    for (size_t i = 0; !error && i < organization->n_obligations; i++) {
        if (looks_at_table(&organization->obligations[i], roster->table))
            error = evidence_judge(engine, cached, &organization->obligations[i], &evidence, arena,
                                   &outcome->judgements[outcome->n_judgements++]);
    }
    return error;
}

static int roster_in(struct engine *engine, struct roster *roster, const char *actor, int64_t now, struct arena *arena,
                     struct roster_outcome *ret, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    struct cached *cached;
    char day[DATE_TEXT_SIZE];
    int error = cache_get(engine, roster->organization, &cached);

    *ret = (struct roster_outcome){0};
    if (error)
        return error;
    if (!is_wanted(cached->organization, roster, ROSTER_ID_COLUMN))
        return fact_refuse(ret_why, N_("no check of that organization looks at such a table"));
    for (size_t i = 0; i < roster->n_columns; i++) {
        if (!is_wanted(cached->organization, roster, roster->columns[i]))
            return fact_refuse(ret_why, N_("it has a column that no check needs"));
    }
    error = check_stated(cached->organization, roster, arena, ret, ret_why);
    if (!error)
        error = check_parts(cached->organization, roster, arena, ret, ret_why);
    if (error)
        return error;
    roster->at = now;
    roster->actor = actor;
    error = ledger->put_roster(ledger->ctx, roster);
    if (!error)
        error = engine_log(engine, now, actor, "roster", roster->organization,
                           arena_printf(arena, "%s %lld of %s: %zu rows%s%s", roster->table, (long long)roster->id,
                                        date_format(roster->on, day), roster->n_rows, roster->source ? ", " : "",
                                        roster->source ? roster->source : ""));
    return error ? error : judge_roster(engine, cached, roster, actor, now, arena, ret);
}

int engine_roster(struct engine *engine, struct roster *roster, const char *actor, int64_t now, struct arena *arena,
                  struct roster_outcome *ret_outcome, const char **ret_why)
{
    int error;

    if (roster->on > zone_date(engine->zone, now))
        return fact_refuse(ret_why, N_("that day has not come yet"));
    error = engine_begin(engine);
    return error ? error : engine_end(engine, roster_in(engine, roster, actor, now, arena, ret_outcome, ret_why));
}

int rosters_of_load(struct engine *engine, struct cached *cached, const struct organization *organization, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const date_t today = zone_date(engine->zone, now);
    int error = 0;

    for (size_t i = 0; !error && i < organization->n_rosters; i++) {
        struct roster roster = organization->rosters[i], known;
        struct roster_outcome outcome;
        const char *why;

        if (roster.on > today)
            continue;
        roster.organization = cached->id;
        error = ledger->newest_roster(ledger->ctx, cached->id, roster.table, roster.on, roster.on, arena, &known);
        if (error == ERROR_NOT_FOUND || (!error && !roster_equal(&roster, &known)))
            error = roster_in(engine, &roster, ENGINE_ACTOR, now, arena, &outcome, &why);
    }
    return error;
}

/* The newest roster of the period that runs, by rules that were edited. */
static int judge_again(struct engine *engine, struct cached *cached, const struct obligation *obligation, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    struct judgement judgement;
    struct evidence evidence;
    struct roster roster;
    struct period period;
    int error;

    if (!calendar_period_holding(cached->organization->calendar, obligation->per, zone_date(engine->zone, now), &period))
        return 0;
    error = ledger->newest_roster(ledger->ctx, cached->id, obligation->check->table, period.begins, period.ends, arena, &roster);
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    evidence = (struct evidence){.census = census_of(cached->organization, roster.on),
                                 .on = roster.on,
                                 .source = "roster",
                                 .id = roster.id,
                                 .actor = ENGINE_ACTOR,
                                 .now = now};
    evidence.census.roster = &roster;
    return evidence_judge(engine, cached, obligation, &evidence, arena, &judgement);
}

int rosters_judge_again(struct engine *engine, struct cached *cached, const struct organization *before, int64_t now, struct arena *arena)
{
    const struct organization *organization = cached->organization;
    int error = 0;

    for (size_t i = 0; !error && before && i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i], *old = organization_obligation(before, obligation->id);
        const bool is_edited =
            old && old->check && obligation->check && obligation->check->table && !check_equal(old->check, obligation->check);

        if (is_edited)
            error = judge_again(engine, cached, obligation, now, arena);
    }
    return error;
}
