/* The organizations in use, a bounded number of them: memory does not grow with how many there are. */
#include "engine_internal.h"

#include <stdlib.h>
#include <string.h>

static size_t bucket_of(const char *id)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *id; id++)
        hash = (hash ^ (unsigned char)*id) * 16777619u;
    return hash % CACHE_BUCKETS;
}

static void cached_free(struct cached *cached)
{
    arena_done(&cached->arena);
    arena_done(&cached->turn_arena);
    free(cached->id);
    free(cached);
}

void cache_drop(struct engine *engine)
{
    struct cache *cache = &engine->cache;

    for (size_t i = 0; i < CACHE_BUCKETS; i++) {
        while (cache->buckets[i]) {
            struct cached *cached = cache->buckets[i];

            cache->buckets[i] = cached->next;
            cached_free(cached);
        }
    }
    cache->count = 0;
}

static void evict_oldest(struct cache *cache)
{
    struct cached **oldest = NULL;

    for (size_t i = 0; i < CACHE_BUCKETS; i++) {
        for (struct cached **at = &cache->buckets[i]; *at; at = &(*at)->next) {
            if (!oldest || (*at)->used < (*oldest)->used)
                oldest = at;
        }
    }
    if (oldest) {
        struct cached *cached = *oldest;

        *oldest = cached->next;
        cached_free(cached);
        cache->count--;
    }
}

static int obligation_order(const void *a, const void *b)
{
    const struct obligation *const *left = a, *const *right = b;

    return strcmp((*left)->id, (*right)->id);
}

static void index_obligations(struct cached *cached)
{
    const struct organization *organization = cached->organization;

    cached->by_id = arena_array(&cached->arena, organization->n_obligations + 1, sizeof(struct obligation *));
    for (size_t i = 0; i < organization->n_obligations; i++)
        cached->by_id[i] = &organization->obligations[i];
    qsort(cached->by_id, organization->n_obligations, sizeof(struct obligation *), obligation_order);
}

int cache_get(struct engine *engine, const char *id, struct cached **ret_cached)
{
    struct cache *cache = &engine->cache;
    struct cached **bucket = &cache->buckets[bucket_of(id)];
    struct cached *cached;
    int error;

    for (cached = *bucket; cached; cached = cached->next) {
        if (strcmp(cached->id, id) == 0) {
            cached->used = ++cache->tick;
            *ret_cached = cached;
            return 0;
        }
    }
    cached = xcalloc(1, sizeof *cached);
    cached->id = xstrdup(id);
    error = engine->ledger->get_organization(engine->ledger->ctx, id, &cached->arena, &cached->organization);
    if (error) {
        cached_free(cached);
        return error;
    }
    if (cache->count >= cache->max)
        evict_oldest(cache);
    index_obligations(cached);
    cached->used = ++cache->tick;
    cached->next = *bucket;
    *bucket = cached;
    cache->count++;
    *ret_cached = cached;
    return 0;
}

int engine_organization(struct engine *engine, const char *id, const struct organization **ret_organization)
{
    struct cached *cached;
    int error = cache_get(engine, id, &cached);

    if (!error)
        *ret_organization = cached->organization;
    return error;
}

const struct obligation *cached_obligation(const struct cached *cached, const char *id)
{
    const struct obligation key = {.id = id}, *wanted = &key;
    const struct obligation **found =
        bsearch(&wanted, cached->by_id, cached->organization->n_obligations, sizeof(struct obligation *), obligation_order);

    return found ? *found : NULL;
}

void cache_forget_turn(struct cached *cached)
{
    arena_done(&cached->turn_arena);
    cached->has_turn = false;
}

int cached_chair(struct engine *engine, struct cached *cached, date_t on, const struct member **ret_chair)
{
    int error;

    if (!cached->has_turn || on < cached->turn.begins || on > cached->turn.ends) {
        cache_forget_turn(cached);
        error = engine->ledger->turn_on(engine->ledger->ctx, cached->id, on, &cached->turn_arena, &cached->turn);
        if (error == ERROR_NOT_FOUND)
            cached->turn = (struct turn){.begins = on, .ends = on};
        else if (error)
            return error;
        cached->has_turn = true;
    }
    *ret_chair = cached->turn.chair ? organization_member(cached->organization, cached->turn.chair) : NULL;
    return 0;
}
