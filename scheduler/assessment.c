/* Answers to the items of the self-assessment table: each proof adds its grounds and what is missing, the worst of them is the answer. */
#include "assessment.h"

#include <string.h>

#include "assessment_internal.h"

#define YEAR_DAYS     365 /* of an academic year that no other follows at once */
#define YEAR_DAYS_MAX 400

static const char *const answer_names[] = {
#define X(name, word) [ANSWER_##name] = word,
    ANSWER_MAP(X)
#undef X
};

static const char *const ground_names[] = {
#define X(name, word) [GROUND_##name] = word,
    GROUND_MAP(X)
#undef X
};

static const char *const gap_names[] = {
#define X(name, word) [GAP_##name] = word,
    GAP_MAP(X)
#undef X
};

static const char *const timeliness_names[] = {
#define X(name, word) [TIMELINESS_##name] = word,
    TIMELINESS_MAP(X)
#undef X
};

const char *answer_name(enum answer answer)
{
    return answer_names[answer];
}

const char *ground_kind_name(enum ground_kind kind)
{
    return ground_names[kind];
}

const char *gap_kind_name(enum gap_kind kind)
{
    return gap_names[kind];
}

const char *timeliness_name(enum timeliness timeliness)
{
    return timeliness_names[timeliness];
}

int assessment_days(const struct calendar *calendar, const char *year, date_t *ret_begins, date_t *ret_ends)
{
    struct period period, next;
    for (size_t i = 0; calendar_period(calendar, PERIOD_YEAR, i, &period); i++) {
        if (strcmp(period.id, year) != 0)
            continue;
        *ret_begins = period.begins;
        *ret_ends = period.begins + YEAR_DAYS - 1;
        if (calendar_period(calendar, PERIOD_YEAR, i + 1, &next) && next.begins <= period.begins + YEAR_DAYS_MAX)
            *ret_ends = next.begins - 1;
        if (*ret_ends < period.ends)
            *ret_ends = period.ends;
        return 0;
    }
    return ERROR_NOT_FOUND;
}

bool assessment_has_period(const struct calendar *calendar, const char *year, const char *period)
{
    if (strcmp(period, year) == 0)
        return true;
    for (size_t i = 0; i < calendar->n_terms; i++) {
        if (strcmp(calendar->terms[i].id, period) == 0)
            return strcmp(calendar->terms[i].year, year) == 0;
    }
    return false;
}

bool assessment_has_occurrence(const struct calendar *calendar, const char *year, const struct occurrence *occurrence)
{
    struct period known;
    date_t begins, ends, on = occurrence->begins;
    if (calendar_period_named(calendar, PERIOD_TERM, occurrence->period, &known) ||
        calendar_period_named(calendar, PERIOD_YEAR, occurrence->period, &known))
        return assessment_has_period(calendar, year, occurrence->period);
    if (on == DATE_NONE)
        on = occurrence->met_on != DATE_NONE ? occurrence->met_on : occurrence->due_on;
    return assessment_days(calendar, year, &begins, &ends) == 0 && on != DATE_NONE && on >= begins && on <= ends;
}

bool obligation_is_called(const struct obligation *obligation, const char *name)
{
    const char *dot;
    size_t length;
    if (strcmp(obligation->id, name) == 0)
        return true;
    if (obligation->preset == NULL)
        return false;
    if (obligation->procedure == NULL)
        return strcmp(obligation->preset, name) == 0;
    dot = strchr(name, '.');
    length = strlen(obligation->procedure);
    return dot != NULL && strncmp(name, obligation->preset, (size_t)(dot - name)) == 0 && obligation->preset[dot - name] == '\0' &&
           strcmp(obligation->id + length, dot) == 0;
}

const struct assessment *assessment_for(const struct assessment *versions, size_t n_versions, const char *year)
{
    const struct assessment *found = NULL;
    for (size_t i = 0; i < n_versions; i++) {
        if (strcmp(versions[i].year, year) <= 0)
            found = &versions[i];
    }
    return found;
}

void judging_ground(struct judging *judging, struct ground ground)
{
    const size_t n = judging->n_grounds;
    struct ground *grown = arena_array(judging->arena, n + 1, sizeof *grown);
    for (size_t i = 0; i < n; i++) {
        const struct ground *old = &judging->grounds[i];
        if (old->kind == ground.kind && old->id == ground.id && old->occurrence == ground.occurrence && old->on == ground.on)
            return;
        grown[i] = *old;
    }
    grown[n] = ground;
    judging->grounds = grown;
    judging->n_grounds = n + 1;
}

void judging_gap(struct judging *judging, enum answer answer, struct gap gap)
{
    const size_t n = judging->n_gaps;
    struct gap *grown = arena_array(judging->arena, n + 1, sizeof *grown);
    if (n > 0)
        memcpy(grown, judging->gaps, n * sizeof *grown);
    grown[n] = gap;
    judging->gaps = grown;
    judging->n_gaps = n + 1;
    if (answer == ANSWER_NO || judging->answer == ANSWER_YES)
        judging->answer = answer;
}

void judging_note(struct judging *judging, struct assessed_note note)
{
    const size_t n = judging->n_notes;
    struct assessed_note *grown = arena_array(judging->arena, n + 1, sizeof *grown);
    if (n > 0)
        memcpy(grown, judging->notes, n * sizeof *grown);
    grown[n] = note;
    judging->notes = grown;
    judging->n_notes = n + 1;
}

/* Turns begun in the year: no one is chair whom no mandate elected, and somebody was. */
static void prove_turns(struct judging *judging)
{
    const struct assessment_facts *facts = judging->facts;
    bool any = false;
    for (size_t i = 0; i < facts->n_turns; i++) {
        const struct turn *turn = &facts->turns[i];
        if (turn->chair == NULL || turn->period == NULL || !assessment_has_period(facts->organization->calendar, facts->year, turn->period))
            continue;
        any = true;
        judging_ground(judging, (struct ground){.kind = GROUND_TURN, .on = turn->begins});
        if (turn->mandate == DATE_NONE)
            judging_gap(judging, ANSWER_NO, (struct gap){.kind = GAP_NO_MANDATE, .period = turn->period, .until = DATE_NONE});
    }
    if (!any)
        judging_gap(judging, ANSWER_UNPROVEN, (struct gap){.kind = GAP_NO_TURN, .until = judging->ends});
}

static void judge_item(struct judging *judging, const struct assessment_item *item, struct assessed_item *ret)
{
    judging->item = item;
    judging->answer = ANSWER_YES;
    judging->grounds = NULL;
    judging->gaps = NULL;
    judging->notes = NULL;
    judging->contradictions = NULL;
    judging->n_grounds = judging->n_gaps = judging->n_notes = judging->n_contradictions = 0;
    for (size_t i = 0; i < item->n_proofs; i++) {
        const struct proof *proof = &item->proofs[i];
        if (proof->kind == PROOF_OBLIGATION)
            prove_obligation(judging, proof);
        else if (proof->kind == PROOF_CHECK)
            prove_check(judging, proof);
        else
            prove_turns(judging);
    }
    if (item->n_proofs == 0)
        judging_gap(judging, ANSWER_UNPROVEN, (struct gap){.kind = GAP_NO_PROOF, .until = DATE_NONE});
    *ret = (struct assessed_item){
        .item = item,
        .answer = judging->answer,
        .remark = {.zh = remark_fill(judging, item->remark.zh, "、"), .en = remark_fill(judging, item->remark.en, ", ")},
        .grounds = judging->grounds,
        .n_grounds = judging->n_grounds,
        .gaps = judging->gaps,
        .n_gaps = judging->n_gaps,
        .notes = judging->notes,
        .n_notes = judging->n_notes,
        .contradictions = judging->contradictions,
        .n_contradictions = judging->n_contradictions,
    };
}

int assessment_judge(const struct assessment *assessment, const struct assessment_facts *facts, struct arena *arena,
                     struct assessed_item **ret_items)
{
    struct judging judging = {.facts = facts, .arena = arena};
    int error = assessment_days(facts->organization->calendar, facts->year, &judging.begins, &judging.ends);
    if (error != 0)
        return error;
    struct assessed_item *items = arena_array(arena, assessment->n_items, sizeof *items);
    for (size_t i = 0; i < assessment->n_items; i++)
        judge_item(&judging, &assessment->items[i], &items[i]);
    *ret_items = items;
    return 0;
}
