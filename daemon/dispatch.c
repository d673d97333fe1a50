/* Dispatching: see dispatch.h. */
#include "dispatch.h"

#include <string.h>
#include <unistd.h>

#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "speech.h"
#include "wall_timer.h"

static enum MHD_Result check_parameter(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                       size_t value_size)
{
    struct request *request = cls;
    if (strlen(key) != key_size || !route_takes(request->route, key))
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("unknown parameter %s"), key);
    else if (value == NULL || value_size == 0 || strlen(value) != value_size)
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the parameter %s has no value"), key);
    else
        return MHD_YES;
    return MHD_NO;
}

static int parse_body(struct request *request)
{
    json_error_t fault;
    if (request->text_bytes == 0)
        return 0;
    request->body = json_loadb(request->text, request->text_bytes, JSON_REJECT_DUPLICATES, &fault);
    if (json_is_object(request->body))
        return 0;
    if (request->body != NULL)
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the body must be one JSON object"));
    else
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the body is not JSON: line %d, column %d: %s"), fault.line, fault.column,
                       fault.text);
    return ERROR_INVALID;
}

static bool is_allowed(const struct request *request)
{
    const struct policy *policy = request->daemon->policy;
    if (!request->route->needs_operator)
        return request->peer->known;
    return peer_is_operator(request->peer, geteuid(), policy->operators, policy->n_operators);
}

/* True when the route is there and may be taken. */
static bool is_acceptable(struct request *request, const struct route *routes, const char *method, const char *path)
{
    switch (route_find(routes, method_parse(method), path, &request->route, &request->number)) {
    case ROUTE_NO_PATH:
        request_refuse(request, MHD_HTTP_NOT_FOUND, _("there is no %s"), path);
        return false;
    case ROUTE_NO_METHOD:
        request_refuse(request, MHD_HTTP_METHOD_NOT_ALLOWED, _("%s does not take %s"), path, method);
        return false;
    case ROUTE_FOUND:
        break;
    }
    if (!is_allowed(request)) {
        request_refuse(request, MHD_HTTP_FORBIDDEN, _("%s may not do that: only root and control.operators"), request->peer->name);
        return false;
    }
    request->tail = arena_strdup(&request->arena, strrchr(path, '/') + 1);
    request->n_parameters = MHD_get_connection_values_n(request->connection, MHD_GET_ARGUMENT_KIND, check_parameter, request);
    return request->response == NULL;
}

static bool body_is_small(struct request *request)
{
    if (request->received_bytes <= request->body_max)
        return true;
    request_refuse_body(request);
    return false;
}

static bool body_is_good(struct request *request)
{
    return request->route->method != METHOD_POST || parse_body(request) == 0;
}

/* From here on words are in the language asked for; speech_use() ends it. */
static void begin(struct request *request)
{
    const struct conf_main *main = &request->daemon->policy->main;
    const char *accepted = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
    request->now = wall_now();
    request->today = zone_date(&main->zone, request->now);
    request->language = speech_accepted(accepted, strcmp(main->language, "en") == 0 ? "en" : "zh_CN"); /* outlives a reload */
    speech_use(request->language);
}

void dispatch_header(struct request *request, const struct route *routes, const char *method, const char *path)
{
    const struct route *route;
    int64_t number;
    if (route_find(routes, method_parse(method), path, &route, &number) != ROUTE_FOUND || route->begin == NULL)
        return;
    begin(request);
    if (is_acceptable(request, routes, method, path))
        route->begin(request);
    speech_use(request->daemon->policy->main.language);
}

void dispatch(struct request *request, const struct route *routes, const char *method, const char *path)
{
    struct daemon *daemon = request->daemon;
    begin(request);
    if (request->take != NULL ||
        (body_is_small(request) && is_acceptable(request, routes, method, path) && body_is_good(request) && !request_repeat(request)))
        request->route->handle(request);
    speech_use(daemon->policy->main.language);
}
