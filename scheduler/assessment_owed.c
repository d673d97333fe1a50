/* What was owed in a year as a proof: occurrence by occurrence, with the records that count for each. */
#include <string.h>

#include "assessment_internal.h"

static const char *value_of(const struct record *record, const char *field)
{
    for (size_t i = 0; i < record->n_values; i++) {
        if (strcmp(record->values[i].name, field) == 0)
            return record->values[i].text;
    }
    return NULL;
}

static bool says(const struct proof *proof, const char *value)
{
    for (size_t i = 0; i < proof->n_is; i++) {
        if (strcmp(proof->is[i], value) == 0)
            return true;
    }
    return proof->n_is == 0;
}

/* One of the records must say it, and none otherwise. */
static void prove_field(struct judging *judging, const struct proof *proof, const struct occurrence *occurrence)
{
    struct gap gap = {.kind = GAP_FIELD,
                      .obligation = occurrence->obligation,
                      .period = occurrence->period,
                      .rule = proof->field,
                      .until = DATE_FOREVER}; /* a correction has no last day */
    bool said = false, denied = false;
    for (size_t i = 0; i < judging->facts->n_records; i++) {
        const struct record *record = &judging->facts->records[i];
        const char *value = record_counts_for(record, occurrence) ? value_of(record, proof->field) : NULL;
        if (value == NULL || *value == '\0')
            continue;
        said = said || says(proof, value);
        denied = denied || !says(proof, value);
    }
    if (denied) {
        gap.kind = GAP_FIELD_SAYS;
        judging_gap(judging, ANSWER_NO, gap);
    } else if (!said) {
        judging_gap(judging, ANSWER_UNPROVEN, gap);
    }
}

/* Where those within the period are enough, it does not stand on others. */
static void ground_records(struct judging *judging, const struct occurrence *occurrence)
{
    date_t enough_on;
    (void)assessment_timeliness(judging->facts, occurrence, &enough_on);
    const bool only_within = enough_on != DATE_NONE && is_within_period(judging->facts, occurrence, enough_on);
    for (size_t i = 0; i < judging->facts->n_records; i++) {
        const struct record *record = &judging->facts->records[i];
        if (record_counts_for(record, occurrence) && (!only_within || is_within_period(judging->facts, occurrence, record->on)))
            judging_ground(judging, (struct ground){.kind = GROUND_RECORD, .id = record->id});
    }
}

/* `whole`: as one of all the stages of its procedure. */
static void prove_occurrence(struct judging *judging, const struct proof *proof, const struct occurrence *occurrence, bool whole)
{
    const struct obligation *rule = organization_obligation(judging->facts->organization, occurrence->obligation);
    struct gap gap = {.obligation = occurrence->obligation, .period = occurrence->period, .until = occurrence->ends};
    if (rule != NULL)
        gap.until = order_until(judging, rule, occurrence->period, whole, gap.until);
    ground_records(judging, occurrence);
    switch (occurrence->state) {
    case OCCURRENCE_MET:
        if (proof->field != NULL)
            prove_field(judging, proof, occurrence);
        prove_time(judging, proof, occurrence);
        prove_order(judging, occurrence, whole);
        return;
    case OCCURRENCE_MISSED:
        gap.kind = GAP_MISSED;
        judging_ground(judging, (struct ground){.kind = GROUND_OCCURRENCE, .occurrence = occurrence});
        judging_gap(judging, ANSWER_NO, gap);
        return;
    case OCCURRENCE_WAIVED:
        gap.kind = GAP_WAIVED;
        judging_ground(
            judging,
            (struct ground){.kind = GROUND_WAIVER, .occurrence = occurrence, .waiver = waiver_of(judging->facts, occurrence, INT64_MAX)});
        judging_gap(judging, ANSWER_NO, gap);
        return;
    default:
        gap.kind = GAP_OPEN;
        judging_gap(judging, ANSWER_UNPROVEN, gap);
        return;
    }
}

/* Each term of the year, or the year. A period without an occurrence was over before anybody knew of the obligation. */
static void prove_periods(struct judging *judging, const struct proof *proof, const struct obligation *rule, bool whole)
{
    const struct assessment_facts *facts = judging->facts;
    const struct calendar *calendar = facts->organization->calendar;
    struct period period;
    for (size_t i = 0; calendar_period(calendar, rule->per, i, &period); i++) {
        const struct occurrence *occurrence;
        if (!assessment_has_period(calendar, facts->year, period.id))
            continue;
        occurrence = occurrence_in(facts, rule->id, period.id);
        if (occurrence != NULL)
            prove_occurrence(judging, proof, occurrence, whole);
        else
            judging_gap(judging, ANSWER_UNPROVEN,
                        (struct gap){.kind = GAP_NO_OCCURRENCE,
                                     .obligation = rule->id,
                                     .period = period.id,
                                     .until = order_until(judging, rule, period.id, whole, period.ends)});
    }
}

/* What was owed once, and cases, in the days of the year. */
static void prove_loose(struct judging *judging, const struct proof *proof, const struct obligation *rule, bool whole)
{
    const struct assessment_facts *facts = judging->facts;
    bool any = false;
    for (size_t i = 0; i < facts->n_occurrences; i++) {
        const struct occurrence *occurrence = &facts->occurrences[i];
        if (occurrence->state == OCCURRENCE_WITHDRAWN || strcmp(occurrence->obligation, rule->id) != 0 ||
            !assessment_has_occurrence(facts->organization->calendar, facts->year, occurrence))
            continue;
        any = true;
        prove_occurrence(judging, proof, occurrence, whole);
    }
    if (!any)
        judging_gap(judging, ANSWER_UNPROVEN, (struct gap){.kind = GAP_NO_OCCURRENCE, .obligation = rule->id, .until = judging->ends});
}

static void prove_rule(struct judging *judging, const struct proof *proof, const struct obligation *rule, bool whole)
{
    if (rule->per == PERIOD_TERM || rule->per == PERIOD_YEAR)
        prove_periods(judging, proof, rule, whole);
    else
        prove_loose(judging, proof, rule, whole);
}

void prove_obligation(struct judging *judging, const struct proof *proof)
{
    const struct organization *organization = judging->facts->organization;
    bool any = false;
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct obligation *rule = &organization->obligations[i];
        if (!obligation_is_called(rule, proof->obligation))
            continue;
        any = true;
        if (rule->due.kind != DUE_NONE) {
            prove_rule(judging, proof, rule, false);
            continue;
        }
        for (size_t j = 0; j < organization->n_obligations; j++) {
            const struct obligation *stage = &organization->obligations[j];
            if (stage->procedure != NULL && strcmp(stage->procedure, rule->id) == 0)
                prove_rule(judging, proof, stage, true);
        }
    }
    if (!any)
        judging_gap(judging, ANSWER_UNPROVEN, (struct gap){.kind = GAP_NOT_KEPT, .obligation = proof->obligation, .until = judging->ends});
}
