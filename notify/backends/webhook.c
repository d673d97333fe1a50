/* Posts the message as JSON to a URL, signed as Standard Webhooks 1.0 says: the id stays the same at every attempt, the timestamp is the
 * attempt's. The status decides; no redirect is followed. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "error.h"
#include "http.h"
#include "intl.h"
#include "memory.h"
#include "secret.h"
#include "signature.h"
#include "words.h"

#define TIMEOUT_S 15

struct webhook {
    const struct channel *channel;
    const struct backend_context *context;
    const char *url;
    char *ca_file;               /* NULL: the system's */
    struct signature_keys *keys; /* NULL: not signed */
    uint64_t timeout_ms;
    struct posting *postings;
};

/* One message under way. */
struct posting {
    struct webhook *webhook;
    struct posting *next, **link;
    struct http_call *call;
    attempt_cb cb;
    void *arg;
};

static void check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    if (!http_is_url(channel_string(channel, "url", "")))
        fault(ctx, channel_setting(channel, "url"), "url", _("not an http:// or https:// address (without user and password)"));
    int64_t timeout_s = channel_integer(channel, "timeout_s", TIMEOUT_S);
    if (timeout_s < 1 || timeout_s > 60)
        fault(ctx, channel_setting(channel, "timeout_s"), "timeout_s", _("a webhook's is from 1 to 60"));
}

static int read_keys(struct webhook *webhook, const char *file, char **ret_why)
{
    char *text;
    int r = secret_read(webhook->context, file, &text, ret_why);
    if (r < 0)
        return r;
    const char *why;
    r = signature_keys_new(text, &webhook->keys, &why);
    if (r < 0)
        *ret_why = xasprintf("%s: %s", file, why);
    secret_free(text);
    return r;
}

static void released(struct webhook *webhook)
{
    signature_keys_free(webhook->keys);
    free(webhook->ca_file);
    free(webhook);
}

static int webhook_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    struct webhook *webhook = xcalloc(1, sizeof *webhook);
    webhook->channel = channel;
    webhook->context = context;
    webhook->url = channel_string(channel, "url", "");
    webhook->timeout_ms = 1000 * (uint64_t)channel_integer(channel, "timeout_s", TIMEOUT_S);
    const char *secret_file = channel_string(channel, "secret_file", NULL);
    const char *ca_file = channel_string(channel, "ca_file", NULL);
    int r = secret_file ? read_keys(webhook, secret_file, ret_why) : 0;
    if (r == 0 && ca_file)
        r = secret_public_path(context, ca_file, &webhook->ca_file, ret_why);
    if (r < 0) {
        released(webhook);
        return r;
    }
    *ret_impl = webhook;
    return 0;
}

static size_t webhook_capacity(void *impl)
{
    const struct webhook *webhook = impl;
    return channel_connections(webhook->channel);
}

static enum attempt_class class_of_status(int status)
{
    if (status >= 200 && status < 300)
        return ATTEMPT_DELIVERED;
    if (status == 410)
        return ATTEMPT_CHANNEL;
    if (status == 408 || status == 425 || status == 429 || status >= 500)
        return ATTEMPT_TRANSIENT;
    return ATTEMPT_PERMANENT;
}

static const char *words_of_status(int status, const char *body)
{
    if (status >= 300 && status < 400)
        return _("it redirects, which is not followed");
    return status == 410 ? _("it is gone for good") : body;
}

static void answer(struct posting *posting, const struct attempt *attempt)
{
    *posting->link = posting->next;
    if (posting->next)
        posting->next->link = posting->link;
    posting->cb(posting->arg, attempt);
    free(posting);
}

static void on_response(void *arg, const struct http_response *response)
{
    struct posting *posting = arg;
    char reply[WORDS_SIZE];
    struct attempt attempt = {.reply = reply, .code = response->status};
    const char *words;
    if (response->error) {
        attempt.class = response->sent ? ATTEMPT_UNKNOWN : ATTEMPT_TRANSIENT;
        words = response->words;
    } else {
        attempt.class = class_of_status(response->status);
        words = words_of_status(response->status, response->body);
    }
    words_copy(reply, sizeof reply, words, strlen(words));
    if (attempt.class == ATTEMPT_TRANSIENT) {
        const struct notify_world *world = posting->webhook->context->world;
        attempt.retry_after_ms = http_retry_after_ms(response->retry_after, world->now_ms(world->ctx));
    }
    answer(posting, &attempt);
}

static void post(struct posting *posting, const struct message *message)
{
    const struct webhook *webhook = posting->webhook;
    const struct notify_world *world = webhook->context->world;
    int64_t timestamp = world->now_ms(world->ctx) / 1000;
    size_t body_size = strlen(message->json);
    char *msg_id = xasprintf("msg_%s", message->id);
    char *id = xasprintf("webhook-id: %s", msg_id);
    char *time = xasprintf("webhook-timestamp: %" PRId64, timestamp);
    char *signatures = webhook->keys ? signature_make(webhook->keys, msg_id, timestamp, message->json, body_size) : NULL;
    char *signature = signatures ? xasprintf("webhook-signature: %s", signatures) : NULL;
    const char *headers[] = {"Content-Type: application/json", id, time, signature, NULL};
    struct http_request request = {.url = webhook->url,
                                   .headers = headers,
                                   .body = message->json,
                                   .body_size = body_size,
                                   .ca_file = webhook->ca_file,
                                   .timeout_ms = webhook->timeout_ms};
    posting->call = http_post(webhook->context->http, &request, on_response, posting);
    free(signature);
    free(signatures);
    free(time);
    free(id);
    free(msg_id);
}

static void webhook_send(void *impl, const struct message *message, attempt_cb cb, void *arg)
{
    struct webhook *webhook = impl;
    struct posting *posting = xcalloc(1, sizeof *posting);
    posting->webhook = webhook;
    posting->cb = cb;
    posting->arg = arg;
    posting->next = webhook->postings;
    posting->link = &webhook->postings;
    if (posting->next)
        posting->next->link = &posting->next;
    webhook->postings = posting;
    post(posting, message);
}

static void webhook_close(void *impl, void (*closed)(void *arg), void *arg)
{
    struct webhook *webhook = impl;
    while (webhook->postings)
        http_cancel(webhook->postings->call);
    released(webhook);
    closed(arg);
}

static const struct setting_spec settings[] = {
    {.name = "url", .type = SETTING_STRING, .required = true},
    {.name = "secret_file", .type = SETTING_STRING},
    {.name = "ca_file", .type = SETTING_STRING},
    {0},
};

const struct backend_ops backend_webhook = {
    .name = "webhook",
    .settings = settings,
    .check = check,
    .open = webhook_open,
    .capacity = webhook_capacity,
    .send = webhook_send,
    .close = webhook_close,
};
