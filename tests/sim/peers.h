/* The peers behind all channels: they accept, refuse, stall, lie or vanish as their mood is, and remember under which id they took what. */
#ifndef LUNZHI_TESTS_PEERS_H
#define LUNZHI_TESTS_PEERS_H

#include "backend.h"
#include "chance.h"

enum mood {
    MOOD_WELL,
    MOOD_BUSY,    /* answers that it is for later, sometimes when */
    MOOD_REFUSES, /* refuses each second message for good */
    MOOD_GONE,    /* refuses the channel itself */
    MOOD_SILENT,  /* nothing arrives there */
    MOOD_STALLS,  /* answers after minutes, or when it is aborted */
    MOOD_LIES,    /* takes it and says that it did not, or that nobody knows */
    MOOD_COUNT
};

struct peers_options {
    struct chance *chance;
    int64_t (*now_ms)(void *ctx);
    /* A message is handed over. */
    void (*sent)(void *ctx, const struct message *message, const char *channel);
    /* One that the peer took already comes with other words. */
    void (*differs)(void *ctx, const struct message *message, const char *channel);
    void *ctx;
};

/* One set of peers for the whole program; all is forgotten. */
void peers_init(const struct peers_options *options);
void peers_done(void);
const struct backend_ops *peers_find(const char *name);
void peers_mood(const char *channel, enum mood mood);
void peers_all_well(void);
/* When the next answer is due, UTC milliseconds; INT64_MAX. */
int64_t peers_next_ms(void);
/* Gives the answers that are due. True if there were any. */
bool peers_answer(void);
/* How many messages were taken, and how many of them more than once. */
void peers_counts(size_t *ret_taken, size_t *ret_again);

#endif
