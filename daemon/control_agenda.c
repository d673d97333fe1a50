/* GET /v1/agenda: what is open, the overdue first. */
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "occurrence_list.h"

#define AGENDA_DAYS     30
#define AGENDA_DAYS_MAX 3660
#define AGENDA_MAX      10000 /* bounds the memory of one reply */

static int note_organization(void *ctx, const struct query_organization *row)
{
    *(bool *)ctx = true;
    return 0;
}

void control_agenda(struct request *request)
{
    struct store *store = request->daemon->store;
    const char *organization = request_parameter(request, "org");
    struct occurrence_list list = {request, NULL, AGENDA_MAX, NULL, 0};
    bool known = organization == NULL;
    int64_t days;
    if (request_integer(request, "days", 0, AGENDA_DAYS_MAX, AGENDA_DAYS, &days) != 0)
        return;
    date_t until = request->today + (date_t)days;
    list.items = json_array();
    int error = known ? 0 : query_organizations(store, organization, request->today, note_organization, &known);
    if (error == 0 && !known)
        error = ERROR_NOT_FOUND;
    if (error == 0)
        error = query_agenda(store, organization, until, list_occurrence, &list);
    if (error != 0 && error != LIST_FULL) {
        json_decref(list.items);
        request_fail(request, error, organization != NULL ? organization : _("agenda"), NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "from", json_date(request->today));
    json_object_set_new_nocheck(reply, "until", json_date(until));
    json_object_set_new_nocheck(reply, "occurrences", list.items);
    request_reply(request, reply);
}
