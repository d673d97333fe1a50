/* A vacancy is told on its first day; and as soon as a turn that lies ahead has nobody left to take it. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "intl.h"
#include "reason.h"

#define VACANCY_AT (9 * 3600) /* DESIGN.md's default `at` */

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

int vacancy_tell(struct engine *engine, struct cached *cached, const struct turn *turn, int64_t now, struct arena *arena)
{
    const struct rotation *rotation = &cached->organization->rotation;
    const date_t today = zone_date(engine->zone, now);
    const int64_t at = zone_instant(engine->zone, today, VACANCY_AT);
    const struct telling telling = {
        .cached = cached,
        .kind = NOTIFICATION_TURN,
        .on = turn->begins,
        .late = turn->begins<today, .at = at> now ? at : now,
        .period = turn->period,
        .detail = life_reason(engine, cached, turn, arena),
    };
    struct recipients recipients = {0};
    size_t made;

    /* Whose answer it waits for has to know first of all. */
    if (turn_is_caretaker(turn) && turn->why->member)
        recipients_add(&recipients, cached->organization, &engine->channels, &turn->why->member, 1, NULL, today, false, arena);
    recipients_add(&recipients, cached->organization, &engine->channels, rotation->notify, rotation->n_notify, NULL, today, false, arena);
    return tell(engine, &telling, &recipients, arena, &made);
}

static bool is_declined(const struct turn *turn)
{
    for (size_t i = 0; i < turn->why->n_others; i++) {
        if (turn->why->others[i].why == PASSED_DECLINED)
            return true;
    }
    return false;
}

/* The last decision that left the turn to nobody. With another one it is another vacancy, told anew. */
static int64_t cause_of(const struct rotation_view *view, const struct turn *turn, const char *period)
{
    int64_t cause = 0;

    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];
        const bool names = (decision->kind == DECISION_APPOINT || decision->kind == DECISION_REMOVE) && decision->on == turn->begins;
        const bool answers = (decision->kind == DECISION_PROPOSE || decision->kind == DECISION_DECLINE) && !decision->refers &&
                             (is_same(decision->period, period) || is_same(decision->period, turn->period));

        if (names || answers)
            cause = decision->id;
    }
    return cause;
}

/* Who would go on as caretaker, as things stand; NULL: nobody. */
static const char *caretaker_of(const struct engine *engine, const struct rotation_view *view, const struct turn *turn, struct arena *arena)
{
    struct rotation_view asking = *view;
    struct turn *planned;
    size_t n;

    if (!view->organization->rotation.answer_required || engine->assume_accepted)
        return NULL;
    asking.asks = true;
    rotation_plan(&asking, turn->begins, arena, &planned, &n);
    return n > 0 && planned[n - 1].begins == turn->begins ? planned[n - 1].chair : NULL;
}

static int tell_ahead(struct engine *engine, struct cached *cached, const struct rotation_view *view, const struct turn *turn, int64_t now,
                      struct arena *arena)
{
    const struct rotation *rotation = &cached->organization->rotation;
    const date_t today = zone_date(engine->zone, now);
    const int64_t at = zone_instant(engine->zone, today, VACANCY_AT), cause = cause_of(view, turn, turn_period(view, turn, arena));
    const char *caretaker = caretaker_of(engine, view, turn, arena);
    const char *detail = arena_printf(arena, life_say(engine, cached, N_("the turn lies ahead, and nobody is left to take it: %s")),
                                      life_reason(engine, cached, turn, arena));
    struct telling telling = {.cached = cached,
                              .kind = NOTIFICATION_TURN,
                              .on = turn->begins,
                              .at = at > now ? at : now,
                              .period = turn->period,
                              .detail = detail,
                              .about = arena_printf(arena, "ahead %lld", (long long)cause)};
    struct recipients recipients = {0};
    const struct member *chair;
    size_t made;
    int error = cached_chair(engine, cached, today, &chair);

    if (error)
        return error;
    if (caretaker)
        telling.detail = arena_printf(arena, life_say(engine, cached, N_("%s. Until somebody does, %s goes on as caretaker")), detail,
                                      life_name(cached, caretaker));
    recipients_add(&recipients, cached->organization, &engine->channels, rotation->notify, rotation->n_notify, chair ? chair->id : NULL,
                   today, false, arena);
    return tell(engine, &telling, &recipients, arena, &made);
}

/* Has anybody ever been asked, or declined? Else nothing was ever told ahead. */
static bool is_answered(const struct rotation_view *view)
{
    for (size_t i = 0; i < view->n_decisions; i++) {
        const struct decision *decision = &view->decisions[i];

        if (decision->kind == DECISION_PROPOSE || (decision->kind == DECISION_DECLINE && !decision->refers))
            return true;
    }
    return false;
}

int vacancies_ahead(struct engine *engine, struct cached *cached, const struct rotation_view *view, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const struct calendar *calendar = cached->organization->calendar;
    date_t filled_from = zone_date(engine->zone, now) + 1;
    struct turn *planned;
    size_t n;
    int error = 0;

    if (calendar->n_terms == 0 || !is_answered(view))
        return 0;
    rotation_plan(view, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n);
    for (size_t i = 0; i < n && !error; i++) {
        const struct turn *turn = &planned[i];

        if (turn->chair || turn->why->code != REASON_NOBODY || (!is_declined(turn) && !life_proposal(view, turn_period(view, turn, arena))))
            continue;
        error = ledger->cancel_vacancy(ledger->ctx, cached->id, filled_from, turn->begins - 1, VACANCY_FILLED, now);
        if (!error)
            error = tell_ahead(engine, cached, view, turn, now, arena);
        filled_from = turn->begins + 1;
    }
    return error ? error : ledger->cancel_vacancy(ledger->ctx, cached->id, filled_from, DATE_FOREVER, VACANCY_FILLED, now);
}
