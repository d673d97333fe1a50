/* Evidence that something was done: what it must say, what it proves, what it counts for. */
#include "engine_internal.h"
#include "intl.h"

static int count_record(struct engine *engine, const struct obligation *obligation, const struct record *record,
                        struct occurrence *occurrence, int64_t now)
{
    int error = 0;

    occurrence->records++;
    if (occurrence->state != OCCURRENCE_MET && occurrence->records >= obligation->at_least)
        error = occurrence_meet(engine, occurrence, record->on, now);
    return error ? error : engine->ledger->put_occurrence(engine->ledger->ctx, occurrence);
}

/* What the obligation demands of a record's fields. */
static int check_fields(const struct cached *cached, const struct obligation *obligation, const struct record *record, struct arena *arena,
                        struct record_outcome *ret, const char **ret_why)
{
    struct field_fault *faults;

    ret->n_faults = record_fields_check(obligation->fields, obligation->n_fields, record->values, record->n_values, cached->organization,
                                        arena, &faults);
    if (ret->n_faults == 0)
        return 0;
    for (size_t i = 0; i < ret->n_faults; i++) { /* the rule is the cache's */
        struct field_rule *rule = arena_alloc(arena, sizeof *rule);

        *rule = *faults[i].rule;
        rule->id = arena_strdup(arena, rule->id);
        rule->title = (struct text){.zh = arena_strdup(arena, rule->title.zh), .en = arena_strdup(arena, rule->title.en)};
        faults[i].rule = rule;
    }
    ret->faults = faults;
    return fact_refuse(ret_why, N_("the fields that are demanded are missing or wrong"));
}

/* The chained log holds all that the record says, and the hash of each file. */
static int log_record(struct engine *engine, const struct record *record, int64_t now, struct arena *arena)
{
    char day[DATE_TEXT_SIZE];
    const char *detail = arena_printf(arena, "record %lld on %s%s%s", (long long)record->id, date_format(record->on, day),
                                      record->document ? ", " : "", record->document ? record->document : "");

    if (record->fields_json)
        detail = arena_printf(arena, "%s, %s", detail, record->fields_json);
    for (size_t i = 0; i < record->n_files; i++)
        detail = arena_printf(arena, "%s, %s sha256:%s", detail, record->files[i].name, record->files[i].sha256);
    return engine_log(engine, now, record->actor, "record",
                      arena_printf(arena, "%s/%s/%s", record->organization, record->obligation, record->period ? record->period : "-"),
                      detail);
}

/* Fills in the period and, where the record counts for one, its occurrence. */
static int find_occurrence(struct engine *engine, struct cached *cached, const struct obligation *obligation, struct record *record,
                           int64_t now, struct arena *arena, struct occurrence *ret, const char **ret_why)
{
    struct period period;
    int error = procedure_period(engine, cached, obligation, record, arena, &period, ret_why);

    record->period = NULL;
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    record->period = arena_strdup(arena, period.id);
    error = fact_occurrence(engine, cached, obligation, &period, now, arena, ret);
    if (error == ERROR_NOT_FOUND) {
        record->period = NULL;
        return 0;
    }
    ret->organization = record->organization; /* a correction may turn the cache over */
    ret->obligation = record->obligation;
    ret->period = record->period;
    return error;
}

/* Puts the record and, if it is a correction, counts again what the wrong one counted for. */
static int put_record(struct engine *engine, struct record *record, int64_t now, struct arena *arena, struct record_outcome *ret,
                      bool *ret_counted, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    struct record wrong;
    int error = record->corrects ? correction_check(engine, record, arena, &wrong, ret_why) : 0;

    *ret_counted = false;
    if (!error)
        error = ledger->put_record(ledger->ctx, record);
    if (!error)
        error = log_record(engine, record, now, arena);
    if (error || !record->corrects)
        return error;
    *ret_counted = correction_is_within(record, &wrong);
    return correction_follow(engine, record, &wrong, record->actor, now, arena, &ret->correction);
}

static int record_in(struct engine *engine, struct record *record, const char *actor, int64_t now, struct arena *arena,
                     struct record_outcome *ret, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *obligation;
    struct cached *cached;
    struct occurrence occurrence = {0};
    bool counted = false;
    int error;

    *ret = (struct record_outcome){0};
    record->at = now;
    record->actor = actor;
    error = fact_obligation(engine, record->organization, record->obligation, &cached, &obligation);
    if (!error)
        error = check_fields(cached, obligation, record, arena, ret, ret_why);
    if (!error)
        error = record_check_parts(cached, obligation, record, arena, ret, ret_why);
    if (!error)
        error = find_occurrence(engine, cached, obligation, record, now, arena, &occurrence, ret_why);
    if (!error)
        error = put_record(engine, record, now, arena, ret, &counted, ret_why);
    if (!error && record->corrects) /* the cache may have turned over */
        error = fact_obligation(engine, record->organization, record->obligation, &cached, &obligation);
    if (!error && counted)
        error = ledger->get_occurrence(ledger->ctx, record->organization, record->obligation, record->period, arena, &occurrence);
    else if (!error && record->period)
        error = count_record(engine, obligation, record, &occurrence, now);
    if (error)
        return error;
    ret->record = record->id;
    ret->period = record->period;
    ret->state = occurrence.state;
    ret->records = occurrence.records;
    ret->at_least = obligation->at_least;
    error = record->period ? procedure_follow(engine, cached, obligation, record, &occurrence, now, arena, ret) : 0;
    return error ? error : checks_of_record(engine, record, actor, now, arena, ret);
}

int engine_record(struct engine *engine, struct record *records, size_t n_records, const char *actor, int64_t now, struct arena *arena,
                  struct record_outcome *ret_outcomes, const char **ret_why)
{
    const date_t today = zone_date(engine->zone, now);
    int error;

    for (size_t i = 0; i < n_records; i++) {
        if (records[i].on > today)
            return fact_refuse(ret_why, N_("that day has not come yet"));
        if (records[i].corrects && n_records > 1)
            return fact_refuse(ret_why, N_("one record corrects one record"));
    }
    error = engine_begin(engine);
    if (error)
        return error;
    for (size_t i = 0; i < n_records && !error; i++)
        error = record_in(engine, &records[i], actor, now, arena, &ret_outcomes[i], ret_why);
    return engine_end(engine, error);
}
