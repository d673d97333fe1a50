/* Happy path: http_post or http_get -> transfers_add -> on_header, on_body … -> done() -> the callback. A call that cannot begin is
 * answered by a timer. Easy handles are kept for the next call: their connections are curl's to reuse. */
#include "http.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "intl.h"
#include "lunzhi_config.h"
#include "memory.h"
#include "words.h"

#define IDLE_HANDLES_MAX 8

struct http_call {
    struct transfer transfer;
    struct http *http;
    struct http_call *next, **link; /* in the list of calls under way */
    http_cb cb;
    void *arg;
    bool added;  /* curl has it */
    bool failed; /* it never began: the timer answers */
    int failed_error;
    struct curl_slist *headers;
    char error[CURL_ERROR_SIZE];
    size_t header_bytes;
    char retry_after[128];
    bool cut; /* enough was read */
    char *body;
    size_t body_size, body_capacity;
};

struct http {
    struct transfers *transfers;
    struct http_call *calls;
    CURL *idle[IDLE_HANDLES_MAX];
    size_t n_idle;
    uv_timer_t timer; /* answers the calls that never began */
    unsigned parts;   /* not yet closed: the timer and the transfers */
    bool closing;
    void (*closed)(void *arg);
    void *closed_arg;
};

/* Reading. */

static void take_header(struct http_call *call, const char *line, size_t size)
{
    static const char name[] = "Retry-After:";
    if (size >= 5 && memcmp(line, "HTTP/", 5) == 0)
        call->retry_after[0] = '\0'; /* a new response: 1xx came before */
    else if (size >= sizeof name && strncasecmp(line, name, sizeof name - 1) == 0)
        words_copy(call->retry_after, sizeof call->retry_after, line + sizeof name - 1, size - (sizeof name - 1));
}

static size_t on_header(char *line, size_t size, size_t count, void *arg)
{
    struct http_call *call = arg;
    call->header_bytes += size * count;
    if (call->header_bytes > HTTP_HEADER_MAX)
        return 0;
    take_header(call, line, size * count);
    return size * count;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct http_call *call = arg;
    size_t n = size * count;
    call->cut = n > HTTP_BODY_MAX - call->body_size;
    if (call->cut)
        n = HTTP_BODY_MAX - call->body_size;
    if (call->body_size + n + 1 > call->body_capacity) {
        call->body_capacity = 2 * (call->body_size + n + 1);
        call->body = xrealloc(call->body, call->body_capacity);
    }
    memcpy(call->body + call->body_size, bytes, n);
    call->body_size += n;
    call->body[call->body_size] = '\0';
    return call->cut ? 0 : size * count; /* 0 ends the transfer */
}

/* Answering. */

static CURL *easy_take(struct http *http)
{
    if (http->n_idle > 0)
        return http->idle[--http->n_idle];
    CURL *easy = curl_easy_init();
    if (!easy)
        abort(); /* out of memory, as xmalloc() */
    return easy;
}

static void easy_keep(struct http *http, CURL *easy)
{
    if (http->n_idle == IDLE_HANDLES_MAX || http->closing) {
        curl_easy_cleanup(easy);
        return;
    }
    curl_easy_reset(easy);
    http->idle[http->n_idle++] = easy;
}

static int error_of(const struct http_call *call, CURLcode result)
{
    switch (result) {
    case CURLE_OK:
        return 0;
    case CURLE_WRITE_ERROR:
        return call->cut ? 0 : ERROR_IO;
    case CURLE_OPERATION_TIMEDOUT:
        return ERROR_TIMEOUT;
    case CURLE_ABORTED_BY_CALLBACK:
        return ERROR_CANCELLED;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return ERROR_INVALID;
    default:
        return ERROR_IO;
    }
}

static void describe(struct http_call *call, CURLcode result, struct http_response *response)
{
    long status = 0, request_bytes = 0;
    curl_easy_getinfo(call->transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call->transfer.easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    response->status = status >= 200 ? (int)status : 0;
    response->sent = request_bytes > 0;
    response->error = error_of(call, result);
    response->body = call->body ? call->body : "";
    response->body_size = call->body_size;
    response->retry_after = call->retry_after;
    response->words = "";
    if (call->header_bytes > HTTP_HEADER_MAX)
        response->words = _("the header of the response is too long");
    else if (response->error)
        response->words = *call->error ? call->error : curl_easy_strerror(result);
}

/* Takes the call out of everything, tells its end, frees it. */
static void finish(struct http_call *call, struct http_response *response)
{
    struct http *http = call->http;
    *call->link = call->next;
    if (call->next)
        call->next->link = call->link;
    if (call->added)
        transfers_remove(http->transfers, &call->transfer);
    if (call->transfer.easy)
        easy_keep(http, call->transfer.easy);
    call->cb(call->arg, response);
    curl_slist_free_all(call->headers);
    free(call->body);
    free(call);
}

static void done(struct transfer *transfer, CURLcode result)
{
    struct http_call *call = (struct http_call *)((char *)transfer - offsetof(struct http_call, transfer));
    struct http_response response;
    describe(call, result, &response);
    finish(call, &response);
}

static void on_timer(uv_timer_t *timer)
{
    struct http *http = timer->data;
    struct http_call *call = http->calls;
    while (call && !call->failed)
        call = call->next;
    if (!call)
        return;
    uv_timer_start(timer, on_timer, 0, 0); /* there may be others */
    struct http_response response = {.error = call->failed_error, .body = "", .retry_after = "", .words = error_text(call->failed_error)};
    finish(call, &response);
}

/* Asking. */

static void set_options(CURL *easy, struct http_call *call)
{
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for the resolver's thread */
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "lunzhi/" LUNZHI_VERSION);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
}

static void set_request(CURL *easy, const struct http_request *request)
{
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)request->timeout_ms);
    if (request->ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, request->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
}

static void set_method(CURL *easy, const struct http_request *request, bool is_post)
{
    if (!is_post) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
}

static void add_header(struct http_call *call, const char *header)
{
    struct curl_slist *longer = curl_slist_append(call->headers, header);
    if (!longer)
        abort(); /* out of memory, as xmalloc() */
    call->headers = longer;
}

static int begin(struct http_call *call, const struct http_request *request, bool is_post)
{
    if (!http_is_url(request->url))
        return ERROR_INVALID;
    for (const char *const *header = request->headers; *header; header++) {
        if (words_has_control(*header))
            return ERROR_INVALID;
        add_header(call, *header);
    }
    add_header(call, "Expect:"); /* the body is small: it need not be asked for */
    CURL *easy = call->transfer.easy = easy_take(call->http);
    set_options(easy, call);
    set_request(easy, request);
    set_method(easy, request, is_post);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
    int r = transfers_add(call->http->transfers, &call->transfer);
    call->added = r == 0;
    return r;
}

static struct http_call *ask(struct http *http, const struct http_request *request, bool is_post, http_cb cb, void *arg)
{
    assert(!http->closing);
    struct http_call *call = xcalloc(1, sizeof *call);
    call->transfer.done = done;
    call->http = http;
    call->cb = cb;
    call->arg = arg;
    call->next = http->calls;
    call->link = &http->calls;
    if (call->next)
        call->next->link = &call->next;
    http->calls = call;
    call->failed_error = begin(call, request, is_post);
    call->failed = call->failed_error != 0;
    if (call->failed)
        uv_timer_start(&http->timer, on_timer, 0, 0);
    return call;
}

struct http_call *http_post(struct http *http, const struct http_request *request, http_cb cb, void *arg)
{
    return ask(http, request, true, cb, arg);
}

struct http_call *http_get(struct http *http, const struct http_request *request, http_cb cb, void *arg)
{
    return ask(http, request, false, cb, arg);
}

void http_cancel(struct http_call *call)
{
    struct http_response response = {.error = ERROR_CANCELLED, .body = "", .retry_after = "", .words = error_text(ERROR_CANCELLED)};
    long request_bytes = 0;
    if (call->added)
        curl_easy_getinfo(call->transfer.easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    response.sent = request_bytes > 0;
    finish(call, &response);
}

/* Living. */

struct http *http_new(uv_loop_t *loop)
{
    struct http *http = xcalloc(1, sizeof *http);
    http->transfers = transfers_new(loop);
    uv_timer_init(loop, &http->timer);
    http->timer.data = http;
    http->parts = 2;
    return http;
}

struct transfers *http_transfers(struct http *http)
{
    return http->transfers;
}

static void part_closed(void *arg)
{
    struct http *http = arg;
    if (--http->parts > 0)
        return;
    void (*closed)(void *) = http->closed;
    void *closed_arg = http->closed_arg;
    free(http);
    closed(closed_arg);
}

static void timer_closed(uv_handle_t *handle)
{
    part_closed(handle->data);
}

void http_close(struct http *http, void (*closed)(void *arg), void *arg)
{
    if (http->closing)
        return;
    http->closing = true;
    http->closed = closed;
    http->closed_arg = arg;
    while (http->calls)
        http_cancel(http->calls);
    while (http->n_idle > 0)
        curl_easy_cleanup(http->idle[--http->n_idle]);
    transfers_close(http->transfers, part_closed, http);
    uv_close((uv_handle_t *)&http->timer, timer_closed);
}
