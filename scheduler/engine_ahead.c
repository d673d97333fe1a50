/* Looking ahead, and falling back: questions asked of the policy outside the sweep. */
#include "engine_internal.h"

#include <string.h>

static const enum notification_kind rung_kinds[] = {
    [RUNG_REMINDER] = NOTIFICATION_REMINDER,
    [RUNG_OVERDUE] = NOTIFICATION_OVERDUE,
    [RUNG_MISSED] = NOTIFICATION_MISSED,
};

int engine_ahead(struct engine *engine, const struct occurrence *occurrence, int64_t now, size_t max, struct arena *arena,
                 struct ahead **ret_ahead, size_t *ret_n)
{
    const struct obligation *obligation;
    struct ahead *ahead = arena_array(arena, max + 1, sizeof *ahead);
    struct cached *cached;
    struct ladder ladder;
    struct rung rung;
    size_t n = 0;
    date_t from;
    int error;

    error = cache_get(engine, occurrence->organization, &cached);
    if (error)
        return error;
    obligation = cached_obligation(cached, occurrence->obligation);
    if (obligation && occurrence->state == OCCURRENCE_OPEN && occurrence->due_on != DATE_NONE) {
        ladder_of(engine, cached, obligation, occurrence, &ladder);
        from = occurrence->done_on == DATE_NONE ? DATE_NONE : occurrence->done_on + 1;
        for (; n < max && !error && ladder_next(&ladder, from, &rung); from = rung.on + 1) {
            struct recipients recipients = {0};
            const int64_t at = zone_instant(engine->zone, rung.on, obligation->at);

            if (at < now)
                continue;
            error = rung_recipients(engine, cached, obligation, occurrence, &ladder, rung.kind, rung.on, arena, &recipients);
            ahead[n++] = (struct ahead){
                .at = at,
                .kind = rung_kinds[rung.kind],
                .late = rung.late,
                .recipients = recipients.items,
                .n_recipients = recipients.n,
            };
        }
    }
    if (error)
        return error;
    *ret_ahead = ahead;
    *ret_n = n;
    return 0;
}

int engine_rotation(struct engine *engine, const char *organization, struct arena *arena, struct rotation_view *ret_view)
{
    const struct ledger *ledger = engine->ledger;
    struct rotation_row row = {.known_on = DATE_NONE};
    struct cached *cached;
    int error = cache_get(engine, organization, &cached);

    if (error)
        return error;
    error = ledger->get_rotation(ledger->ctx, organization, arena, &row);
    if (error && error != ERROR_NOT_FOUND)
        return error;
    return rotation_view_load(engine, cached, row.known_on, arena, ret_view);
}

/* The turns of the view, then those planned for the known terms of the calendar. */
static void with_planned(const struct rotation_view *view, struct arena *arena, struct turn **ret_turns, size_t *ret_n)
{
    const struct calendar *calendar = view->organization->calendar;
    struct turn *planned = NULL, *all;
    size_t n_planned = 0;

    if (calendar->n_terms > 0)
        rotation_plan(view, calendar->terms[calendar->n_terms - 1].ends, arena, &planned, &n_planned);
    all = arena_array(arena, view->n_turns + n_planned + 1, sizeof *all);
    if (view->n_turns > 0)
        memcpy(all, view->turns, view->n_turns * sizeof *all);
    if (n_planned > 0)
        memcpy(all + view->n_turns, planned, n_planned * sizeof *all);
    *ret_turns = all;
    *ret_n = view->n_turns + n_planned;
}

int engine_turns(struct engine *engine, const char *organization, struct arena *arena, struct turn **ret_turns, size_t *ret_n,
                 size_t *ret_n_begun)
{
    struct rotation_view view;
    int error = engine_rotation(engine, organization, arena, &view);

    if (error)
        return error;
    with_planned(&view, arena, ret_turns, ret_n);
    *ret_n_begun = view.n_turns;
    return 0;
}

int engine_turns_as_of(struct engine *engine, const char *organization, date_t as_of, struct arena *arena, struct turn **ret_turns,
                       size_t *ret_n, size_t *ret_n_begun)
{
    const int64_t before = zone_instant(engine->zone, as_of + 1, 0);
    struct decision *decisions;
    struct rotation_view view;
    struct turn *turns;
    size_t n = 0;
    int error = engine_rotation(engine, organization, arena, &view);

    if (error)
        return error;
    turns = arena_array(arena, view.n_turns + 1, sizeof *turns);
    decisions = arena_array(arena, view.n_decisions + 1, sizeof *decisions);
    if (view.n_turns > 0)
        memcpy(turns, view.turns, view.n_turns * sizeof *turns);
    for (size_t i = 0; i < view.n_decisions; i++) {
        if (view.decisions[i].at < before)
            decisions[n++] = view.decisions[i];
    }
    view.turns = turns;
    view.n_turns = turns_as_of(turns, view.n_turns, before);
    view.decisions = decisions;
    view.n_decisions = n;
    view.known_on = view.known_on < as_of ? view.known_on : as_of;
    *ret_turns = turns;
    *ret_n = *ret_n_begun = view.n_turns;
    if (view.n_turns > 0) /* else lunzhi knew of nothing yet */
        with_planned(&view, arena, ret_turns, ret_n);
    return 0;
}

/* The member's next channel, if there is one. */
static int next_channel(struct engine *engine, const struct telling *telling, const struct notification *refused, struct arena *arena,
                        bool *ret_found, size_t *made)
{
    const struct member *member = organization_member(telling->cached->organization, refused->recipient);
    struct recipient recipient = {.member = member, .id = refused->recipient};

    if (!member || !refused->channel)
        return 0;
    recipient.channel = recipient_channel(member, &engine->channels, refused->channel);
    if (!recipient.channel)
        return 0;
    *ret_found = true;
    return tell_one(engine, telling, &recipient, telling->kind, refused->instead_of, refused->also_told, arena, made);
}

static int fall_back(struct engine *engine, struct telling *telling, const struct notification *refused, struct arena *arena,
                     size_t *ret_made)
{
    const struct recipient self = {.id = refused->recipient};
    const struct recipients others = {.items = (struct recipient *)&self, .n = 1};
    struct told *told = NULL;
    size_t n_told = 0;
    bool found = false;
    int error;

    error = next_channel(engine, telling, refused, arena, &found, ret_made);
    if (error || found)
        return error;
    if (telling->occurrence)
        error = engine->ledger->told(engine->ledger->ctx, telling->occurrence->id, arena, &told, &n_told);
    return error ? error
                 : tell_instead(engine, telling, refused->recipient_name ? refused->recipient_name : refused->recipient, &others, told,
                                n_told, arena, &found, ret_made);
}

int engine_fall_back(struct engine *engine, const struct notification *refused, int64_t now, size_t *ret_made)
{
    const struct ledger *ledger = engine->ledger;
    struct telling telling = {.kind = refused->kind,
                              .on = refused->on,
                              .late = refused->late,
                              .at = now,
                              .period = refused->period,
                              .detail = refused->detail,
                              /* A vacancy told ahead is told again on its first day. */
                              .about = refused->on > zone_date(engine->zone, now) ? "ahead" : NULL,
                              .stands_for = refused->id};
    struct arena arena = {0};
    struct occurrence occurrence;
    int error;

    *ret_made = 0;
    if (refused->kind == NOTIFICATION_TEST || refused->kind == NOTIFICATION_ALERT)
        return 0;
    error = cache_get(engine, refused->organization, &telling.cached);
    if (!error && refused->obligation) {
        telling.obligation = cached_obligation(telling.cached, refused->obligation);
        error = ledger->get_occurrence(ledger->ctx, refused->organization, refused->obligation, refused->period, &arena, &occurrence);
        telling.occurrence = &occurrence;
    }
    /* What is settled meanwhile, or has left the configuration, needs no other way. */
    if (!error &&
        (!refused->obligation || (telling.obligation && (occurrence.state == OCCURRENCE_OPEN || occurrence.state == OCCURRENCE_MISSED))))
        error = fall_back(engine, &telling, refused, &arena, ret_made);
    arena_done(&arena);
    return error == ERROR_NOT_FOUND ? 0 : error;
}
