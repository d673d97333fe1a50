/* The control server: see server.h.
 * Happy path: the library's epoll descriptor is readable -> server_run() -> on_request() for the header, for each piece of the body (which
 * a streaming route takes as it comes, suspending the connection while it is busy), and at the end, when the request is dispatched ->
 * on_completed(). A suspended request comes back through request_resume(). Closing: quiesce, abandon, run once more, stop, close handles.
 */
#include "server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "daemon.h"
#include "dispatch.h"
#include "error.h"
#include "intl.h"
#include "memory.h"
#include "request.h"

#define CONNECTIONS_MAX   64
#define SILENCE_S         30
#define ARRIVAL_MS        60000               /* a request that dribbles in byte by byte is never silent */
#define CONNECTION_MEMORY 32768               /* holds the request line and all header fields */
#define DRAIN_MAX         (UINT64_C(8) << 20) /* of a body too big: read and thrown away, so that its sender gets to see the reply */

/* One connection. */
struct client {
    struct client *next, **link;
    int fd;
    struct peer peer;
    uint64_t waiting_since_ms; /* of the loop's clock: connected, or the last request completed */
    struct request *request;   /* under way; NULL between requests */
    bool answering;            /* it has arrived whole */
    bool is_cut;               /* shut down for the room it takes, and about to go */
};

struct server {
    struct daemon *daemon;
    struct MHD_Daemon *mhd;
    const struct route *routes;
    struct client *clients;
    size_t n_clients;
    bool has_room_again; /* a connection of the full number has gone */
    uv_loop_t *loop;
    uv_poll_t poll;
    uv_timer_t timer;
    int open_handles;
    bool closing;
    void (*closed)(void *ctx);
    void *closed_ctx;
};

/* One place is always free, so that nobody is kept out by connections that ask nothing: the one that has been silent longest goes. */
static void make_room(struct server *server)
{
    struct client *silent = NULL;
    for (struct client *client = server->clients; client != NULL; client = client->next) { /* the newest first */
        if (client->is_cut)
            return;
        if (client->request == NULL && (silent == NULL || client->waiting_since_ms <= silent->waiting_since_ms))
            silent = client;
    }
    if (silent == NULL)
        return;
    silent->is_cut = true;
    shutdown(silent->fd, SHUT_RDWR);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode code)
{
    struct server *server = cls;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct client *client = xcalloc(1, sizeof *client);
        client->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        client->waiting_since_ms = uv_now(server->loop);
        peer_of(client->fd, &client->peer);
        client->next = server->clients;
        client->link = &server->clients;
        if (client->next != NULL)
            client->next->link = &client->next;
        server->clients = client;
        server->n_clients++;
        *socket_context = client;
        if (server->n_clients == CONNECTIONS_MAX)
            make_room(server);
        return;
    }
    struct client *client = *socket_context;
    server->has_room_again = server->has_room_again || server->n_clients == CONNECTIONS_MAX;
    server->n_clients--;
    *client->link = client->next;
    if (client->next != NULL)
        client->next->link = client->link;
    free(client);
    *socket_context = NULL;
}

static struct client *client_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static struct request *request_new(struct server *server, struct MHD_Connection *connection)
{
    struct request *request = xcalloc(1, sizeof *request);
    struct client *client = client_of(connection);
    request->daemon = server->daemon;
    request->connection = connection;
    request->peer = &client->peer;
    request->body_max = REQUEST_BODY_MAX;
    client->request = request;
    return request;
}

static void request_free(struct request *request)
{
    if (request->abandon != NULL)
        request->abandon(request);
    if (request->response != NULL)
        MHD_destroy_response(request->response);
    json_decref(request->body);
    arena_done(&request->arena);
    free(request->text);
    free(request);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **con_cls, enum MHD_RequestTerminationCode code)
{
    struct server *server = cls;
    struct client *client = client_of(connection);
    if (client != NULL) {
        client->request = NULL;
        client->answering = false;
        client->waiting_since_ms = uv_now(server->loop);
    }
    if (*con_cls != NULL)
        request_free(*con_cls);
    *con_cls = NULL;
}

/* Keeps what is allowed. */
static void take_body(struct request *request, const char *data, size_t size)
{
    request->received_bytes += size;
    if (request->received_bytes > request->body_max)
        return;
    if (request->text_bytes + size > request->text_capacity) {
        size_t doubled = request->text_capacity * 2;
        request->text_capacity = doubled > request->text_bytes + size ? doubled : request->text_bytes + size;
        request->text = xrealloc(request->text, request->text_capacity);
    }
    memcpy(request->text + request->text_bytes, data, size);
    request->text_bytes += size;
}

/* A sender that waits for leave before the body hears a refusal at once; another one sends, and would not look for a reply before. */
static bool asks_first(struct MHD_Connection *connection)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_EXPECT) != NULL;
}

/* What is refused already is read and thrown away. */
static enum MHD_Result take_piece(struct server *server, struct request *request, const char *data, size_t size)
{
    if (request->take == NULL || request->response != NULL) {
        take_body(request, data, size);
        return request->received_bytes > DRAIN_MAX ? MHD_NO : MHD_YES;
    }
    request->take(request, data, size);
    if (request->suspended) /* it got on: a stream may take its time */
        client_of(request->connection)->waiting_since_ms = uv_now(server->loop);
    return MHD_YES;
}

static void refuse_stopping(struct request *request)
{
    request_refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE, "%s", _("lunzhid stops"));
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *upload_data, size_t *upload_data_size, void **con_cls)
{
    struct server *server = cls;
    struct request *request = *con_cls;
    if (request == NULL) {
        *con_cls = request = request_new(server, connection);
        if (!server->closing)
            dispatch_header(request, server->routes, method, url);
        return request->response != NULL && asks_first(connection) ? MHD_queue_response(connection, request->status, request->response)
                                                                   : MHD_YES;
    }
    if (*upload_data_size > 0) {
        size_t size = *upload_data_size;
        *upload_data_size = 0;
        return take_piece(server, request, upload_data, size);
    }
    client_of(connection)->answering = true;
    if (request->response == NULL && !request->suspended && server->closing)
        refuse_stopping(request);
    else if (request->response == NULL && !request->suspended)
        dispatch(request, server->routes, method, url);
    if (request->suspended)
        return MHD_YES;
    return request->response != NULL ? MHD_queue_response(connection, request->status, request->response) : MHD_NO;
}

/* Whoever takes too long to send a request is cut off; the library then sees the end of the connection. */
static void cut_dawdlers(struct server *server)
{
    uint64_t now_ms = uv_now(server->loop);
    for (struct client *client = server->clients; client != NULL; client = client->next)
        if (!client->answering && !(client->request != NULL && client->request->suspended) &&
            now_ms - client->waiting_since_ms > ARRIVAL_MS)
            shutdown(client->fd, SHUT_RDWR);
}

static void on_timer(uv_timer_t *handle)
{
    struct server *server = handle->data;
    if (!server->closing)
        server_run(server);
}

void server_run(struct server *server)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms;
    if (server->closing)
        return;
    cut_dawdlers(server);
    do {
        server->has_room_again = false;
        (void)MHD_run(server->mhd);
    } while (server->has_room_again); /* the library listens again only when it is run once more */
    if (MHD_get_timeout(server->mhd, &timeout_ms) == MHD_YES)
        uv_timer_start(&server->timer, on_timer, timeout_ms, 0);
    else
        uv_timer_stop(&server->timer);
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
    struct server *server = handle->data;
    if (!server->closing && status == 0)
        server_run(server);
}

/* A NUL would end the path or a value where the sender did not: with one inside, nothing is decoded, and the percent sign is refused later.
 */
static size_t unescape(void *cls, struct MHD_Connection *connection, char *text)
{
    return strstr(text, "%00") != NULL ? strlen(text) : MHD_http_unescape(text);
}

static struct MHD_Daemon *start_library(struct server *server, int listen_fd)
{
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET,
                            listen_fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
                            (unsigned)SILENCE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_NOTIFY_COMPLETED,
                            on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_UNESCAPE_CALLBACK,
                            unescape, NULL, MHD_OPTION_END);
}

int server_new(struct daemon *daemon, uv_loop_t *loop, int listen_fd, const struct route *routes, struct server **ret_server,
               char **ret_why)
{
    struct server *server = xcalloc(1, sizeof *server);
    server->daemon = daemon;
    server->loop = loop;
    server->routes = routes;
    server->mhd = start_library(server, listen_fd);
    const union MHD_DaemonInfo *info = server->mhd != NULL ? MHD_get_daemon_info(server->mhd, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    if (info == NULL || uv_poll_init(loop, &server->poll, info->epoll_fd) != 0) {
        *ret_why = xstrdup("the control server cannot start");
        if (server->mhd != NULL) {
            (void)MHD_quiesce_daemon(server->mhd);
            MHD_stop_daemon(server->mhd);
        }
        free(server);
        return ERROR_IO;
    }
    uv_timer_init(loop, &server->timer);
    server->open_handles = 2;
    server->poll.data = server->timer.data = server;
    uv_poll_start(&server->poll, UV_READABLE, on_readable);
    *ret_server = server;
    return 0;
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct server *server = handle->data;
    if (--server->open_handles > 0)
        return;
    MHD_stop_daemon(server->mhd);
    server->closed(server->closed_ctx);
    free(server);
}

/* A suspended connection must not meet MHD_stop_daemon(): it aborts. */
static void abandon_all(struct server *server)
{
    for (struct client *client = server->clients; client != NULL; client = client->next) {
        struct request *request = client->request;
        if (request == NULL || !request->suspended)
            continue;
        if (request->abandon != NULL)
            request->abandon(request);
        request->abandon = NULL;
        refuse_stopping(request);
        request->suspended = false;
        MHD_resume_connection(client->request->connection);
    }
}

void server_close(struct server *server, void (*closed)(void *ctx), void *ctx)
{
    if (server->closing)
        return;
    server->closed = closed;
    server->closed_ctx = ctx;
    server->closing = true; /* from here on no handler runs, so that none suspends its connection */
    (void)MHD_quiesce_daemon(server->mhd);
    abandon_all(server);
    (void)MHD_run(server->mhd);
    uv_poll_stop(&server->poll);
    uv_close((uv_handle_t *)&server->poll, on_handle_closed);
    uv_close((uv_handle_t *)&server->timer, on_handle_closed);
}
