#include "due.h"

#include <stdio.h>
#include <string.h>

#include "fields.h"
#include "intl.h"

#define SOON_DAYS 7

/* For xgettext: the words protocol_word() translates. */
static const char *const known_words[] __attribute__((unused)) = {
    N_("open"),       N_("overdue"),   N_("met"),     N_("missed"),  N_("waived"),    N_("withdrawn"), N_("queued"),
    N_("sending"),    N_("delivered"), N_("refused"), N_("unknown"), N_("cancelled"), N_("turn"),      N_("reminder"),
    N_("escalation"), N_("test"),      N_("alert"),   N_("closed"),  N_("text"),      N_("number"),    N_("date"),
    N_("member"),     N_("link"),      N_("passed"),  N_("failed"),  N_("unproven"),
};

const char *protocol_word(const char *word)
{
    return word != NULL && *word != '\0' ? _(word) : "";
}

static bool is_state(const json_t *occurrence, const char *state)
{
    return strcmp(field_text(occurrence, "state", ""), state) == 0;
}

static const char *days_text(int64_t days, char *text)
{
    unsigned long n = (unsigned long)(days < 0 ? -days : days);

    if (days < 0)
        snprintf(text, DUE_TEXT_SIZE, ngettext("%lu day late", "%lu days late", n), n);
    else if (days == 0)
        snprintf(text, DUE_TEXT_SIZE, "%s", _("today"));
    else if (days == 1)
        snprintf(text, DUE_TEXT_SIZE, "%s", _("tomorrow"));
    else
        snprintf(text, DUE_TEXT_SIZE, ngettext("in %lu day", "in %lu days", n), n);
    return text;
}

const char *due_when(const json_t *occurrence, char text[static DUE_TEXT_SIZE])
{
    const char *met_on = field_text(occurrence, "met_on", NULL);
    const json_t *stage = json_object_get(occurrence, "waits_for");

    if (is_state(occurrence, "met") && met_on != NULL)
        snprintf(text, DUE_TEXT_SIZE, _("met on %s"), met_on);
    else if (!is_state(occurrence, "open") && !is_state(occurrence, "overdue"))
        snprintf(text, DUE_TEXT_SIZE, "%s", protocol_word(field_text(occurrence, "state", "")));
    else if (json_is_integer(json_object_get(occurrence, "days_left")))
        days_text(field_number(occurrence, "days_left", 0), text);
    else if (json_is_object(stage))
        snprintf(text, DUE_TEXT_SIZE, _("waits for %s"), field_text(stage, "title", "?"));
    else
        snprintf(text, DUE_TEXT_SIZE, "%s", _("waits for its event"));
    return text;
}

enum style due_style(const json_t *occurrence)
{
    int64_t days_left = field_number(occurrence, "days_left", SOON_DAYS + 1);

    if (is_state(occurrence, "overdue") || is_state(occurrence, "missed"))
        return STYLE_LOUD;
    if (is_state(occurrence, "met"))
        return STYLE_GOOD;
    if (is_state(occurrence, "waived") || is_state(occurrence, "withdrawn"))
        return STYLE_DIM;
    return days_left < 0 ? STYLE_LOUD : days_left <= SOON_DAYS ? STYLE_WARN : STYLE_PLAIN;
}

void due_row(struct table *table, const json_t *occurrence, bool by_id)
{
    enum style style = due_style(occurrence);
    char text[DUE_TEXT_SIZE];

    table_add(table, STYLE_LOUD, style == STYLE_LOUD ? "!" : NULL);
    table_add(table, STYLE_PLAIN, by_id ? field_text(occurrence, "id", "?") : field_name(occurrence, "organization"));
    table_add(table, style == STYLE_LOUD ? STYLE_BOLD : STYLE_PLAIN,
              field_text(occurrence, "title", field_text(occurrence, "obligation", "?")));
    table_add(table, STYLE_DIM, by_id ? NULL : field_text(occurrence, "period", NULL));
    table_add(table, style, field_text(occurrence, "due_on", NULL));
    table_add(table, style, due_when(occurrence, text));
}
