/* libcurl's multi interface on a libuv loop: what HTTP requests and SMTP connections have in common. One timer, one uv_poll a descriptor
 * while curl wants it watched, none of either while nothing is under way. */
#ifndef LUNZHI_TRANSFERS_H
#define LUNZHI_TRANSFERS_H

#include <curl/curl.h>
#include <uv.h>

struct transfers;

/* One easy handle under way. Embedded by its owner, who sets both members before transfers_add(). */
struct transfer {
    CURL *easy;
    /* Once for each add unless removed before, later, from the loop. Adding and removing is allowed in it. The easy handle is still added:
     * an HTTP request is to be removed now, a CONNECT_ONLY connection stays as long as it is used. */
    void (*done)(struct transfer *transfer, CURLcode result);
};

struct transfers *transfers_new(uv_loop_t *loop);
/* ERROR_IO if curl refuses it; `done` is then never called. */
int transfers_add(struct transfers *transfers, struct transfer *transfer) __attribute__((warn_unused_result));
/* Aborts it if it is under way, without `done`; closes the connection of a CONNECT_ONLY handle, whose descriptor must not be polled any
 * more. */
void transfers_remove(struct transfers *transfers, struct transfer *transfer);
/* All transfers have been removed. `closed` is called once, later, when every handle is gone and the memory freed. */
void transfers_close(struct transfers *transfers, void (*closed)(void *arg), void *arg);

#endif
