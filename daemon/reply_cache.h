/* The last answer to a question that programs ask on a period (a page that shows the state, a check of a monitor), given again while it is
 * still true: in the same second, with nothing written since. What is not in the database but in an answer is forgotten by whoever changes
 * it. */
#ifndef LUNZHI_DAEMON_REPLY_CACHE_H
#define LUNZHI_DAEMON_REPLY_CACHE_H

#include <stdint.h>

struct route;

/* What an answer depends on. Route and language are borrowed for ever: both are static. */
struct reply_key {
    const struct route *route;
    const char *language;
    int64_t now;    /* UTC seconds */
    int64_t writes; /* store_writes() */
};

/* Zero-initialised is empty. */
struct reply_cache {
    struct reply_key key;
    char *text; /* heap; NULL: empty */
};

/* Borrowed until the cache changes; NULL when there is none under this key. */
const char *reply_cache_get(const struct reply_cache *cache, const struct reply_key *key);
/* Copies the text. */
void reply_cache_put(struct reply_cache *cache, const struct reply_key *key, const char *text);
/* Empties it. */
void reply_cache_forget(struct reply_cache *cache);

#endif
