/* Cases as words: see case.h. */
#include "case.h"

#include <string.h>

#include "due.h"
#include "fields.h"
#include "intl.h"

static bool is_closed(const json_t *file)
{
    return strcmp(field_text(file, "state", ""), "closed") == 0;
}

/* How it stands: its end, or the stage that is owed next. */
static void add_standing(struct table *table, const json_t *file)
{
    const json_t *next = json_object_get(file, "next");
    char when[DUE_TEXT_SIZE];

    if (is_closed(file)) {
        table_add(table, STYLE_DIM, field_name(file, "outcome"));
        table_addf(table, STYLE_DIM, _("closed on %s"), field_text(file, "closed_on", "?"));
    } else if (json_is_object(next)) {
        table_add(table, STYLE_PLAIN, field_text(next, "title", NULL));
        table_add(table, due_style(next), due_when(next, when));
    } else {
        table_add(table, STYLE_PLAIN, NULL);
        table_add(table, STYLE_WARN, _("to be closed"));
    }
}

int case_show_list(struct ctl *ctl, const json_t *reply)
{
    const char *const titles[] = {_("case"), _("title"), _("member"), _("opened"), _("stage"), ""};
    const json_t *cases = json_object_get(reply, "cases"), *file;
    struct table *table = table_new("lfllfl");
    size_t i;

    table_head(table, titles);
    json_array_foreach(cases, i, file)
    {
        table_add(table, STYLE_PLAIN, field_text(file, "id", "?"));
        table_add(table, STYLE_PLAIN, field_text(file, "name", field_text(file, "title", NULL)));
        table_add(table, STYLE_PLAIN, field_name(file, "member"));
        table_add(table, STYLE_PLAIN, field_text(file, "opened_on", NULL));
        add_standing(table, file);
    }
    if (json_array_size(cases) == 0)
        screen_line(&ctl->screen, STYLE_GOOD, "%s", _("No cases."));
    else
        table_print(table, &ctl->screen, 0);
    table_free(table);
    return EXIT_DONE;
}

static void add_fact(struct table *table, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    table_add(table, STYLE_DIM, name);
    table_add(table, STYLE_PLAIN, value);
}

static void add_fields(struct table *table, json_t *fields)
{
    const char *name;
    json_t *value;

    json_object_foreach(fields, name, value) add_fact(table, name, json_string_value(value));
}

static void print_case(struct ctl *ctl, const json_t *file)
{
    const char *opened_on = field_text(file, "opened_on", ""), *event_on = field_text(file, "event_on", "");
    struct table *table = table_new("ll");

    add_fact(table, _("organization"), field_name(file, "organization"));
    add_fact(table, _("state"), protocol_word(field_text(file, "state", "")));
    add_fact(table, _("member"), field_name(file, "member"));
    add_fact(table, _("opened"), opened_on);
    if (strcmp(opened_on, event_on) != 0)
        add_fact(table, _("event"), event_on);
    add_fields(table, json_object_get(file, "fields"));
    add_fact(table, _("closed"), field_text(file, "closed_on", NULL));
    add_fact(table, _("outcome"), field_name(file, "outcome"));
    add_fact(table, _("why"), field_text(file, "why", NULL));
    add_fact(table, _("by"), field_text(file, "by", NULL));
    add_fact(table, _("document"), field_text(file, "document", NULL));
    screen_line(&ctl->screen, STYLE_BOLD, "%s", field_text(file, "name", field_text(file, "title", "?")));
    screen_line(&ctl->screen, STYLE_DIM, "%s", field_text(file, "id", "?"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
}

static void print_outcomes(struct ctl *ctl, const json_t *outcomes)
{
    struct table *table = table_new("ll");
    const json_t *outcome;
    size_t i;

    json_array_foreach(outcomes, i, outcome)
    {
        table_add(table, STYLE_PLAIN, field_text(outcome, "id", "?"));
        table_add(table, STYLE_DIM, field_text(outcome, "name", NULL));
    }
    if (json_array_size(outcomes) > 0) {
        screen_heading(&ctl->screen, _("POSSIBLE OUTCOMES"));
        table_print(table, &ctl->screen, 2);
    }
    table_free(table);
}

int case_show(struct ctl *ctl, const json_t *reply)
{
    const json_t *file = json_object_get(reply, "case"), *stages = json_object_get(reply, "stages"), *stage;
    const char *removed_on = field_text(reply, "removed_on", NULL);
    struct table *table = table_new(DUE_LAYOUT_BY_ID);
    size_t i;

    print_case(ctl, file);
    json_array_foreach(stages, i, stage) due_row(table, stage, true);
    if (json_array_size(stages) > 0)
        screen_heading(&ctl->screen, _("STAGES"));
    table_print(table, &ctl->screen, 2);
    table_free(table);
    if (!is_closed(file))
        print_outcomes(ctl, json_object_get(reply, "outcomes"));
    if (removed_on != NULL)
        screen_line(&ctl->screen, STYLE_WARN,
                    _("%s may not be executive chair from %s on: a running turn of theirs is vacant until "
                      "somebody is appointed."),
                    field_name(file, "member"), removed_on);
    return EXIT_DONE;
}

int case_show_opened(struct ctl *ctl, const json_t *reply)
{
    const json_t *cases = json_object_get(reply, "cases"), *one;
    size_t i;

    if (cases == NULL)
        return case_show(ctl, reply);
    json_array_foreach(cases, i, one)(void) case_show(ctl, one);
    return EXIT_DONE;
}
