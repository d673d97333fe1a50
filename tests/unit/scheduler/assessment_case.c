#include "assessment_case.h"

#include <stdlib.h>
#include <string.h>

static struct obligation hearing = {.id = "party-hearing",
                                    .preset = "party-hearing",
                                    .per = PERIOD_TERM,
                                    .at_least = 1,
                                    .due = {.kind = DUE_END}},
                         selection = {.id = "pick", .preset = "candidate-selection", .per = PERIOD_YEAR, .at_least = 1},
                         recommended = {.id = "pick.recommended",
                                        .preset = "candidate-selection",
                                        .procedure = "pick",
                                        .per = PERIOD_YEAR,
                                        .at_least = 1,
                                        .due = {.kind = DUE_EVENT}},
                         elected = {.id = "pick.elected",
                                    .preset = "candidate-selection",
                                    .procedure = "pick",
                                    .previous = "pick.recommended",
                                    .per = PERIOD_YEAR,
                                    .at_least = 1,
                                    .due = {.kind = DUE_EVENT}};

struct occurrence occurrence_of(const char *obligation, const char *period, enum occurrence_state state, const char *ends)
{
    return (struct occurrence){.id = 7,
                               .organization = "su",
                               .obligation = obligation,
                               .period = period,
                               .begins = day("2019-09-02"),
                               .ends = day(ends),
                               .due_on = day(ends),
                               .met_on = state == OCCURRENCE_MET ? day(ends) : DATE_NONE,
                               .state = state};
}

/* The fixture's calendar without its short summer term. */
static const struct calendar *two_terms(struct arena *arena)
{
    struct calendar *calendar = arena_alloc(arena, sizeof *calendar);
    struct term *terms = arena_array(arena, wust()->n_terms, sizeof *terms);
    *calendar = *wust();
    calendar->terms = terms;
    calendar->n_terms = 0;
    for (size_t i = 0; i < wust()->n_terms; i++) {
        if (wust()->terms[i].turn)
            terms[calendar->n_terms++] = wust()->terms[i];
    }
    return calendar;
}

struct case_of_one *prepared(const char *obligation)
{
    struct case_of_one *one = calloc(1, sizeof *one);
    const struct obligation all[] = {hearing, selection, recommended, elected};
    memcpy(one->obligations, all, sizeof all);
    one->organization =
        (struct organization){.id = "su", .calendar = two_terms(&one->arena), .obligations = one->obligations, .n_obligations = 4};
    one->facts = (struct assessment_facts){.organization = &one->organization, .year = YEAR};
    one->proof = (struct proof){.kind = PROOF_OBLIGATION, .obligation = obligation};
    one->item = (struct assessment_item){.number = "15", .proofs = &one->proof, .n_proofs = 1};
    return one;
}

const struct assessed_item *judged(struct case_of_one *one)
{
    const struct assessment table = {.year = YEAR, .items = &one->item, .n_items = 1};
    struct assessed_item *items;
    assert_int_equal(assessment_judge(&table, &one->facts, &one->arena, &items), 0);
    return items;
}

void freed(struct case_of_one *one)
{
    arena_done(&one->arena);
    free(one);
}
