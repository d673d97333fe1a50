/* The heartbeat: see heartbeat.h. */
#include "heartbeat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "intl.h"
#include "memory.h"

static void beat(struct heartbeat *heartbeat);

/* What the watcher, or the way to it, has against the call; heap; NULL: nothing. */
static char *objection(const struct http_response *response)
{
    if (response->error != 0)
        return xstrdup(response->words);
    if (response->status < 200 || response->status > 299)
        return xasprintf(_("HTTP status %d"), response->status);
    return NULL;
}

static bool same(const char *a, const char *b)
{
    return a != NULL && b != NULL ? strcmp(a, b) == 0 : a == b;
}

static void note(struct heartbeat *heartbeat, char *trouble)
{
    bool news = !same(trouble, heartbeat->trouble) || (trouble == NULL && !heartbeat->was_heard);
    free(heartbeat->trouble);
    heartbeat->trouble = trouble;
    heartbeat->was_heard = heartbeat->was_heard || trouble == NULL;
    if (news)
        heartbeat->news(heartbeat->ctx, trouble);
}

static void on_answer(void *arg, const struct http_response *response)
{
    struct heartbeat *heartbeat = arg;
    heartbeat->call = NULL;
    free(heartbeat->target);
    heartbeat->target = NULL;
    if (heartbeat->closing || response->error == ERROR_CANCELLED)
        return;
    note(heartbeat, objection(response));
    if (heartbeat->sent == BEAT_FAIL)
        heartbeat->told_late = heartbeat->trouble == NULL;
    else if (heartbeat->sent == BEAT_START)
        beat(heartbeat);
}

static void transmit(struct heartbeat *heartbeat, int what, const char *path, const char *reason)
{
    static const char *const headers[] = {"Content-Type: text/plain; charset=utf-8", NULL};
    heartbeat->target = xasprintf("%s%s", heartbeat->url, path);
    const struct http_request request = {
        .url = heartbeat->target,
        .headers = reason != NULL ? headers : headers + 1,
        .body = reason,
        .body_size = reason != NULL ? strlen(reason) : 0,
        .timeout_ms = heartbeat->period_ms < HEARTBEAT_TIMEOUT_MS ? heartbeat->period_ms : HEARTBEAT_TIMEOUT_MS,
    };
    heartbeat->sent = what;
    heartbeat->call = reason != NULL ? http_post(heartbeat->http, &request, on_answer, heartbeat)
                                     : http_get(heartbeat->http, &request, on_answer, heartbeat);
}

static void beat(struct heartbeat *heartbeat)
{
    if (heartbeat->call != NULL)
        return;
    if (!heartbeat->late(heartbeat->ctx, heartbeat->reason, sizeof heartbeat->reason)) {
        heartbeat->told_late = false;
        transmit(heartbeat, BEAT_WELL, "", NULL);
    } else if (!heartbeat->told_late) {
        transmit(heartbeat, BEAT_FAIL, "/fail", heartbeat->reason);
    }
}

static void on_timer(uv_timer_t *handle)
{
    struct heartbeat *heartbeat = handle->data;
    if (!heartbeat->closing)
        beat(heartbeat);
}

void heartbeat_init(struct heartbeat *heartbeat, uv_loop_t *loop, struct http *http, heartbeat_late_fn *late, heartbeat_news_fn *news,
                    void *ctx)
{
    *heartbeat = (struct heartbeat){.http = http, .late = late, .news = news, .ctx = ctx};
    uv_timer_init(loop, &heartbeat->timer);
    heartbeat->timer.data = heartbeat;
}

static void stop(struct heartbeat *heartbeat)
{
    uv_timer_stop(&heartbeat->timer);
    if (heartbeat->call != NULL)
        http_cancel(heartbeat->call);
    free(heartbeat->url);
    free(heartbeat->trouble);
    heartbeat->url = heartbeat->trouble = NULL;
    heartbeat->told_late = heartbeat->was_heard = false;
}

void heartbeat_set(struct heartbeat *heartbeat, const char *url, uint64_t period_ms)
{
    if (heartbeat->closing || (same(url, heartbeat->url) && period_ms == heartbeat->period_ms))
        return;
    stop(heartbeat);
    heartbeat->period_ms = period_ms;
    if (url == NULL)
        return;
    heartbeat->url = xstrdup(url);
    uv_timer_start(&heartbeat->timer, on_timer, period_ms, period_ms);
    transmit(heartbeat, BEAT_START, "/start", NULL);
}

void heartbeat_close(struct heartbeat *heartbeat)
{
    if (heartbeat->closing)
        return;
    heartbeat->closing = true;
    stop(heartbeat);
    uv_close((uv_handle_t *)&heartbeat->timer, NULL);
}
