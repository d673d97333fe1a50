/* GET /v1/report: the yearly report of one organization. */
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "yearly.h"

/* By its years another program tells this refusal from others. */
static void refuse_year(struct request *request, const struct organization *organization, const char *year)
{
    json_t *reply = json_object(), *years = json_array();
    const char *listed = "";
    struct period period;
    for (size_t i = 0; calendar_period(organization->calendar, PERIOD_YEAR, i, &period); i++) {
        json_array_append_new(years, json_text(period.id));
        listed = arena_printf(&request->arena, "%s%s%s", listed, i > 0 ? _(", ") : "", period.id);
    }
    json_object_set_new_nocheck(reply, "error",
                                json_text(arena_printf(&request->arena, _("%s: its calendar has no academic year %s; it has: %s"),
                                                       organization->id, year, listed)));
    json_object_set_new_nocheck(reply, "years", years);
    request_reply_status(request, MHD_HTTP_NOT_FOUND, reply);
}

static void reply_report(struct request *request, const struct yearly *yearly)
{
    const struct assessments *tables = &request->daemon->policy->assessments;
    const struct assessment *table = assessment_for(tables->items, tables->n, yearly->year);
    const struct assessment_facts facts = yearly_facts(yearly);
    struct assessed_item *items;
    if (table == NULL) {
        request_refuse(request, MHD_HTTP_NOT_FOUND, _("no version of the self-assessment table is for %s"), yearly->year);
        return;
    }
    int error = assessment_judge(table, &facts, &request->arena, &items);
    if (error != 0)
        request_fail(request, error, yearly->organization->id, NULL);
    else
        request_reply(request, yearly_shape(request, yearly, table, items));
}

void control_report(struct request *request)
{
    const struct ledger *ledger = &request->daemon->ledger;
    const char *id = request_parameter(request, "org"), *year = request_parameter(request, "year");
    const struct organization *organization = NULL;
    struct yearly yearly;
    if (id == NULL || year == NULL) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the parameter %s is missing"), id == NULL ? "org" : "year");
        return;
    }
    int error = ledger->get_organization(ledger->ctx, id, &request->arena, &organization);
    if (error == 0)
        error = yearly_read(request, organization, year, &yearly);
    if (error == ERROR_NOT_FOUND && organization != NULL)
        refuse_year(request, organization, year);
    else if (error != 0)
        request_fail(request, error, id, NULL);
    else
        reply_report(request, &yearly);
}
