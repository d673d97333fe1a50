/* POST /v1/decisions: who takes a turn, gives it away, accepts or declines it. */
#include <string.h>

#include "body.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"
#include "turn_list.h"

static const char *join(struct arena *arena, const struct field_strings *strings)
{
    const char *text = "";

    for (size_t i = 0; i < strings->n; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? "," : "", strings->items[i]);
    return text;
}

/* Who is said to have agreed to a swap is one of its two. */
static bool are_of_swap(const struct decision *decision, const struct field_strings *agreed)
{
    for (size_t i = 0; i < agreed->n; i++)
        if (strcmp(agreed->items[i], decision->member) != 0 && (decision->other == NULL || strcmp(agreed->items[i], decision->other) != 0))
            return false;
    return true;
}

/* The presidium takes turns (RULES.md section 1, 2): whether the member is of it or of a mandate elected by then. */
static bool is_of_presidium(const struct organization *organization, const char *id, date_t on)
{
    const struct member *member = organization_member(organization, id);
    const struct rotation *rotation = &organization->rotation;
    if (member != NULL && member_holds_post(member, "presidium", on))
        return true;
    for (size_t i = 0; i < rotation->n_mandates; i++)
        for (size_t k = 0; rotation->mandates[i].elected <= on && k < rotation->mandates[i].n_order; k++)
            if (strcmp(rotation->mandates[i].order[k], id) == 0)
                return true;
    return false;
}

/* What is worth saying about a decision that was taken all the same. */
static json_t *shape_notes(struct request *request, const struct decision *decision)
{
    json_t *notes = json_array();
    const struct organization *organization;
    if (decision->kind == DECISION_APPOINT && engine_organization(request->daemon->engine, decision->organization, &organization) == 0 &&
        !is_of_presidium(organization, decision->member, decision->on))
        json_array_append_new(notes, json_text("not-presidium"));
    return notes;
}

static void decide(struct request *request, struct decision *decision)
{
    const char *why_not = NULL;
    int error = engine_decide(request->daemon->engine, decision, request->peer->name, request->now, &request->arena, &why_not);
    json_t *reply;
    if (error == ERROR_REFUSED && decision->against != 0) {
        request_refuse(request, MHD_HTTP_CONFLICT, _("%s: %s: swap %lld"), decision->organization, _(why_not),
                       (long long)decision->against);
        return;
    }
    if (error != 0) {
        request_fail(request, error, decision->organization, why_not);
        return;
    }
    daemon_committed(request->daemon);
    error = turn_list(request, decision->organization, DATE_NONE, &reply);
    if (error != 0) {
        request_fail(request, error, decision->organization, NULL);
        return;
    }
    json_object_set_new_nocheck(reply, "decision", json_integer(decision->id));
    json_object_set_new_nocheck(reply, "period", json_text(decision->period));
    json_object_set_new_nocheck(reply, "notes", shape_notes(request, decision));
    request_reply(request, reply);
}

void control_decide(struct request *request)
{
    struct decision decision = {0};
    struct field_strings agreed;
    const char *kind;
    const struct field fields[] = {
        {"organization", FIELD_STRING, true, &decision.organization},
        {"kind", FIELD_STRING, true, &kind},
        {"on", FIELD_DATE, true, &decision.on},
        {"member", FIELD_STRING, true, &decision.member},
        {"other", FIELD_STRING, false, &decision.other},
        {"period", FIELD_STRING, false, &decision.period},
        {"other_period", FIELD_STRING, false, &decision.other_period},
        {"swap", FIELD_NUMBER, false, &decision.refers},
        {"agreed", FIELD_STRINGS, false, &agreed},
        {"by", FIELD_STRING, false, &decision.by},
        {"why", FIELD_STRING, false, &decision.why},
        {"document", FIELD_STRING, false, &decision.document},
    };
    if (body_read(request, fields, sizeof fields / sizeof fields[0]) != 0)
        return;
    if (decision_kind_parse(kind, &decision.kind) != 0) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "kind", "appoint, swap, decline, remove, accept");
        return;
    }
    if (!are_of_swap(&decision, &agreed)) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "agreed", _("among the two who swap"));
        return;
    }
    if (decision.kind == DECISION_SWAP)
        decision.agreed = join(&request->arena, &agreed);
    decide(request, &decision);
}
