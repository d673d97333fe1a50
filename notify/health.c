#include "health.h"

#include <stdlib.h>

#include "memory.h"
#include "retry.h"

void health_done(struct health *health)
{
    free(health->words);
    *health = (struct health){0};
}

/* Out of a rest, but what failed for now may go on failing. */
static void get_well(struct health *health)
{
    *health = (struct health){.failures = health->failures, .failing_since = health->failing_since, .words = health->words};
}

static void keep_words(struct health *health, const char *words)
{
    free(health->words);
    health->words = xstrdup(words);
}

/* An answer that is final for one message says that the channel works; a message that was never sent says nothing. */
static void count_failure(struct health *health, const struct attempt *attempt, int64_t now)
{
    if (attempt->class == ATTEMPT_TRANSIENT || attempt->class == ATTEMPT_UNKNOWN) {
        if (health->failures++ == 0)
            health->failing_since = now;
        keep_words(health, attempt->reply);
    } else if (attempt->class == ATTEMPT_PERMANENT && attempt->code != 0) {
        health->failures = 0;
    }
}

static void rest(struct health *health, enum health_state state, int64_t seconds, const char *words, int64_t now)
{
    if (health->state == HEALTH_WELL)
        health->since = now;
    health->rounds = health->state == state ? health->rounds + 1 : 1;
    health->state = state;
    health->rest_began_at = now;
    health->until = now + seconds;
    keep_words(health, words);
}

/* Half of the doubled rest is certain, half is chance, so that many peers of one dead server do not come back together. */
static int64_t silent_rest(const struct health *health, uint64_t random)
{
    uint32_t doublings = health->state == HEALTH_RESTING ? health->rounds : 0;
    int64_t seconds = HEALTH_REST_FIRST_S;

    for (uint32_t i = 0; i < doublings && seconds < HEALTH_REST_MAX_S; i++)
        seconds *= 2;
    if (seconds > HEALTH_REST_MAX_S)
        seconds = HEALTH_REST_MAX_S;
    return seconds - (int64_t)(random % (uint64_t)(seconds / 2 + 1));
}

bool health_note(struct health *health, const struct attempt *attempt, int64_t now, uint64_t random)
{
    bool silence = attempt->code == 0 && (attempt->class == ATTEMPT_TRANSIENT || attempt->class == ATTEMPT_UNKNOWN);
    bool news = attempt->class == ATTEMPT_CHANNEL && health->state != HEALTH_BROKEN;

    if (attempt->class == ATTEMPT_DELIVERED) {
        health_done(health);
        return false;
    }
    count_failure(health, attempt, now);
    if (health_rests(health, now) && !news) /* what was still under way when it went wrong */
        return false;
    if (attempt->class == ATTEMPT_CHANNEL)
        rest(health, HEALTH_BROKEN, HEALTH_BROKEN_S, attempt->reply, now);
    else if (attempt->retry_after_ms > 0)
        rest(health, HEALTH_RESTING, retry_after_seconds(attempt->retry_after_ms), attempt->reply, now);
    else if (silence && (++health->silent >= HEALTH_SILENT_MAX || health->state != HEALTH_WELL))
        rest(health, HEALTH_RESTING, silent_rest(health, random), attempt->reply, now);
    else if (attempt->code != 0)
        get_well(health);
    return news;
}

bool health_rests(const struct health *health, int64_t now)
{
    return health->state != HEALTH_WELL && now < health->until && now >= health->rest_began_at;
}

bool health_refuses(const struct health *health, int64_t now)
{
    return health->state == HEALTH_BROKEN && health->rounds > 1 && health_rests(health, now);
}

const char *health_trouble(const struct health *health, int64_t now, int64_t *ret_since)
{
    bool out = health->state != HEALTH_WELL;
    bool failing = health->failures >= HEALTH_FAILURES_MAX || (health->failures > 1 && now - health->failing_since >= HEALTH_FAILING_S);

    if (!out && !failing)
        return NULL;
    *ret_since = health->failures > 0 && (!out || health->failing_since < health->since) ? health->failing_since : health->since;
    return health->words;
}
