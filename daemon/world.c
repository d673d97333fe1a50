/* The real world: see world.h. */
#include "world.h"

#include <sys/random.h>

#include "http.h"
#include "wall_timer.h"

static int64_t now_ms(void *ctx)
{
    return wall_now_ms();
}

/* For jitter alone. The pool is initialised long before us; without it there is no jitter. */
static uint64_t random_number(void *ctx)
{
    uint64_t number = 0;
    (void)!getrandom(&number, sizeof number, GRND_NONBLOCK);
    return number;
}

void world_init(struct world *world, uv_loop_t *loop, const struct options *options)
{
    *world = (struct world){.notify = {.now_ms = now_ms, .random = random_number}};
    world->context = (struct backend_context){
        .loop = loop,
        .world = &world->notify,
        .http = http_new(loop),
        .credentials_dir = options->credentials_dir,
        .config_dir = options->config_dir,
    };
}

static void on_closed(void *arg)
{
    struct world *world = arg;
    world->closed(world->closed_ctx);
}

void world_close(struct world *world, void (*closed)(void *ctx), void *ctx)
{
    world->closed = closed;
    world->closed_ctx = ctx;
    http_close(world->context.http, on_closed, world);
}
