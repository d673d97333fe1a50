/* GET /v1/report: the yearly report of one organization. */
#include "check_shapes.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "yearly.h"

void control_report(struct request *request)
{
    const char *organization = request_parameter(request, "org"), *year = request_parameter(request, "year");
    const struct assessments *tables = &request->daemon->policy->assessments;
    struct assessed_item *items;
    struct yearly yearly;
    json_t *differing, *reply;
    if (organization == NULL || year == NULL) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the parameter %s is missing"), organization == NULL ? "org" : "year");
        return;
    }
    int error = yearly_read(request, organization, year, &yearly);
    if (error != 0) {
        request_fail(request, error, arena_printf(&request->arena, "%s %s", organization, year), NULL);
        return;
    }
    const struct assessment *table = assessment_for(tables->items, tables->n, year);
    if (table == NULL) {
        request_refuse(request, MHD_HTTP_NOT_FOUND, _("no version of the self-assessment table is for %s"), year);
        return;
    }
    const struct assessment_facts facts = yearly_facts(&yearly);
    error = assessment_judge(table, &facts, &request->arena, &items);
    if (error == 0)
        error = contradictions(request, yearly.organization, year, &differing);
    if (error != 0) {
        request_fail(request, error, organization, NULL);
        return;
    }
    reply = yearly_shape(request, &yearly, table, items);
    json_object_set_new_nocheck(reply, "contradictions", differing);
    request_reply(request, reply);
}
