/* lunzhictl log: who did what and when, and whether the chain of hashes and what it proves are whole. */
#include "log.h"

#include <stdlib.h>
#include <string.h>

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

static const char *problem_text(const char *problem)
{
    if (strcmp(problem, "missing") == 0)
        return _("it is missing");
    if (strcmp(problem, "changed") == 0)
        return _("its content was changed from outside");
    return strcmp(problem, "unreadable") == 0 ? _("it cannot be read") : _("the log's line about its record does not have it");
}

static int verify_files(struct ctl *ctl, const json_t *files)
{
    long long checked = (long long)field_number(files, "checked", 0), n_bad = (long long)field_number(files, "n_bad", 0);
    const json_t *bad;
    size_t i;

    json_array_foreach(json_object_get(files, "bad"), i, bad)
        screen_line(&ctl->screen, STYLE_LOUD, _("record %lld, %s: %s (%s)"), (long long)field_number(bad, "record", 0),
                    field_text(bad, "name", "?"), problem_text(field_text(bad, "problem", "")), field_text(bad, "sha256", "?"));
    if (n_bad > 0)
        return ctl_fail(ctl,
                        ngettext("%lld of %lld file is not what it was", "%lld of %lld files are not what they were", (unsigned long)n_bad),
                        n_bad, checked);
    screen_line(&ctl->screen, STYLE_GOOD,
                ngettext("Its evidence is whole: %lld file.", "Its evidence is whole: %lld files.", (unsigned long)checked), checked);
    return EXIT_DONE;
}

static int verify_chain(struct ctl *ctl, const json_t *reply)
{
    long long lines = (long long)field_number(reply, "lines", 0), bad = (long long)field_number(reply, "bad_line", 0);
    long long cut = (long long)field_number(reply, "cut", 0);

    if (cut > 0)
        return ctl_fail(ctl,
                        ngettext("the log ends with line %lld: %lld line after it was cut off",
                                 "the log ends with line %lld: %lld lines after it were cut off", (unsigned long)cut),
                        lines, cut);
    if (bad > 0)
        return ctl_fail(ctl, _("line %lld of the log does not follow from the one before it: it was changed from outside"), bad);
    if (ctl->json)
        return EXIT_DONE;
    screen_line(&ctl->screen, STYLE_GOOD, ngettext("The log is whole: %lld line.", "The log is whole: %lld lines.", (unsigned long)lines),
                lines);
    screen_line(&ctl->screen, STYLE_PLAIN, _("Its head: %lld %s"), lines, field_text(reply, "head", "?"));
    return EXIT_DONE;
}

/* A row that is not what the log's line says, or rows that none tells of. */
static void say_row(struct ctl *ctl, const json_t *row)
{
    const char *kind = field_text(row, "kind", "?"), *key = field_text(row, "key", ""), *problem = field_text(row, "problem", "");
    long long n = (long long)field_number(row, "rows", 0), line = (long long)field_number(row, "line", 0);

    if (strcmp(problem, "missing") == 0)
        screen_line(&ctl->screen, STYLE_LOUD, _("%s %s of line %lld was taken out from outside"), kind, key, line);
    else if (strcmp(problem, "changed") == 0)
        screen_line(&ctl->screen, STYLE_LOUD, _("%s %s of line %lld was changed from outside"), kind, key, line);
    else
        screen_line(
            &ctl->screen, STYLE_LOUD,
            ngettext("%s: %lld row of which no line of the log tells", "%s: %lld rows of which no line of the log tells", (unsigned long)n),
            kind, n);
}

static int verify_rows(struct ctl *ctl, const json_t *rows)
{
    long long checked = (long long)field_number(rows, "checked", 0), n_bad = (long long)field_number(rows, "n_bad", 0);
    const json_t *row;
    size_t i;

    json_array_foreach(json_object_get(rows, "bad"), i, row) say_row(ctl, row);
    if (n_bad > 0)
        return ctl_fail(ctl, _("what is recorded is not what the log tells"));
    screen_line(
        &ctl->screen, STYLE_GOOD,
        ngettext("What is recorded is what it tells: %lld row.", "What is recorded is what it tells: %lld rows.", (unsigned long)checked),
        checked);
    return EXIT_DONE;
}

static bool is_bad(const json_t *part)
{
    return field_number(part, "n_bad", 0) > 0;
}

static int verify(struct ctl *ctl, bool with_files)
{
    char *target = api_target("/v1/log/verify", "files", with_files ? "true" : NULL, NULL);
    json_t *reply;
    int rc = api_ask_slow(ctl, target, &reply);

    free(target);
    if (rc != EXIT_DONE)
        return rc;
    const json_t *rows = json_object_get(reply, "rows"), *files = json_object_get(reply, "files");
    rc = verify_chain(ctl, reply);
    if (ctl->json) {
        api_print(ctl, reply);
        rc = is_bad(rows) || is_bad(files) ? EXIT_FAILED : rc;
    } else {
        if (json_is_object(rows) && verify_rows(ctl, rows) != EXIT_DONE)
            rc = EXIT_FAILED;
        if (files != NULL && verify_files(ctl, files) != EXIT_DONE)
            rc = EXIT_FAILED;
    }
    json_decref(reply);
    return rc;
}

int cmd_log(struct ctl *ctl, int argc, char **argv)
{
    bool want_verify = false, with_files = false;
    int max = 0;
    const char *object = NULL, *as_of = NULL;
    const struct option_spec specs[] = {
        {"object", "ID", OPTION_TEXT, false, &object, N_("of one organization or occurrence")},
        {"max", "N", OPTION_COUNT, false, &max, N_("at most so many lines, the newest (50)")},
        {"as-of", "DATE", OPTION_DAY, false, &as_of, N_("as it stood when that day ended")},
        {"verify", NULL, OPTION_FLAG, false, &want_verify,
         N_("check the chain of hashes, and that what is recorded is what the log tells")},
        {"files", NULL, OPTION_FLAG, false, &with_files, N_("with --verify: and every file of evidence")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs};
    int rc = options_parse(ctl, &cmdline, argc, argv);
    char text[16];

    if (rc != GO_ON)
        return rc;
    if (want_verify && (object != NULL || max > 0 || as_of != NULL))
        return ctl_usage_error(ctl, _("--verify goes through the whole log: no --object, no --max, no --as-of"));
    if (with_files && !want_verify)
        return ctl_usage_error(ctl, _("--files is said with --verify"));
    if (want_verify)
        return verify(ctl, with_files);
    snprintf(text, sizeof text, "%d", max);
    return api_show(ctl,
                    api_target("/v1/log", "object", object, "max", max > 0 ? text : NULL, "as_of",
                               as_of != NULL && strcmp(as_of, "today") != 0 ? as_of : NULL, NULL),
                    NULL, show_log);
}
