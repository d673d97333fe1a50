/* Which rows of a table a load has put, by rowid: rows are never deleted, so the ids are dense and a bit for each is little. */
#ifndef LUNZHI_SEEN_H
#define LUNZHI_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is empty. */
struct seen {
    unsigned char *bits;
    size_t size_bytes;
};

void seen_add(struct seen *seen, int64_t id);
bool seen_holds(const struct seen *seen, int64_t id);
void seen_done(struct seen *seen);

#endif
