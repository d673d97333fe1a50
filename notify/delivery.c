/* One message on its way: from its row to the backend, and from the backend's answer to the result that is written. */
#include <stdlib.h>
#include <string.h>

#include "dispatcher_internal.h"
#include "error.h"
#include "intl.h"
#include "words.h"

void batch_release(struct batch *batch)
{
    if (--batch->alive > 0)
        return;
    arena_done(&batch->arena);
    free(batch);
}

void delivery_free(struct delivery *delivery)
{
    batch_release(delivery->batch);
    free(delivery);
}

/* Whatever the peer said is kept as one line of text, and not much of it. */
static const char *keep_reply(struct arena *arena, const char *reply)
{
    char *kept = arena_alloc(arena, WORDS_SIZE);

    words_copy(kept, WORDS_SIZE, reply, strnlen(reply, 4 * WORDS_SIZE));
    return kept;
}

static const char *age_text(int64_t seconds, char text[static SPAN_TEXT_SIZE])
{
    struct span span = {.count = (int32_t)(seconds / 60), .unit = SPAN_MINUTES};

    if (seconds % 86400 == 0)
        span = (struct span){.count = (int32_t)(seconds / 86400), .unit = SPAN_DAYS};
    else if (seconds % 3600 == 0)
        span = (struct span){.count = (int32_t)(seconds / 3600), .unit = SPAN_HOURS};
    return span_format(span, text);
}

/* A digest is as old as the youngest of its messages. */
static int64_t due_at(const struct delivery *delivery)
{
    int64_t latest = 0;

    for (size_t i = 0; i < delivery->claimed->n; i++) {
        if (delivery->claimed->rows[i].due_at > latest)
            latest = delivery->claimed->rows[i].due_at;
    }
    return latest;
}

/* Fills state, reply and next_at of the result from the backend's judgement. */
static void judge(struct delivery *delivery, const struct retry_policy *policy, const struct attempt *attempt, uint64_t random)
{
    struct delivery_result *result = &delivery->result;
    const int64_t now = result->ended_at_ms / 1000;
    char age[SPAN_TEXT_SIZE];

    result->reply = attempt->reply;
    if (attempt->class == ATTEMPT_DELIVERED) {
        result->state = DELIVERY_DELIVERED;
    } else if (attempt->class == ATTEMPT_PERMANENT || attempt->class == ATTEMPT_CHANNEL) {
        result->state = DELIVERY_REFUSED;
    } else if (retry_next(policy, due_at(delivery), delivery->claimed->rows[0].attempts, attempt->retry_after_ms, now, random,
                          &result->next_at)) {
        delivery->falls_back = now - due_at(delivery) >= policy->fall_back_after_s;
        result->state = attempt->class == ATTEMPT_UNKNOWN ? DELIVERY_UNKNOWN : DELIVERY_QUEUED;
    } else {
        result->state = DELIVERY_REFUSED;
        result->reply = arena_printf(&delivery->batch->arena, _("given up after %s: %s"), age_text(policy->give_up_s, age), attempt->reply);
    }
    delivery->falls_back = delivery->falls_back || result->state == DELIVERY_REFUSED;
}

/* What is delivered waits for nothing. */
static uint64_t jitter(const struct dispatcher *dispatcher, const struct attempt *attempt)
{
    return attempt->class == ATTEMPT_DELIVERED ? 0 : dispatcher_random(dispatcher);
}

static void delivery_end(struct delivery *delivery, const struct attempt *answer)
{
    struct dispatcher *dispatcher = delivery->dispatcher;
    struct lane *lane = delivery->lane;
    struct attempt attempt = *answer;

    attempt.reply = keep_reply(&delivery->batch->arena, answer->reply);
    delivery->result.ended_at_ms = dispatcher_now_ms(dispatcher);
    delivery->result.code = attempt.code;
    judge(delivery, &lane->retry, &attempt, jitter(dispatcher, &attempt));
    if (health_note(&lane->health, &attempt, dispatcher_now(dispatcher), jitter(dispatcher, &attempt)))
        lane->broken = true;
    delivery->lane = NULL;
    results_add(dispatcher, delivery);
    dispatcher_wake(dispatcher);
}

static void on_attempt(void *arg, const struct attempt *attempt)
{
    struct delivery *delivery = arg;

    delivery->lane->in_flight--;
    delivery->dispatcher->in_flight--;
    delivery_end(delivery, attempt);
}

static void end_here(struct delivery *delivery, enum attempt_class class, const char *why)
{
    delivery_end(delivery, &(struct attempt){.class = class, .reply = why});
}

/* A channel that left the configuration takes no message any more; one that cannot be read now is read again. */
static enum attempt_class class_of_closed(struct lane *lane)
{
    if (lane->missing == ERROR_NOT_FOUND)
        return ATTEMPT_PERMANENT;
    if (lane->missing == 0)
        return ATTEMPT_CHANNEL;
    lane->stale = true;
    return ATTEMPT_TRANSIENT;
}

static int render(struct delivery *delivery)
{
    const struct dispatcher_options *options = &delivery->dispatcher->options;
    const struct outbox_delivery *claimed = delivery->claimed;
    const bool json = delivery->lane->ops->takes_json;

    if (claimed->n > 1)
        return digest_render(options->templates, claimed->id, claimed->rows, claimed->n, options->zone, json, &delivery->batch->arena,
                             &delivery->message);
    return message_render(options->templates, claimed->rows, options->zone, json, &delivery->batch->arena, &delivery->message);
}

/* True if the message may be handed over. */
static bool is_ready(struct delivery *delivery)
{
    struct dispatcher *dispatcher = delivery->dispatcher;
    struct lane *lane = delivery->lane;
    char *why = NULL;

    if (health_refuses(&lane->health, dispatcher_now(dispatcher))) {
        end_here(delivery, ATTEMPT_CHANNEL, lane->health.words);
        return false;
    }
    if (lane_open(lane, dispatcher->options.context, &why) < 0) {
        end_here(delivery, class_of_closed(lane), why != NULL ? why : _("the channel cannot be opened"));
        free(why);
        return false;
    }
    if (render(delivery) < 0) {
        end_here(delivery, ATTEMPT_PERMANENT, _("there are no words for this message"));
        return false;
    }
    return true;
}

void delivery_start(struct dispatcher *dispatcher, struct lane *lane, struct batch *batch, const struct outbox_delivery *claimed)
{
    struct delivery *delivery = xcalloc(1, sizeof(*delivery));

    *delivery = (struct delivery){.dispatcher = dispatcher, .lane = lane, .batch = batch, .claimed = claimed};
    delivery->result.began_at_ms = dispatcher_now_ms(dispatcher);
    if (!is_ready(delivery))
        return;
    lane->in_flight++;
    dispatcher->in_flight++;
    lane->ops->send(lane->impl, &delivery->message, on_attempt, delivery);
}
