/* Cases: opened by hand, followed stage by stage, closed with an outcome. RULES.md section 1: needs, conduct and exit, study. */
#include "engine_internal.h"
#include "intl.h"

#include <string.h>

#define CASE_ID_MAX_BYTES 64

/* It stands in names with slashes, in URLs and on command lines. */
static bool is_case_id(const char *id)
{
    size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-");

    return length > 0 && id[length] == '\0' && length <= CASE_ID_MAX_BYTES && !strchr("._-", id[0]);
}

static const char *case_name(struct arena *arena, const struct case_file *file)
{
    return arena_printf(arena, "%s/%s/%s", file->organization, file->obligation, file->id);
}

/* The obligation cases are of: a stage stands for its procedure. */
static int case_obligation(struct engine *engine, struct case_file *file, struct arena *arena, struct cached **ret_cached,
                           const struct obligation **ret_obligation, const char **ret_why)
{
    const struct obligation *obligation;
    int error = fact_obligation(engine, file->organization, file->obligation, ret_cached, &obligation);

    if (!error && obligation->procedure)
        error = fact_obligation(engine, file->organization, obligation->procedure, ret_cached, &obligation);
    if (error)
        return error;
    if (obligation->per != PERIOD_CASE)
        return fact_refuse(ret_why, N_("that obligation has no cases"));
    file->obligation = arena_strdup(arena, obligation->id);
    *ret_obligation = obligation;
    return 0;
}

/* The lowest number not taken: c1, c2, … */
static int next_id(struct engine *engine, struct case_file *file, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    struct case_file taken;
    int64_t n;
    int error = ledger->count_cases(ledger->ctx, file->organization, file->obligation, &n);

    while (!error) {
        file->id = arena_printf(arena, "c%lld", (long long)++n);
        error = ledger->get_case(ledger->ctx, file->organization, file->obligation, file->id, arena, &taken);
    }
    return error == ERROR_NOT_FOUND ? 0 : error;
}

static int open_occurrence(struct engine *engine, struct cached *cached, const struct obligation *obligation, const struct case_file *file,
                           int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const struct period period = {.id = file->id, .begins = file->opened_on, .ends = DATE_FOREVER};
    struct occurrence occurrence;
    int error = fact_occurrence(engine, cached, obligation, &period, now, arena, &occurrence);

    if (error)
        return error;
    if (obligation->due.kind == DUE_EVENT || obligation->opens.kind == DUE_EVENT)
        return occurrence_anchor(engine, cached, obligation, &occurrence, file->event_on, "the event moved", now);
    occurrence_plan(engine, cached, obligation, &occurrence);
    return ledger->put_occurrence(ledger->ctx, &occurrence);
}

static const char *opening_objection(const struct cached *cached, const struct case_file *file, date_t today)
{
    if (file->opened_on > today)
        return N_("that day has not come yet");
    if (file->id && !is_case_id(file->id))
        return N_("a case's id has at most 64 of a-z 0-9 . _ - and begins with a letter or digit");
    if (file->member && !organization_member(cached->organization, file->member))
        return N_("there is no such member");
    return NULL;
}

int case_open(struct engine *engine, struct case_file *file, const char *actor, int64_t now, struct arena *arena, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *procedure;
    struct cached *cached;
    const char *objection;
    int error = case_obligation(engine, file, arena, &cached, &procedure, ret_why);

    if (error)
        return error;
    objection = opening_objection(cached, file, zone_date(engine->zone, now));
    if (objection)
        return fact_refuse(ret_why, objection);
    if (file->event_on == DATE_NONE)
        file->event_on = file->opened_on;
    error = file->id ? 0 : next_id(engine, file, arena);
    if (!error)
        error = ledger->open_case(ledger->ctx, file, now, actor);
    if (error == ERROR_EXISTS)
        return fact_refuse(ret_why, N_("there is a case of that id already"));
    for (size_t i = 0; !error && i < cached->organization->n_obligations; i++) {
        const struct obligation *obligation = &cached->organization->obligations[i];

        if (obligation_is_of(obligation, procedure->id) && obligation->due.kind != DUE_NONE)
            error = open_occurrence(engine, cached, obligation, file, now, arena);
    }
    return error ? error
                 : engine_log(engine, now, actor, "case", case_name(arena, file),
                              arena_printf(arena, "opened%s%s", file->title ? ": " : "", file->title ? file->title : ""));
}

int engine_cases_open(struct engine *engine, struct case_file *files, size_t n, const char *actor, int64_t now, struct arena *arena,
                      const char **ret_why)
{
    int error = engine_begin(engine);

    if (error)
        return error;
    for (size_t i = 0; !error && i < n; i++)
        error = case_open(engine, &files[i], actor, now, arena, ret_why);
    return engine_end(engine, error);
}

int engine_case_open(struct engine *engine, struct case_file *file, const char *actor, int64_t now, struct arena *arena,
                     const char **ret_why)
{
    return engine_cases_open(engine, file, 1, actor, now, arena, ret_why);
}

static const char *closing_objection(const struct obligation *obligation, const struct case_file *file, const struct case_file *closing,
                                     date_t today)
{
    if (file->closed_on != DATE_NONE)
        return N_("that case is closed");
    if (closing->closed_on > today)
        return N_("that day has not come yet");
    if (closing->closed_on < file->opened_on)
        return N_("that is before it was opened");
    if (closing->outcome ? !obligation_outcome(obligation, closing->outcome) : obligation->n_outcomes > 0)
        return N_("its outcome is none of those its obligation names");
    if (closing->outcome && obligation_outcome(obligation, closing->outcome)->removes && !file->member)
        return N_("that outcome removes a member, and the case names none");
    return NULL;
}

/* A waiver that ends only puts it off. */
static bool is_owed(const struct occurrence *occurrence)
{
    return occurrence->state == OCCURRENCE_OPEN || (occurrence->state == OCCURRENCE_WAIVED && occurrence->next_at != NEVER);
}

/* What is still open of it: nothing is owed about a case that is over, but it must be said why not. */
static int waive_open(struct engine *engine, const struct cached *cached, const struct case_file *closing, bool allowed, const char *actor,
                      int64_t now, struct arena *arena, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    const struct waiver waiver = {
        .reason = closing->why, .by = closing->by, .basis = closing->document, .until = DATE_NONE, .at = now, .actor = actor};
    int error = 0;

    for (size_t i = 0; !error && i < cached->organization->n_obligations; i++) {
        const struct obligation *obligation = &cached->organization->obligations[i];
        struct occurrence occurrence;

        if (!obligation_is_of(obligation, closing->obligation))
            continue;
        error = ledger->get_occurrence(ledger->ctx, cached->id, obligation->id, closing->id, arena, &occurrence);
        if (error == ERROR_NOT_FOUND || (!error && !is_owed(&occurrence))) {
            error = 0;
            continue;
        }
        if (!error && !allowed)
            return fact_refuse(ret_why, N_("stages of it are still open: record them, or waive them with the closing"));
        occurrence.state = OCCURRENCE_WAIVED;
        occurrence.next_at = NEVER;
        if (!error)
            error = ledger->put_occurrence(ledger->ctx, &occurrence);
        if (!error)
            error = ledger->put_waiver(ledger->ctx, occurrence.id, &waiver);
        if (!error)
            error = ledger->cancel_notifications(ledger->ctx, occurrence.id, "the case was closed", now);
    }
    return error;
}

/* What they were appointed to from a later day falls with them. */
static int remove_again(struct engine *engine, const struct decision *removal, const char *actor, int64_t now, struct arena *arena,
                        const char **ret_why)
{
    struct decision *decisions;
    size_t n;
    int error = engine->ledger->decisions(engine->ledger->ctx, removal->organization, arena, &decisions, &n);

    for (size_t i = 0; !error && i < n; i++) {
        struct decision again = *removal;

        again.on = decisions[i].on;
        if (decisions[i].kind == DECISION_APPOINT && again.on > removal->on && strcmp(decisions[i].member, removal->member) == 0)
            error = decision_take(engine, &again, actor, now, ret_why, arena);
    }
    return error;
}

/* From the day of the closing, or the first that is not history yet. */
static int remove_member(struct engine *engine, const struct case_file *closing, const char *actor, int64_t now, struct arena *arena,
                         date_t *ret_removed_on, const char **ret_why)
{
    struct decision decision = {
        .organization = closing->organization,
        .kind = DECISION_REMOVE,
        .on = zone_date(engine->zone, now),
        .member = closing->member,
        .by = closing->by,
        .why = closing->why,
        .document = closing->document,
    };
    struct turn turn;
    int error = engine->ledger->turn_on(engine->ledger->ctx, closing->organization, decision.on, arena, &turn);

    if (error && error != ERROR_NOT_FOUND)
        return error;
    if (!error && turn.begins == decision.on && turn.chair && strcmp(turn.chair, decision.member) == 0)
        decision.on++;
    error = decision_take(engine, &decision, actor, now, ret_why, arena);
    if (!error)
        error = remove_again(engine, &decision, actor, now, arena, ret_why);
    if (!error)
        *ret_removed_on = decision.on;
    return error;
}

static int close_in(struct engine *engine, struct case_file *closing, bool waive, const char *actor, int64_t now, struct arena *arena,
                    date_t *ret_removed_on, const char **ret_why)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *obligation;
    const struct outcome *outcome;
    struct case_file file;
    struct cached *cached;
    const char *objection;
    int error = case_obligation(engine, closing, arena, &cached, &obligation, ret_why);

    if (!error)
        error = ledger->get_case(ledger->ctx, closing->organization, closing->obligation, closing->id, arena, &file);
    if (error)
        return error;
    objection = closing_objection(obligation, &file, closing, zone_date(engine->zone, now));
    if (objection)
        return fact_refuse(ret_why, objection);
    closing->member = file.member;
    outcome = closing->outcome ? obligation_outcome(obligation, closing->outcome) : NULL;
    error = waive_open(engine, cached, closing, waive, actor, now, arena, ret_why);
    if (!error)
        error = ledger->close_case(ledger->ctx, closing, now, actor);
    if (!error)
        error = engine_log(engine, now, actor, "case", case_name(arena, closing),
                           arena_printf(arena, "closed%s%s by %s: %s", closing->outcome ? ", " : "",
                                        closing->outcome ? closing->outcome : "", closing->by, closing->why));
    if (!error && outcome && outcome->removes && cached->organization->rotation.n_mandates > 0)
        error = remove_member(engine, closing, actor, now, arena, ret_removed_on, ret_why);
    return error;
}

int engine_case_close(struct engine *engine, struct case_file *closing, bool waive, const char *actor, int64_t now, struct arena *arena,
                      date_t *ret_removed_on, const char **ret_why)
{
    int error = engine_begin(engine);

    *ret_removed_on = DATE_NONE;
    return error ? error : engine_end(engine, close_in(engine, closing, waive, actor, now, arena, ret_removed_on, ret_why));
}
