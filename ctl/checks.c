#include "checks.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "intl.h"
#include "memory.h"
#include "table.h"

static const char *verdict_word(const char *verdict)
{
    if (strcmp(verdict, "passed") == 0)
        return _("passes");
    return strcmp(verdict, "failed") == 0 ? _("fails") : _("unproven");
}

static enum style style_of(const char *verdict)
{
    return strcmp(verdict, "passed") == 0 ? STYLE_GOOD : strcmp(verdict, "failed") == 0 ? STYLE_LOUD : STYLE_WARN;
}

/* "roster 3 of 2020-10-20", "record 12 of 2020-10-18 (congress)". Heap. */
static char *source_text(const json_t *source)
{
    long long id = (long long)field_number(source, "id", 0);
    const char *on = field_text(source, "on", "?"), *name = field_text(source, "name", "?");

    if (!json_is_object(source))
        return xstrdup(_("there is nothing to judge"));
    if (strcmp(field_text(source, "kind", ""), "roster") == 0)
        return xasprintf(_("%s %lld of %s"), name, id, on);
    return xasprintf(_("record %lld of %s (%s)"), id, on, name);
}

/* "23", "20 to 23", "?". Heap. */
static char *tally_text(const json_t *tally)
{
    long long least = (long long)field_number(tally, "least", -1), most = (long long)field_number(tally, "most", -1);

    if (least < 0)
        return xstrdup("?");
    return least == most ? xasprintf("%lld", least) : xasprintf(_("%lld to %lld"), least, most);
}

/* 13 of 23 as 56.5: to a tenth, halves up, in whole numbers. Heap; "" where one of the two is not known exactly. */
static char *percent_text(const json_t *part, const json_t *whole)
{
    long long n = (long long)field_number(part, "least", -1), of = (long long)field_number(whole, "least", -1);
    bool exact = n == field_number(part, "most", -2) && of == field_number(whole, "most", -2);

    if (!exact || of <= 0 || n > of)
        return xstrdup("");
    const long long tenths = (2000 * n + of) / (2 * of);
    return xasprintf(" (%lld.%lld %%)", tenths / 10, tenths % 10);
}

/* "41", "13 of 23 (56.5 %)". Heap. */
static char *found_text(const json_t *result)
{
    const json_t *part = json_object_get(result, "part"), *whole = json_object_get(result, "whole");
    char *number = tally_text(part);

    if (!json_is_object(whole))
        return number;
    char *of = tally_text(whole), *percent = percent_text(part, whole), *text = xasprintf(_("%s of %s%s"), number, of, percent);
    free(number);
    free(of);
    free(percent);
    return text;
}

/* "at most 40", "at least 60 %: 154". Heap. */
static char *needed_text(const json_t *result)
{
    const char *bound = field_text(result, "bound", "");
    long long limit = (long long)field_number(result, "limit", 0), percent = (long long)field_number(result, "percent", -1);
    long long needed = (long long)field_number(result, "needed", -1);
    char *share, *text;

    if (percent < 0)
        return xasprintf(strcmp(bound, "at_most") == 0 ? _("at most %lld") : _("at least %lld"), limit);
    if (strcmp(bound, "at_most") == 0)
        share = xasprintf(_("at most %lld %%"), percent);
    else if (strcmp(bound, "at_least") == 0)
        share = xasprintf(_("at least %lld %%"), percent);
    else
        share = xasprintf(_("more than %lld %%"), percent);
    text = needed < 0 ? xstrdup(share) : xasprintf("%s: %lld", share, needed);
    free(share);
    return text;
}

/* "s04, s09 and 3 more". Heap. */
static char *who_text(const json_t *result)
{
    const json_t *who = json_object_get(result, "who"), *id;
    unsigned long more = (unsigned long)field_number(result, "more", 0);
    char *text = xstrdup(""), *longer;
    size_t i;

    json_array_foreach(who, i, id)
    {
        longer = xasprintf("%s%s%s", text, i > 0 ? ", " : "", json_string_value(id));
        free(text);
        text = longer;
    }
    if (more > 0) {
        longer = xasprintf(ngettext("%s and %lu more", "%s and %lu more", more), text, more);
        free(text);
        text = longer;
    }
    return text;
}

static void add_result(struct table *table, const json_t *result)
{
    const char *verdict = field_text(result, "verdict", "unproven");
    char *found = found_text(result), *needed = needed_text(result), *who = who_text(result);

    table_add(table, style_of(verdict), verdict_word(verdict));
    table_add(table, STYLE_PLAIN, field_text(result, "title", field_text(result, "id", "?")));
    table_add(table, STYLE_PLAIN, found);
    table_add(table, STYLE_DIM, needed);
    table_add(table, STYLE_WARN, who);
    free(found);
    free(needed);
    free(who);
}

static void print_heading(struct ctl *ctl, const json_t *check)
{
    const char *verdict = field_text(check, "verdict", "unproven"), *due_on = field_text(check, "due_on", NULL);
    const char *state = field_text(check, "state", "");
    char *source = source_text(json_object_get(check, "source"));

    if (due_on != NULL && (strcmp(state, "open") == 0 || strcmp(state, "overdue") == 0))
        screen_line(&ctl->screen, style_of(verdict), _("%s: %s, %s; to be mended by %s"), field_text(check, "obligation", "?"), source,
                    verdict_word(verdict), due_on);
    else
        screen_line(&ctl->screen, style_of(verdict), "%s: %s, %s", field_text(check, "obligation", "?"), source, verdict_word(verdict));
    if (json_is_false(json_object_get(check, "newest")))
        screen_line(&ctl->screen, STYLE_WARN, "  %s", _("another roster of the period decides: a newer one, or one that has rows"));
    free(source);
}

void checks_print(struct ctl *ctl, const json_t *checks)
{
    const json_t *check, *result;
    size_t i, j;

    json_array_foreach(checks, i, check)
    {
        struct table *table = table_new("lllll");

        print_heading(ctl, check);
        json_array_foreach(json_object_get(check, "results"), j, result) add_result(table, result);
        table_print(table, &ctl->screen, 2);
        table_free(table);
    }
}

void contradictions_print(struct ctl *ctl, const json_t *contradictions)
{
    const json_t *contradiction, *source;
    size_t i, j;

    json_array_foreach(contradictions, i, contradiction)
    {
        screen_line(&ctl->screen, STYLE_LOUD, _("sources of %s contradict each other: %s"),
                    field_text(contradiction, "period", field_text(contradiction, "year", "?")), field_text(contradiction, "title", "?"));
        json_array_foreach(json_object_get(contradiction, "sources"), j, source)
        {
            char *text = source_text(source);

            screen_line(&ctl->screen, STYLE_PLAIN, "  %lld  %s", (long long)field_number(source, "value", 0), text);
            free(text);
        }
    }
}
