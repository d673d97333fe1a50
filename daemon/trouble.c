/* The database's trouble: see trouble.h. */
#include "trouble.h"

#include <stdlib.h>

#include "memory.h"

static bool is_failing(const struct trouble *trouble)
{
    for (int source = 0; source < TROUBLE_SOURCES; source++) {
        if (trouble->failing[source])
            return true;
    }
    return false;
}

void trouble_done(struct trouble *trouble)
{
    free(trouble->words);
    *trouble = (struct trouble){0};
}

static enum trouble_news note_success(struct trouble *trouble, enum trouble_source source)
{
    if (!trouble->failing[source])
        return TROUBLE_NOTHING;
    trouble->failing[source] = false;
    return is_failing(trouble) ? TROUBLE_NOTHING : TROUBLE_OVER;
}

enum trouble_news trouble_note(struct trouble *trouble, enum trouble_source source, const char *words, int64_t now)
{
    if (words == NULL)
        return note_success(trouble, source);
    if (!is_failing(trouble))
        trouble_done(trouble);
    if (trouble->words == NULL || now < trouble->since) /* the clock may have been set back */
        trouble->since = now;
    free(trouble->words);
    trouble->words = xstrdup(words);
    trouble->failing[source] = true;
    if (trouble->lasts || now - trouble->since < TROUBLE_LASTS_S)
        return TROUBLE_NOTHING;
    trouble->lasts = true;
    return TROUBLE_LASTS;
}

const char *trouble_words(const struct trouble *trouble)
{
    return is_failing(trouble) ? trouble->words : NULL;
}
