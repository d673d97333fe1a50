/* The database's trouble, from whoever meets it: shown while it lasts, and told to the operators when it lasts for more than a minute.
 * Pure.
 */
#ifndef LUNZHI_DAEMON_TROUBLE_H
#define LUNZHI_DAEMON_TROUBLE_H

#include <stdbool.h>
#include <stdint.h>

#define TROUBLE_LASTS_S 60

enum trouble_source { TROUBLE_ENGINE, TROUBLE_OUTBOX, TROUBLE_SOURCES };

struct trouble {
    bool failing[TROUBLE_SOURCES];
    char *words;   /* of the last failure; heap; NULL: all is well */
    int64_t since; /* UTC seconds; while there are words */
    bool lasts;    /* TROUBLE_LASTS was returned */
};

enum trouble_news { TROUBLE_NOTHING, TROUBLE_LASTS, TROUBLE_OVER };

/* Zero-initialised is well. */
void trouble_done(struct trouble *trouble);
/* A failure with its words, or NULL for a success of that source. TROUBLE_LASTS once a trouble; TROUBLE_OVER when no source fails any more:
 * words, since and lasts are still there, until the next call. */
enum trouble_news trouble_note(struct trouble *trouble, enum trouble_source source, const char *words, int64_t now);
/* NULL: none. */
const char *trouble_words(const struct trouble *trouble);

#endif
