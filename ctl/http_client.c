/* Happy path: connect, send, read the head, hand the body on as it comes. Failure: each step says why through stream_fail() and returns its
 * code; http_client_exchange() alone closes. */
#include "http_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "intl.h"
#include "memory.h"
#include "stream.h"

#define FILE_BLOCK   65536
#define INTERIM_MAX  8     /* replies 1xx passed over before the real one */
#define SENT_AT_ONCE 65536 /* bytes of a body; for a longer one leave is asked first, so that a refusal is heard */

struct http_client {
    struct stream stream; /* its buffer is as large as a head may be, so that it bounds every line */
    size_t body_bytes_max;
};

/* Where a body goes. */
struct body {
    const struct http_sink *sink; /* NULL: memory */
    char *data;
    size_t bytes, capacity;
};

struct http_client *http_client_new(const char *path, const struct http_limits *limits)
{
    struct http_client *client = xcalloc(1, sizeof *client);

    stream_init(&client->stream, path, limits->head_bytes, limits->timeout_ms);
    client->body_bytes_max = limits->body_bytes;
    return client;
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    stream_done(&client->stream);
    free(client);
}

const char *http_client_error(const struct http_client *client)
{
    return client->stream.error;
}

static int fail_malformed(struct http_client *client, const char *why)
{
    return stream_fail(&client->stream, ERROR_CORRUPT, _("lunzhid's answer is malformed: %s"), why);
}

static int fail_head_size(struct http_client *client)
{
    return stream_fail(&client->stream, ERROR_TOO_BIG, _("lunzhid's answer has a head of more than %zu bytes"), client->stream.size);
}

static int fail_body_size(struct http_client *client)
{
    return stream_fail(&client->stream, ERROR_TOO_BIG, _("lunzhid's answer is over %zu bytes"), client->body_bytes_max);
}

static bool asks_first(const struct http_request *request)
{
    return request->file != NULL || (request->body != NULL && strlen(request->body) > SENT_AT_ONCE);
}

/* What a body is: the fields of the head that say so. Heap. */
static char *body_fields(const struct http_request *request)
{
    const char *expect = asks_first(request) ? "Expect: 100-continue\r\n" : "";

    if (request->file != NULL)
        return xasprintf("Content-Type: application/octet-stream\r\nContent-Length: %lld\r\n%s", (long long)request->file->bytes, expect);
    if (request->body != NULL)
        return xasprintf("Content-Type: application/json\r\nContent-Length: %zu\r\n%s", strlen(request->body), expect);
    return xstrdup("");
}

static int send_request(struct http_client *client, const struct http_request *request)
{
    char *language = request->language != NULL ? xasprintf("Accept-Language: %s\r\n", request->language) : xstrdup("");
    char *type = body_fields(request);
    char *text = xasprintf("%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n%s", request->method, request->target, language, type,
                           request->body != NULL && !asks_first(request) ? request->body : "");
    int rc = stream_send(&client->stream, text, strlen(text));

    free(text);
    free(type);
    free(language);
    return rc;
}

static int send_file(struct http_client *client, const struct http_file *file)
{
    char block[FILE_BLOCK];
    int rc = 0;

    for (int64_t left = file->bytes; left > 0 && rc == 0;) {
        ssize_t got = read(file->fd, block, left < FILE_BLOCK ? (size_t)left : FILE_BLOCK);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return stream_fail(&client->stream, ERROR_IO, "%s",
                               got == 0 ? _("the file became shorter while it was sent") : strerror(errno));
        rc = stream_send(&client->stream, block, (size_t)got);
        stream_renew(&client->stream);
        left -= got;
    }
    return rc;
}

static int keep(struct http_client *client, struct body *body, const char *data, size_t bytes)
{
    if (bytes > client->body_bytes_max - body->bytes)
        return fail_body_size(client);
    if (body->bytes + bytes > body->capacity) {
        body->capacity = 2 * (body->bytes + bytes);
        body->data = xrealloc(body->data, body->capacity);
    }
    memcpy(body->data + body->bytes, data, bytes);
    body->bytes += bytes;
    return 0;
}

static int hand_on(struct http_client *client, const struct http_sink *sink, const char *data, size_t bytes)
{
    int rc = sink->write(sink->ctx, data, bytes);

    stream_renew(&client->stream); /* a stream may take its time as long as it flows */
    return rc < 0 ? stream_fail(&client->stream, rc, "%s", error_text(rc)) : 0;
}

static int read_bytes(struct http_client *client, struct body *body, uint64_t bytes)
{
    struct stream *stream = &client->stream;

    if (body->sink == NULL && bytes > client->body_bytes_max - body->bytes)
        return fail_body_size(client);
    while (bytes > 0) {
        int rc = stream->start == stream->end ? stream_fill(stream) : 0;
        if (rc != 0)
            return rc;
        size_t there = stream->end - stream->start;
        size_t part = there < bytes ? there : (size_t)bytes;
        const char *data = stream->buffer + stream->start;
        rc = body->sink != NULL ? hand_on(client, body->sink, data, part) : keep(client, body, data, part);
        if (rc != 0)
            return rc;
        stream->start += part;
        bytes -= part;
    }
    return 0;
}

static int read_line(struct http_client *client, const char **ret_line, size_t *ret_bytes)
{
    int rc = stream_take_until(&client->stream, "\r\n", ret_line, ret_bytes);

    return rc == ERROR_TOO_BIG ? fail_head_size(client) : rc;
}

/* One chunk with its line (RFC 9112 section 7.1); *ret_bytes is 0 after the last. */
static int read_chunk(struct http_client *client, struct body *body, uint64_t *ret_bytes)
{
    const char *line;
    size_t line_bytes;
    int rc = read_line(client, &line, &line_bytes);

    if (rc != 0)
        return rc;
    if (http_chunk_parse(line, line_bytes, ret_bytes) != 0)
        return fail_malformed(client, _("a chunk has no size"));
    if (*ret_bytes == 0)
        return 0;
    rc = read_bytes(client, body, *ret_bytes);
    if (rc == 0)
        rc = read_line(client, &line, &line_bytes);
    if (rc == 0 && line_bytes > 0)
        rc = fail_malformed(client, _("a chunk is longer than it says"));
    return rc;
}

/* What may follow the last chunk, up to an empty line: read and dropped. */
static int read_trailer(struct http_client *client)
{
    const char *line;
    size_t line_bytes, bytes = 0;

    do {
        int rc = read_line(client, &line, &line_bytes);
        if (rc != 0)
            return rc;
        bytes += line_bytes;
        if (bytes > client->stream.size)
            return fail_head_size(client);
    } while (line_bytes > 0);
    return 0;
}

static int read_chunks(struct http_client *client, struct body *body)
{
    uint64_t bytes;

    do {
        int rc = read_chunk(client, body, &bytes);
        if (rc != 0)
            return rc;
    } while (bytes > 0);
    return read_trailer(client);
}

static int read_one_head(struct http_client *client, struct http_head *ret_head)
{
    const char *text, *why;
    size_t bytes;
    int rc = stream_take_until(&client->stream, "\r\n\r\n", &text, &bytes);

    if (rc != 0)
        return rc == ERROR_TOO_BIG ? fail_head_size(client) : rc;
    return http_head_parse(text, bytes, ret_head, &why) != 0 ? fail_malformed(client, why) : 0;
}

/* The head of the reply; a body that was held back is sent when the daemon says that it takes it. */
static int read_head(struct http_client *client, const struct http_request *request, struct http_head *ret_head)
{
    bool held_back = asks_first(request);

    for (int interim = 0; interim <= INTERIM_MAX; interim++) {
        int rc = read_one_head(client, ret_head);

        if (rc == 0 && ret_head->status >= 200)
            return 0;
        if (rc == 0 && ret_head->status == 100 && held_back) {
            rc = request->file != NULL ? send_file(client, request->file)
                                       : stream_send(&client->stream, request->body, strlen(request->body));
            held_back = false;
        }
        if (rc != 0)
            return rc;
    }
    return fail_malformed(client, _("it never comes to the point"));
}

/* A body that ends with the connection is refused: nobody could tell a whole one from one cut off. */
static int read_body(struct http_client *client, const struct http_head *head, struct body *body)
{
    if (head->status == 204 || head->status == 304)
        return 0;
    if (head->chunked)
        return read_chunks(client, body);
    if (head->content_bytes < 0)
        return fail_malformed(client, _("it does not say how long it is"));
    return read_bytes(client, body, (uint64_t)head->content_bytes);
}

static int exchange(struct http_client *client, const struct http_request *request, struct http_head *head, struct body *body)
{
    if (stream_is_stale(&client->stream))
        stream_close(&client->stream);
    int rc = client->stream.fd < 0 ? stream_open(&client->stream) : 0;
    if (rc == 0)
        rc = send_request(client, request);
    if (rc == 0)
        rc = read_head(client, request, head);
    if (rc != 0)
        return rc;
    body->sink = request->sink.write != NULL && head->status == 200 ? &request->sink : NULL;
    return read_body(client, head, body);
}

int http_client_exchange(struct http_client *client, const struct http_request *request, struct http_reply *ret_reply)
{
    struct body body = {0};
    struct http_head head = {0};

    const int usual_ms = client->stream.timeout_ms;

    client->stream.stop = request->stop;
    client->stream.timeout_ms = request->timeout_ms > 0 ? request->timeout_ms : usual_ms;
    stream_renew(&client->stream);
    int rc = exchange(client, request, &head, &body);
    client->stream.timeout_ms = usual_ms;
    if (rc != 0 || !head.keeps)
        stream_close(&client->stream);
    if (rc != 0) {
        free(body.data);
        return rc;
    }
    if (body.sink == NULL) {
        body.data = xrealloc(body.data, body.bytes + 1);
        body.data[body.bytes] = '\0';
    }
    *ret_reply = (struct http_reply){.head = head, .body = body.data, .body_bytes = body.bytes};
    return 0;
}
