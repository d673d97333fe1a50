/* A receiver of webhooks that answers 200 to everything: hook_sink. Prints its port, and when its standard input ends, how many it took, in
 * how many seconds from the first to the last, and the mean size of their bodies in bytes. */
#include <arpa/inet.h>
#include <err.h>
#include <microhttpd.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct taken {
    long count;
    size_t bytes;
    struct timespec first, last;
};

static enum MHD_Result answer(void *arg, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                              const char *upload, size_t *upload_size, void **state)
{
    struct taken *taken = arg;

    if (*state == NULL) {
        *state = taken;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        taken->bytes += *upload_size;
        *upload_size = 0;
        return MHD_YES;
    }
    clock_gettime(CLOCK_MONOTONIC, &taken->last);
    if (taken->count++ == 0)
        taken->first = taken->last;
    struct MHD_Response *response = MHD_create_response_from_buffer(2, (void *)(uintptr_t) "ok", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

static int listen_anywhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1024) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        err(1, "no port");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(void)
{
    static struct taken taken;
    struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, &taken, MHD_OPTION_LISTEN_SOCKET,
                                                 listen_anywhere(), MHD_OPTION_END);

    if (daemon == NULL)
        errx(1, "no daemon");
    while (getchar() != EOF)
        continue;
    MHD_stop_daemon(daemon);
    double seconds = (double)(taken.last.tv_sec - taken.first.tv_sec) + (double)(taken.last.tv_nsec - taken.first.tv_nsec) / 1e9;
    printf("%ld %.3f %zu\n", taken.count, seconds, taken.count > 0 ? taken.bytes / (size_t)taken.count : 0);
    return 0;
}
