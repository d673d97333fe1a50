#include "peer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "memory.h"

#define REQUEST_MAX (256 * 1024)

struct peer {
    char directory[64];
    char *path;
    int listener;
    atomic_int connection; /* -1 for none */
    atomic_int connections;
    atomic_bool stopping;
    peer_answer answer;
    void *ctx;
    pthread_t thread;
};

static size_t content_length(const char *head)
{
    const char *found = strcasestr(head, "\r\nContent-Length: ");

    return found != NULL ? (size_t)strtoul(found + strlen("\r\nContent-Length: "), NULL, 10) : 0;
}

/* One whole request, NUL-terminated; false when the client has gone. */
static bool read_request(int fd, char *request)
{
    size_t used = 0;

    for (;;) {
        ssize_t got = recv(fd, request + used, REQUEST_MAX - used, 0);

        if (got <= 0)
            return false;
        used += (size_t)got;
        request[used] = '\0';
        const char *end = strstr(request, "\r\n\r\n");
        if (end != NULL && used >= (size_t)(end + 4 - request) + content_length(request))
            return true;
    }
}

static void send_all(int fd, const char *data, size_t bytes)
{
    while (bytes > 0) {
        ssize_t sent = send(fd, data, bytes, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        data += sent;
        bytes -= (size_t)sent;
    }
}

static void serve(struct peer *peer, int fd)
{
    char *request = xmalloc(REQUEST_MAX + 1);
    bool going = true;

    while (going && read_request(fd, request)) {
        char *reply = NULL;
        size_t bytes = 0;
        FILE *out = open_memstream(&reply, &bytes);

        going = peer->answer(peer->ctx, request, out) != 0;
        fclose(out);
        send_all(fd, reply, bytes);
        free(reply);
    }
    free(request);
}

static void *run(void *arg)
{
    struct peer *peer = arg;

    while (!peer->stopping) {
        int fd = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);

        if (fd < 0)
            break;
        peer->connections++;
        peer->connection = fd;
        if (!peer->stopping)
            serve(peer, fd);
        peer->connection = -1;
        close(fd);
    }
    return NULL;
}

struct peer *peer_start(peer_answer answer, void *ctx)
{
    struct peer *peer = xcalloc(1, sizeof *peer);
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    peer->answer = answer;
    peer->ctx = ctx;
    peer->connection = -1;
    strcpy(peer->directory, "/tmp/lunzhi-test-XXXXXX");
    if (mkdtemp(peer->directory) == NULL)
        abort();
    peer->path = xasprintf("%s/control.sock", peer->directory);
    strcpy(address.sun_path, peer->path);
    peer->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(peer->listener, (const struct sockaddr *)&address, sizeof address) != 0 || listen(peer->listener, 8) != 0)
        abort();
    if (pthread_create(&peer->thread, NULL, run, peer) != 0)
        abort();
    return peer;
}

const char *peer_path(const struct peer *peer)
{
    return peer->path;
}

int peer_connections(const struct peer *peer)
{
    return peer->connections;
}

void peer_stop(struct peer *peer)
{
    peer->stopping = true;
    shutdown(peer->listener, SHUT_RDWR);
    int fd = peer->connection;
    if (fd >= 0)
        shutdown(fd, SHUT_RDWR);
    pthread_join(peer->thread, NULL);
    close(peer->listener);
    unlink(peer->path);
    rmdir(peer->directory);
    free(peer->path);
    free(peer);
}
