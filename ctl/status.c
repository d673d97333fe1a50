/* lunzhictl status: the first screen. Who is chair, what is late, what is due next, do messages get through. */
#include <string.h>

#include "api.h"
#include "commands.h"
#include "delivery.h"
#include "due.h"
#include "fields.h"
#include "findings.h"
#include "intl.h"
#include "options.h"
#include "report_tree.h"
#include "turns.h"

#define CHAIRS_MAX 12 /* above it only the vacant ones and caretakers are named: the first screen is one screen */
#define LATE_MAX   10

static void chair_row(struct table *table, const json_t *organization)
{
    const json_t *turn = json_object_get(organization, "turn");
    const char *chair = field_name(organization, "chair"), *begins = field_text(turn, "begins", NULL);
    bool vacant = chair == NULL && turn != NULL && !json_is_null(turn), caretaker = chair != NULL && turn_is_caretakers(turn);

    table_add(table, STYLE_LOUD, vacant || caretaker ? "!" : NULL);
    table_add(table, STYLE_PLAIN, field_name(organization, "organization"));
    if (caretaker)
        table_addf(table, STYLE_WARN, _("caretaker %s"), chair);
    else if (chair != NULL)
        table_addf(table, STYLE_BOLD, _("chair %s"), chair);
    else
        table_add(table, vacant ? STYLE_LOUD : STYLE_DIM, vacant ? _("chair VACANT") : _("no turn has begun"));
    if (begins != NULL)
        table_addf(table, vacant ? STYLE_LOUD : STYLE_PLAIN, _("since %s"), begins);
    else
        table_add(table, STYLE_PLAIN, NULL);
    table_add(table, STYLE_DIM, field_text(turn, "period", NULL));
    turn_add_awaited(table, turn);
}

static bool has_rotation(const json_t *organization)
{
    return json_is_true(json_object_get(organization, "has_rotation"));
}

static bool is_regular(const json_t *organization)
{
    return field_name(organization, "chair") != NULL && !turn_is_caretakers(json_object_get(organization, "turn"));
}

static size_t count_chairs(const json_t *organizations)
{
    const json_t *organization;
    size_t i, n = 0;

    json_array_foreach(organizations, i, organization) n += has_rotation(organization);
    return n;
}

static void print_chairs(struct ctl *ctl, const json_t *organizations)
{
    struct table *table = table_new("mffllf");
    const json_t *organization;
    size_t i, n = count_chairs(organizations), shown = 0;

    json_array_foreach(organizations, i, organization)
    {
        if (!has_rotation(organization) || (n > CHAIRS_MAX && is_regular(organization)) || shown == CHAIRS_MAX)
            continue;
        chair_row(table, organization);
        shown++;
    }
    table_print(table, &ctl->screen, 0);
    table_free(table);
    if (json_array_size(organizations) == 0)
        screen_line(&ctl->screen, STYLE_WARN, "%s", _("No organization is configured."));
    else if (n == 0)
        screen_line(&ctl->screen, STYLE_DIM, "%s", _("No organization has a rotation."));
    else if (shown < n)
        screen_line(&ctl->screen, STYLE_DIM, ngettext("  … and %zu more: lunzhictl chair", "  … and %zu more: lunzhictl chair", n - shown),
                    n - shown);
}

/* One part of the list of occurrences, or the word that says it is empty. */
static void add_section(struct table *table, const char *title, const json_t *occurrences, enum style empty_style, const char *empty)
{
    const json_t *occurrence;
    size_t i, n = json_array_size(occurrences);

    table_section(table, STYLE_PLAIN, "");
    table_section(table, STYLE_BOLD, title);
    json_array_foreach(occurrences, i, occurrence) if (i < LATE_MAX) due_row(table, occurrence, false);
    if (n == 0)
        table_section(table, empty_style, empty);
    if (n > LATE_MAX) {
        char more[96];

        snprintf(more, sizeof more, ngettext("  … and %zu more: lunzhictl agenda", "  … and %zu more: lunzhictl agenda", n - LATE_MAX),
                 n - LATE_MAX);
        table_section(table, STYLE_LOUD, more);
    }
}

static void print_occurrences(struct ctl *ctl, const json_t *status)
{
    struct table *table = table_new(DUE_LAYOUT);
    const json_t *missed = json_object_get(status, "missed");

    add_section(table, _("LATE"), json_object_get(status, "late"), STYLE_GOOD, _("  nothing"));
    if (json_array_size(missed) > 0)
        add_section(table, _("MISSED in the last 30 days"), missed, STYLE_PLAIN, "");
    add_section(table, _("NEXT"), json_object_get(status, "next"), STYLE_DIM, _("  nothing known is ahead"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

static void print_configuration(struct ctl *ctl, const json_t *status)
{
    const json_t *configuration = json_object_get(status, "configuration");
    const char *failed_at = field_text(configuration, "failed_at", NULL);
    char loaded[INSTANT_SIZE], failed[INSTANT_SIZE];

    instant_format(field_text(configuration, "loaded_at", NULL), loaded);
    screen_line(&ctl->screen, STYLE_PLAIN, _("configuration: %s, loaded %s"), field_text(configuration, "file", "?"), loaded);
    if (failed_at == NULL)
        return;
    screen_line(&ctl->screen, STYLE_LOUD, _("! the load at %s failed; the configuration above stays in force:"),
                instant_format(failed_at, failed));
    findings_print(ctl->out, json_object_get(configuration, "findings"));
}

static void print_daemon(struct ctl *ctl, const json_t *status)
{
    const json_t *engine = json_object_get(status, "engine"), *database = json_object_get(status, "database");
    const char *trouble = field_text(database, "trouble", NULL);
    unsigned long minutes = (unsigned long)(field_number(engine, "late_seconds", 0) / 60);
    char started[INSTANT_SIZE], next[INSTANT_SIZE];

    instant_format(field_text(status, "started_at", NULL), started);
    screen_say(&ctl->screen, STYLE_PLAIN, _("lunzhid %s: running since %s"), field_text(status, "version", "?"), started);
    if (field_text(engine, "next_at", NULL) != NULL)
        screen_say(&ctl->screen, STYLE_PLAIN, _(", acts next at %s"), instant_format(field_text(engine, "next_at", NULL), next));
    fputc('\n', ctl->out);
    if (minutes > 0)
        screen_line(&ctl->screen, STYLE_LOUD, ngettext("! the engine is %lu minute behind", "! the engine is %lu minutes behind", minutes),
                    minutes);
    if (trouble != NULL)
        screen_line(&ctl->screen, STYLE_LOUD, _("! database %s: %s"), field_text(database, "file", "?"), trouble);
}

static int show_status(struct ctl *ctl, const json_t *status)
{
    print_chairs(ctl, json_object_get(status, "organizations"));
    print_occurrences(ctl, status);
    fputc('\n', ctl->out);
    delivery_print(ctl, status);
    print_configuration(ctl, status);
    print_daemon(ctl, status);
    return EXIT_DONE;
}

int cmd_status(struct ctl *ctl, int argc, char **argv)
{
    bool tree = false;
    const struct option_spec specs[] = {
        {"tree", NULL, OPTION_FLAG, false, &tree, N_("each organization below its parent, with what is late in it and below it")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs};
    int rc = options_parse(ctl, &cmdline, argc, argv);

    if (rc == GO_ON && tree)
        return status_tree(ctl);
    return rc == GO_ON ? api_show(ctl, api_target("/v1/status", NULL), NULL, show_status) : rc;
}
