/* The control server: libmicrohttpd's epoll under the loop, no thread. Its limits: 64 connections, 64 KiB a body, 30 s of silence, 60 s for
 * a request to arrive. Whoever breaks them loses their own connection and nothing else. */
#ifndef LUNZHI_DAEMON_SERVER_H
#define LUNZHI_DAEMON_SERVER_H

#include <uv.h>

#include "route.h"

struct daemon;
struct server;

/* `listen_fd` is borrowed and must outlive the server; `routes` ends with path NULL. ERROR_IO with the reason in *ret_why (heap). */
int server_new(struct daemon *daemon, uv_loop_t *loop, int listen_fd, const struct route *routes, struct server **ret_server,
               char **ret_why) __attribute__((warn_unused_result));
/* Lets the library do what it can do now, and arms the timer it asks for. Not from within a handler. */
void server_run(struct server *server);
/* Stops listening, gives up suspended requests (503), sends what can be sent at once, closes all connections. `closed` once, from the loop,
 * after the last handle; the server is gone then. */
void server_close(struct server *server, void (*closed)(void *ctx), void *ctx);

#endif
