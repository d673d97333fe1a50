/* Requests to a whole daemon in this process, over its socket. An input is "METHOD TARGET\nBODY", which is put into a proper request, or,
 * after a '!', bytes that are sent as they are. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon.h"
#include "fuzz.h"
#include "memory.h"

#define TURNS_MAX 2000 /* of the loop, until an answer must have come */

static const char configuration[] =
    "timezone = \"Asia/Shanghai\"; language = \"en\";\n"
    "channels = ( { id = \"mail\"; backend = \"email\"; server = \"smtp://127.0.0.1:1\"; from = \"a@example.org\"; } );\n"
    "calendars = ( { id = \"c\"; holidays = [ ]; terms = (\n"
    "  { id = \"2026-2027-1\"; begins = \"2026-09-07\"; ends = \"2027-01-17\"; }, { id = \"2026-2027-2\"; begins = \"2027-02-22\"; ends = "
    "\"2027-07-11\"; } ); } );\n"
    "organizations = ( { id = \"su\"; name = \"su\"; calendar = \"c\";\n"
    "  members = ( { id = \"jia\"; name = \"jia\"; post = \"presidium\"; since = \"2020-01-01\"; email = \"jia@example.org\"; },\n"
    "    { id = \"yi\"; name = \"yi\"; post = \"presidium\"; since = \"2020-01-01\"; email = \"yi@example.org\"; } );\n"
    "  rotation = { mandates = ( { elected = \"2026-01-01\"; order = [ \"jia\", \"yi\" ]; } ); };\n"
    "  obligations = ( { id = \"survey\"; title = \"survey\"; per = \"term\"; due = \"week 10\"; notify = [ \"jia\" ]; },\n"
    "    { id = \"congress\"; title = \"congress\"; per = \"year\"; due = \"event -10wd\"; notify = [ \"yi\" ]; } ); } );\n";

static struct options options;

static struct daemon *start(void)
{
    struct daemon *daemon;
    char path[256];

    options.config_path = strdup(scratch_file("lunzhi.conf", configuration, strlen(configuration)));
    options.config_dir = strdup(scratch_dir());
    options.data_dir = strdup(DATA_DIR);
    snprintf(path, sizeof path, "%s/state", scratch_dir());
    options.state_dir = strdup(path);
    snprintf(path, sizeof path, "%s/control.sock", scratch_dir());
    options.socket_path = strdup(path);
    if (daemon_new(&options, &daemon) != 0)
        abort();
    return daemon;
}

static int connect_client(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", options.socket_path);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        abort();
    return fd;
}

/* Sends all, then reads until the daemon closes. Whether it answered. */
static bool exchange(struct daemon *daemon, const char *request, size_t size)
{
    const int fd = connect_client();
    char reply[4096];
    size_t sent = 0;
    bool answered = false;

    for (int turn = 0; turn < TURNS_MAX; turn++) {
        ssize_t n = sent < size ? send(fd, request + sent, size - sent, MSG_NOSIGNAL) : 0;

        sent += n > 0 ? (size_t)n : 0;
        if (sent == size)
            shutdown(fd, SHUT_WR);
        uv_run(&daemon->loop, UV_RUN_NOWAIT);
        while ((n = recv(fd, reply, sizeof reply, 0)) > 0)
            answered = true;
        if (n == 0 || errno != EAGAIN)
            break;
    }
    close(fd);
    uv_run(&daemon->loop, UV_RUN_NOWAIT);
    return answered;
}

/* A method, a blank, a target without blanks or control characters: that much must be answered, whatever it says. */
static bool is_http(const char *text, size_t size)
{
    const char *end = memchr(text, '\n', size);
    const size_t line = end != NULL ? (size_t)(end - text) : size;
    size_t n_blanks = 0;

    for (size_t i = 0; i < line; i++) {
        if (text[i] < ' ' || text[i] > '~')
            return false;
        n_blanks += text[i] == ' ';
    }
    return n_blanks == 1 && text[0] != ' ' && memchr(text, ' ', line) != text + line - 1;
}

static char *proper(const char *text, size_t size, size_t *ret_size)
{
    const char *end = memchr(text, '\n', size);
    const size_t line = end != NULL ? (size_t)(end - text) : size, body = end != NULL ? size - line - 1 : 0;
    char *request = xmalloc(size + 256);
    int head;

    head =
        snprintf(request, size + 256,
                 "%.*s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                 (int)line, text, body);
    if (end != NULL)
        memcpy(request + head, end + 1, body);
    *ret_size = (size_t)head + body;
    return request;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct daemon *daemon;
    char *request;
    size_t bytes;
    bool answered;

    if (daemon == NULL)
        daemon = start();
    if (size > 0 && data[0] == '!') {
        (void)exchange(daemon, (const char *)data + 1, size - 1);
        return 0;
    }
    if (size > 60000)
        return 0;
    request = proper((const char *)data, size, &bytes);
    answered = exchange(daemon, request, bytes);
    assert(answered || !is_http((const char *)data, size));
    free(request);
    return 0;
}
