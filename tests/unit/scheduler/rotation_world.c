/* Random unions. */
#include "rotation_world.h"

#include <stdio.h>

static const char *const ids[WORLD_MEMBERS] = {"jia", "yi", "bing", "ding", "wu"};

static void make_terms(struct dice *dice, struct world *world)
{
    date_t begins = WORLD_BEGINS + dice_roll(dice, 60);

    for (size_t i = 0; i < WORLD_TERMS; i++) {
        date_t ends = begins + dice_roll(dice, 150);

        snprintf(world->term_ids[i], sizeof(world->term_ids[i]), "term-%zu", i);
        world->terms[i] =
            (struct term){.id = world->term_ids[i], .year = "any", .begins = begins, .ends = ends, .turn = !dice_once_in(dice, 4)};
        begins = ends + 1 + (dice_once_in(dice, 3) ? 0 : dice_roll(dice, 40));
    }
    world->calendar = (struct calendar){.id = "any", .terms = world->terms, .n_terms = WORLD_TERMS};
}

static struct interval any_interval(struct dice *dice)
{
    date_t since = WORLD_BEGINS + dice_roll(dice, WORLD_DAYS);

    return (struct interval){since, since + dice_roll(dice, 120)};
}

static void make_members(struct dice *dice, bool absences, struct world *world)
{
    for (size_t i = 0; i < WORLD_MEMBERS; i++) {
        struct member *member = &world->members[i];

        *member = (struct member){
            .id = ids[i], .name = ids[i], .term = {DATE_NONE, DATE_FOREVER}, .absent = world->absent[i], .suspended = world->suspended[i]};
        if (!absences || dice_once_in(dice, 3))
            continue;
        if (dice_once_in(dice, 3))
            member->term.since = WORLD_BEGINS + dice_roll(dice, WORLD_DAYS / 2);
        if (dice_once_in(dice, 3))
            member->term.until = WORLD_BEGINS + dice_roll(dice, WORLD_DAYS);
        member->n_absent = (size_t)dice_roll(dice, WORLD_INTERVALS + 1);
        member->n_suspended = (size_t)dice_roll(dice, 2);
        for (size_t j = 0; j < WORLD_INTERVALS; j++) {
            world->absent[i][j] = any_interval(dice);
            world->suspended[i][j] = any_interval(dice);
        }
    }
}

static void make_mandates(struct dice *dice, struct world *world)
{
    size_t n = 1 + (size_t)dice_roll(dice, WORLD_MANDATES);
    date_t elected = WORLD_BEGINS - 30 + dice_roll(dice, 200);

    for (size_t i = 0; i < n; i++) {
        size_t n_order = 1 + (size_t)dice_roll(dice, WORLD_MEMBERS);
        size_t first = (size_t)dice_roll(dice, WORLD_MEMBERS);
        size_t step = 1 + (size_t)dice_roll(dice, WORLD_MEMBERS - 1); /* five is prime: every step visits each member once */

        /* Now and then on the very day a term begins. */
        if (dice_once_in(dice, 4) && world->terms[2 * i + 1].begins > elected)
            elected = world->terms[2 * i + 1].begins;
        for (size_t j = 0; j < n_order; j++)
            world->orders[i][j] = ids[(first + j * step) % WORLD_MEMBERS];
        world->mandates[i] = (struct mandate){.elected = elected, .order = world->orders[i], .n_order = n_order};
        elected += 1 + dice_roll(dice, 500);
    }
    world->organization.rotation = (struct rotation){.mandates = world->mandates, .n_mandates = n, .acting_counts = dice_once_in(dice, 2)};
}

static void make_decisions(struct dice *dice, struct world *world)
{
    static const enum decision_kind kinds[] = {DECISION_APPOINT, DECISION_APPOINT, DECISION_REMOVE, DECISION_DECLINE};

    world->view.n_decisions = (size_t)dice_roll(dice, WORLD_DECISIONS + 1);
    for (size_t i = 0; i < world->view.n_decisions; i++) {
        struct decision *decision = &world->decisions[i];

        *decision = (struct decision){.id = (int64_t)i + 1,
                                      .organization = "su",
                                      .kind = kinds[dice_roll(dice, N_OF(kinds))],
                                      .on = WORLD_BEGINS + dice_roll(dice, WORLD_DAYS),
                                      .member = ids[dice_roll(dice, WORLD_MEMBERS)],
                                      .period = world->term_ids[dice_roll(dice, WORLD_TERMS)]};
        /* Often on a boundary, or on the day of the one before: there the rules meet. */
        if (dice_once_in(dice, 3))
            decision->on = world->terms[dice_roll(dice, WORLD_TERMS)].begins;
        else if (i > 0 && dice_once_in(dice, 3))
            decision->on = world->decisions[i - 1].on;
    }
}

void world_make(struct dice *dice, struct world_options options, struct world *world)
{
    world->organization = (struct organization){.id = "su", .language = "en"};
    world->view = (struct rotation_view){.organization = &world->organization, .decisions = world->decisions, .known_on = DATE_NONE};
    make_terms(dice, world);
    make_members(dice, options.absences, world);
    make_mandates(dice, world);
    if (options.decisions)
        make_decisions(dice, world);
    world->organization.calendar = &world->calendar;
    world->organization.members = world->members;
    world->organization.n_members = WORLD_MEMBERS;
}

bool world_is_boundary(const struct world *world, date_t on)
{
    for (size_t i = 0; i < WORLD_TERMS; i++) {
        if (world->terms[i].turn && world->terms[i].begins == on)
            return true;
    }
    for (size_t i = 0; i < world->organization.rotation.n_mandates; i++) {
        if (world->mandates[i].elected == on)
            return true;
    }
    return false;
}
