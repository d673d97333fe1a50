/* lunzhictl handover: the checklist of the last change of chair, and what of it is done. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "case.h"
#include "commands.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "options.h"
#include "records.h"

struct handover {
    struct ctl *ctl;
    const char *organization, *day, *document, *by;
    char *obligation, *id, *name; /* of the procedure, of its last case, ORG/OBLIGATION/CASE; heap */
};

static int find_obligation(struct handover *handover)
{
    json_t *reply;
    char *target = api_target("/v1/turns", "org", handover->organization, NULL);
    int rc = api_ask(handover->ctl, target, NULL, &reply);
    const char *obligation = rc == EXIT_DONE ? field_text(reply, "handover", NULL) : NULL;

    free(target);
    if (rc != EXIT_DONE)
        return rc;
    if (obligation != NULL)
        handover->obligation = xstrdup(obligation);
    else
        rc = ctl_fail(handover->ctl, _("%s has no checklist: its rotation names no handover"), handover->organization);
    json_decref(reply);
    return rc;
}

/* The case opened last. */
static int find_case(struct handover *handover)
{
    char *target = api_target("/v1/cases", "org", handover->organization, "obligation", handover->obligation, "all", "1", NULL);
    json_t *reply;
    int rc = api_ask(handover->ctl, target, NULL, &reply);

    free(target);
    if (rc != EXIT_DONE)
        return rc;
    const json_t *cases = json_object_get(reply, "cases");
    size_t n = json_array_size(cases);
    const char *name = n > 0 ? field_text(json_array_get(cases, n - 1), "id", NULL) : NULL;
    const char *slash = name != NULL ? strrchr(name, '/') : NULL;
    if (slash != NULL) {
        handover->name = xstrdup(name);
        handover->id = xstrdup(slash + 1);
    } else {
        rc = ctl_fail(handover->ctl, _("%s: no chair has been handed over yet"), handover->organization);
    }
    json_decref(reply);
    return rc;
}

/* "keys,accounts" as the stages they are. */
static json_t *stages_of(const struct handover *handover, const char *items)
{
    json_t *stages = json_array();

    for (bool more = true; more;) {
        size_t length = strcspn(items, ",");
        char *stage = xasprintf("%s.%.*s", handover->obligation, (int)length, items);

        json_array_append_new(stages, json_string(stage));
        free(stage);
        more = items[length] == ',';
        items += length + more;
    }
    return stages;
}

/* All of them in one request: each or none. */
static int record_items(struct handover *handover, const char *items)
{
    json_t *body =
        json_pack("{s:[s], s:o, s:s, s:s?, s:s, s:{}}", "organizations", handover->organization, "obligations", stages_of(handover, items),
                  "on", handover->day, "document", handover->document, "period", handover->id, "fields");
    json_t *reply;
    char *target = api_target("/v1/records", NULL);
    int rc = api_ask(handover->ctl, target, body, &reply);

    free(target);
    if (rc != EXIT_DONE)
        return rc;
    if (!handover->ctl->json)
        (void)records_show(handover->ctl, reply);
    json_decref(reply);
    return EXIT_DONE;
}

static bool is_done(const json_t *reply)
{
    const json_t *stage;
    size_t i;

    json_array_foreach(json_object_get(reply, "stages"), i, stage)
    {
        const char *state = field_text(stage, "state", "");

        if (strcmp(state, "met") != 0 && strcmp(state, "waived") != 0 && strcmp(state, "withdrawn") != 0)
            return false;
    }
    return strcmp(field_text(json_object_get(reply, "case"), "state", ""), "open") == 0;
}

/* With the last item the hand-over is completed. */
static int complete(struct handover *handover)
{
    char *target = api_target("/v1/case", "id", handover->name, NULL);
    json_t *reply;
    int rc = api_ask(handover->ctl, target, NULL, &reply);

    free(target);
    if (rc != EXIT_DONE)
        return rc;
    if (is_done(reply)) {
        json_decref(reply);
        return api_show(handover->ctl, api_target("/v1/cases/close", NULL),
                        json_pack("{s:s, s:s, s:s, s:s, s:s?}", "case", handover->name, "on", handover->day, "why",
                                  _("everything is handed over"), "by", handover->by, "document", handover->document),
                        case_show);
    }
    if (handover->ctl->json)
        api_print(handover->ctl, reply);
    else
        rc = case_show(handover->ctl, reply);
    json_decref(reply);
    return rc;
}

static int run(struct handover *handover, const char *items)
{
    int rc = find_obligation(handover);

    if (rc == EXIT_DONE)
        rc = find_case(handover);
    if (rc == EXIT_DONE && items != NULL)
        rc = record_items(handover, items);
    return rc == EXIT_DONE ? complete(handover) : rc;
}

int cmd_handover(struct ctl *ctl, int argc, char **argv)
{
    struct handover handover = {.ctl = ctl, .by = "lunzhictl"};
    const char *items = NULL, *on = NULL;
    char *day = NULL;
    const struct option_spec specs[] = {
        {"item", "ID[,ID]", OPTION_TEXT, false, &items, N_("these things of the checklist are handed over")},
        {"on", "DATE", OPTION_DAY, false, &on, N_("the day it was done; else today")},
        {"by", "S", OPTION_TEXT, false, &handover.by, N_("who says so")},
        {"doc", "S", OPTION_TEXT, false, &handover.document, N_("the number of the document that proves it")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON)
        rc = api_resolve_day(ctl, on != NULL ? on : "today", &day);
    else
        return rc;
    if (rc != EXIT_DONE)
        return rc;
    handover.organization = cmdline.operands[0];
    handover.day = day;
    rc = run(&handover, items);
    free(day);
    free(handover.obligation);
    free(handover.id);
    free(handover.name);
    return rc;
}
