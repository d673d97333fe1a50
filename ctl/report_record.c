/* A record in one line of the yearly report. */
#include <stdlib.h>

#include "fields.h"
#include "intl.h"
#include "report.h"

const char *record_ids(struct writing *writing, const json_t *ids)
{
    const char *words = "";
    const json_t *id;
    size_t i;
    json_array_foreach(ids, i, id) words =
        arena_printf(&writing->arena, "%s%s%s", words, i > 0 ? " " : "",
                     arena_printf(&writing->arena, _("[record %lld]"), (long long)json_integer_value(id)));
    return words;
}

const char *occurrence_records(struct writing *writing, const json_t *occurrence)
{
    const char *counting = record_ids(writing, json_object_get(occurrence, "records")),
               *corrected = record_ids(writing, json_object_get(occurrence, "corrected_records"));
    if (*corrected == '\0')
        return counting;
    return arena_printf(&writing->arena, _("%s%scorrected: %s"), counting, *counting != '\0' ? _("; ") : "", corrected);
}

/* "; delegates: 256; women: 80", by the fields' titles where the obligation has them. */
static const char *field_words(struct writing *writing, const json_t *record)
{
    json_t *fields = json_object_get(record, "fields"), *value;
    const json_t *titles = json_object_get(record, "field_titles");
    const char *words = "", *name;
    json_object_foreach(fields, name, value)
    {
        char *dumped = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        const char *text = dumped != NULL ? dumped : json_string_value(value);
        words = arena_printf(&writing->arena, _("%s; %s: %s"), words, field_text(titles, name, name), text != NULL ? text : "");
        free(dumped);
    }
    return words;
}

static const char *file_words(struct writing *writing, const json_t *record)
{
    const char *words = "";
    const json_t *file;
    size_t i;
    json_array_foreach(json_object_get(record, "files"), i, file) words =
        arena_printf(&writing->arena, "%s%s%s", words, i > 0 ? _(", ") : _("; attached: "), field_text(file, "name", "?"));
    return words;
}

/* "2020-01-03 述职评议，校发1号；评委人数：23 [记录 12]", and what it corrects. */
static const char *record_words(struct writing *writing, const json_t *record)
{
    struct arena *arena = &writing->arena;
    const char *document = field_text(record, "document", NULL);
    const long long id = (long long)field_number(record, "id", 0), corrects = (long long)field_number(record, "corrects", 0),
                    corrected_by = (long long)field_number(record, "corrected_by", 0);
    const char *title = field_text(record, "title", "?"),
               *words = document != NULL ? arena_printf(arena, "%s%s%s", title, _(", "), document) : title;
    words =
        arena_printf(arena, "%s %s%s%s ", field_text(record, "on", "?"), words, field_words(writing, record), file_words(writing, record));
    words = arena_printf(arena, "%s%s", words, arena_printf(arena, _("[record %lld]"), id));
    if (corrects != 0)
        words = arena_printf(arena, _("%s; corrects record %lld, because: %s"), words, corrects, field_text(record, "why", "?"));
    if (corrected_by != 0)
        words = arena_printf(arena, _("%s; corrected by record %lld, counts no more"), words, corrected_by);
    return words;
}

void put_record(struct writing *writing, const json_t *record)
{
    paper_item(&writing->paper, field_number(record, "corrected_by", 0) != 0, record_words(writing, record));
}
