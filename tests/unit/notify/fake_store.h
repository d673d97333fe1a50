/* A store and an engine of a few rows in memory, for tests of the dispatcher: they keep store/outbox.h's promises, fail when told to, and
 * count. It takes the place of store/ in the program it is linked into. */
#ifndef LUNZHI_TESTS_FAKE_STORE_H
#define LUNZHI_TESTS_FAKE_STORE_H

#include "fixture.h"
#include "outbox.h"

#define FAKE_ROWS 100

struct fake_row {
    struct outbox_row row;
    int code;
    char reply[600];
    int32_t written; /* results */
    bool fell_back;
};

/* Fails as `error` the next `times` after letting `after` pass. */
struct fake_fault {
    int error, after, times;
};

struct store {
    struct fake_row rows[FAKE_ROWS], before[FAKE_ROWS]; /* `before`: as the transaction found them */
    size_t n, n_before;
    bool within, has_results;
    struct channel channels[4];
    size_t n_channels;
    int64_t buckets[4], buckets_before[4]; /* full_at_ms, of `channels` */
    struct fake_fault fault;               /* of any call that can fail in a real one */
    int64_t poisoned;                      /* the result of this row is refused as ERROR_CORRUPT */
    int channel_error;                     /* of store_get_channel() */
    const char *fall_back_to;              /* the channel of the message that takes a refused one's place; NULL: none */
    int fall_back_error;
    int64_t *clock_ms, commit_takes_ms; /* how far a commit moves the clock; NULL: not at all */
    size_t n_transactions, n_commits /* of results */, n_claims, n_fall_backs;
};

struct store *fake_store_new(void);
/* The row's id. */
int64_t fake_store_add(struct store *store, const char *channel, int64_t next_at);
void fake_store_channel(struct store *store, const char *id, const char *backend, const struct setting *settings, size_t n_settings);
struct fake_row *fake_store_row(struct store *store, int64_t id);

#endif
