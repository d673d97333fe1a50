/* What is worth saying about a record that is taken all the same: that it is late, or out of order with its event and with the stages
 * before and after it. */
#include "engine_internal.h"

#include <string.h>

struct noting {
    struct engine *engine;
    const struct cached *cached;
    const struct obligation *obligation;
    const struct record *record;
    struct arena *arena;
    struct record_note *items;
    size_t n;
};

static void note(struct noting *noting, struct record_note item)
{
    item.obligation = arena_strdup(noting->arena, item.obligation);
    noting->items[noting->n++] = item;
}

/* Does one stage come before the other in their procedure? */
static bool comes_before(const struct cached *cached, const struct obligation *stage, const struct obligation *other)
{
    for (const struct obligation *at = other; at && at->previous; at = cached_obligation(cached, at->previous)) {
        if (strcmp(at->previous, stage->id) == 0)
            return true;
    }
    return false;
}

static bool was_due_by(const struct occurrence *occurrence, date_t on)
{
    return occurrence->due_on != DATE_NONE && occurrence->due_on <= on;
}

/* `occurrence` is of another stage in the same period. Of the procedure itself the stages that were due by its day come before it. */
static void note_order(struct noting *noting, const struct obligation *stage, const struct occurrence *occurrence)
{
    const date_t on = noting->record->on;
    const bool is_before =
        noting->obligation->procedure ? comes_before(noting->cached, stage, noting->obligation) : was_due_by(occurrence, on);
    const bool is_met = occurrence->state == OCCURRENCE_MET;

    if (is_before && occurrence->state == OCCURRENCE_OPEN)
        note(noting, (struct record_note){.kind = NOTE_BEFORE, .obligation = stage->id});
    else if (is_before && is_met && on < occurrence->met_on)
        note(noting, (struct record_note){.kind = NOTE_EARLIER, .obligation = stage->id, .on = occurrence->met_on});
    else if (is_met && on > occurrence->met_on && comes_before(noting->cached, noting->obligation, stage))
        note(noting, (struct record_note){.kind = NOTE_LATER, .obligation = stage->id, .on = occurrence->met_on});
}

/* The day of the event, as it was set: what the stages count from. */
static date_t event_of(const struct obligation *stage, const struct occurrence *occurrence)
{
    return stage->due.kind == DUE_EVENT ? occurrence->event_on : DATE_NONE;
}

static int note_stages(struct noting *noting, date_t *ret_event_on)
{
    const struct ledger *ledger = noting->engine->ledger;
    const struct organization *organization = noting->cached->organization;
    const char *procedure = noting->obligation->procedure ? noting->obligation->procedure : noting->obligation->id;

    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *stage = &organization->obligations[i];
        struct occurrence occurrence;
        int error;

        if (!stage->procedure || strcmp(stage->procedure, procedure) != 0)
            continue;
        error = ledger->get_occurrence(ledger->ctx, noting->cached->id, stage->id, noting->record->period, noting->arena, &occurrence);
        if (error && error != ERROR_NOT_FOUND)
            return error;
        if (error)
            continue;
        if (*ret_event_on == DATE_NONE)
            *ret_event_on = event_of(stage, &occurrence);
        if (stage != noting->obligation)
            note_order(noting, stage, &occurrence);
    }
    return 0;
}

/* Where no day was set for the event, the procedure's own record tells it. */
static int event_recorded(const struct noting *noting, date_t *ret_event_on)
{
    const struct ledger *ledger = noting->engine->ledger;
    struct occurrence occurrence;
    int error = ledger->get_occurrence(ledger->ctx, noting->cached->id, noting->obligation->procedure, noting->record->period,
                                       noting->arena, &occurrence);

    if (!error && occurrence.state == OCCURRENCE_MET)
        *ret_event_on = occurrence.met_on;
    return error == ERROR_NOT_FOUND ? 0 : error;
}

/* A stage that follows its event was done before it; or the procedure was recorded for another day than its event's. */
static int note_event(struct noting *noting, date_t event_on)
{
    const struct obligation *obligation = noting->obligation;
    const bool follows = obligation->procedure && obligation->due.kind == DUE_EVENT && obligation->due.offset.count >= 0;
    int error = follows && event_on == DATE_NONE ? event_recorded(noting, &event_on) : 0;

    if (error || event_on == DATE_NONE)
        return error;
    if (follows && noting->record->on < event_on)
        note(noting, (struct record_note){.kind = NOTE_BEFORE_EVENT, .on = event_on});
    if (!obligation->procedure && noting->record->on != event_on)
        note(noting, (struct record_note){.kind = NOTE_NOT_EVENT, .on = event_on});
    return 0;
}

/* Of a case, or of a turn's hand-over: done before there was anything to do. */
static int note_case(struct noting *noting)
{
    const struct ledger *ledger = noting->engine->ledger;
    const struct obligation *obligation = noting->obligation;
    struct case_file file;
    int error;

    if (obligation->per != PERIOD_CASE)
        return 0;
    error = ledger->get_case(ledger->ctx, noting->cached->id, obligation->procedure ? obligation->procedure : obligation->id,
                             noting->record->period, noting->arena, &file);
    if (!error && noting->record->on < file.opened_on)
        note(noting, (struct record_note){.kind = NOTE_BEFORE_CASE, .on = file.opened_on});
    return error == ERROR_NOT_FOUND ? 0 : error;
}

static void note_period(struct noting *noting, const struct occurrence *occurrence)
{
    const date_t on = noting->record->on;

    if (!occurrence_holds(occurrence, noting->obligation, on))
        note(noting, (struct record_note){.kind = NOTE_OUTSIDE, .on = on < occurrence->begins ? occurrence->begins : occurrence->ends});
}

int notes_of_record(struct engine *engine, const struct cached *cached, const struct obligation *obligation, const struct record *record,
                    const struct occurrence *occurrence, struct arena *arena, struct record_outcome *outcome)
{
    struct noting noting = {.engine = engine, .cached = cached, .obligation = obligation, .record = record, .arena = arena};
    date_t event_on = DATE_NONE;
    int error;

    /* at most one about each stage, and four about the record itself */
    noting.items = arena_array(arena, cached->organization->n_obligations + 4, sizeof *noting.items);
    note_period(&noting, occurrence);
    if (occurrence->due_on != DATE_NONE && record->on > occurrence->due_on)
        note(&noting, (struct record_note){.kind = NOTE_LATE, .days = record->on - occurrence->due_on});
    error = note_stages(&noting, &event_on);
    if (!error)
        error = note_event(&noting, event_on);
    if (!error)
        error = note_case(&noting);
    outcome->notes = noting.items;
    outcome->n_notes = noting.n;
    return error;
}
