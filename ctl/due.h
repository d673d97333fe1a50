/* How an occurrence is said in one line: its state, and how far off its due day is. */
#ifndef LUNZHI_DUE_H
#define LUNZHI_DUE_H

#include <jansson.h>
#include <stdbool.h>

#include "table.h"

#define DUE_TEXT_SIZE 256

/* "3 days late", "today", "in 40 days", "met on 2026-12-20", … Returns `text`. */
const char *due_when(const json_t *occurrence, char text[static DUE_TEXT_SIZE]);
/* Late and missed are loud, what is due within a week a warning. */
enum style due_style(const json_t *occurrence);
/* A state, a kind or another word of the protocol in the user's language; a word we do not know stays, NULL is "". */
const char *protocol_word(const char *word);

/* One row: mark, organization (or, by id, the occurrence's id), title, period (not by id), due day, when. */
#define DUE_LAYOUT       "mfflll"
#define DUE_LAYOUT_BY_ID "mlflll"
void due_row(struct table *table, const json_t *occurrence, bool by_id);

#endif
