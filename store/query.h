/* Reads for people: what `lunzhictl` shows. Each calls back a row at a time; a callback's strings live until it returns; a non-zero return
 * stops and is returned. */
#ifndef LUNZHI_QUERY_H
#define LUNZHI_QUERY_H

#include "ledger.h"
#include "outbox.h"
#include "store.h"

struct query_organization {
    const char *id, *name, *parent;
    const char *chair; /* member id; NULL while vacant */
    bool has_rotation;
    date_t turn_begins; /* DATE_NONE without a turn */
    const char *turn_period;
    const char *turn_because; /* reason_code_name(); NULL: not kept */
};

struct query_attempt {
    int32_t number;
    int64_t began_at_ms, ended_at_ms;
    enum delivery_state state;
    int code;
    const char *reply;
};

/* How messages of an organization fared on their way to one recipient on one channel. */
struct query_reach {
    const char *recipient, *channel;
    int64_t delivered_at; /* the last time; NEVER */
    int64_t failed_at;    /* the last time; NEVER */
    const char *reply;    /* the peer's words at that failure; NULL without one */
};

struct query_log_line {
    int64_t line;
    struct log_entry entry;
    const char *hash;  /* 64 hex digits */
    const char *wrote; /* rows it wrote, `KIND KEY SHA-256` a line; NULL: none */
};

struct query_counts { /* of the outbox, by state, and the oldest that waits */
    int64_t by_state[DELIVERY_COUNT];
    int64_t undeliverable; /* rows without a channel */
    int64_t oldest_due_at; /* next_at of the oldest queued or unknown row; NEVER */
    int64_t occurrences, organizations;
};

/* Running organizations by id; `only` NULL for all. */
int query_organizations(struct store *store, const char *only, date_t today, int (*row)(void *ctx, const struct query_organization *),
                        void *ctx);
/* Open occurrences with a due day up to `until` (the overdue ones included) by due day; title in both languages. `organization` NULL for
 * all. */
int query_agenda(struct store *store, const char *organization, date_t until,
                 int (*row)(void *ctx, const struct occurrence *, const struct text *title, const char *organization_name), void *ctx);
/* All of an organization, or of all (NULL), that ended between the days: for `status` (missed lately). */
int query_ended(struct store *store, const char *organization, date_t since, enum occurrence_state state,
                int (*row)(void *ctx, const struct occurrence *, const struct text *title, const char *organization_name), void *ctx);
/* Cases by their opening day, those closed only with `closed`; NULL for all organizations or obligations. `title` is the obligation's. */
int query_cases(struct store *store, const char *organization, const char *obligation, bool closed,
                int (*row)(void *ctx, const struct case_file *, const struct text *title, const char *organization_name), void *ctx);
/* By day, those corrected, too. `files` is filled in, `values` is not. */
int query_records(struct store *store, const char *organization, const char *obligation, const char *period,
                  int (*row)(void *ctx, const struct record *, int64_t at, const char *actor), void *ctx);
/* The waivers of an occurrence in the order they were recorded; of the parts that name it nothing is filled in. */
int query_waivers(struct store *store, int64_t occurrence, int (*row)(void *ctx, const struct waiver *), void *ctx);
/* Newest first; state < 0: all; occurrence 0: all; at most `max`. */
int query_outbox(struct store *store, int state, int64_t occurrence, size_t max, int (*row)(void *ctx, const struct outbox_row *),
                 void *ctx);
int query_attempts(struct store *store, int64_t notification, int (*row)(void *ctx, const struct query_attempt *), void *ctx);
/* By recipient and channel; recipients are members and channels. One that was never tried has no row. */
int query_reach(struct store *store, const char *organization, int (*row)(void *ctx, const struct query_reach *), void *ctx);
/* Newest first; object NULL: all; only what was written before the instant `before` (NEVER: all); at most `max`. */
int query_log(struct store *store, const char *object, int64_t before, size_t max, int (*row)(void *ctx, const struct query_log_line *),
              void *ctx);
/* One roster, or those of an organization with a day from `since` to `until`, by day and then as taken, the newest first; `table` NULL: of
 * every table. ERROR_NOT_FOUND of the one. All lives in the arena. */
int query_roster(struct store *store, int64_t id, struct arena *arena, struct roster *ret);
int query_rosters(struct store *store, const char *organization, const char *table, date_t since, date_t until, struct arena *arena,
                  struct roster **ret, size_t *ret_n);
int query_counts(struct store *store, struct query_counts *ret);

#endif
