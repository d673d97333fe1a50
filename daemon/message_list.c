/* Messages as JSON: see message_list.h. */
#include "message_list.h"

#include <string.h>

#include "daemon.h"
#include "error.h"

struct message_rows {
    const struct request *request;
    json_t *list;
};

static int add_message(void *ctx, const struct outbox_row *row)
{
    struct message_rows *rows = ctx;
    json_array_append_new(rows->list, shape_message(rows->request, row));
    return 0;
}

/* Attempts come in their order: the last one's words stay. */
static int note_reply(void *ctx, const struct query_attempt *attempt)
{
    json_object_set_new_nocheck(ctx, "last_reply", json_text(attempt->reply));
    return 0;
}

static int add_reply(struct request *request, json_t *message)
{
    if (json_integer_value(json_object_get(message, "attempts")) == 0)
        return 0;
    return query_attempts(request->daemon->store, json_integer_value(json_object_get(message, "id")), note_reply, message);
}

int message_list(struct request *request, int state, int64_t occurrence, size_t max, json_t **ret_list)
{
    struct message_rows rows = {request, json_array()};
    int error = query_outbox(request->daemon->store, state, occurrence, max, add_message, &rows);
    for (size_t i = 0; error == 0 && i < json_array_size(rows.list); i++)
        error = add_reply(request, json_array_get(rows.list, i));
    if (error != 0)
        json_decref(rows.list);
    else
        *ret_list = rows.list;
    return error;
}

int message_find(struct request *request, int64_t id, json_t **ret_message)
{
    struct outbox_row row;
    int error = outbox_get(request->daemon->store, id, &request->arena, &row);
    if (error != 0)
        return error;
    json_t *message = shape_message(request, &row);
    error = add_reply(request, message);
    if (error != 0)
        json_decref(message);
    else
        *ret_message = message;
    return error;
}
