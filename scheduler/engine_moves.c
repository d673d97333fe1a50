/* Whose planned turns a load has moved: compared term by term, and told to exactly those people. RULES.md section 3. */
#include <string.h>

#include "engine_internal.h"
#include "intl.h"

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static int plan_of(struct engine *engine, const char *organization, struct arena *arena, struct planned_turns *ret)
{
    struct turn *turns;
    size_t n, n_begun;
    int error = engine_turns(engine, organization, arena, &turns, &n, &n_begun);

    if (!error)
        *ret = (struct planned_turns){turns + n_begun, n - n_begun};
    return error;
}

int moves_before(struct engine *engine, const char *organization, struct arena *arena, struct planned_turns *ret)
{
    const struct ledger *ledger = engine->ledger;
    struct rotation_row row;
    int error = ledger->get_rotation(ledger->ctx, organization, arena, &row);

    *ret = (struct planned_turns){NULL, 0};
    if (!error)
        error = plan_of(engine, organization, arena, ret);
    if (error)
        return error == ERROR_NOT_FOUND ? 0 : error;
    for (size_t i = 0; i < ret->n; i++) { /* they outlive the organization as it was */
        ret->items[i].period = arena_strdup(arena, ret->items[i].period);
        ret->items[i].chair = arena_strdup(arena, ret->items[i].chair);
    }
    cache_drop(engine);
    return 0;
}

static const struct turn *turn_of(const struct planned_turns *turns, const char *period)
{
    for (size_t i = 0; period && i < turns->n; i++) {
        if (is_same(turns->items[i].period, period))
            return &turns->items[i];
    }
    return NULL;
}

/* What the load changes for one member, a line a term; "" for nothing. *ret_about: the same as ids, for the message's key. */
static const char *changes_for(const struct engine *engine, const struct cached *cached, const struct planned_turns *before,
                               const struct planned_turns *after, const char *member, struct arena *arena, const char **ret_about)
{
    const char *text = "", *about = "";

    for (size_t i = 0; i < after->n; i++) {
        const struct turn *now = &after->items[i], *old = turn_of(before, now->period);
        const char *line = NULL;

        /* A term planned for the first time moves nobody. */
        if (!old || turn_of(after, now->period) != now || is_same(old->chair, now->chair))
            continue;
        if (is_same(now->chair, member))
            line = arena_printf(arena, life_say(engine, cached, N_("%s: now your turn; before, %s's")), now->period,
                                life_name(cached, old->chair));
        else if (is_same(old->chair, member))
            line = arena_printf(arena, life_say(engine, cached, N_("%s: no longer your turn; now %s's")), now->period,
                                life_name(cached, now->chair));
        if (!line)
            continue;
        text = arena_printf(arena, "%s%s%s", text, *text ? "\n" : "", line);
        about = arena_printf(arena, "%s %s:%s>%s", about, now->period, old->chair ? old->chair : "-", now->chair ? now->chair : "-");
    }
    *ret_about = about;
    return text;
}

int moves_tell(struct engine *engine, struct cached *cached, const struct planned_turns *before, int64_t now, struct arena *arena)
{
    const struct organization *organization = cached->organization;
    struct planned_turns after;
    int error = before->n ? plan_of(engine, cached->id, arena, &after) : 0;

    for (size_t i = 0; before->n && !error && i < organization->n_members; i++) {
        const char *member = organization->members[i].id;
        const char *about, *changes = changes_for(engine, cached, before, &after, member, arena, &about);

        /* Undone and done again, it is told again; so the instant is part of the key, too. */
        if (*changes)
            error = life_tell(engine, cached, NOTIFICATION_PLAN, arena_printf(arena, "%lld%s", (long long)now, about), changes, &member, 1,
                              now, arena);
    }
    return error;
}
