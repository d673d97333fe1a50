/* The yardstick of the control protocol: libmicrohttpd answering every GET with one fixed body. bare_mhd SOCKET FILE
 * Ends when its standard input does. */
#include <err.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BODY_MAX (1u << 20)

struct body {
    char text[BODY_MAX];
    size_t size;
};

static enum MHD_Result answer(void *arg, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                              const char *upload, size_t *upload_size, void **state)
{
    struct body *body = arg;
    if (*state == NULL) { /* a reply before the request's end would close the connection */
        *state = body;
        return MHD_YES;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(body->size, body->text, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

static int listen_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(listener, 64) != 0)
        err(1, "%s", path);
    return listener;
}

int main(int argc, char **argv)
{
    static struct body body;
    FILE *file = argc == 3 ? fopen(argv[2], "re") : NULL;
    if (file == NULL)
        errx(2, "usage: bare_mhd SOCKET FILE");
    body.size = fread(body.text, 1, BODY_MAX, file);
    fclose(file);
    struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, &body, MHD_OPTION_LISTEN_SOCKET,
                                                 listen_unix(argv[1]), MHD_OPTION_END);
    if (daemon == NULL)
        errx(1, "no daemon");
    while (getchar() != EOF)
        continue;
    MHD_stop_daemon(daemon);
    return 0;
}
