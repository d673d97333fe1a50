/* lunzhictl log: who did what and when, and whether the chain of hashes is whole. */
#include "log.h"

#include "api.h"
#include "commands.h"
#include "fields.h"
#include "intl.h"
#include "options.h"
#include "table.h"

void log_print(struct ctl *ctl, const json_t *log, bool headings)
{
    const char *const titles[] = {_("line"), _("when"), _("what"), _("about"), _("who"), _("detail")};
    struct table *table = table_new("rlllff");
    const json_t *line;
    size_t i;

    if (headings)
        table_head(table, titles);
    json_array_foreach(log, i, line)
    {
        char at[INSTANT_SIZE];

        table_addf(table, STYLE_DIM, "%lld", (long long)field_number(line, "line", 0));
        table_add(table, STYLE_PLAIN, instant_format(field_text(line, "at", NULL), at));
        table_add(table, STYLE_BOLD, field_text(line, "action", NULL));
        table_add(table, STYLE_PLAIN, headings ? field_text(line, "object", NULL) : NULL);
        table_add(table, STYLE_PLAIN, field_text(line, "actor", NULL));
        table_add(table, STYLE_PLAIN, field_text(line, "detail", NULL));
    }
    table_print(table, &ctl->screen, headings ? 0 : 2);
    table_free(table);
}

static int show_log(struct ctl *ctl, const json_t *reply)
{
    const json_t *log = json_object_get(reply, "log");

    if (json_array_size(log) == 0)
        screen_line(&ctl->screen, STYLE_DIM, "%s", _("The log has no such line."));
    else
        log_print(ctl, log, true);
    return EXIT_DONE;
}

static int verify(struct ctl *ctl)
{
    json_t *reply;
    int rc = api_ask(ctl, "/v1/log/verify", NULL, &reply);

    if (rc != EXIT_DONE)
        return rc;
    const json_t *bad_line = json_object_get(reply, "bad_line");
    bool whole = json_is_null(bad_line);
    long long lines = (long long)field_number(reply, "lines", 0);
    if (ctl->json)
        api_print(ctl, reply);
    else if (whole)
        screen_line(&ctl->screen, STYLE_GOOD,
                    ngettext("The log is whole: %lld line.", "The log is whole: %lld lines.", (unsigned long)lines), lines);
    if (!whole)
        rc = ctl_fail(ctl, _("line %lld of the log does not follow from the one before it: it was changed from outside"),
                      (long long)field_number(reply, "bad_line", 0));
    json_decref(reply);
    return rc;
}

int cmd_log(struct ctl *ctl, int argc, char **argv)
{
    bool want_verify = false;
    int max = 0;
    const char *object = NULL;
    const struct option_spec specs[] = {
        {"object", "ID", OPTION_TEXT, false, &object, N_("of one organization or occurrence")},
        {"max", "N", OPTION_COUNT, false, &max, N_("at most so many lines, the newest (50)")},
        {"verify", NULL, OPTION_FLAG, false, &want_verify, N_("check the chain of hashes")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs};
    int rc = options_parse(ctl, &cmdline, argc, argv);
    char text[16];

    if (rc != GO_ON)
        return rc;
    if (want_verify && (object != NULL || max > 0))
        return ctl_usage_error(ctl, _("--verify goes through the whole log: no --object, no --max"));
    if (want_verify)
        return verify(ctl);
    snprintf(text, sizeof text, "%d", max);
    return api_show(ctl, api_target("/v1/log", "object", object, "max", max > 0 ? text : NULL, NULL), NULL, show_log);
}
