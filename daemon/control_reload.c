/* POST /v1/reload: the configuration anew, all or nothing. */
#include "body.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"

static void reply_findings(struct request *request)
{
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "error", json_text(_("the configuration has errors; the old one stays in force")));
    json_object_set_new_nocheck(reply, "findings", shape_findings(&request->daemon->findings));
    request_reply_status(request, MHD_HTTP_UNPROCESSABLE_CONTENT, reply);
}

void control_reload(struct request *request)
{
    struct daemon *daemon = request->daemon;
    struct query_counts counts;
    if (body_read(request, NULL, 0) != 0)
        return;
    int error = daemon_reload(daemon, request->peer->name);
    if (error == ERROR_CONFIG) {
        reply_findings(request);
        return;
    }
    if (error == 0)
        error = query_counts(daemon->store, &counts);
    if (error != 0) {
        request_fail(request, error, daemon->options->config_path, NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "organizations", json_integer(counts.organizations));
    json_object_set_new_nocheck(reply, "occurrences", json_integer(counts.occurrences));
    json_object_set_new_nocheck(reply, "findings", shape_findings(&daemon->findings));
    request_reply(request, reply);
}
