/* Rosters of the configuration in a simulation: each is taken on its day, as if the file had been loaded then. */
#include "simulation_internal.h"

static const char *const *copy_texts(struct arena *arena, const char *const *texts, size_t n)
{
    const char **copies = arena_array(arena, n, sizeof *copies);

    for (size_t i = 0; i < n; i++)
        copies[i] = arena_strdup(arena, texts[i]);
    return copies;
}

static struct roster copy_of(struct arena *arena, const char *organization, const struct roster *roster)
{
    struct stated *stated = arena_array(arena, roster->n_stated, sizeof *stated);
    struct roster copy = *roster;

    copy.organization = arena_strdup(arena, organization);
    copy.table = arena_strdup(arena, roster->table);
    copy.source = arena_strdup(arena, roster->source);
    copy.columns = copy_texts(arena, roster->columns, roster->n_columns);
    copy.cells = copy_texts(arena, roster->cells, roster->n_rows * roster->n_columns);
    for (size_t i = 0; i < roster->n_stated; i++)
        stated[i] = (struct stated){arena_strdup(arena, roster->stated[i].count), roster->stated[i].value};
    copy.stated = stated;
    return copy;
}

void simulation_await_rosters(struct simulation *simulation, const struct organization *organization)
{
    for (size_t i = 0; i < organization->n_rosters; i++) {
        struct awaited_roster **place = &simulation->rosters, *awaited;

        if (organization->rosters[i].on <= simulation->loaded_on)
            continue; /* the load takes it */
        awaited = arena_alloc(&simulation->arena, sizeof *awaited);
        awaited->roster = copy_of(&simulation->arena, organization->id, &organization->rosters[i]);
        while (*place && (*place)->roster.on <= awaited->roster.on)
            place = &(*place)->next;
        awaited->next = *place;
        *place = awaited;
    }
}

int64_t simulation_rosters_at(const struct simulation *simulation)
{
    return simulation->rosters ? zone_instant(simulation->zone, simulation->rosters->roster.on, 0) : NEVER;
}

int simulation_take_rosters(struct simulation *simulation, int64_t now)
{
    int error = 0;

    while (!error && simulation_rosters_at(simulation) <= now) {
        struct arena arena = {0};
        struct roster_outcome outcome;
        const char *why = NULL;

        error = engine_roster(simulation->engine, &simulation->rosters->roster, ENGINE_ACTOR, now, &arena, &outcome, &why);
        simulation->rosters = simulation->rosters->next;
        arena_done(&arena);
    }
    return error;
}
