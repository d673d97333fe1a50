/* The last answer: see reply_cache.h. */
#include "reply_cache.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

const char *reply_cache_get(const struct reply_cache *cache, const struct reply_key *key)
{
    const struct reply_key *kept = &cache->key;
    bool is_same = cache->text != NULL && kept->route == key->route && kept->now == key->now && kept->writes == key->writes &&
                   strcmp(kept->language, key->language) == 0;
    return is_same ? cache->text : NULL;
}

void reply_cache_put(struct reply_cache *cache, const struct reply_key *key, const char *text)
{
    reply_cache_forget(cache);
    cache->key = *key;
    cache->text = xstrdup(text);
}

void reply_cache_forget(struct reply_cache *cache)
{
    free(cache->text);
    *cache = (struct reply_cache){0};
}
