/* Whether what was done was done in time and in order: the days of its records against its period, its due day, the waivers, the stage
 * before it and its procedure's event. */
#include <string.h>

#include "assessment_internal.h"

bool record_counts_for(const struct record *record, const struct occurrence *occurrence)
{
    return record->corrected_by == 0 && record->period != NULL && strcmp(record->obligation, occurrence->obligation) == 0 &&
           strcmp(record->period, occurrence->period) == 0;
}

const struct occurrence *occurrence_in(const struct assessment_facts *facts, const char *obligation, const char *period)
{
    for (size_t i = 0; i < facts->n_occurrences; i++) {
        const struct occurrence *occurrence = &facts->occurrences[i];
        if (occurrence->state != OCCURRENCE_WITHDRAWN && strcmp(occurrence->obligation, obligation) == 0 &&
            strcmp(occurrence->period, period) == 0)
            return occurrence;
    }
    return NULL;
}

const struct waiver *waiver_of(const struct assessment_facts *facts, const struct occurrence *occurrence, int64_t at)
{
    const struct waiver *found = NULL;
    for (size_t i = 0; i < facts->n_waivers; i++) {
        const struct assessed_waiver *waiver = &facts->waivers[i];
        if (waiver->occurrence == occurrence->id && waiver->waiver != NULL && waiver->waiver->at <= at)
            found = waiver->waiver;
    }
    return found;
}

bool is_within_period(const struct assessment_facts *facts, const struct occurrence *occurrence, date_t on)
{
    const struct obligation *rule = organization_obligation(facts->organization, occurrence->obligation);

    return rule == NULL || occurrence_holds(occurrence, rule, on);
}

/* Those within the period first, then by day, then in the order they were recorded in. */
static bool comes_before(const struct assessment_facts *facts, const struct occurrence *occurrence, const struct record *left,
                         const struct record *right)
{
    const bool within = is_within_period(facts, occurrence, left->on), other = is_within_period(facts, occurrence, right->on);
    if (within != other)
        return within;
    return left->on != right->on ? left->on < right->on : left->id < right->id;
}

/* The record that is enough with those before it; NULL: there are not as many. */
static const struct record *record_enough(const struct assessment_facts *facts, const struct occurrence *occurrence)
{
    const struct obligation *rule = organization_obligation(facts->organization, occurrence->obligation);
    for (size_t i = 0; i < facts->n_records; i++) {
        const struct record *record = &facts->records[i];
        int32_t n = 1;
        if (!record_counts_for(record, occurrence))
            continue;
        for (size_t j = 0; j < facts->n_records; j++)
            n += record_counts_for(&facts->records[j], occurrence) && comes_before(facts, occurrence, &facts->records[j], record);
        if (n == (rule != NULL ? rule->at_least : 1))
            return record;
    }
    return NULL;
}

enum timeliness assessment_timeliness(const struct assessment_facts *facts, const struct occurrence *occurrence, date_t *ret_on)
{
    const struct record *record = record_enough(facts, occurrence);
    const date_t on = record != NULL ? record->on : occurrence->met_on;
    const bool is_late = occurrence->due_on != DATE_NONE && on > occurrence->due_on;
    *ret_on = on;
    if (on == DATE_NONE || (!is_late && is_within_period(facts, occurrence, on)))
        return TIMELINESS_IN_TIME;
    const struct waiver *waiver = record != NULL ? waiver_of(facts, occurrence, record->at) : NULL;
    if (waiver != NULL && (waiver->until == DATE_NONE || on <= waiver->until))
        return TIMELINESS_WAIVED;
    return is_within_period(facts, occurrence, on) ? TIMELINESS_LATE : TIMELINESS_OUTSIDE;
}

/* What the proof asks for beside it, met by that day; NULL: it is not. *ret_asked: its name, the proof's where the organization does not
 * keep it. */
static const struct occurrence *approval_by(const struct judging *judging, const struct proof *proof, const char *period, date_t on,
                                            const char **ret_asked)
{
    const struct organization *organization = judging->facts->organization;
    *ret_asked = proof->approval;
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *rule = &organization->obligations[i];
        date_t approved_on;
        if (!obligation_is_called(rule, proof->approval))
            continue;
        *ret_asked = rule->id;
        const struct occurrence *occurrence = occurrence_in(judging->facts, rule->id, period);
        if (occurrence == NULL || occurrence->state != OCCURRENCE_MET)
            continue;
        (void)assessment_timeliness(judging->facts, occurrence, &approved_on);
        if (approved_on <= on)
            return occurrence;
    }
    return NULL;
}

void prove_time(struct judging *judging, const struct proof *proof, const struct occurrence *occurrence)
{
    struct assessed_note note = {.occurrence = occurrence};
    struct gap gap = {.kind = GAP_OUTSIDE, .obligation = occurrence->obligation, .period = occurrence->period, .until = occurrence->ends};
    note.timeliness = assessment_timeliness(judging->facts, occurrence, &note.on);
    const bool is_outside = note.timeliness == TIMELINESS_OUTSIDE;
    if (note.timeliness == TIMELINESS_IN_TIME)
        return;
    if (note.timeliness == TIMELINESS_WAIVED) {
        judging_ground(
            judging,
            (struct ground){.kind = GROUND_WAIVER, .occurrence = occurrence, .waiver = waiver_of(judging->facts, occurrence, INT64_MAX)});
    } else if (proof->approval != NULL) {
        note.approval = approval_by(judging, proof, occurrence->period, note.on, &gap.rule);
        gap.kind = GAP_LATE;
        if (note.on > gap.until || !is_outside)
            gap.until = note.on; /* the last day of an approval */
    }
    if (note.approval == NULL && (is_outside || gap.kind == GAP_LATE))
        judging_gap(judging, is_outside ? ANSWER_NO : ANSWER_UNPROVEN, gap);
    else
        judging_note(judging, note);
}

/* The nearest stage before it that is met in the same period; NULL: none. */
static const struct occurrence *stage_before(const struct assessment_facts *facts, const struct obligation *rule, const char *period)
{
    while (rule != NULL && rule->previous != NULL) {
        const struct occurrence *before = occurrence_in(facts, rule->previous, period);
        if (before != NULL && before->state == OCCURRENCE_MET)
            return before;
        rule = organization_obligation(facts->organization, rule->previous);
    }
    return NULL;
}

/* The day of the event that the stage counts from: that on which the procedure itself was done in the period, else the one that was set for
 * its occurrence, which may be NULL. DATE_NONE: it counts from none, or that is not known. */
static date_t event_of(const struct assessment_facts *facts, const struct obligation *rule, const char *period,
                       const struct occurrence *occurrence)
{
    const struct occurrence *event = occurrence_in(facts, rule->procedure, period);
    date_t on = occurrence != NULL ? occurrence->event_on : DATE_NONE;
    if (rule->due.kind != DUE_EVENT)
        return DATE_NONE;
    if (event != NULL && event->state == OCCURRENCE_MET)
        (void)assessment_timeliness(facts, event, &on);
    return on;
}

static bool comes_later(const struct organization *organization, const struct obligation *stage, const struct obligation *than)
{
    while (stage != NULL && stage->previous != NULL) {
        if (strcmp(stage->previous, than->id) == 0)
            return true;
        stage = organization_obligation(organization, stage->previous);
    }
    return false;
}

date_t order_until(const struct judging *judging, const struct obligation *rule, const char *period, bool whole, date_t until)
{
    const struct assessment_facts *facts = judging->facts;
    const struct organization *organization = facts->organization;
    date_t on;
    if (rule->procedure == NULL)
        return until;
    on = event_of(facts, rule, period, occurrence_in(facts, rule->id, period));
    if (on != DATE_NONE && rule->due.offset.count < 0 && on < until)
        until = on;
    for (size_t i = 0; whole && i < organization->n_obligations; i++) {
        const struct occurrence *later = NULL;
        if (comes_later(organization, &organization->obligations[i], rule))
            later = occurrence_in(facts, organization->obligations[i].id, period);
        if (later == NULL || later->state != OCCURRENCE_MET)
            continue;
        (void)assessment_timeliness(facts, later, &on);
        if (on < until)
            until = on;
    }
    return until;
}

void prove_order(struct judging *judging, const struct occurrence *occurrence, bool whole)
{
    const struct obligation *rule = organization_obligation(judging->facts->organization, occurrence->obligation);
    struct gap gap = {.kind = GAP_OUT_OF_ORDER,
                      .obligation = occurrence->obligation,
                      .period = occurrence->period,
                      .until = DATE_FOREVER}; /* a correction has no last day */
    date_t on, before_on, event_on;
    if (rule == NULL || rule->procedure == NULL)
        return;
    (void)assessment_timeliness(judging->facts, occurrence, &on);
    const struct occurrence *before = whole ? stage_before(judging->facts, rule, occurrence->period) : NULL;
    if (before != NULL) {
        (void)assessment_timeliness(judging->facts, before, &before_on);
        gap.rule = before->obligation;
        if (on < before_on)
            judging_gap(judging, ANSWER_NO, gap);
    }
    event_on = event_of(judging->facts, rule, occurrence->period, occurrence);
    gap.rule = rule->procedure;
    if (event_on != DATE_NONE && (rule->due.offset.count < 0 ? on > event_on : rule->due.offset.count > 0 && on < event_on))
        judging_gap(judging, ANSWER_NO, gap);
}
