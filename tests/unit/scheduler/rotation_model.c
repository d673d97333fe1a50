/* Turns by living through every day. */
#include "rotation_model.h"

#include <string.h>

bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

size_t number_of(const struct world *world, const char *id)
{
    size_t i = 0;

    while (strcmp(world->members[i].id, id) != 0)
        i++;
    return i;
}

static bool is_in(const struct interval *intervals, size_t n, date_t on)
{
    bool in = false;

    for (size_t i = 0; i < n; i++)
        in |= intervals[i].since <= on && on <= intervals[i].until;
    return in;
}

bool is_member(const struct world *world, size_t member, date_t on)
{
    return world->members[member].term.since <= on && on <= world->members[member].term.until;
}

/* The decisions of the day, in the order they were recorded. Returns whether that member was removed today. */
static bool model_decisions(struct model *model, date_t on, size_t member)
{
    bool removed_today = false;

    model->appointed = 0;
    for (size_t i = 0; i < model->world->view.n_decisions; i++) {
        const struct decision *decision = &model->world->decisions[i];
        size_t who;

        if (decision->on != on || (decision->kind != DECISION_APPOINT && decision->kind != DECISION_REMOVE))
            continue;
        who = number_of(model->world, decision->member);
        model->removed[who] = decision->kind == DECISION_REMOVE;
        removed_today |= who == member && model->removed[who];
    }
    for (size_t i = 0; i < model->world->view.n_decisions; i++) {
        const struct decision *decision = &model->world->decisions[i];
        size_t who = number_of(model->world, decision->member);

        if (decision->on == on && decision->kind == DECISION_APPOINT && is_member(model->world, who, on) && !model->removed[who])
            model->appointed = who + 1;
    }
    return removed_today && model->removed[member];
}

bool model_available(const struct model *model, size_t who, const struct turn *turn)
{
    const struct member *member = &model->world->members[who];

    for (size_t i = 0; i < model->world->view.n_decisions; i++) {
        const struct decision *decision = &model->world->decisions[i];

        if (decision->kind == DECISION_DECLINE && decision->on <= turn->begins && is_same(decision->member, member->id) && turn->period &&
            is_same(decision->period, turn->period))
            return false;
    }
    return is_member(model->world, who, turn->begins) && !model->removed[who] && !is_in(member->absent, member->n_absent, turn->begins) &&
           !is_in(member->suspended, member->n_suspended, turn->begins);
}

int turns_of(const struct turn *turns, size_t n, date_t mandate, const char *id)
{
    int count = 0;

    for (size_t i = 0; i < n; i++)
        count += turns[i].mandate == mandate && turns[i].counts && is_same(turns[i].chair, id);
    return count;
}

static const char *model_choice(const struct model *model, const struct mandate *mandate, const struct turn *turn)
{
    for (int turns = 0; mandate && turns < 2 * WORLD_DAYS; turns++) {
        for (size_t i = 0; i < mandate->n_order; i++) {
            if (turns_of(model->turns, model->n, mandate->elected, mandate->order[i]) == turns &&
                model_available(model, number_of(model->world, mandate->order[i]), turn))
                return mandate->order[i];
        }
    }
    return NULL;
}

static void model_begin(struct model *model, date_t on)
{
    const struct world *world = model->world;
    const struct mandate *mandate = NULL;
    struct turn turn = {.organization = "su", .begins = on, .mandate = DATE_NONE};
    bool boundary = world_is_boundary(world, on);

    for (size_t i = 0; i < WORLD_TERMS; i++)
        turn.period = world->terms[i].begins <= on ? world->terms[i].id : turn.period;
    for (size_t i = 0; i < world->organization.rotation.n_mandates; i++)
        mandate = world->mandates[i].elected <= on ? &world->mandates[i] : mandate;
    if (mandate)
        turn.mandate = mandate->elected;
    if (model->appointed) {
        turn.chair = world->members[model->appointed - 1].id;
        turn.counts = boundary || world->organization.rotation.acting_counts;
    } else if (boundary) {
        turn.chair = model_choice(model, mandate, &turn);
        turn.counts = turn.chair != NULL;
    }
    model->turns[model->n++] = turn;
}

static bool model_chair_goes(const struct model *model, size_t chair, date_t on, bool removed_today)
{
    const struct member *member = &model->world->members[chair];

    for (size_t i = 0; i < member->n_suspended; i++) {
        if (member->suspended[i].since == on)
            return true;
    }
    return !is_member(model->world, chair, on) || removed_today;
}

void model_live(struct model *model)
{
    for (date_t on = WORLD_BEGINS - 60; on <= LAST_DAY; on++) {
        const char *chair = model->n ? model->turns[model->n - 1].chair : NULL;
        size_t who = chair ? number_of(model->world, chair) : WORLD_MEMBERS;
        bool removed_today = chair ? model_decisions(model, on, who) : (model_decisions(model, on, 0), false);

        if (world_is_boundary(model->world, on) || (model->n && model->appointed) ||
            (chair && model_chair_goes(model, who, on, removed_today)))
            model_begin(model, on);
    }
}
