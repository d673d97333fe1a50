/* The append-only log: its lines, and whether they still follow from each other. */
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "daemon.h"
#include "error.h"
#include "files.h"
#include "intl.h"
#include "memory.h"
#include "speech.h"

#define LINES_DEFAULT 50
#define LINES_MAX     10000
#define LINES_A_STEP  1000
#define BAD_MAX       100

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

/* GET /v1/log/verify: some lines at a time between the loop's other work, the connection suspended; then, if wanted, the files. */
struct verification {
    uv_idle_t idle;
    struct request *request;
    struct log_walk walk;
    json_t *bad; /* rows that are not what the log says */
    int64_t n_bad;
    bool with_files;
};

static void on_closed(uv_handle_t *handle)
{
    struct verification *verification = handle->data;
    json_decref(verification->bad);
    free(verification);
}

static void note_fault(void *ctx, const struct proven_fault *fault)
{
    struct verification *verification = ctx;
    if (++verification->n_bad > BAD_MAX)
        return;
    json_t *part = json_object();
    json_object_set_new_nocheck(part, "kind", json_text(fault->kind));
    json_object_set_new_nocheck(part, "key", json_text(fault->key));
    json_object_set_new_nocheck(part, "line", fault->line > 0 ? json_integer(fault->line) : json_null());
    json_object_set_new_nocheck(part, "problem", json_text(fault->added > 0 ? "not in the log" : fault->gone ? "missing" : "changed"));
    json_object_set_new_nocheck(part, "rows", json_integer(fault->added > 0 ? fault->added : 1));
    json_array_append_new(verification->bad, part);
}

static void finish(struct verification *verification)
{
    verification->request->abandon = NULL;
    uv_close((uv_handle_t *)&verification->idle, on_closed);
}

static void on_abandon(struct request *request)
{
    finish(request->job);
}

/* Rows are proven by a whole chain alone. */
static json_t *shape_rows(const struct verification *verification)
{
    json_t *rows = json_object();
    int64_t checked = 0;
    for (size_t i = 0; i < PROVEN_COUNT; i++)
        checked += verification->walk.facts[i];
    json_object_set_new_nocheck(rows, "checked", json_integer(checked));
    json_object_set_nocheck(rows, "bad", verification->bad);
    json_object_set_new_nocheck(rows, "n_bad", json_integer(verification->n_bad));
    return rows;
}

static void reply_walk(const struct verification *verification, bool is_whole)
{
    const struct log_walk *walk = &verification->walk;
    char head[LOG_HEAD_TEXT_SIZE];
    store_log_head(walk, head);
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "lines", json_integer(walk->lines));
    json_object_set_new_nocheck(reply, "bad_line", is_whole ? json_null() : json_integer(walk->lines + 1));
    json_object_set_new_nocheck(reply, "cut", json_integer(walk->cut));
    json_object_set_new_nocheck(reply, "head", is_whole ? json_text(head) : json_null());
    json_object_set_new_nocheck(reply, "rows", is_whole ? shape_rows(verification) : json_null());
    if (verification->with_files)
        files_verify(verification->request, reply);
    else
        request_reply(verification->request, reply);
}

static void on_step(uv_idle_t *handle)
{
    struct verification *verification = handle->data;
    struct request *request = verification->request;
    int error = store_log_verify(request->daemon->store, &verification->walk, LINES_A_STEP);
    if (error == ERROR_BUSY)
        return;
    finish(verification);
    speech_use(request->language);
    if (error == 0 || error == ERROR_CORRUPT)
        reply_walk(verification, error == 0);
    else
        request_fail(request, error, _("log"), NULL);
    speech_use(request->daemon->policy->main.language);
    if (request->response != NULL) /* else the files are being read */
        request_resume(request);
}

void control_log_verify(struct request *request)
{
    const char *files = request_parameter(request, "files");
    if (files != NULL && strcmp(files, "true") != 0) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "files", "true");
        return;
    }
    struct verification *verification = xcalloc(1, sizeof *verification);
    *verification = (struct verification){.request = request, .bad = json_array(), .with_files = files != NULL};
    verification->walk.fault = note_fault;
    verification->walk.ctx = verification;
    uv_idle_init(&request->daemon->loop, &verification->idle);
    verification->idle.data = verification;
    uv_idle_start(&verification->idle, on_step);
    request->job = verification;
    request->abandon = on_abandon;
    request_suspend(request);
}
