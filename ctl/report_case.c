/* Cases in the yearly report. */
#include <string.h>

#include "fields.h"
#include "intl.h"
#include "report.h"

/* "学生诉求：延长食堂供餐时间 [su/needs/dining-hours]" */
static const char *case_title(struct writing *writing, const json_t *file)
{
    return arena_printf(&writing->arena, _("%s: %s [%s]"), field_text(file, "title", "?"), field_text(file, "name", _("untitled")),
                        field_text(file, "id", ""));
}

static const char *case_dates(struct writing *writing, const json_t *file)
{
    const char *opened = field_text(file, "opened_on", "?"), *closed = field_text(file, "closed_on", NULL),
               *outcome = field_name(file, "outcome");
    if (closed == NULL)
        return arena_printf(&writing->arena, _("opened on %s, still open"), opened);
    if (outcome == NULL)
        return arena_printf(&writing->arena, _("opened on %s, closed on %s"), opened, closed);
    return arena_printf(&writing->arena, _("opened on %s, closed on %s: %s"), opened, closed, outcome);
}

const char *case_words(struct writing *writing, const json_t *file)
{
    return arena_printf(&writing->arena, "%s%s%s", case_title(writing, file), _(", "), case_dates(writing, file));
}

/* Is the record of the case, or of one of its stages? su/needs.answered/c1 is one of su/needs/c1. */
static bool is_step(const json_t *record, const char *id)
{
    const char *of = field_text(record, "occurrence", ""), *last = strrchr(id, '/'), *slash = strrchr(of, '/');
    const size_t length = last != NULL ? (size_t)(last - id) : 0;
    return last != NULL && slash != NULL && strcmp(last, slash) == 0 && strncmp(of, id, length) == 0 &&
           (of[length] == '.' || of[length] == '/');
}

static void put_steps(struct writing *writing, const char *id)
{
    const json_t *record;
    size_t i, n = 0;
    json_array_foreach(report_list(writing, "records"), i, record)
    {
        if (!is_step(record, id))
            continue;
        if (n++ == 0)
            paper_list_begin(&writing->paper);
        put_record(writing, record);
    }
    if (n > 0)
        paper_list_end(&writing->paper);
    else
        paper_paragraph(&writing->paper, "%s", _("No step of it is on record."));
}

static void put_case(struct writing *writing, const json_t *file)
{
    const char *document = field_text(file, "document", NULL), *member = field_name(file, "member");
    paper_heading(&writing->paper, 3, case_title(writing, file));
    if (member != NULL)
        paper_paragraph(&writing->paper, _("about: %s"), member);
    if (field_text(file, "closed_on", NULL) == NULL)
        paper_paragraph(&writing->paper, "%s", case_dates(writing, file));
    else
        paper_paragraph(&writing->paper, _("%s; why: %s; by %s%s%s"), case_dates(writing, file), field_text(file, "why", "?"),
                        field_text(file, "by", "?"), document != NULL ? _("; document: ") : "", document != NULL ? document : "");
    put_steps(writing, field_text(file, "id", ""));
}

void report_cases(struct writing *writing)
{
    const json_t *cases = report_list(writing, "cases"), *file;
    size_t i;
    report_heading(writing, _("Cases"));
    if (json_array_size(cases) == 0)
        paper_paragraph(&writing->paper, "%s", _("No case is on record."));
    json_array_foreach(cases, i, file) put_case(writing, file);
}
