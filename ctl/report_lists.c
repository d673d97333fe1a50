/* The lists at the end of the yearly report: what was missed, waived, contradicts, and the attachments. */
#include <string.h>

#include "fields.h"
#include "intl.h"
#include "report.h"

void report_missed(struct writing *writing)
{
    const json_t *occurrence;
    size_t i, n = 0;
    report_heading(writing, _("Missed"));
    json_array_foreach(report_list(writing, "occurrences"), i, occurrence)
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
    const json_t *waivers = report_list(writing, "waivers"), *waiver;
    size_t i;
    report_heading(writing, _("Waived"));
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

const char *contradiction_words(struct writing *writing, const json_t *contradiction)
{
    struct arena *arena = &writing->arena;
    const char *words = "";
    const json_t *value;
    size_t i;
    json_array_foreach(json_object_get(contradiction, "sources"), i, value)
    {
        const long long id = (long long)field_number(value, "id", 0);
        const char *source = strcmp(field_text(value, "kind", ""), "roster") == 0 ? arena_printf(arena, _("[roster %lld]"), id)
                                                                                  : arena_printf(arena, _("[record %lld]"), id);
        words = arena_printf(arena, "%s%s%lld %s", words, i > 0 ? _(", ") : "", (long long)field_number(value, "value", 0), source);
    }
    return arena_printf(arena, _("%s: %s: the sources differ"), field_text(contradiction, "title", "?"), words);
}

void report_contradictions(struct writing *writing)
{
    const json_t *list = report_list(writing, "contradictions"), *one;
    size_t i;
    report_heading(writing, _("Contradictions"));
    if (json_array_size(list) == 0) {
        paper_paragraph(&writing->paper, "%s", _("None."));
        return;
    }
    paper_list_begin(&writing->paper);
    json_array_foreach(list, i, one) paper_item(&writing->paper, false, contradiction_words(writing, one));
    paper_list_end(&writing->paper);
}

void report_attachments(struct writing *writing)
{
    const char *const titles[] = {_("file"), _("bytes"), _("record"), _("SHA-256")};
    const int widths[] = {30, 12, 10, 48};
    const json_t *record, *file;
    size_t i, j, n = 0;
    report_heading(writing, _("Attachments"));
    json_array_foreach(report_list(writing, "records"), i, record)
    {
        json_array_foreach(json_object_get(record, "files"), j, file)
        {
            const bool corrected = field_number(record, "corrected_by", 0) != 0;
            const char *const cells[] = {
                field_text(file, "name", "?"), arena_printf(&writing->arena, "%lld", (long long)field_number(file, "size", 0)),
                arena_printf(&writing->arena, corrected ? _("%lld, corrected") : "%lld", (long long)field_number(record, "id", 0)),
                field_text(file, "sha256", "?")};
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
