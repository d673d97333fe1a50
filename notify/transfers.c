/* curl tells which descriptors to watch and when to be called again; uv_poll and one uv_timer do it.
 * Happy path: add -> timer(0) -> socket_action -> sockets watched -> socket_action … -> a message -> done().
 * Closing: the multi handle goes at once (curl then unwatches every descriptor), the memory with the last handle. */
#include "transfers.h"

#include <assert.h>
#include <stdlib.h>

#include "error.h"
#include "memory.h"

/* Connections kept for reuse when no transfer uses them. */
#define KEPT_CONNECTIONS 64L

struct transfers {
    uv_loop_t *loop;
    CURLM *multi;
    uv_timer_t timer;
    unsigned handles;   /* not yet closed: the timer and the watches */
    unsigned transfers; /* added */
    void (*closed)(void *arg);
    void *closed_arg;
};

/* A descriptor curl wants watched. */
struct watch {
    uv_poll_t poll;
    curl_socket_t socket;
    struct transfers *owner;
};

static void release(struct transfers *transfers)
{
    if (--transfers->handles > 0)
        return;
    void (*closed)(void *) = transfers->closed;
    void *arg = transfers->closed_arg;
    free(transfers);
    curl_global_cleanup();
    closed(arg);
}

static void tell_results(struct transfers *transfers)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(transfers->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result = message->data.result;
        struct transfer *transfer = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        transfer->done(transfer, result);
        if (!transfers->multi)
            return; /* closed by done() */
    }
}

static void act(struct transfers *transfers, curl_socket_t socket, int events)
{
    int running;
    curl_multi_socket_action(transfers->multi, socket, events, &running);
    tell_results(transfers);
}

static void on_timer(uv_timer_t *timer)
{
    struct transfers *transfers = timer->data;
    if (transfers->multi)
        act(transfers, CURL_SOCKET_TIMEOUT, 0);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    int mask = 0;
    if (status < 0)
        mask = CURL_CSELECT_ERR;
    if (events & UV_READABLE)
        mask |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        mask |= CURL_CSELECT_OUT;
    act(watch->owner, watch->socket, mask);
}

/* CURLMOPT_TIMERFUNCTION: one shot, -1 deletes. curl must not be called from here. */
static int timer_wanted(CURLM *multi, long timeout_ms, void *arg)
{
    struct transfers *transfers = arg;
    if (timeout_ms < 0)
        uv_timer_stop(&transfers->timer);
    else
        uv_timer_start(&transfers->timer, on_timer, (uint64_t)timeout_ms, 0);
    return 0;
}

static void watch_closed(uv_handle_t *handle)
{
    struct watch *watch = handle->data;
    struct transfers *owner = watch->owner;
    free(watch);
    release(owner);
}

static struct watch *watch_new(struct transfers *transfers, curl_socket_t socket)
{
    struct watch *watch = xcalloc(1, sizeof *watch);
    if (uv_poll_init_socket(transfers->loop, &watch->poll, socket) < 0) {
        free(watch);
        return NULL;
    }
    watch->poll.data = watch;
    watch->socket = socket;
    watch->owner = transfers;
    transfers->handles++;
    curl_multi_assign(transfers->multi, socket, watch);
    return watch;
}

/* CURLMOPT_SOCKETFUNCTION. Only one active uv_poll may exist for a descriptor: it is stopped here, before curl closes or hands it over. */
static int socket_wanted(CURL *easy, curl_socket_t socket, int what, void *arg, void *socket_arg)
{
    struct transfers *transfers = arg;
    struct watch *watch = socket_arg;
    if (what == CURL_POLL_REMOVE) {
        if (watch) {
            uv_poll_stop(&watch->poll);
            uv_close((uv_handle_t *)&watch->poll, watch_closed);
            curl_multi_assign(transfers->multi, socket, NULL);
        }
        return 0;
    }
    if (!watch && !(watch = watch_new(transfers, socket)))
        return -1;
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return uv_poll_start(&watch->poll, events, on_poll) < 0 ? -1 : 0;
}

struct transfers *transfers_new(uv_loop_t *loop)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort(); /* out of memory, as xmalloc(); it counts its callers */
    struct transfers *transfers = xcalloc(1, sizeof *transfers);
    transfers->loop = loop;
    uv_timer_init(loop, &transfers->timer);
    transfers->timer.data = transfers;
    transfers->handles = 1;
    transfers->multi = curl_multi_init();
    if (!transfers->multi)
        abort(); /* out of memory, as xmalloc() */
    curl_multi_setopt(transfers->multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
    curl_multi_setopt(transfers->multi, CURLMOPT_SOCKETDATA, transfers);
    curl_multi_setopt(transfers->multi, CURLMOPT_TIMERFUNCTION, timer_wanted);
    curl_multi_setopt(transfers->multi, CURLMOPT_TIMERDATA, transfers);
    curl_multi_setopt(transfers->multi, CURLMOPT_MAXCONNECTS, KEPT_CONNECTIONS);
    return transfers;
}

int transfers_add(struct transfers *transfers, struct transfer *transfer)
{
    curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, (char *)transfer);
    if (curl_multi_add_handle(transfers->multi, transfer->easy) != CURLM_OK)
        return ERROR_IO;
    transfers->transfers++;
    return 0;
}

void transfers_remove(struct transfers *transfers, struct transfer *transfer)
{
    curl_multi_remove_handle(transfers->multi, transfer->easy);
    transfers->transfers--;
}

static void timer_closed(uv_handle_t *handle)
{
    release(handle->data);
}

void transfers_close(struct transfers *transfers, void (*closed)(void *arg), void *arg)
{
    assert(transfers->transfers == 0 && transfers->multi);
    transfers->closed = closed;
    transfers->closed_arg = arg;
    curl_multi_cleanup(transfers->multi);
    transfers->multi = NULL;
    uv_close((uv_handle_t *)&transfers->timer, timer_closed);
}
