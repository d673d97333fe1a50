/* What the log proves of the tables beside it. A fact (a record, a waiver, a turn, …) is written with its digest into the line of the log
 * that tells of it, `KIND KEY SHA-256` a line in the column `wrote`, and so into the chain: whoever changes, takes out or puts in a row by
 * hand is found by comparing the two. */
#ifndef LUNZHI_PROOF_H
#define LUNZHI_PROOF_H

#include <stddef.h>
#include <stdint.h>

#include "store.h"

/* Adds a row that was just written, by its key or its number, to what the next line of the log proves. */
int proof_add(struct store *store, enum proven_kind kind, const char *key) __attribute__((warn_unused_result));
int proof_add_row(struct store *store, enum proven_kind kind, int64_t id) __attribute__((warn_unused_result));
/* What the next line proves; NULL: nothing. Borrowed until the next call. */
const char *proof_text(const struct store *store);
/* The line is written, or all of it is taken back. */
void proof_clear(struct store *store);

/* Puts what was recorded before lines had proofs into one line of the log, once. */
int proof_settle(struct store *store) __attribute__((warn_unused_result));

/* Compares the rows with what line `line` has of them. */
int proof_compare(struct store *store, struct log_walk *walk, int64_t line, const char *wrote) __attribute__((warn_unused_result));
/* At the end of a walk: rows that no line told of. */
int proof_count(struct store *store, struct log_walk *walk) __attribute__((warn_unused_result));

#endif
