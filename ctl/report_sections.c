/* The sections of the yearly report: what was owed and what was done about it. */
#include <string.h>

#include "due.h"
#include "fields.h"
#include "intl.h"
#include "report.h"

static const json_t *occurrence_of(const struct writing *writing, const json_t *name)
{
    const json_t *one;
    size_t i;
    json_array_foreach(report_list(writing, "occurrences"), i, one)
    {
        if (strcmp(field_text(one, "id", ""), json_string_value(name)) == 0)
            return one;
    }
    return NULL;
}

/* A stage that waits for the day of its event owes nothing yet. */
static bool is_waiting(const json_t *occurrence)
{
    return strcmp(field_text(occurrence, "state", ""), "open") == 0 && field_text(occurrence, "due_on", NULL) == NULL &&
           json_array_size(json_object_get(occurrence, "records")) == 0;
}

static const char *state_words(const json_t *occurrence)
{
    const char *timeliness = field_text(occurrence, "timeliness", NULL);
    return timeliness != NULL ? timeliness_words(timeliness) : protocol_word(field_text(occurrence, "state", ""));
}

static size_t count_owed(const struct writing *writing, const json_t *names)
{
    const json_t *name;
    size_t i, n = 0;
    json_array_foreach(names, i, name) n += !is_waiting(occurrence_of(writing, name));
    return n;
}

static void put_occurrences(struct writing *writing, const json_t *names)
{
    const char *const titles[] = {_("item"), _("period"), _("state"), _("due"), _("done"), _("records")};
    const int widths[] = {30, 17, 11, 15, 15, 14};
    const json_t *name;
    size_t i;
    paper_table_begin(&writing->paper, 6, titles, widths);
    json_array_foreach(names, i, name)
    {
        const json_t *occurrence = occurrence_of(writing, name);
        if (is_waiting(occurrence))
            continue;
        const char *const cells[] = {
            field_text(occurrence, "title", "?"),  field_text(occurrence, "period", ""),  state_words(occurrence),
            field_text(occurrence, "due_on", "–"), field_text(occurrence, "met_on", "–"), occurrence_records(writing, occurrence)};
        paper_row(&writing->paper, cells);
    }
    paper_table_end(&writing->paper);
}

/* More than its day, which the table of occurrences has. */
static bool says_more(const json_t *record)
{
    return field_text(record, "document", NULL) != NULL || json_object_size(json_object_get(record, "fields")) > 0 ||
           json_array_size(json_object_get(record, "files")) > 0 || field_number(record, "corrects", 0) != 0 ||
           field_number(record, "corrected_by", 0) != 0;
}

static bool is_detail(const json_t *record, const json_t *occurrence)
{
    const char *met_on = field_text(occurrence, "met_on", "");
    return strcmp(field_text(record, "occurrence", ""), field_text(occurrence, "id", "?")) == 0 &&
           (says_more(record) || strcmp(field_text(record, "on", ""), met_on) != 0);
}

static void put_records(struct writing *writing, const json_t *names)
{
    const json_t *name, *record;
    size_t i, j, n = 0;
    json_array_foreach(names, i, name)
    {
        const json_t *occurrence = occurrence_of(writing, name);
        json_array_foreach(report_list(writing, "records"), j, record)
        {
            if (!is_detail(record, occurrence))
                continue;
            if (n++ == 0)
                paper_list_begin(&writing->paper);
            put_record(writing, record);
        }
    }
    if (n > 0)
        paper_list_end(&writing->paper);
}

static void put_cases(struct writing *writing, const json_t *indices)
{
    const json_t *index;
    size_t i;
    if (json_array_size(indices) == 0)
        return;
    paper_list_begin(&writing->paper);
    json_array_foreach(indices, i, index) paper_item(
        &writing->paper, false, case_words(writing, json_array_get(report_list(writing, "cases"), (size_t)json_integer_value(index))));
    paper_list_end(&writing->paper);
}

static size_t count_loose(const struct writing *writing)
{
    const json_t *record;
    size_t i, n = 0;
    json_array_foreach(report_list(writing, "records"), i, record) n += field_text(record, "occurrence", NULL) == NULL;
    return n;
}

/* Records that count for no occurrence. */
static void put_loose(struct writing *writing)
{
    const json_t *record;
    size_t i;
    paper_paragraph(&writing->paper, "%s", _("These records count for no period:"));
    paper_list_begin(&writing->paper);
    json_array_foreach(report_list(writing, "records"), i, record)
    {
        if (field_text(record, "occurrence", NULL) == NULL)
            put_record(writing, record);
    }
    paper_list_end(&writing->paper);
}

/* What was never watched and of which nothing is on record. */
static void put_unproven(struct writing *writing, const json_t *unproven)
{
    const char *words = "";
    const json_t *one;
    size_t i;
    json_array_foreach(unproven, i, one) words = arena_printf(&writing->arena, "%s%s%s %s", words, i > 0 ? _("; ") : "",
                                                              field_text(one, "title", "?"), field_text(one, "period", "?"));
    if (i > 0)
        paper_paragraph(&writing->paper, _("Nothing is on record of these, unproven: %s."), words);
}

static void put_section(struct writing *writing, const json_t *section)
{
    const json_t *names = json_object_get(section, "occurrences"), *checks = json_object_get(section, "checks"), *index,
                 *cases = json_object_get(section, "cases"), *unproven = json_object_get(section, "unproven");
    const bool is_rest = strcmp(field_text(section, "id", ""), "other") == 0;
    const size_t n_owed = count_owed(writing, names), n_loose = is_rest ? count_loose(writing) : 0;
    size_t i;
    if (is_rest && n_owed + n_loose + json_array_size(checks) + json_array_size(cases) + json_array_size(unproven) == 0)
        return;
    report_heading(writing, field_text(section, "title", _("Other matters")));
    if (n_owed > 0)
        put_occurrences(writing, names);
    else if (!is_rest && json_array_size(cases) + json_array_size(unproven) == 0)
        paper_paragraph(&writing->paper, "%s", _("Nothing is on record: unproven."));
    put_records(writing, names);
    put_unproven(writing, unproven);
    put_cases(writing, cases);
    json_array_foreach(checks, i, index)
        put_check(writing, json_array_get(report_list(writing, "checks"), (size_t)json_integer_value(index)));
    if (n_loose > 0)
        put_loose(writing);
}

void report_sections(struct writing *writing)
{
    const json_t *section;
    size_t i;
    json_array_foreach(report_list(writing, "sections"), i, section) put_section(writing, section);
}
