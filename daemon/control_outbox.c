/* The outbox: what was sent, what waits, and a hand on it. */
#include <string.h>

#include "body.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "message_list.h"

#define MESSAGES_DEFAULT 50
#define MESSAGES_MAX     1000

/* -1: all. ERROR_INVALID once refused. */
static int state_parameter(struct request *request, int *ret_state)
{
    const char *word = request_parameter(request, "state");
    *ret_state = -1;
    if (word == NULL)
        return 0;
    for (int state = 0; state < DELIVERY_COUNT; state++)
        if (strcmp(delivery_state_name(state), word) == 0)
            *ret_state = state;
    if (*ret_state >= 0)
        return 0;
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "state", "queued, sending, delivered, refused, unknown, cancelled");
    return ERROR_INVALID;
}

void control_outbox(struct request *request)
{
    int state;
    int64_t max;
    json_t *messages;
    if (state_parameter(request, &state) != 0 || request_integer(request, "max", 1, MESSAGES_MAX, MESSAGES_DEFAULT, &max) != 0)
        return;
    int error = message_list(request, state, 0, (size_t)max, &messages);
    if (error != 0) {
        request_fail(request, error, _("outbox"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "messages", messages);
    request_reply(request, reply);
}

struct attempt_rows {
    const struct zone *zone;
    json_t *list;
};

static int add_attempt(void *ctx, const struct query_attempt *attempt)
{
    struct attempt_rows *rows = ctx;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "number", json_integer(attempt->number));
    json_object_set_new_nocheck(part, "began_at", json_instant(rows->zone, attempt->began_at_ms / 1000));
    json_object_set_new_nocheck(part, "duration_ms", json_integer(attempt->ended_at_ms - attempt->began_at_ms));
    json_object_set_new_nocheck(part, "state", json_text(delivery_state_name(attempt->state)));
    json_object_set_new_nocheck(part, "code", json_integer(attempt->code));
    json_object_set_new_nocheck(part, "reply", json_text(attempt->reply));
    json_array_append_new(rows->list, part);
    return 0;
}

static const char *number_of(struct request *request)
{
    return arena_printf(&request->arena, "%lld", (long long)request->number);
}

void control_message(struct request *request)
{
    struct attempt_rows rows = {&request->daemon->policy->main.zone, json_array()};
    json_t *reply = json_object(), *message;
    json_object_set_new_nocheck(reply, "attempts", rows.list);
    int error = message_find(request, request->number, &message);
    if (error == 0) {
        json_object_set_new_nocheck(reply, "message", message);
        error = query_attempts(request->daemon->store, request->number, add_attempt, &rows);
    }
    if (error == 0) {
        request_reply(request, reply);
        return;
    }
    json_decref(reply);
    request_fail(request, error, number_of(request), NULL);
}

static void change(struct request *request, int (*act)(struct store *store, int64_t id, int64_t now, const char *actor))
{
    json_t *message;
    if (body_read(request, NULL, 0) != 0)
        return;
    int error = act(request->daemon->store, request->number, request->now, request->peer->name);
    if (error == 0) {
        daemon_committed(request->daemon);
        error = message_find(request, request->number, &message);
    }
    if (error != 0) {
        request_fail(request, error, number_of(request), N_("its state does not allow that"));
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "message", message);
    request_reply(request, reply);
}

void control_message_retry(struct request *request)
{
    change(request, outbox_retry);
}

void control_message_cancel(struct request *request)
{
    change(request, outbox_cancel);
}
