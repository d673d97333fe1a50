/* lunzhictl accept, decline, swap, appoint and remove: what is decided on turns, and the turns as they are after it. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "options.h"
#include "turns.h"

/* What the commands have in common. */
struct decision_words {
    const char *on, *by, *why, *document;
};

#define BY_OPTION(required)                                                                                                                \
    {                                                                                                                                      \
        "by", "S", OPTION_TEXT, required, &words.by, N_("who decided it")                                                                  \
    }
#define WHY_OPTION(required)                                                                                                               \
    {                                                                                                                                      \
        "why", "S", OPTION_TEXT, required, &words.why, N_("the reason")                                                                    \
    }
#define DOC_OPTION                                                                                                                         \
    {                                                                                                                                      \
        "doc", "S", OPTION_TEXT, false, &words.document, N_("the number of the document that says so")                                     \
    }
#define ON_OPTION(help)                                                                                                                    \
    {                                                                                                                                      \
        "on", "DATE", OPTION_DAY, false, &words.on, help                                                                                   \
    }

/* Which turn was meant where none was named. */
static int answered_show(struct ctl *ctl, const json_t *reply)
{
    const char *period = field_text(reply, "period", NULL);

    if (period)
        screen_line(&ctl->screen, STYLE_GOOD, _("On record: the answer about the turn of %s."), period);
    return turns_show(ctl, reply);
}

/* Sends the decision; `body` (taken over) holds what the words do not. */
static int send(struct ctl *ctl, const char *organization, const char *kind, const struct decision_words *words, json_t *body,
                int (*show)(struct ctl *ctl, const json_t *reply))
{
    char *on;
    int rc = api_resolve_day(ctl, words->on != NULL ? words->on : "today", &on);

    if (rc != EXIT_DONE) {
        json_decref(body);
        return rc;
    }
    json_t *common = json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?}", "organization", organization, "kind", kind, "on", on, "by", words->by,
                               "why", words->why, "document", words->document);
    json_object_update(body, common);
    json_decref(common);
    free(on);
    return api_show(ctl, api_target("/v1/decisions", NULL), body, show);
}

/* accept and decline. */
static int answer(struct ctl *ctl, int argc, char **argv, const char *kind, bool why_required)
{
    struct decision_words words = {0};
    const char *term = NULL;
    int swap = 0;
    const struct option_spec specs[] = {
        {"term", "TERM", OPTION_TEXT, false, &term, N_("the turn of this term; else the next planned for the member")},
        {"swap", "N", OPTION_COUNT, false, &swap, N_("the swap of this number, as turns shows it")},
        BY_OPTION(false),
        WHY_OPTION(why_required),
        DOC_OPTION,
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 2, .operands_max = 2};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON && term != NULL && swap != 0)
        rc = ctl_usage_error(ctl, _("--%s and --%s exclude each other"), "term", "swap");
    if (rc != GO_ON)
        return rc;
    json_t *body = json_pack("{s:s, s:s?}", "member", cmdline.operands[1], "period", term);
    if (swap != 0)
        json_object_set_new(body, "swap", json_integer(swap));
    if (words.by == NULL)
        words.by = cmdline.operands[1];
    return send(ctl, cmdline.operands[0], kind, &words, body, answered_show);
}

int cmd_accept(struct ctl *ctl, int argc, char **argv)
{
    return answer(ctl, argc, argv, "accept", false);
}

int cmd_decline(struct ctl *ctl, int argc, char **argv)
{
    return answer(ctl, argc, argv, "decline", true);
}

static int named_show(struct ctl *ctl, const json_t *reply)
{
    const json_t *note;
    size_t i;

    json_array_foreach(json_object_get(reply, "notes"), i, note)
    {
        if (strcmp(json_string_value(note), "not-presidium") == 0)
            screen_line(&ctl->screen, STYLE_WARN, "%s",
                        _("On record, but an executive chair is a member of the presidium, and they are not."));
    }
    return turns_show(ctl, reply);
}

/* appoint and remove. */
static int name(struct ctl *ctl, int argc, char **argv, const char *kind, const char *on_help)
{
    struct decision_words words = {0};
    const struct option_spec specs[] = {
        ON_OPTION(on_help), BY_OPTION(true), WHY_OPTION(true), DOC_OPTION, {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 2, .operands_max = 2};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    return send(ctl, cmdline.operands[0], kind, &words, json_pack("{s:s}", "member", cmdline.operands[1]), named_show);
}

int cmd_appoint(struct ctl *ctl, int argc, char **argv)
{
    return name(ctl, argc, argv, "appoint", N_("chair from this day on; else from today"));
}

int cmd_remove(struct ctl *ctl, int argc, char **argv)
{
    return name(ctl, argc, argv, "remove", N_("not chair from this day on; else from today"));
}

/* "jia/2020-2021-1" into the body as member and period. GO_ON, or EXIT_USAGE, the reason said. */
static int take_turn(struct ctl *ctl, const char *text, const char *member, const char *period, json_t *body)
{
    const char *slash = strchr(text, '/');

    if (slash == NULL || slash == text || slash[1] == '\0' || strchr(slash + 1, '/') != NULL)
        return ctl_usage_error(ctl, _("\"%s\" names no turn; its form is MEMBER/TERM, as turns prints them"), text);
    json_object_set_new(body, member, json_stringn(text, (size_t)(slash - text)));
    json_object_set_new(body, period, json_string(slash + 1));
    return GO_ON;
}

/* "jia,yi" as an array. */
static json_t *split(const char *text)
{
    json_t *words = json_array();

    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, ",");

        if (length > 0)
            json_array_append_new(words, json_stringn(text, length));
        text += length + (text[length] == ',');
    }
    return words;
}

int cmd_swap(struct ctl *ctl, int argc, char **argv)
{
    struct decision_words words = {0};
    const char *agreed = NULL;
    const struct option_spec specs[] = {
        {"agreed", "MEMBER[,MEMBER]", OPTION_TEXT, false, &agreed, N_("who of the two has agreed; the other one does with accept")},
        {"by", "S", OPTION_TEXT, true, &words.by, N_("who approves it: neither of the two")},
        WHY_OPTION(true),
        DOC_OPTION,
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 3, .operands_max = 3};
    json_t *body = json_object();
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON)
        rc = take_turn(ctl, cmdline.operands[1], "member", "period", body);
    if (rc == GO_ON)
        rc = take_turn(ctl, cmdline.operands[2], "other", "other_period", body);
    if (rc != GO_ON) {
        json_decref(body);
        return rc;
    }
    json_object_set_new(body, "agreed", split(agreed));
    return send(ctl, cmdline.operands[0], "swap", &words, body, turns_show);
}
