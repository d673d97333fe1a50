/* A check in the yearly report: its rules with their numbers. */
#include <string.h>

#include "due.h"
#include "fields.h"
#include "intl.h"
#include "report.h"

static bool is_known(const json_t *tally)
{
    return json_is_integer(json_object_get(tally, "least"));
}

/* "工作人员 23", "工作人员 21–23", "工作人员不明". */
static const char *tally_words(struct writing *writing, const json_t *tally)
{
    struct arena *arena = &writing->arena;
    const long long least = (long long)field_number(tally, "least", 0), most = (long long)field_number(tally, "most", 0);
    const char *title = field_text(tally, "title", "");
    if (!is_known(tally))
        return arena_printf(arena, _("%s unknown"), title);
    return least == most ? arena_printf(arena, "%s %lld", title, least) : arena_printf(arena, "%s %lld–%lld", title, least, most);
}

/* " = 56.5 %", rounded to a tenth where both are exact; the verdict itself does not round. */
static const char *share_words(struct writing *writing, const json_t *part, const json_t *whole)
{
    const int64_t of = field_number(whole, "least", 0), n = field_number(part, "least", 0);
    if (!is_known(part) || of <= 0 || of != field_number(whole, "most", 0) || n != field_number(part, "most", 0))
        return "";
    const long long tenths = (long long)((n * 2000 + of) / (of * 2));
    return arena_printf(&writing->arena, " = %lld.%lld %%", tenths / 10, tenths % 10);
}

/* "来自学院学生会组织 13 / 工作人员 23 = 56.5 %；不少于 12". */
static const char *number_words(struct writing *writing, const json_t *rule)
{
    struct arena *arena = &writing->arena;
    const json_t *part = json_object_get(rule, "part"), *whole = json_object_get(rule, "whole");
    const int64_t needed = field_number(rule, "needed", -1);
    const char *words = tally_words(writing, part);
    if (json_is_true(json_object_get(rule, "percent")))
        words = arena_printf(arena, "%s / %s%s", words, tally_words(writing, whole), share_words(writing, part, whole));
    if (needed >= 0)
        words = arena_printf(arena, strcmp(field_text(rule, "bound", ""), "at_most") == 0 ? _("%s; at most %lld") : _("%s; at least %lld"),
                             words, (long long)needed);
    return words;
}

/* "[花名册 2，2020-11-30] [记录 5]"; "" for none. */
static const char *source_words(struct writing *writing, const json_t *check)
{
    struct arena *arena = &writing->arena;
    const json_t *roster = json_object_get(check, "roster");
    const char *records = record_ids(writing, json_object_get(check, "records")), *on = field_text(roster, "on", "?");
    if (!json_is_object(roster))
        return records;
    return arena_printf(arena, "%s%s%s", arena_printf(arena, _("[roster %lld of %s]"), (long long)field_number(roster, "id", 0), on),
                        *records != '\0' ? " " : "", records);
}

void put_check(struct writing *writing, const json_t *check)
{
    const char *const titles[] = {_("rule"), _("result"), _("numbers")};
    const int widths[] = {36, 14, 50};
    const char *title = field_text(check, "title", "?"), *period = field_text(check, "period", ""), *source = source_words(writing, check);
    const json_t *rule;
    size_t i;
    if (*source == '\0') {
        paper_paragraph(&writing->paper, _("%s, %s: nothing is on record to check, unproven."), title, period);
        return;
    }
    paper_heading(&writing->paper, 3, arena_printf(&writing->arena, _("%s, %s %s"), title, period, source));
    paper_table_begin(&writing->paper, 3, titles, widths);
    json_array_foreach(json_object_get(check, "rules"), i, rule)
    {
        const char *const cells[] = {field_text(rule, "title", "?"), protocol_word(field_text(rule, "verdict", "")),
                                     number_words(writing, rule)};
        paper_row(&writing->paper, cells);
    }
    paper_table_end(&writing->paper);
}
