/* Decoded calendars: many organizations share one, and decoding is dear. A few are kept, the least lately used goes first. */
#ifndef LUNZHI_CALENDAR_CACHE_H
#define LUNZHI_CALENDAR_CACHE_H

#include "calendar.h"
#include "memory.h"

#define CALENDAR_CACHE_SIZE 8

struct store;

/* Zero-initialised is empty. */
struct calendar_cache {
    struct {
        struct arena arena;
        const struct calendar *calendar; /* NULL: free */
        uint64_t used;
    } slots[CALENDAR_CACHE_SIZE];
    uint64_t tick;
};

/* A copy in the arena, read from the database if it must be. ERROR_NOT_FOUND. */
int calendar_cache_get(struct store *store, const char *id, struct arena *arena, const struct calendar **ret_calendar)
    __attribute__((warn_unused_result));
void calendar_cache_drop(struct calendar_cache *cache);

#endif
