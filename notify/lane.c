#include "lane.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "intl.h"
#include "memory.h"

#define REFUSED_AT_ONCE 64 /* messages of a broken channel refused in one go */

struct lane *lane_new(struct store *store, const char *channel, const struct backend_ops *(*find)(const char *name))
{
    struct lane *lane = xcalloc(1, sizeof(*lane));

    lane->missing = store_get_channel(store, channel, &lane->arena, &lane->channel);
    if (lane->missing < 0)
        lane->channel = (struct channel){.id = arena_strdup(&lane->arena, channel), .backend = ""};
    lane->ops = find(lane->channel.backend);
    lane->retry = retry_policy_of(&lane->channel);
    lane->connections = channel_connections(&lane->channel);
    return lane;
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

size_t lane_room(const struct lane *lane, int64_t now)
{
    size_t most = lane->connections;

    if (lane->closing || lane->stale)
        return 0;
    if (health_refuses(&lane->health, now))
        return REFUSED_AT_ONCE;
    if (health_rests(&lane->health, now))
        return 0;
    if (lane->impl != NULL && lane->ops->capacity(lane->impl) < most)
        most = lane->ops->capacity(lane->impl);
    if (lane->impl == NULL || lane->health.state != HEALTH_WELL)
        most = 1; /* the first message shows whether it opens; a probe is alone */
    return most > lane->in_flight ? most - lane->in_flight : 0;
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
