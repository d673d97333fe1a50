/* The sections of the yearly report after the table and the turns. */
#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "fields.h"
#include "intl.h"
#include "report.h"

static const json_t *list_of(const struct writing *writing, const char *name)
{
    return json_object_get(writing->report, name);
}

static const json_t *named(const json_t *list, const char *id)
{
    const json_t *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        if (id != NULL && strcmp(field_text(one, "id", ""), id) == 0)
            return one;
    }
    return NULL;
}

/* "delegates: 256; women: 80" */
static const char *field_words(struct writing *writing, json_t *fields)
{
    const char *words = "", *name;
    json_t *value;
    json_object_foreach(fields, name, value)
    {
        char *dumped = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        const char *text = dumped != NULL ? dumped : json_string_value(value);
        words = arena_printf(&writing->arena, "%s; %s: %s", words, name, text != NULL ? text : "");
        free(dumped);
    }
    return words;
}

/* "2020-01-03 述职评议, 校发1号; panel: 23 [记录 12]", and what it corrects. */
static const char *record_words(struct writing *writing, const json_t *record)
{
    struct arena *arena = &writing->arena;
    const char *document = field_text(record, "document", NULL);
    const long long corrects = (long long)field_number(record, "corrects", 0),
                    corrected_by = (long long)field_number(record, "corrected_by", 0);
    const char *words =
        arena_printf(arena, "%s %s%s%s%s ", field_text(record, "on", "?"), field_text(record, "title", "?"), document != NULL ? ", " : "",
                     document != NULL ? document : "", field_words(writing, json_object_get(record, "fields")));
    words = arena_printf(arena, "%s%s", words, arena_printf(arena, _("[record %lld]"), (long long)field_number(record, "id", 0)));
    if (corrects != 0)
        words = arena_printf(arena, _("%s; corrects record %lld, because: %s"), words, corrects, field_text(record, "why", "?"));
    if (corrected_by != 0)
        words = arena_printf(arena, _("%s; corrected by record %lld, counts no more"), words, corrected_by);
    return words;
}

static void put_record(struct writing *writing, const json_t *record)
{
    paper_item(&writing->paper, field_number(record, "corrected_by", 0) != 0, record_words(writing, record));
}

static void put_occurrence_records(struct writing *writing, const json_t *names)
{
    const json_t *name, *record;
    size_t i, j;
    bool any = false;
    json_array_foreach(names, i, name)
    {
        json_array_foreach(list_of(writing, "records"), j, record)
        {
            if (strcmp(field_text(record, "occurrence", ""), json_string_value(name)) != 0)
                continue;
            if (!any)
                paper_list_begin(&writing->paper);
            any = true;
            put_record(writing, record);
        }
    }
    if (any)
        paper_list_end(&writing->paper);
}

static const char *occurrence_records(struct writing *writing, const json_t *occurrence)
{
    const char *words = "";
    const json_t *id;
    size_t i;
    json_array_foreach(json_object_get(occurrence, "records"), i, id) words =
        arena_printf(&writing->arena, "%s%s%s", words, i > 0 ? " " : "",
                     arena_printf(&writing->arena, _("[record %lld]"), (long long)json_integer_value(id)));
    return words;
}

static void put_occurrences(struct writing *writing, const json_t *names)
{
    const char *const titles[] = {_("item"), _("period"), _("state"), _("due"), _("met"), _("records")};
    const int widths[] = {30, 16, 10, 13, 13, 18};
    const json_t *name;
    size_t i;
    paper_table_begin(&writing->paper, 6, titles, widths);
    json_array_foreach(names, i, name)
    {
        const json_t *occurrence = named(list_of(writing, "occurrences"), json_string_value(name));
        const char *const cells[] = {
            field_text(occurrence, "title", "?"), field_text(occurrence, "period", ""), protocol_word(field_text(occurrence, "state", "")),
            field_text(occurrence, "due_on", ""), field_text(occurrence, "met_on", ""), occurrence_records(writing, occurrence)};
        paper_row(&writing->paper, cells);
    }
    paper_table_end(&writing->paper);
}

static const char *tally_words(struct writing *writing, const json_t *tally)
{
    const long long least = (long long)field_number(tally, "least", 0), most = (long long)field_number(tally, "most", 0);
    if (!json_is_object(tally))
        return _("unknown");
    return least == most ? arena_printf(&writing->arena, "%lld", least) : arena_printf(&writing->arena, "%lld–%lld", least, most);
}

/* "13 / 23 = 56.5 %; at least 12", rounded to a tenth; the verdict itself is exact. */
static const char *number_words(struct writing *writing, const json_t *rule)
{
    struct arena *arena = &writing->arena;
    const json_t *part = json_object_get(rule, "part"), *whole = json_object_get(rule, "whole");
    const int64_t of = field_number(whole, "least", 0), n = field_number(part, "least", 0), needed = field_number(rule, "needed", -1);
    const char *bound = field_text(rule, "bound", ""), *words = tally_words(writing, part);
    if (json_is_true(json_object_get(rule, "percent")))
        words = arena_printf(arena, "%s / %s", words, tally_words(writing, whole));
    if (json_is_object(part) && of > 0 && of == field_number(whole, "most", 0) && n == field_number(part, "most", 0)) {
        const long long tenths = (long long)((n * 2000 + of) / (of * 2));
        words = arena_printf(arena, "%s = %lld.%lld %%", words, tenths / 10, tenths % 10);
    }
    if (needed >= 0)
        words =
            arena_printf(arena, strcmp(bound, "at_most") == 0 ? _("%s; at most %lld") : _("%s; at least %lld"), words, (long long)needed);
    return words;
}

static const char *check_source(struct writing *writing, const json_t *check)
{
    struct arena *arena = &writing->arena;
    const json_t *roster = json_object_get(check, "roster");
    const char *words = occurrence_records(writing, check);
    if (json_is_object(roster))
        words = arena_printf(
            arena, "%s%s%s",
            arena_printf(arena, _("[roster %lld of %s]"), (long long)field_number(roster, "id", 0), field_text(roster, "on", "?")),
            *words != '\0' ? " " : "", words);
    return *words != '\0' ? words : _("no source: unproven");
}

static void put_check(struct writing *writing, const json_t *check)
{
    const char *const titles[] = {_("rule"), _("result"), _("numbers")};
    const int widths[] = {40, 14, 40};
    const json_t *rule;
    size_t i;
    paper_heading(&writing->paper, 3,
                  arena_printf(&writing->arena, _("Check: %s, %s %s"), field_text(check, "title", "?"), field_text(check, "period", ""),
                               check_source(writing, check)));
    paper_table_begin(&writing->paper, 3, titles, widths);
    json_array_foreach(json_object_get(check, "rules"), i, rule)
    {
        const char *const cells[] = {field_text(rule, "title", "?"), protocol_word(field_text(rule, "verdict", "")),
                                     number_words(writing, rule)};
        paper_row(&writing->paper, cells);
    }
    paper_table_end(&writing->paper);
}

/* Records that count for no occurrence. */
static void put_loose(struct writing *writing)
{
    const json_t *record;
    bool any = false;
    size_t i;
    json_array_foreach(list_of(writing, "records"), i, record)
    {
        if (field_text(record, "occurrence", NULL) != NULL)
            continue;
        if (!any)
            paper_list_begin(&writing->paper);
        any = true;
        put_record(writing, record);
    }
    if (any)
        paper_list_end(&writing->paper);
}

void report_sections(struct writing *writing)
{
    const json_t *section, *index;
    size_t i, j;
    json_array_foreach(list_of(writing, "sections"), i, section)
    {
        const json_t *names = json_object_get(section, "occurrences"), *checks = json_object_get(section, "checks");
        const bool is_rest = strcmp(field_text(section, "id", ""), "other") == 0;
        paper_heading(&writing->paper, 2, field_text(section, "title", _("Other matters")));
        if (json_array_size(names) > 0) {
            put_occurrences(writing, names);
            put_occurrence_records(writing, names);
        } else if (json_array_size(checks) == 0) {
            paper_paragraph(&writing->paper, "%s", is_rest ? _("None.") : _("Nothing is on record: unproven."));
        }
        json_array_foreach(checks, j, index)
            put_check(writing, json_array_get(list_of(writing, "checks"), (size_t)json_integer_value(index)));
        if (is_rest)
            put_loose(writing);
    }
}

static void put_case(struct writing *writing, const json_t *file)
{
    struct arena *arena = &writing->arena;
    const char *closed = field_text(file, "closed_on", NULL), *id = field_text(file, "id", ""), *member = field_name(file, "member");
    const json_t *record;
    size_t i;
    paper_heading(&writing->paper, 3, arena_printf(arena, "%s: %s [%s]", field_text(file, "title", "?"), field_text(file, "name", ""), id));
    if (member != NULL)
        paper_paragraph(&writing->paper, _("about: %s"), member);
    if (closed == NULL)
        paper_paragraph(&writing->paper, _("opened on %s, still open"), field_text(file, "opened_on", "?"));
    else
        paper_paragraph(&writing->paper, _("opened on %s, closed on %s: %s; why: %s; by %s; document: %s"),
                        field_text(file, "opened_on", "?"), closed,
                        field_name(file, "outcome") != NULL ? field_name(file, "outcome") : _("no outcome"), field_text(file, "why", "?"),
                        field_text(file, "by", "?"), field_text(file, "document", _("none")));
    paper_list_begin(&writing->paper);
    json_array_foreach(list_of(writing, "records"), i, record)
    {
        /* su/needs.answered/c1 is a step of su/needs/c1, and so is su/needs/c1 itself. */
        const char *of = field_text(record, "occurrence", ""), *last = strrchr(id, '/'), *slash = strrchr(of, '/');
        const size_t length = last != NULL ? (size_t)(last - id) : 0;
        if (last != NULL && slash != NULL && strcmp(last, slash) == 0 && strncmp(of, id, length) == 0 &&
            (of[length] == '.' || of[length] == '/'))
            put_record(writing, record);
    }
    paper_list_end(&writing->paper);
}

void report_cases(struct writing *writing)
{
    const json_t *cases = list_of(writing, "cases"), *file;
    size_t i;
    paper_heading(&writing->paper, 2, _("Cases"));
    if (json_array_size(cases) == 0)
        paper_paragraph(&writing->paper, "%s", _("No case is on record."));
    json_array_foreach(cases, i, file) put_case(writing, file);
}

void report_missed(struct writing *writing)
{
    const json_t *occurrence;
    size_t i, n = 0;
    paper_heading(&writing->paper, 2, _("Missed"));
    json_array_foreach(list_of(writing, "occurrences"), i, occurrence)
    {
        if (strcmp(field_text(occurrence, "state", ""), "missed") != 0)
            continue;
        if (n++ == 0)
            paper_list_begin(&writing->paper);
        paper_item(&writing->paper, false,
                   arena_printf(&writing->arena, _("%s, %s: due on %s, not met by %s [%s]"), field_text(occurrence, "title", "?"),
                                field_text(occurrence, "period", "?"), field_text(occurrence, "due_on", _("no day")),
                                field_text(occurrence, "ends_on", "?"), field_text(occurrence, "id", "?")));
    }
    if (n > 0)
        paper_list_end(&writing->paper);
    else
        paper_paragraph(&writing->paper, "%s", _("None."));
}

void report_waivers(struct writing *writing)
{
    const json_t *waivers = list_of(writing, "waivers"), *waiver;
    size_t i;
    paper_heading(&writing->paper, 2, _("Waived"));
    if (json_array_size(waivers) == 0) {
        paper_paragraph(&writing->paper, "%s", _("None."));
        return;
    }
    paper_list_begin(&writing->paper);
    json_array_foreach(waivers, i, waiver) paper_item(
        &writing->paper, false,
        arena_printf(&writing->arena, _("%s, %s; reason: %s; basis: %s; by %s; until: %s [%s]"), field_text(waiver, "title", "?"),
                     field_text(waiver, "period", "?"), field_text(waiver, "reason", "?"), field_text(waiver, "basis", _("none")),
                     field_text(waiver, "by", "?"), field_text(waiver, "until", _("for good")), field_text(waiver, "occurrence", "?")));
    paper_list_end(&writing->paper);
}

void report_contradictions(struct writing *writing)
{
    const json_t *list = list_of(writing, "contradictions"), *one, *value;
    struct arena *arena = &writing->arena;
    size_t i, j;
    paper_heading(&writing->paper, 2, _("Contradictions"));
    if (json_array_size(list) == 0) {
        paper_paragraph(&writing->paper, "%s", _("None."));
        return;
    }
    paper_list_begin(&writing->paper);
    json_array_foreach(list, i, one)
    {
        const char *words = "";
        json_array_foreach(json_object_get(one, "sources"), j, value)
        {
            const long long id = (long long)field_number(value, "id", 0);
            const char *source = strcmp(field_text(value, "kind", ""), "roster") == 0 ? arena_printf(arena, _("[roster %lld]"), id)
                                                                                      : arena_printf(arena, _("[record %lld]"), id);
            words = arena_printf(arena, "%s%s%lld %s", words, j > 0 ? _(", ") : "", (long long)field_number(value, "value", 0), source);
        }
        paper_item(&writing->paper, false, arena_printf(arena, _("%s: %s: the sources differ"), field_text(one, "title", "?"), words));
    }
    paper_list_end(&writing->paper);
}

void report_attachments(struct writing *writing)
{
    const char *const titles[] = {_("file"), _("bytes"), _("record"), _("SHA-256")};
    const int widths[] = {30, 12, 10, 48};
    const json_t *record, *file;
    size_t i, j, n = 0;
    paper_heading(&writing->paper, 2, _("Attachments"));
    json_array_foreach(list_of(writing, "records"), i, record)
    {
        json_array_foreach(json_object_get(record, "files"), j, file)
        {
            const char *const cells[] = {
                field_text(file, "name", "?"), arena_printf(&writing->arena, "%lld", (long long)field_number(file, "size", 0)),
                arena_printf(&writing->arena, "%lld", (long long)field_number(record, "id", 0)), field_text(file, "sha256", "?")};
            if (n++ == 0)
                paper_table_begin(&writing->paper, 4, titles, widths);
            paper_row(&writing->paper, cells);
        }
    }
    if (n > 0)
        paper_table_end(&writing->paper);
    else
        paper_paragraph(&writing->paper, "%s", _("None."));
}
