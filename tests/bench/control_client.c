/* One kept connection, one GET after the other: control_client SOCKET PATH COUNT
 * Prints the body's size in bytes and the 50th and 99th percentile of the time from request to whole reply, in microseconds. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define REPLY_MAX (1u << 20)

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int connect_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer < 0 || connect(peer, (struct sockaddr *)&address, sizeof(address)) != 0)
        err(1, "%s", path);
    return peer;
}

/* One request and its whole reply; the size of the body. */
static size_t ask(int peer, const char *request)
{
    static char reply[REPLY_MAX];
    size_t size = 0, head = 0, length = 0;
    if (send(peer, request, strlen(request), MSG_NOSIGNAL) < 0)
        err(1, "send");
    while (head == 0 || size < head + length) {
        ssize_t got = recv(peer, reply + size, REPLY_MAX - 1 - size, 0);
        if (got <= 0)
            errx(1, "the peer closed");
        size += (size_t)got;
        reply[size] = '\0';
        const char *end = strstr(reply, "\r\n\r\n");
        const char *field = strcasestr(reply, "\r\nContent-Length:");
        if (head == 0 && end != NULL && field != NULL && field < end) {
            head = (size_t)(end - reply) + 4;
            length = strtoul(field + 17, NULL, 10);
        }
    }
    if (strncmp(reply, "HTTP/1.1 200", 12) != 0)
        errx(1, "%.60s", reply);
    return length;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        errx(2, "usage: control_client SOCKET PATH COUNT");
    size_t count = strtoul(argv[3], NULL, 10), body = 0;
    double *taken = calloc(count + 1, sizeof(*taken));
    char request[1024];
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", argv[2]);
    if (taken == NULL || count == 0)
        errx(2, "bad count");
    int peer = connect_unix(argv[1]);
    for (size_t i = 0; i < count; i++) {
        double began = now_us();
        body = ask(peer, request);
        taken[i] = now_us() - began;
    }
    qsort(taken, count, sizeof(*taken), compare);
    printf("%zu %.1f %.1f\n", body, taken[count / 2], taken[count * 99 / 100]);
    close(peer);
    free(taken);
    return 0;
}
