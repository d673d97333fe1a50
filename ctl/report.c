/* lunzhictl report: the yearly report of an organization, as a document, or what is still missing for it. */
#include "report.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "commands.h"
#include "fields.h"
#include "intl.h"
#include "language.h"
#include "options.h"
#include "report_tree.h"
#include "table.h"

const json_t *report_list(const struct writing *writing, const char *name)
{
    return json_object_get(writing->report, name);
}

void report_heading(struct writing *writing, const char *title)
{
    static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    const bool is_english = strcmp(field_text(writing->report, "language", ""), "en") == 0;
    const size_t n = ++writing->n_headings, n_numerals = sizeof numerals / sizeof numerals[0];
    const char *number = arena_printf(&writing->arena, "%zu", n);
    if (!is_english && n < 2 * n_numerals)
        number = arena_printf(&writing->arena, "%s%s", n > n_numerals ? "十" : "", numerals[(n - 1) % n_numerals]);
    paper_heading(&writing->paper, 2, arena_printf(&writing->arena, _("%s. %s"), number, title));
}

static void write_report(struct ctl *ctl, const json_t *report, bool html)
{
    struct writing writing = {.paper = {.out = ctl->out, .html = html}, .report = report};
    const json_t *made_from = json_object_get(report, "made_from");
    const char *language = strcmp(field_text(report, "language", ""), "en") == 0 ? "en" : "zh-CN";
    const char *title = arena_printf(&writing.arena, _("%s: report of the academic year %s"), field_name(report, "organization"),
                                     field_text(report, "year", ""));
    paper_begin(&writing.paper, title, language);
    paper_paragraph(&writing.paper, _("Made from the log up to line %lld (SHA-256 %s)."), (long long)field_number(made_from, "line", 0),
                    field_text(made_from, "hash", "-"));
    report_table(&writing);
    report_turns(&writing);
    report_sections(&writing);
    report_cases(&writing);
    report_missed(&writing);
    report_waivers(&writing);
    report_contradictions(&writing);
    report_attachments(&writing);
    paper_end(&writing.paper);
    arena_done(&writing.arena);
}

static int show_html(struct ctl *ctl, const json_t *reply)
{
    language_follow(field_text(reply, "language", "en"));
    write_report(ctl, reply, true);
    return EXIT_DONE;
}

static int show_markdown(struct ctl *ctl, const json_t *reply)
{
    language_follow(field_text(reply, "language", "en"));
    write_report(ctl, reply, false);
    return EXIT_DONE;
}

static int show_gaps(struct ctl *ctl, const json_t *reply)
{
    const char *const titles[] = {_("item"), _("result"), _("last day"), _("what is missing")};
    struct writing writing = {.report = reply};
    struct table *table = table_new("lllf");
    const json_t *item, *gap;
    size_t i, j, n = 0;
    table_head(table, titles);
    json_array_foreach(json_object_get(json_object_get(reply, "table"), "items"), i, item)
    {
        json_array_foreach(json_object_get(item, "gaps"), j, gap)
        {
            const bool is_no = strcmp(field_text(item, "answer", ""), "no") == 0;
            const char *core = json_is_true(json_object_get(item, "core")) ? "★" : "";
            table_addf(table, STYLE_PLAIN, "%s%s", j == 0 ? field_text(item, "number", "?") : "", j == 0 ? core : "");
            table_add(table, is_no ? STYLE_LOUD : STYLE_WARN, j == 0 ? field_text(item, "word", "?") : NULL);
            table_add(table, STYLE_PLAIN, gap_until(&writing, gap));
            table_add(table, STYLE_PLAIN, gap_words(&writing, gap));
            n++;
        }
    }
    if (n > 0)
        table_print(table, &ctl->screen, 0);
    else
        screen_line(&ctl->screen, STYLE_GOOD, "%s", _("Nothing is missing."));
    table_free(table);
    arena_done(&writing.arena);
    return EXIT_DONE;
}

int cmd_report(struct ctl *ctl, int argc, char **argv)
{
    const char *year = NULL, *format = "md";
    bool gaps = false, tree = false;
    const struct option_spec specs[] = {
        {"year", "YEAR", OPTION_TEXT, true, &year, N_("of this academic year: 2019-2020")},
        {"format", "FORMAT", OPTION_TEXT, false, &format, N_("html, md (the default) or json")},
        {"gaps", NULL, OPTION_FLAG, false, &gaps, N_("only what is missing for a full yes, with the last day to mend it")},
        {"tree", NULL, OPTION_FLAG, false, &tree, N_("a summary of the organization and those below it")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_min = 1, .operands_max = 1};
    int (*show)(struct ctl *, const json_t *) = show_markdown;
    int rc = options_parse(ctl, &cmdline, argc, argv);
    if (rc != GO_ON)
        return rc;
    if (strcmp(format, "html") == 0)
        show = show_html;
    else if (strcmp(format, "json") == 0)
        ctl->json = true;
    else if (strcmp(format, "md") != 0)
        return ctl_usage_error(ctl, _("--format is html, md or json, not \"%s\""), format);
    if (gaps && tree)
        return ctl_usage_error(ctl, _("--gaps and --tree are two reports"));
    if (tree)
        return report_tree(ctl, cmdline.operands[0], year);
    return api_show(ctl, api_target("/v1/report", "org", cmdline.operands[0], "year", year, NULL), NULL, gaps ? show_gaps : show);
}
