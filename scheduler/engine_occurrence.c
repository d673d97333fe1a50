/* One open occurrence whose time has come: which rung, sent now or put off, and when to look again.
 *
 * Rungs passed over while the daemon was down collapse into the most urgent one. On a working day after `at` it goes out at once; otherwise
 * the occurrence counts as known anew from now, and the ladder's own catch-up says when (DESIGN.md, How it runs 5). */
#include "engine_internal.h"

#include <string.h>

void ladder_of(const struct engine *engine, const struct cached *cached, const struct obligation *obligation,
               const struct occurrence *occurrence, struct ladder *ret_ladder)
{
    date_t known_on = zone_date(engine->zone, occurrence->known_at);

    if (zone_instant(engine->zone, known_on, obligation->at) < occurrence->known_at)
        known_on++;
    *ret_ladder = (struct ladder){
        .obligation = obligation,
        .calendar = cached->organization->calendar,
        .opens_on = occurrence->opens_on,
        .due_on = occurrence->due_on,
        .ends = occurrence->ends,
        .known_on = known_on,
    };
}

static date_t first_open_day(const struct occurrence *occurrence)
{
    return occurrence->done_on == DATE_NONE ? DATE_NONE : occurrence->done_on + 1;
}

void occurrence_know_anew(const struct engine *engine, struct occurrence *occurrence, int64_t now)
{
    const date_t first = first_open_day(occurrence);

    occurrence->known_at = now;
    if (first > zone_date(engine->zone, now))
        occurrence->known_at = zone_instant(engine->zone, first, 0);
}

void occurrence_plan(const struct engine *engine, const struct cached *cached, const struct obligation *obligation,
                     struct occurrence *occurrence)
{
    struct ladder ladder;
    struct rung rung;

    occurrence->next_at = NEVER;
    if (occurrence->due_on == DATE_NONE)
        return;
    ladder_of(engine, cached, obligation, occurrence, &ladder);
    if (ladder_next(&ladder, first_open_day(occurrence), &rung))
        occurrence->next_at = zone_instant(engine->zone, rung.on, obligation->at);
}

int occurrence_meet(struct engine *engine, struct occurrence *occurrence, date_t on, int64_t now)
{
    const struct ledger *ledger = engine->ledger;
    const struct event event = {
        .kind = NOTIFICATION_MET,
        .at = zone_instant(engine->zone, on, 0),
        .organization = occurrence->organization,
        .obligation = occurrence->obligation,
        .period = occurrence->period,
        .due_on = occurrence->due_on,
        .late = occurrence->due_on != DATE_NONE && on > occurrence->due_on,
    };

    occurrence->state = OCCURRENCE_MET;
    occurrence->met_on = on;
    occurrence->next_at = NEVER;
    engine_note(engine, &event);
    return ledger->cancel_notifications(ledger->ctx, occurrence->id, "met", now);
}

int occurrence_reopen(struct engine *engine, struct occurrence *occurrence, int64_t now)
{
    const struct obligation *obligation;
    struct cached *cached;
    int error = fact_obligation(engine, occurrence->organization, occurrence->obligation, &cached, &obligation);

    occurrence->met_on = DATE_NONE;
    occurrence->next_at = NEVER;
    if (error) {
        occurrence->state = OCCURRENCE_WITHDRAWN;
        return error == ERROR_NOT_FOUND ? 0 : error;
    }
    occurrence->state = OCCURRENCE_OPEN;
    occurrence_plan(engine, cached, obligation, occurrence);
    if (occurrence->next_at < now)
        occurrence->next_at = now;
    if (occurrence->next_at == NEVER && occurrence->ends < zone_date(engine->zone, now))
        occurrence->state = OCCURRENCE_MISSED;
    return 0;
}

/* The last rung up to today that is not behind us: the most urgent one. */
static bool pending_rung(const struct ladder *ladder, date_t from, date_t today, struct rung *ret_rung)
{
    struct rung rung;
    bool found = false;

    while (ladder_next(ladder, from, &rung) && rung.on <= today) {
        *ret_rung = rung;
        found = true;
        from = rung.on + 1;
    }
    return found;
}

static enum notification_kind kind_of(enum rung_kind kind)
{
    static const enum notification_kind kinds[] = {
        [RUNG_REMINDER] = NOTIFICATION_REMINDER,
        [RUNG_OVERDUE] = NOTIFICATION_OVERDUE,
        [RUNG_MISSED] = NOTIFICATION_MISSED,
    };

    return kinds[kind];
}

static bool is_proposal(const struct cached *cached, const struct obligation *obligation)
{
    const char *proposal = cached->organization->rotation.proposal;

    return proposal && strcmp(proposal, obligation->id) == 0;
}

static int send_rung(struct engine *engine, struct cached *cached, const struct obligation *obligation, struct occurrence *occurrence,
                     const struct ladder *ladder, const struct rung *rung, date_t today, int64_t now, struct arena *arena)
{
    struct telling telling = {
        .cached = cached,
        .obligation = obligation,
        .occurrence = occurrence,
        .kind = kind_of(rung->kind),
        .on = today,
        .late = rung->late || rung->on < today,
        .at = now,
    };
    struct recipients recipients = {0};
    size_t made = 0;
    int error = 0;

    if (telling.kind == NOTIFICATION_REMINDER && is_proposal(cached, obligation)) {
        telling.kind = NOTIFICATION_PROPOSAL;
        telling.late = false; /* it is told when it is made */
        error = life_why(engine, cached, occurrence, arena, &telling.detail);
    } else {
        error = check_why(engine, cached, obligation, occurrence, arena, &telling.detail);
    }
    if (!error)
        error = rung_recipients(engine, cached, obligation, occurrence, ladder, rung->kind, today, arena, &recipients);
    if (!error)
        error = tell(engine, &telling, &recipients, arena, &made);
    if (error)
        return error;
    occurrence->done_on = today;
    if (made > 0)
        occurrence->told_on = today;
    if (rung->kind == RUNG_MISSED) {
        occurrence->state = OCCURRENCE_MISSED;
        occurrence->next_at = NEVER;
        return 0;
    }
    occurrence_plan(engine, cached, obligation, occurrence);
    return 0;
}

/* What catches up on a passed rung goes out at the next `at` of a working day. */
static int64_t next_working_at(const struct engine *engine, const struct ladder *ladder, date_t today, int64_t now)
{
    const int32_t at = ladder->obligation->at;
    const date_t first = zone_instant(engine->zone, today, at) > now ? today : today + 1;

    return zone_instant(engine->zone, calendar_workday_at_or_after(ladder->calendar, first), at);
}

static int step_open(struct engine *engine, struct cached *cached, const struct obligation *obligation, struct occurrence *occurrence,
                     int64_t now, struct arena *arena)
{
    const date_t today = zone_date(engine->zone, now);
    const int64_t fires_at = zone_instant(engine->zone, today, obligation->at);
    struct ladder ladder;
    struct rung rung = {.kind = RUNG_REMINDER};

    ladder_of(engine, cached, obligation, occurrence, &ladder);
    if (!pending_rung(&ladder, first_open_day(occurrence), today, &rung)) {
        occurrence_plan(engine, cached, obligation, occurrence);
        return 0;
    }
    if (now >= fires_at && (rung.on == today || calendar_is_workday(ladder.calendar, today)))
        return send_rung(engine, cached, obligation, occurrence, &ladder, &rung, today, now, arena);
    if (rung.on == today) {
        occurrence->next_at = fires_at;
        return 0;
    }
    if (rung.kind == RUNG_MISSED) { /* it keeps its day however late it is known, so the ladder does not put it off */
        occurrence->next_at = next_working_at(engine, &ladder, today, now);
        return 0;
    }
    occurrence->known_at = now;
    occurrence_plan(engine, cached, obligation, occurrence);
    return 0;
}

int occurrence_step(struct engine *engine, struct occurrence *occurrence, int64_t now, struct arena *arena)
{
    const struct ledger *ledger = engine->ledger;
    const struct obligation *obligation = NULL;
    struct cached *cached;
    int error;

    if (occurrence->state == OCCURRENCE_WAIVED)
        return waiver_end(engine, occurrence, now, arena);
    error = cache_get(engine, occurrence->organization, &cached);
    if (!error)
        obligation = cached_obligation(cached, occurrence->obligation);
    if (error && error != ERROR_NOT_FOUND)
        return error;
    if (!obligation || occurrence->state != OCCURRENCE_OPEN || occurrence->due_on == DATE_NONE) {
        occurrence->next_at = NEVER;
        return ledger->put_occurrence(ledger->ctx, occurrence);
    }
    error = step_open(engine, cached, obligation, occurrence, now, arena);
    return error ? error : ledger->put_occurrence(ledger->ctx, occurrence);
}
