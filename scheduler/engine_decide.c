/* Decisions on turns: whether the rules allow them, and what follows at once. */
#include "engine_internal.h"
#include "intl.h"

#include <string.h>

static const struct term *term_of(const struct calendar *calendar, const char *id)
{
    for (size_t i = 0; id && i < calendar->n_terms; i++) {
        if (strcmp(calendar->terms[i].id, id) == 0)
            return &calendar->terms[i];
    }
    return NULL;
}

/* NULL if the rules allow the decision, as far as it can be said without the turns. */
static const char *decision_objection(const struct organization *organization, const struct decision *decision, date_t today)
{
    const bool swap = decision->kind == DECISION_SWAP, decline = decision->kind == DECISION_DECLINE && decision->period;
    const struct term *term = term_of(organization->calendar, decision->period);
    const struct term *other_term = term_of(organization->calendar, decision->other_period);

    if (organization->rotation.n_mandates == 0)
        return N_("the organization has no rotation");
    if (!decision_is_by_hand(decision->kind))
        return N_("only lunzhid itself says that");
    if (!decision->member || !organization_member(organization, decision->member))
        return N_("there is no such member");
    if (decision->on < today)
        return N_("it would change days already past");
    if (decision->kind == DECISION_APPOINT && !interval_holds(organization_member(organization, decision->member)->term, decision->on))
        return N_("that member is not in office on that day");
    if ((swap || decline) && !term)
        return N_("there is no such term");
    if (swap && term->begins < today)
        return N_("the turn of that term has begun");
    if (swap && (!decision->other || !organization_member(organization, decision->other)))
        return N_("there is no such other member");
    if (swap && (!other_term || other_term->begins < today))
        return N_("the other term is unknown or has begun");
    return NULL;
}

/* A turn that somebody has begun is theirs on its first day: another chair named for that day, or they removed, would change nothing.
 * A vacancy is nobody's. */
static int turn_has_begun(struct engine *engine, const struct decision *decision, struct arena *arena, bool *ret_begun)
{
    struct turn turn = {.begins = DATE_NONE};
    int error = 0;

    if (decision->kind == DECISION_APPOINT || decision->kind == DECISION_REMOVE)
        error = engine->ledger->turn_on(engine->ledger->ctx, decision->organization, decision->on, arena, &turn);
    if (error && error != ERROR_NOT_FOUND)
        return error;
    *ret_begun =
        turn.begins == decision->on && turn.chair && (decision->kind == DECISION_APPOINT || strcmp(turn.chair, decision->member) == 0);
    return 0;
}

static bool is_elected_since(const struct organization *organization, const char *member, date_t after, date_t until)
{
    const struct rotation *rotation = &organization->rotation;

    for (size_t i = 0; i < rotation->n_mandates; i++) {
        const struct mandate *mandate = &rotation->mandates[i];

        for (size_t k = 0; mandate->elected > after && mandate->elected <= until && k < mandate->n_order; k++) {
            if (strcmp(mandate->order[k], member) == 0)
                return true;
        }
    }
    return false;
}

/* Whom an exit dismissed is out of office, though still in the file, until they come into office again: *ret_is. */
static int is_dismissed(struct engine *engine, const struct cached *cached, const struct decision *decision, struct arena *arena,
                        bool *ret_is)
{
    const struct member *member = organization_member(cached->organization, decision->member);
    struct case_file *files;
    size_t n;
    int error = engine->ledger->outcomes_of(engine->ledger->ctx, cached->id, member->id, arena, &files, &n);

    *ret_is = false;
    for (size_t i = 0; !error && i < n && !*ret_is; i++) {
        const struct obligation *obligation = cached_obligation(cached, files[i].obligation);
        const struct outcome *outcome = obligation ? obligation_outcome(obligation, files[i].outcome) : NULL;

        *ret_is = outcome && outcome->removes && member->term.since <= files[i].closed_on &&
                  !is_elected_since(cached->organization, member->id, files[i].closed_on, decision->on);
    }
    return error;
}

int decision_put(struct engine *engine, struct decision *decision, const char *actor, int64_t now, struct arena *arena)
{
    const char *about = "";
    char day[DATE_TEXT_SIZE];
    int error;

    decision->at = now;
    error = engine->ledger->put_decision(engine->ledger->ctx, decision);
    if (decision->refers)
        about = arena_printf(arena, ", swap %lld", (long long)decision->refers);
    else if (decision->kind == DECISION_PROPOSE || decision->kind == DECISION_ACCEPT)
        about = arena_printf(arena, ", %s", decision->period);
    return error ? error
                 : engine_log(engine, now, actor, "decide", decision->organization,
                              arena_printf(arena, "%s %s from %s%s%s%s", decision_kind_name(decision->kind), decision->member,
                                           date_format(decision->on, day), about, decision->why ? ": " : "",
                                           decision->why ? decision->why : ""));
}

static const char *recalled_objection(const struct term *term, date_t decided_on)
{
    if (!term)
        return N_("there is no such term");
    return term->begins < decided_on ? N_("the turn of that term has begun") : NULL;
}

int engine_recall_decision(struct engine *engine, const struct organization *organization, struct decision *decision, date_t decided_on,
                           const char **ret_why)
{
    const char *objection = decision_objection(organization, decision, decided_on);
    struct arena arena = {0};
    int error;

    if (!objection && decision->kind == DECISION_DECLINE)
        objection = recalled_objection(term_of(organization->calendar, decision->period), decided_on);
    if (objection)
        return fact_refuse(ret_why, objection);
    error = decision_put(engine, decision, ENGINE_ACTOR, zone_instant(engine->zone, decided_on, 0), &arena);
    arena_done(&arena);
    return error;
}

int decision_take(struct engine *engine, struct decision *decision, const char *actor, int64_t now, const char **ret_why,
                  struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const date_t today = zone_date(engine->zone, now);
    struct rotation_view view;
    struct rotation_row row;
    struct cached *cached;
    const char *objection;
    bool begun, dismissed = false;
    int error;

    error = cache_get(engine, decision->organization, &cached);
    if (error)
        return error;
    objection = decision_objection(cached->organization, decision, today);
    if (objection)
        return fact_refuse(ret_why, objection);
    error = ledger->get_rotation(ledger->ctx, decision->organization, arena, &row);
    if (!error)
        error = rotation_view_load(engine, cached, row.known_on, arena, &view);
    if (!error)
        error = turn_has_begun(engine, decision, arena, &begun);
    if (!error && decision->kind == DECISION_APPOINT)
        error = is_dismissed(engine, cached, decision, arena, &dismissed);
    if (error)
        return error;
    objection = answer_objection(&view, decision, today, arena);
    if (objection)
        return fact_refuse(ret_why, objection);
    if (dismissed)
        return fact_refuse(ret_why, N_("that member was dismissed: a new mandate or a new term of office of theirs has to begin first"));
    if (begun)
        return fact_refuse(ret_why, N_("the turn of that day has begun: decide from the day after"));
    error = decision_put(engine, decision, actor, now, arena);
    return error ? error : rotation_settle(engine, &row, now);
}

int engine_decide(struct engine *engine, struct decision *decision, const char *actor, int64_t now, struct arena *arena,
                  const char **ret_why)
{
    int error = engine_begin(engine);

    return error ? error : engine_end(engine, decision_take(engine, decision, actor, now, ret_why, arena));
}
