/* Whether what was done was done in time, in the yearly report. */
#include <string.h>

#include "due.h"
#include "fields.h"
#include "intl.h"
#include "report.h"

const char *timeliness_words(const char *timeliness)
{
    if (strcmp(timeliness, "late") == 0)
        return _("met late");
    if (strcmp(timeliness, "under-waiver") == 0)
        return _("met under a waiver");
    return strcmp(timeliness, "outside") == 0 ? _("met outside its period") : protocol_word("met");
}

const char *note_words(struct writing *writing, const json_t *note)
{
    struct arena *arena = &writing->arena;
    const char *due = field_text(note, "due_on", NULL), *on = field_text(note, "on", "?");
    const char *words = arena_printf(arena, _("%s %s: %s"), field_text(note, "title", "?"), field_text(note, "period", "?"),
                                     timeliness_words(field_text(note, "timeliness", "")));
    words = due != NULL ? arena_printf(arena, _("%s (due on %s, done on %s)"), words, due, on)
                        : arena_printf(arena, _("%s (done on %s)"), words, on);
    if (field_text(note, "approval", NULL) != NULL)
        words = arena_printf(arena, _("%s, approved %s"), words, record_ids(writing, json_object_get(note, "records")));
    return words;
}
