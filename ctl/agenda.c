/* lunzhictl agenda: what is open and due, by name, ready to be copied into `show`, `record` and `waive`. */
#include "api.h"
#include "commands.h"
#include "due.h"
#include "fields.h"
#include "intl.h"
#include "options.h"

#define DAYS_MAX 3660 /* docs/control-api.md */

static int show_agenda(struct ctl *ctl, const json_t *reply)
{
    const json_t *occurrences = json_object_get(reply, "occurrences"), *occurrence;
    struct table *table = table_new(DUE_LAYOUT_BY_ID);
    size_t i;

    json_array_foreach(occurrences, i, occurrence) due_row(table, occurrence, true);
    screen_line(&ctl->screen, STYLE_BOLD, _("Due from %s to %s"), field_text(reply, "from", "?"), field_text(reply, "until", "?"));
    if (json_array_size(occurrences) == 0)
        screen_line(&ctl->screen, STYLE_GOOD, "%s", _("Nothing is late, and nothing is due."));
    table_print(table, &ctl->screen, 0);
    table_free(table);
    return EXIT_DONE;
}

int cmd_agenda(struct ctl *ctl, int argc, char **argv)
{
    int days = 0;
    const char *organization = NULL;
    const struct option_spec specs[] = {
        {"days", "N", OPTION_COUNT, false, &days, N_("so many days ahead (30)"), DAYS_MAX},
        {"org", "ORG", OPTION_TEXT, false, &organization, N_("of one organization")},
        {.name = NULL},
    };
    struct cmdline cmdline = {.specs = specs};
    int rc = options_parse(ctl, &cmdline, argc, argv);
    char text[16];

    if (rc != GO_ON)
        return rc;
    snprintf(text, sizeof text, "%d", days);
    return api_show(ctl, api_target("/v1/agenda", "days", days > 0 ? text : NULL, "org", organization, NULL), NULL, show_agenda);
}
