/* The self-assessment table and the turns of the yearly report. */
#include "report.h"

#include <string.h>

#include "fields.h"
#include "intl.h"

const char *ground_words(struct writing *writing, const json_t *grounds)
{
    struct arena *arena = &writing->arena;
    const char *words = "";
    const json_t *ground;
    size_t i;
    json_array_foreach(grounds, i, ground)
    {
        const char *kind = field_text(ground, "kind", ""), *word;
        const long long id = (long long)field_number(ground, "id", 0);
        if (strcmp(kind, "record") == 0)
            word = arena_printf(arena, _("[record %lld]"), id);
        else if (strcmp(kind, "roster") == 0)
            word = arena_printf(arena, _("[roster %lld]"), id);
        else if (strcmp(kind, "turn") == 0)
            word = arena_printf(arena, _("[turn of %s]"), field_text(ground, "on", "?"));
        else if (strcmp(kind, "waiver") == 0)
            word = arena_printf(arena, _("[waived: %s; reason: %s; basis: %s; by %s]"), field_text(ground, "occurrence", "?"),
                                field_text(ground, "reason", "?"), field_text(ground, "basis", _("none")), field_text(ground, "by", "?"));
        else
            word = arena_printf(arena, "[%s]", field_text(ground, "occurrence", "?"));
        words = arena_printf(arena, "%s%s%s", words, i > 0 ? " " : "", word);
    }
    return words;
}

static const char *gap_kind_words(const char *kind)
{
    static const char *const words[][2] = {
        {"open", N_("not done yet")},
        {"missed", N_("not on record; a record of what was done in that period mends it")},
        {"waived", N_("waived, that is: not done")},
        {"no-occurrence", N_("nothing on record, and nothing was watched then")},
        {"not-kept", N_("not kept by this organization")},
        {"field", N_("its record does not say")},
        {"field-says", N_("its record says otherwise")},
        {"late", N_("not done in time, and no approval of by then is on record")},
        {"outside", N_("of a day outside the period; a record of what was done in it mends it")},
        {"out-of-order", N_("the days on record are in another order than the rules have them; a wrong record can be corrected")},
        {"check-failed", N_("the check failed")},
        {"check-unproven", N_("no roster and no number tells")},
        {"contradicted", N_("by another source it would fail; a wrong source can be corrected")},
        {"no-turn", N_("no turn on record")},
        {"no-mandate", N_("a chair whom no mandate elected")},
        {"no-proof", N_("the table names nothing that could prove it")},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i][0], kind) == 0)
            return _(words[i][1]);
    }
    return kind;
}

const char *gap_words(struct writing *writing, const json_t *gap)
{
    const char *title = field_text(gap, "title", NULL), *period = field_text(gap, "period", NULL),
               *rule = field_text(gap, "rule_title", NULL);
    const char *words = gap_kind_words(field_text(gap, "kind", ""));
    const char *about = title != NULL ? title : "";
    if (period != NULL)
        about = arena_printf(&writing->arena, "%s%s%s", about, *about != '\0' ? " " : "", period);
    if (rule != NULL)
        about = arena_printf(&writing->arena, _("%s (%s)"), about, rule);
    return *about != '\0' ? arena_printf(&writing->arena, _("%s: %s"), about, words) : words;
}

const char *gap_until(struct writing *writing, const json_t *gap)
{
    if (!json_is_true(json_object_get(gap, "mendable")))
        return _("cannot be mended");
    return field_text(gap, "until", _("any day"));
}

/* The remark, what the answer stands on, what has to be said of it, and what is missing. */
static const char *basis_of(struct writing *writing, const json_t *item)
{
    struct arena *arena = &writing->arena;
    const char *remark = field_text(item, "remark", NULL), *grounds = ground_words(writing, json_object_get(item, "stands_on"));
    const char *words = remark != NULL ? remark : "";
    const json_t *note, *gap, *index;
    size_t i;
    if (*grounds != '\0')
        words = arena_printf(arena, "%s%s%s", words, *words != '\0' ? " " : "", grounds);
    json_array_foreach(json_object_get(item, "contradictions"), i, index) words = arena_printf(
        arena, "%s%s%s", words, *words != '\0' ? _("; ") : "",
        contradiction_words(writing, json_array_get(report_list(writing, "contradictions"), (size_t)json_integer_value(index))));
    json_array_foreach(json_object_get(item, "notes"), i, note) words =
        arena_printf(arena, "%s%s%s", words, *words != '\0' ? _("; ") : "", note_words(writing, note));
    json_array_foreach(json_object_get(item, "gaps"), i, gap) words =
        arena_printf(arena, "%s%s%s", words, *words != '\0' ? _("; ") : "", gap_words(writing, gap));
    return words;
}

void report_table(struct writing *writing)
{
    const json_t *table = json_object_get(writing->report, "table"), *item;
    const char *const titles[] = {_("No."), _("item"), _("result"), _("remark and basis")};
    const int widths[] = {7, 38, 10, 40};
    const char *source = field_text(table, "source", NULL);
    bool own = false;
    size_t i;
    report_heading(writing, field_text(table, "title", _("Self-assessment table")));
    paper_table_begin(&writing->paper, 4, titles, widths);
    json_array_foreach(json_object_get(table, "items"), i, item)
    {
        const char *core = json_is_true(json_object_get(item, "core")) ? "★" : "";
        const char *mark = json_is_true(json_object_get(item, "own")) ? "※" : "";
        const char *const cells[] = {arena_printf(&writing->arena, "%s%s%s", field_text(item, "number", ""), core, mark),
                                     field_text(item, "text", ""), field_text(item, "word", ""), basis_of(writing, item)};
        own = own || *mark != '\0';
        paper_row(&writing->paper, cells);
    }
    paper_table_end(&writing->paper);
    paper_paragraph(&writing->paper, "%s%s%s", _("★ core item."), own ? " " : "", own ? _("※ the wording is not the official one.") : "");
    if (source != NULL)
        paper_paragraph(&writing->paper, _("Version of the table: %s. %s."), field_text(table, "version", "?"), source);
    else
        paper_paragraph(&writing->paper, _("Version of the table: %s."), field_text(table, "version", "?"));
}

static const char *decision_words(struct writing *writing, const json_t *decision)
{
    struct arena *arena = &writing->arena;
    const char *other = field_name(decision, "other"), *period = field_text(decision, "period", NULL),
               *other_period = field_text(decision, "other_period", NULL);
    if (period != NULL && other_period != NULL)
        period = arena_printf(arena, "%s / %s", period, other_period);
    return arena_printf(arena, _("%s: %s: %s%s%s%s%s; by %s; why: %s; document: %s [decision %lld]"), field_text(decision, "on", "?"),
                        _(field_text(decision, "kind", "?")), field_name(decision, "member"), other != NULL ? " / " : "",
                        other != NULL ? other : "", period != NULL ? ", " : "", period != NULL ? period : "",
                        field_text(decision, "by", _("not said")), field_text(decision, "why", _("not said")),
                        field_text(decision, "document", _("none")), (long long)field_number(decision, "id", 0));
}

void report_turns(struct writing *writing)
{
    const json_t *turns = json_object_get(writing->report, "turns"), *decisions = json_object_get(writing->report, "decisions"), *one;
    const char *const titles[] = {_("term"), _("from"), _("until"), _("chair"), _("reason")};
    const int widths[] = {14, 13, 13, 12, 40};
    size_t i;
    report_heading(writing, _("Turns of the executive chair"));
    if (json_array_size(turns) == 0) {
        paper_paragraph(&writing->paper, "%s", _("No turn is on record: unproven."));
    } else {
        paper_table_begin(&writing->paper, 5, titles, widths);
        json_array_foreach(turns, i, one)
        {
            const char *chair = field_name(one, "chair");
            const char *const cells[] = {field_text(one, "period", ""), field_text(one, "begins", ""),
                                         field_text(one, "ends", _("goes on")), chair != NULL ? chair : _("VACANT"),
                                         field_text(one, "why", field_text(one, "reason", ""))};
            paper_row(&writing->paper, cells);
        }
        paper_table_end(&writing->paper);
    }
    if (json_array_size(decisions) == 0)
        return;
    paper_heading(&writing->paper, 3, _("Decisions"));
    paper_list_begin(&writing->paper);
    json_array_foreach(decisions, i, one) paper_item(&writing->paper, false, decision_words(writing, one));
    paper_list_end(&writing->paper);
}
