#include "poster.h"

#include <stdlib.h>
#include <string.h>

#include "intl.h"
#include "memory.h"
#include "secret.h"

#define TIMEOUT_S     15
#define TIMEOUT_S_MAX 60

/* One message under way. */
struct posting {
    struct poster *poster;
    struct posting *next, **link;
    struct http_call *call;
    char *body;
    attempt_cb cb;
    void *arg;
};

void poster_check(const struct channel *channel, setting_fault_cb fault, void *ctx)
{
    int64_t timeout_s = channel_integer(channel, "timeout_s", TIMEOUT_S);
    if (timeout_s < 1 || timeout_s > TIMEOUT_S_MAX) {
        char *text = xasprintf(_("is %lld; allowed are %lld to %lld"), (long long)timeout_s, 1LL, (long long)TIMEOUT_S_MAX);
        fault(ctx, channel_setting(channel, "timeout_s"), "timeout_s", text);
        free(text);
    }
}

int poster_init(struct poster *poster, const struct channel *channel, const struct backend_context *context, char **ret_why)
{
    const char *ca_file = channel_string(channel, "ca_file", NULL);
    *poster = (struct poster){.context = context, .timeout_ms = 1000 * (uint64_t)channel_integer(channel, "timeout_s", TIMEOUT_S)};
    return ca_file ? secret_public_path(context, ca_file, &poster->ca_file, ret_why) : 0;
}

void poster_done(struct poster *poster)
{
    while (poster->postings)
        http_cancel(poster->postings->call);
    free(poster->ca_file);
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

void poster_judge(const struct http_response *response, struct attempt *ret, char reply[static WORDS_SIZE])
{
    const char *words;
    *ret = (struct attempt){.reply = reply, .code = response->status};
    if (response->error) {
        ret->class = response->sent ? ATTEMPT_UNKNOWN : ATTEMPT_TRANSIENT;
        words = response->words;
    } else {
        ret->class = class_of_status(response->status);
        words = words_of_status(response->status, response->body);
    }
    words_copy(reply, WORDS_SIZE, words, strlen(words));
}

static void answer(struct posting *posting, const struct attempt *attempt)
{
    *posting->link = posting->next;
    if (posting->next)
        posting->next->link = posting->link;
    posting->cb(posting->arg, attempt);
    free(posting->body);
    free(posting);
}

static void on_response(void *arg, const struct http_response *response)
{
    struct posting *posting = arg;
    struct poster *poster = posting->poster;
    const struct notify_world *world = poster->context->world;
    char reply[WORDS_SIZE];
    struct attempt attempt;
    poster_judge(response, &attempt, reply);
    if (poster->judge)
        poster->judge(poster->owner, response, &attempt, reply);
    int64_t asked_ms = http_retry_after_ms(response->retry_after, world->now_ms(world->ctx));
    if (attempt.class != ATTEMPT_TRANSIENT)
        attempt.retry_after_ms = 0;
    else if (asked_ms > 0)
        attempt.retry_after_ms = asked_ms;
    answer(posting, &attempt);
}

void poster_post(struct poster *poster, const char *url, const char *const *headers, const char *body, attempt_cb cb, void *arg)
{
    struct posting *posting = xcalloc(1, sizeof *posting);
    posting->body = xstrdup(body);
    struct http_request request = {.url = url,
                                   .headers = headers,
                                   .body = posting->body,
                                   .body_size = strlen(body),
                                   .ca_file = poster->ca_file,
                                   .timeout_ms = poster->timeout_ms};
    posting->poster = poster;
    posting->cb = cb;
    posting->arg = arg;
    posting->next = poster->postings;
    posting->link = &poster->postings;
    if (posting->next)
        posting->next->link = &posting->next;
    poster->postings = posting;
    posting->call = http_post(poster->context->http, &request, on_response, posting);
}
