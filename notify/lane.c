#include "lane.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "intl.h"
#include "memory.h"

#define REFUSED_AT_ONCE 64 /* messages of a broken channel refused in one go */

/* What the channel says, or else what its service allows; none without either. */
static struct bucket_rate rate_of(const struct channel *channel, const struct backend_ops *ops)
{
    const char *text = channel_string(channel, "rate", NULL);
    struct bucket_rate rate = {0};

    if (ops == NULL || (text != NULL && bucket_rate_parse(text, ops->rate.at_once, &rate) == 0))
        return rate;
    return ops->rate.count > 0 ? bucket_rate_of(ops->rate.count, ops->rate.period_ms, ops->rate.at_once) : rate;
}

/* How many messages one may be made of. */
static size_t together_of(const struct channel *channel, const struct backend_ops *ops)
{
    if (channel_integer(channel, "digest", true) == 0)
        return 1;
    return ops != NULL && ops->digest_max > 0 ? ops->digest_max : OUTBOX_DIGEST_MAX;
}

int lane_new(struct store *store, const char *channel, const struct backend_ops *(*find)(const char *name), struct lane **ret)
{
    struct lane *lane = xcalloc(1, sizeof(*lane));
    int r = 0;

    lane->missing = store_get_channel(store, channel, &lane->arena, &lane->channel);
    if (lane->missing < 0)
        lane->channel = (struct channel){.id = arena_strdup(&lane->arena, channel), .backend = ""};
    lane->ops = find(lane->channel.backend);
    lane->retry = retry_policy_of(&lane->channel);
    lane->rate = rate_of(&lane->channel, lane->ops);
    if (lane->rate.burst > 0)
        r = outbox_get_bucket(store, channel, &lane->bucket.full_at_ms);
    lane->connections = channel_connections(&lane->channel);
    lane->window = channel_window(&lane->channel);
    lane->together = together_of(&lane->channel, lane->ops);
    if (r < 0)
        lane_free(lane);
    else
        *ret = lane;
    return r;
}

void lane_free(struct lane *lane)
{
    health_done(&lane->health);
    arena_done(&lane->arena);
    free(lane);
}

int lane_open(struct lane *lane, const struct backend_context *context, char **ret_why)
{
    int r;

    if (lane->impl != NULL)
        return 0;
    if (lane->missing < 0) {
        *ret_why = lane->missing == ERROR_NOT_FOUND ? xasprintf(_("the channel is not in the configuration any more"))
                                                    : xasprintf(_("the channel cannot be read: %s"), error_text(lane->missing));
        return lane->missing;
    }
    if (lane->ops == NULL) {
        *ret_why = xasprintf(_("there is no backend “%s”"), lane->channel.backend);
        return ERROR_CONFIG;
    }
    r = lane->ops->open(&lane->channel, context, &lane->impl, ret_why);
    if (r < 0)
        lane->impl = NULL;
    return r;
}

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

bool lane_pays(const struct lane *lane, int64_t now_ms)
{
    return lane->rate.burst > 0 && !health_refuses(&lane->health, now_ms / 1000);
}

int64_t lane_ready_at(const struct lane *lane, int64_t now_ms)
{
    int64_t ready_at = NEVER;

    if (health_rests(&lane->health, now_ms / 1000))
        ready_at = lane->health.until;
    else if (lane_pays(lane, now_ms) && bucket_tokens(&lane->bucket, &lane->rate, now_ms) == 0)
        ready_at = (bucket_ready_at_ms(&lane->bucket, &lane->rate) + 999) / 1000;
    return ready_at;
}

size_t lane_room(const struct lane *lane, int64_t now_ms)
{
    int64_t now = now_ms / 1000;
    size_t most = lane->connections;

    if (lane->closing || lane->stale)
        return 0;
    if (health_refuses(&lane->health, now))
        return REFUSED_AT_ONCE;
    if (health_rests(&lane->health, now))
        return 0;
    if (lane->impl != NULL)
        most = min(most, lane->ops->capacity(lane->impl));
    if (lane->impl == NULL || lane->health.state != HEALTH_WELL)
        most = 1; /* the first message shows whether it opens; a probe is alone */
    if (most <= lane->in_flight)
        return 0;
    return min(most - lane->in_flight, (size_t)bucket_tokens(&lane->bucket, &lane->rate, now_ms));
}

static void on_closed(void *arg)
{
    struct lane *lane = arg;

    lane->impl = NULL;
    lane->gone = true;
    lane->closed(lane->ctx);
}

void lane_close(struct lane *lane, void (*closed)(void *ctx), void *ctx)
{
    if (lane->closing)
        return;
    lane->closing = true;
    lane->closed = closed;
    lane->ctx = ctx;
    if (lane->impl != NULL)
        lane->ops->close(lane->impl, on_closed, lane);
    else
        on_closed(lane);
}
