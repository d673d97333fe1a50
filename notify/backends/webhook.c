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
#include "poster.h"
#include "secret.h"
#include "signature.h"

struct webhook {
    const struct channel *channel;
    const struct backend_context *context;
    struct poster poster;
    struct signature_keys *keys; /* NULL: not signed */
};

static void check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    const char *url = channel_string(channel, "url", "");
    if (!http_is_url(url)) {
        char *shown = http_url_shown(url);
        char *text = xasprintf(_("is “%s”; allowed is an http:// or https:// address (without user and password)"), shown);
        fault(ctx, channel_setting(channel, "url"), "url", text);
        free(text);
        free(shown);
    }
    poster_check(channel, fault, ctx);
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
    poster_done(&webhook->poster);
    signature_keys_free(webhook->keys);
    free(webhook);
}

static int webhook_open(const struct channel *channel, const struct backend_context *context, void **ret_impl, char **ret_why)
{
    struct webhook *webhook = xcalloc(1, sizeof *webhook);
    const char *secret_file = channel_string(channel, "secret_file", NULL);
    webhook->channel = channel;
    webhook->context = context;
    int r = poster_init(&webhook->poster, channel, context, ret_why);
    if (r == 0 && secret_file)
        r = read_keys(webhook, secret_file, ret_why);
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

static void webhook_send(void *impl, const struct message *message, attempt_cb cb, void *arg)
{
    struct webhook *webhook = impl;
    const struct notify_world *world = webhook->context->world;
    int64_t timestamp = world->now_ms(world->ctx) / 1000;
    char *msg_id = xasprintf("msg_%s", message->id);
    char *id = xasprintf("webhook-id: %s", msg_id);
    char *time = xasprintf("webhook-timestamp: %" PRId64, timestamp);
    char *signatures = webhook->keys ? signature_make(webhook->keys, msg_id, timestamp, message->json, strlen(message->json)) : NULL;
    char *signature = signatures ? xasprintf("webhook-signature: %s", signatures) : NULL;
    const char *headers[] = {"Content-Type: application/json", id, time, signature, NULL};
    poster_post(&webhook->poster, channel_string(webhook->channel, "url", ""), headers, message->json, cb, arg);
    free(signature);
    free(signatures);
    free(time);
    free(id);
    free(msg_id);
}

static void webhook_close(void *impl, void (*closed)(void *arg), void *arg)
{
    released(impl);
    closed(arg);
}

static const struct setting_spec settings[] = {
    {.name = "url", .type = SETTING_STRING, .required = true},
    {.name = "secret_file", .type = SETTING_STRING, .names = NAMES_SECRET},
    POSTER_SETTINGS,
    {0},
};

const struct backend_ops backend_webhook = {
    .name = "webhook",
    .takes_json = true,
    .settings = settings,
    .check = check,
    .open = webhook_open,
    .capacity = webhook_capacity,
    .send = webhook_send,
    .close = webhook_close,
};
