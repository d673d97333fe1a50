/* The append-only log: its lines, and whether they still follow from each other. */
#include <string.h>

#include "control.h"
#include "daemon.h"
#include "error.h"
#include "files.h"
#include "intl.h"

#define LINES_DEFAULT 50
#define LINES_MAX     10000

struct log_rows {
    const struct request *request;
    json_t *list;
};

static int add_line(void *ctx, const struct query_log_line *line)
{
    struct log_rows *rows = ctx;
    json_array_append_new(rows->list, shape_log_line(rows->request, line));
    return 0;
}

void control_log(struct request *request)
{
    const char *object = request_parameter(request, "object");
    struct log_rows rows = {.request = request};
    int64_t max;
    date_t as_of;
    if (request_integer(request, "max", 1, LINES_MAX, LINES_DEFAULT, &max) != 0 || request_date(request, "as_of", &as_of) != 0)
        return;
    rows.list = json_array();
    int error = query_log(request->daemon->store, object, request_end_of(request, as_of), (size_t)max, add_line, &rows);
    if (error != 0) {
        json_decref(rows.list);
        request_fail(request, error, _("log"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "log", rows.list);
    request_reply(request, reply);
}

/* NULL once refused. */
static json_t *verify_chain(struct request *request)
{
    int64_t lines = 0, bad_line = 0;
    int error = store_log_verify(request->daemon->store, &lines, &bad_line);
    if (error != 0 && error != ERROR_CORRUPT) {
        request_fail(request, error, _("log"), NULL);
        return NULL;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "lines", json_integer(lines));
    json_object_set_new_nocheck(reply, "bad_line", error == ERROR_CORRUPT ? json_integer(bad_line) : json_null());
    return reply;
}

void control_log_verify(struct request *request)
{
    const char *files = request_parameter(request, "files");
    if (files != NULL && strcmp(files, "true") != 0) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "files", "true");
        return;
    }
    json_t *reply = verify_chain(request);
    if (reply != NULL && files != NULL)
        files_verify(request, reply);
    else if (reply != NULL)
        request_reply(request, reply);
}
