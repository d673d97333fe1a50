/* Tells a watcher outside that lunzhid is well, as healthchecks.io and its like want it: GET URL/start once, GET URL on a period while work
 * is done in time, POST URL/fail with a reason once when it is not, then nothing until it is again. A watcher that hears nothing raises its
 * own alarm, so nothing is tried again before the next period.
 *
 *   start: /start is sent --(answered or not)--> the first beat --(period)--> beat …
 *   beat:  in time -> URL;  late, not yet told -> /fail;  late and told -> silence
 *
 * It suspends between two beats and while an answer is awaited; a beat that falls into that wait is left out. Without a URL no timer runs.
 */
#ifndef LUNZHI_DAEMON_HEARTBEAT_H
#define LUNZHI_DAEMON_HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "http.h"

#define HEARTBEAT_REASON_MAX 512
#define HEARTBEAT_TIMEOUT_MS 10000 /* for an answer; never longer than the period */

/* Why work is not done in time, translated, into `words` of that size; false: it is. */
typedef bool heartbeat_late_fn(void *ctx, char *words, size_t size);
/* An answer that is not the one before: NULL: the watcher took it; else why not. */
typedef void heartbeat_news_fn(void *ctx, const char *trouble);

struct heartbeat {
    struct http *http;
    heartbeat_late_fn *late;
    heartbeat_news_fn *news;
    void *ctx;
    uv_timer_t timer;
    char *url; /* heap; NULL: nobody is told */
    uint64_t period_ms;
    struct http_call *call; /* NULL: none under way */
    char *target;           /* its URL; heap */
    char reason[HEARTBEAT_REASON_MAX];
    enum { BEAT_START, BEAT_WELL, BEAT_FAIL } sent;
    bool told_late; /* /fail was taken */
    char *trouble;  /* why the last one was not taken; heap; NULL: it was, or none was sent */
    bool was_heard; /* one was ever taken */
    bool closing;
};

/* `http` is borrowed until heartbeat_close(). */
void heartbeat_init(struct heartbeat *heartbeat, uv_loop_t *loop, struct http *http, heartbeat_late_fn *late, heartbeat_news_fn *news,
                    void *ctx);
/* `url` NULL: stop. The same as before changes nothing; else it starts anew. */
void heartbeat_set(struct heartbeat *heartbeat, const char *url, uint64_t period_ms);
/* What is under way is cancelled; the handle closes with the loop's next turn. May be called twice. */
void heartbeat_close(struct heartbeat *heartbeat);

#endif
