/* What backends need of the process: the loop, real time and randomness, the HTTP client, and where secrets lie. */
#ifndef LUNZHI_DAEMON_WORLD_H
#define LUNZHI_DAEMON_WORLD_H

#include "backend.h"
#include "options.h"

struct world {
    struct notify_world notify;
    struct backend_context context; /* its pointers are borrowed from the options */
    void (*closed)(void *ctx);
    void *closed_ctx;
};

void world_init(struct world *world, uv_loop_t *loop, const struct options *options);
/* After the dispatcher is gone. `closed` once, from the loop, when every handle is. */
void world_close(struct world *world, void (*closed)(void *ctx), void *ctx);

#endif
