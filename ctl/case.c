/* lunzhictl case: what is followed from its opening to its end. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "case.h"
#include "commands.h"
#include "intl.h"
#include "memory.h"
#include "occurrence.h"
#include "options.h"

/* The parts of "su/exit/c1", heap; GO_ON, or EXIT_USAGE with the reason said. */
static int split_case(struct ctl *ctl, const char *name, char **ret_copy, const char **ret_organization, const char **ret_obligation,
                      const char **ret_id)
{
    *ret_copy = xstrdup(name);
    if (occurrence_name_split(*ret_copy, ret_organization, ret_obligation, ret_id) == 0)
        return GO_ON;
    free(*ret_copy);
    return ctl_usage_error(ctl, _("\"%s\" names no case; its form is ORG/OBLIGATION/CASE, as case list prints it"), name);
}

static int check_case(struct ctl *ctl, const char *name)
{
    const char *organization, *obligation, *id;
    char *copy;
    int rc = split_case(ctl, name, &copy, &organization, &obligation, &id);

    if (rc == GO_ON)
        free(copy);
    return rc;
}

static int list(struct ctl *ctl, int argc, char **argv)
{
    const char *organization = NULL, *obligation = NULL;
    bool all = false;
    const struct option_spec specs[] = {
        {"org", "ORG", OPTION_TEXT, false, &organization, N_("of this organization")},
        {"obligation", "ID", OPTION_TEXT, false, &obligation, N_("of this obligation")},
        {"all", NULL, OPTION_FLAG, false, &all, N_("those closed, too")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    return api_show(ctl, api_target("/v1/cases", "org", organization, "obligation", obligation, "all", all ? "1" : NULL, NULL), NULL,
                    case_show_list);
}

static int show(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON)
        rc = check_case(ctl, cmdline.operands[0]);
    if (rc != GO_ON)
        return rc;
    return api_show(ctl, api_target("/v1/case", "id", cmdline.operands[0], NULL), NULL, case_show);
}

/* Adds a day under the name, resolved by the daemon. EXIT_DONE, or the exit code. */
static int add_day(struct ctl *ctl, json_t *body, const char *name, const char *day)
{
    char *resolved;
    int rc = day != NULL ? api_resolve_day(ctl, day, &resolved) : EXIT_DONE;

    if (rc == EXIT_DONE && day != NULL) {
        json_object_set_new(body, name, json_string(resolved));
        free(resolved);
    }
    return rc;
}

/* Takes over the body. */
static int send(struct ctl *ctl, const char *target, json_t *body, const char *day, const char *event)
{
    int rc = add_day(ctl, body, "on", day);

    if (rc == EXIT_DONE)
        rc = add_day(ctl, body, "event", event);
    if (rc == EXIT_DONE)
        return api_show(ctl, api_target(target, NULL), body, case_show_opened);
    json_decref(body);
    return rc;
}

/* "su", or "su,gsu" as several. */
static void name_organizations(json_t *body, const char *words)
{
    if (strchr(words, ',') == NULL) {
        json_object_set_new(body, "organization", json_string(words));
        return;
    }
    json_t *list = json_array();
    for (const char *at = words; at != NULL; at = strchr(at, ',') != NULL ? strchr(at, ',') + 1 : NULL)
        json_array_append_new(list, json_stringn(at, strcspn(at, ",")));
    json_object_set_new(body, "organizations", list);
}

static int open_case(struct ctl *ctl, int argc, char **argv)
{
    const char *organization = NULL, *on = NULL, *event = NULL, *title = NULL, *id = NULL, *member = NULL;
    json_t *fields = json_object();
    const struct option_spec specs[] = {
        {"org", "ORG[,ORG]", OPTION_TEXT, true, &organization, N_("of these organizations: a case for each, or none at all")},
        {"on", "DATE", OPTION_DAY, true, &on, N_("the day it is opened for")},
        {"event", "DATE", OPTION_DAY, false, &event, N_("the day its stages count from, such as the activity's; else that of the opening")},
        {"title", "S", OPTION_TEXT, false, &title, N_("what it is about")},
        {"id", "ID", OPTION_TEXT, false, &id, N_("its name in commands; else c1, c2, …")},
        {"member", "ID", OPTION_TEXT, false, &member, N_("whom it is about")},
        {"set", "K=V", OPTION_PAIR, false, &fields, N_("a field of the case; may be given again")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON) {
        json_decref(fields);
        return rc;
    }
    json_t *body = json_object();
    name_organizations(body, organization);
    json_object_update_new(body, json_pack("{s:s, s:s?, s:s?, s:s?, s:O}", "obligation", cmdline.operands[0], "id", id, "title", title,
                                           "member", member, "fields", fields));
    json_t *named = json_object_get(fields, "member"); /* --set member=ID says the same */
    if (named != NULL && member == NULL)
        json_object_set(body, "member", named);
    json_object_del(fields, "member");
    json_decref(fields);
    return send(ctl, "/v1/cases", body, on, event);
}

static int close_case(struct ctl *ctl, int argc, char **argv)
{
    const char *on = NULL, *outcome = NULL, *why = NULL, *by = NULL, *document = NULL;
    bool waive = false;
    const struct option_spec specs[] = {
        {"on", "DATE", OPTION_DAY, true, &on, N_("the day it ended")},
        {"why", "S", OPTION_TEXT, true, &why, N_("the reason")},
        {"by", "S", OPTION_TEXT, true, &by, N_("who decided it")},
        {"outcome", "ID", OPTION_TEXT, false, &outcome, N_("how it ended: one of those case show lists")},
        {"doc", "S", OPTION_TEXT, false, &document, N_("the number of the decision's document")},
        {"waive-open", NULL, OPTION_FLAG, false, &waive, N_("waive the stages that are still open, for the same reason")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON)
        rc = check_case(ctl, cmdline.operands[0]);
    if (rc != GO_ON)
        return rc;
    json_t *body = json_pack("{s:s, s:s?, s:s, s:s, s:s?, s:b}", "case", cmdline.operands[0], "outcome", outcome, "why", why, "by", by,
                             "document", document, "waive", waive);
    return send(ctl, "/v1/cases/close", body, on, NULL);
}

/* A record of a stage, or of the case itself where it has none: the rest of the words are those of `record`. */
static int step(struct ctl *ctl, int argc, char **argv)
{
    const char *organization, *obligation, *id;
    bool has_stage = argc > 2 && argv[2][0] != '-';
    int rest = has_stage ? 3 : 2;
    char *copy, *name, **words;

    if (argc < 2 || argv[1][0] == '-')
        return cmd_record(ctl, argc, argv);
    int rc = split_case(ctl, argv[1], &copy, &organization, &obligation, &id);
    if (rc != GO_ON)
        return rc;
    name = has_stage && strchr(argv[2], '.') == NULL ? xasprintf("%s.%s", obligation, argv[2]) : xstrdup(has_stage ? argv[2] : obligation);
    words = xcalloc((size_t)(argc + 6), sizeof *words);
    memcpy(words, (char *[]){argv[0], name, "--org", (char *)organization, "--case", (char *)id}, 6 * sizeof *words);
    memcpy(words + 6, argv + rest, (size_t)(argc - rest) * sizeof *words);
    rc = cmd_record(ctl, argc - rest + 6, words);
    free(words);
    free(name);
    free(copy);
    return rc;
}

static const struct {
    const char *name;
    int (*run)(struct ctl *ctl, int argc, char **argv);
} actions[] = {{"list", list}, {"show", show}, {"open", open_case}, {"step", step}, {"close", close_case}};

/* The action's words from its name on, then what stood before it, NULL-ended. */
static char **action_words(int argc, char **argv, int at)
{
    char **words = xcalloc((size_t)argc, sizeof *words);

    memcpy(words, argv + at, (size_t)(argc - at) * sizeof *words);
    memcpy(words + argc - at, argv + 1, (size_t)(at - 1) * sizeof *words);
    return words;
}

int cmd_case(struct ctl *ctl, int argc, char **argv)
{
    struct cmdline cmdline = {.operands_min = 1, .operands_max = argc};
    int rc;

    for (int at = 1; at < argc; at++) {
        for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
            if (strcmp(argv[at], actions[i].name) != 0)
                continue;
            char **words = action_words(argc, argv, at);
            rc = actions[i].run(ctl, argc - 1, words);
            free(words);
            return rc;
        }
    }
    rc = options_parse(ctl, &cmdline, argc, argv);
    return rc == GO_ON ? ctl_usage_error(ctl, _("unknown action \"%s\"; there is %s"), cmdline.operands[0], "list, show, open, step, close")
                       : rc;
}
