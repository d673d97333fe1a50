/* Requests and their answers: see request.h. */
#include "request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "server.h"

const char *request_parameter(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

int request_date(struct request *request, const char *name, date_t *ret_date)
{
    const char *text = request_parameter(request, name);
    if (text == NULL) {
        *ret_date = DATE_NONE;
        return 0;
    }
    if (date_parse(text, ret_date) == 0)
        return 0;
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be a day, YYYY-MM-DD"), name);
    return ERROR_INVALID;
}

int64_t request_end_of(const struct request *request, date_t day)
{
    return day == DATE_NONE ? NEVER : zone_instant(&request->daemon->policy->main.zone, day + 1, 0);
}

int request_integer(struct request *request, const char *name, int64_t min, int64_t max, int64_t otherwise, int64_t *ret_number)
{
    const char *text = request_parameter(request, name);
    if (text == NULL) {
        *ret_number = otherwise;
        return 0;
    }
    char *end = NULL;
    errno = 0;
    long long number = text[0] >= '0' && text[0] <= '9' ? strtoll(text, &end, 10) : -1;
    if (end != NULL && *end == '\0' && errno == 0 && number >= min && number <= max) {
        *ret_number = number;
        return 0;
    }
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be a number from %lld to %lld"), name, (long long)min, (long long)max);
    return ERROR_INVALID;
}

static void answer(struct request *request, unsigned status, struct MHD_Response *response, const char *content_type)
{
    if (response == NULL)
        return; /* out of memory within the library: the connection is closed */
    (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
    (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (request->language != NULL)
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_LANGUAGE, strcmp(request->language, "en") == 0 ? "en" : "zh-CN");
    request->response = response;
    request->status = status;
}

/* Takes the text. */
static void answer_text(struct request *request, unsigned status, char *text)
{
    answer(request, status, MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE), "application/json");
}

/* NULL when out of memory: the connection is closed. */
static char *text_of(json_t *reply)
{
    char *text = json_dumps(reply, JSON_COMPACT);
    json_decref(reply);
    return text;
}

void request_reply_status(struct request *request, unsigned status, json_t *reply)
{
    char *text = text_of(reply);
    if (text != NULL)
        answer_text(request, status, text);
}

static bool is_repeatable(const struct request *request)
{
    return request->route->is_polled && request->n_parameters == 0;
}

static struct reply_key key_of(const struct request *request)
{
    return (struct reply_key){request->route, request->language, request->now, store_writes(request->daemon->store)};
}

void request_reply(struct request *request, json_t *reply)
{
    char *text = text_of(reply);
    if (text == NULL)
        return;
    if (is_repeatable(request)) {
        struct reply_key key = key_of(request);
        reply_cache_put(&request->daemon->replies, &key, text);
    }
    answer_text(request, MHD_HTTP_OK, text);
}

bool request_repeat(struct request *request)
{
    if (!is_repeatable(request))
        return false;
    struct reply_key key = key_of(request);
    const char *text = reply_cache_get(&request->daemon->replies, &key);
    if (text != NULL)
        answer_text(request, MHD_HTTP_OK, xstrdup(text));
    return text != NULL;
}

void request_refuse(struct request *request, unsigned status, const char *format, ...)
{
    char words[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "error", json_text(words));
    request_reply_status(request, status, reply);
}

void request_refuse_body(struct request *request)
{
    request_refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, _("a body has at most %zu bytes here"), request->body_max);
}

/* A length that is none the library has refused. */
uint64_t request_length(const struct request *request)
{
    const char *text = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

static unsigned status_of(int error)
{
    switch (error) {
    case ERROR_INVALID:
        return MHD_HTTP_BAD_REQUEST;
    case ERROR_PERMISSION:
        return MHD_HTTP_FORBIDDEN;
    case ERROR_NOT_FOUND:
        return MHD_HTTP_NOT_FOUND;
    case ERROR_REFUSED:
    case ERROR_EXISTS:
        return MHD_HTTP_CONFLICT;
    case ERROR_TOO_BIG:
        return MHD_HTTP_CONTENT_TOO_LARGE;
    case ERROR_CONFIG:
        return MHD_HTTP_UNPROCESSABLE_CONTENT;
    default:
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    }
}

void request_fail(struct request *request, int error, const char *what, const char *why)
{
    unsigned status = status_of(error);
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE) {
        request_refuse(request, status, _("%s: the database cannot be used now: %s"), what, store_error(request->daemon->store));
        daemon_database_failed(request->daemon, error);
    } else if (error == ERROR_NOT_FOUND) {
        request_refuse(request, status, _("%s: there is no such thing"), what);
    } else {
        request_refuse(request, status, "%s: %s", what, why != NULL ? _(why) : _(error_text(error)));
    }
}

void request_reply_file(struct request *request, const char *content_type, int fd, uint64_t size_bytes)
{
    answer(request, MHD_HTTP_OK, MHD_create_response_from_fd64(size_bytes, fd), content_type);
}

void request_header(struct request *request, const char *name, const char *value)
{
    if (request->response != NULL)
        (void)MHD_add_response_header(request->response, name, value);
}

void request_suspend(struct request *request)
{
    request->suspended = true;
    MHD_suspend_connection(request->connection);
}

void request_resume(struct request *request)
{
    request->suspended = false;
    MHD_resume_connection(request->connection);
    server_run(request->daemon->server);
}
