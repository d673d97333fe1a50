/* lunzhictl roster: a CSV file is read here and sent as rows; the daemon judges it. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "backend_names.h"
#include "checks.h"
#include "commands.h"
#include "data.h"
#include "error.h"
#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "options.h"
#include "roster_file.h"
#include "table.h"

struct import {
    struct ctl *ctl;
    const char *organization, *day, *table, *data_dir;
    json_t *counts; /* texts as given */
    char *on;
};

/* The columns and the rows of a file. */
static json_t *roster_json(const struct roster *roster)
{
    json_t *columns = json_array(), *rows = json_array();

    for (size_t i = 0; i < roster->n_columns; i++)
        json_array_append_new(columns, json_string(roster->columns[i]));
    for (size_t i = 0; i < roster->n_rows; i++) {
        json_t *row = json_array();

        for (size_t j = 0; j < roster->n_columns; j++) {
            const char *cell = roster_cell(roster, i, j);

            json_array_append_new(row, cell != NULL ? json_string(cell) : json_null());
        }
        json_array_append_new(rows, row);
    }
    return json_pack("{s:o, s:o}", "columns", columns, "rows", rows);
}

/* What is wrong with the file goes to stderr, all of it; nothing is sent then. */
static int read_file(const struct import *import, const char *path, const struct check_file *check, struct arena *arena, json_t *body)
{
    struct report report = {0};
    struct roster roster = {0};
    const char *left_out = NULL;
    int error = roster_read_file(path, check, arena, &roster, &left_out, &report);

    report_sort(&report);
    report_print(&report, import->ctl->err);
    report_done(&report);
    if (error != 0)
        return ctl_fail(import->ctl, _("%s: nothing was imported"), path);
    if (left_out != NULL)
        fprintf(import->ctl->err, _("%s: left out, for no check needs it: %s\n"), path, left_out);
    json_object_update_new(body, roster_json(&roster));
    json_object_set_new(body, "source", json_string(roster.source));
    return EXIT_DONE;
}

static int find_check(const struct import *import, struct arena *arena, struct check_file *ret)
{
    struct nearest nearest = {.word = import->table};
    struct report report = {0};
    char *data_dir;
    int error;

    if (data_dir_find(import->data_dir, &data_dir) != 0)
        return ctl_fail(import->ctl, "%s", _("the shipped data is not found: give its directory with --data"));
    const struct conf_options options = {.data_dir = data_dir, .backends = backend_names};
    error = check_file_of_table(&options, import->table, arena, ret, &nearest, &report);
    report_print(&report, import->ctl->err);
    report_done(&report);
    free(data_dir);
    if (error == ERROR_NOT_FOUND && nearest.name != NULL)
        return ctl_fail(import->ctl, _("no check has a table \"%s\"; did you mean %s?"), import->table, nearest.name);
    if (error != 0)
        return ctl_fail(import->ctl, _("no check has a table \"%s\""), import->table);
    return EXIT_DONE;
}

/* "23" as 23. */
static int read_counts(const struct import *import, json_t *body)
{
    json_t *stated = json_object();
    const char *count;
    json_t *value;

    json_object_foreach(import->counts, count, value)
    {
        int64_t number;

        if (check_number(json_string_value(value), &number) != 0) {
            json_decref(stated);
            return ctl_usage_error(import->ctl, _("--set: \"%s\" is not a whole number from 0 on"), json_string_value(value));
        }
        json_object_set_new(stated, count, json_integer(number));
    }
    json_object_set_new(body, "stated", stated);
    return EXIT_DONE;
}

static int show_import(struct ctl *ctl, const json_t *reply)
{
    const json_t *roster = json_object_get(reply, "roster");
    unsigned long people = (unsigned long)field_number(roster, "people", 0);

    screen_line(&ctl->screen, STYLE_PLAIN, ngettext("%s %lld of %s is kept: %lu row", "%s %lld of %s is kept: %lu rows", people),
                field_text(roster, "table", "?"), (long long)field_number(roster, "id", 0), field_text(roster, "on", "?"), people);
    checks_print(ctl, json_object_get(reply, "checks"));
    contradictions_print(ctl, json_object_get(reply, "contradictions"));
    return EXIT_DONE;
}

static int send_import(struct import *import, const char *path)
{
    json_t *body = json_pack("{s:s, s:s}", "organization", import->organization, "table", import->table);
    struct arena arena = {0};
    struct check_file check;
    int rc = read_counts(import, body);

    if (rc == EXIT_DONE && path != NULL)
        rc = find_check(import, &arena, &check);
    if (rc == EXIT_DONE && path != NULL)
        rc = read_file(import, path, &check, &arena, body);
    arena_done(&arena);
    if (rc == EXIT_DONE)
        rc = api_resolve_day(import->ctl, import->day, &import->on);
    if (rc != EXIT_DONE) {
        json_decref(body);
        return rc;
    }
    json_object_set_new(body, "on", json_string(import->on));
    free(import->on);
    return api_show(import->ctl, api_target("/v1/rosters", NULL), body, show_import);
}

static int import_roster(struct ctl *ctl, int argc, char **argv)
{
    struct import import = {.ctl = ctl, .table = "roster", .counts = json_object()};
    const struct option_spec specs[] = {
        {"org", "ORG", OPTION_TEXT, true, &import.organization, N_("of this organization")},
        {"on", "DATE", OPTION_DAY, true, &import.day, N_("the day it is true of")},
        {"table", "TABLE", OPTION_TEXT, false, &import.table, N_("roster (the default), delegates, panel, …")},
        {"set", "COUNT=N", OPTION_PAIR, false, &import.counts, N_("a count that no row tells; may be given again")},
        {"data", "DIR", OPTION_TEXT, false, &import.data_dir, N_("where checks lie")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON && cmdline.n_operands == 0 && json_object_size(import.counts) == 0)
        rc = ctl_usage_error(ctl, "%s", _("give a CSV file, or counts with --set"));
    if (rc == GO_ON)
        rc = send_import(&import, cmdline.n_operands > 0 ? cmdline.operands[0] : NULL);
    json_decref(import.counts);
    return rc;
}

/* "staff=23, women=80". Heap. */
static char *stated_text(const json_t *stated)
{
    char *text = xstrdup("");
    const char *count;
    json_t *value;

    json_object_foreach((json_t *)stated, count, value)
    {
        char *longer = xasprintf("%s%s%s=%lld", text, *text != '\0' ? ", " : "", count, (long long)json_integer_value(value));

        free(text);
        text = longer;
    }
    return text;
}

static int show_list(struct ctl *ctl, const json_t *reply)
{
    const json_t *rosters = json_object_get(reply, "rosters"), *roster;
    const char *const titles[] = {_("id"), _("table"), _("day"), _("rows"), _("counts"), _("source"), _("taken"), _("by")};
    struct table *table = table_new("rllrflll");
    size_t i;

    table_head(table, titles);
    json_array_foreach(rosters, i, roster)
    {
        char at[INSTANT_SIZE], *stated = stated_text(json_object_get(roster, "stated"));

        table_addf(table, STYLE_PLAIN, "%lld", (long long)field_number(roster, "id", 0));
        table_add(table, STYLE_PLAIN, field_text(roster, "table", "?"));
        table_add(table, STYLE_PLAIN, field_text(roster, "on", "?"));
        table_addf(table, STYLE_PLAIN, "%lld", (long long)field_number(roster, "people", 0));
        table_add(table, STYLE_PLAIN, stated);
        table_add(table, STYLE_PLAIN, field_text(roster, "source", NULL));
        table_add(table, STYLE_DIM, instant_format(field_text(roster, "recorded_at", NULL), at));
        table_add(table, STYLE_DIM, field_text(roster, "actor", NULL));
        free(stated);
    }
    if (json_array_size(rosters) > 0)
        table_print(table, &ctl->screen, 0);
    else
        screen_line(&ctl->screen, STYLE_WARN, "%s", _("There are no rosters."));
    table_free(table);
    return EXIT_DONE;
}

static int show_rows(struct ctl *ctl, const json_t *reply)
{
    const json_t *columns = json_object_get(reply, "columns"), *rows = json_object_get(reply, "rows"), *row, *cell;
    const size_t n = json_array_size(columns) < TABLE_COLUMNS_MAX ? json_array_size(columns) : TABLE_COLUMNS_MAX;
    const char *titles[TABLE_COLUMNS_MAX];
    char layout[TABLE_COLUMNS_MAX + 1] = "";
    size_t i, j;

    for (i = 0; i < n; i++) {
        titles[i] = json_string_value(json_array_get(columns, i));
        layout[i] = 'l';
    }
    struct table *table = table_new(layout);
    if (n > 0)
        table_head(table, titles);
    json_array_foreach(rows, i, row)
    {
        json_array_foreach(row, j, cell)
        {
            if (j < n)
                table_add(table, STYLE_PLAIN, json_string_value(cell));
        }
    }
    table_print(table, &ctl->screen, 0);
    table_free(table);
    char *stated = stated_text(json_object_get(json_object_get(reply, "roster"), "stated"));
    if (*stated != '\0')
        screen_line(&ctl->screen, STYLE_PLAIN, "%s", stated);
    free(stated);
    return EXIT_DONE;
}

static int show_roster(struct ctl *ctl, int argc, char **argv)
{
    const char *organization = NULL, *table = NULL;
    const struct option_spec specs[] = {
        {"org", "ORG", OPTION_TEXT, false, &organization, N_("the rosters of this organization, the newest first")},
        {"table", "TABLE", OPTION_TEXT, false, &table, N_("of this table only")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs, .operands_max = 1};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON && (cmdline.n_operands > 0) == (organization != NULL))
        rc = ctl_usage_error(ctl, "%s", _("give the id of a roster, or an organization with --org"));
    if (rc != GO_ON)
        return rc;
    if (organization != NULL)
        return api_show(ctl, api_target("/v1/rosters", "org", organization, "table", table, NULL), NULL, show_list);
    char *end = NULL;
    errno = 0;
    long long id = strtoll(cmdline.operands[0], &end, 10);
    if (errno != 0 || id < 1 || *end != '\0')
        return ctl_usage_error(ctl, _("\"%s\" is not the id of a roster"), cmdline.operands[0]);
    return api_show(ctl, xasprintf("/v1/rosters/%lld", id), NULL, show_rows);
}

static int show_checks(struct ctl *ctl, const json_t *reply)
{
    const json_t *checks = json_object_get(reply, "checks");

    if (json_array_size(checks) == 0)
        screen_line(&ctl->screen, STYLE_WARN, "%s", _("There are no checks."));
    checks_print(ctl, checks);
    contradictions_print(ctl, json_object_get(reply, "contradictions"));
    return EXIT_DONE;
}

static int check_rosters(struct ctl *ctl, int argc, char **argv)
{
    const char *organization = NULL, *year = NULL;
    const struct option_spec specs[] = {
        {"org", "ORG", OPTION_TEXT, true, &organization, N_("of this organization")},
        {"year", "YEAR", OPTION_TEXT, false, &year, N_("the academic year, such as 2020-2021 (default: this one)")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc != GO_ON)
        return rc;
    return api_show(ctl, api_target("/v1/checks", "org", organization, "year", year, NULL), NULL, show_checks);
}

int cmd_roster(struct ctl *ctl, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct ctl *ctl, int argc, char **argv);
    } actions[] = {{"import", import_roster}, {"show", show_roster}, {"check", check_rosters}};
    struct cmdline help = {.operands_max = INT_MAX};

    for (size_t i = 0; argc > 1 && i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(argv[1], actions[i].name) == 0)
            return actions[i].run(ctl, argc - 1, argv + 1);
    }
    if (argc > 1 && argv[1][0] != '-')
        return ctl_usage_error(ctl, _("unknown action \"%s\"; there is %s"), argv[1], "import, show, check");
    int rc = options_parse(ctl, &help, argc, argv);
    return rc != GO_ON ? rc : ctl_usage_error(ctl, _("an action is missing; there is %s"), "import, show, check");
}
