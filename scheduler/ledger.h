/* The engine's one way to the world: what is due, and write the outcome. store/ implements it on SQLite.
 *
 * Every function returns 0 or a negative enum error. Strings and arrays handed out live in the arena the caller gives. What is written is
 * visible to later reads of the same transaction. Writes are only made between begin() and commit(); commit() makes all of them durable or,
 * failing, none. */
#ifndef LUNZHI_LEDGER_H
#define LUNZHI_LEDGER_H

#include <stdint.h>

#include "channel.h"
#include "error.h"
#include "memory.h"
#include "notification.h"
#include "occurrence.h"
#include "organization.h"
#include "roster.h"
#include "rotation.h"

/* Who records what nobody says: the engine. */
#define ENGINE_ACTOR "lunzhid"

/* The rotation of one organization as the engine keeps it. */
struct rotation_row {
    const char *organization;
    date_t known_on; /* see struct rotation_view */
    int64_t next_at; /* NEVER when nothing is ahead */
};

/* A file that proves a record. Its content lies outside the ledger, found by its hash. */
struct record_file {
    const char *sha256; /* 64 lower-case hex digits */
    const char *name;   /* as the operator called it, without a path */
    const char *type;   /* the ending of its name, in lower case: "pdf" */
    int64_t size_bytes; /* at least 1 */
};

/* A field of a record as its name and its words. */
struct record_value {
    const char *name;
    const char *text; /* NULL: it is neither a text nor a number */
};

/* Evidence that something was done. */
struct record {
    int64_t id; /* 0 until stored */
    const char *organization;
    const char *obligation;
    const char *named;  /* the period or case it is said to be for; NULL: the one that holds its day. Not stored. */
    const char *period; /* the occurrence it counts for; NULL: it counts for none */
    date_t on;
    const char *document;              /* its number; may be NULL */
    const char *fields_json;           /* an object; may be NULL */
    int64_t at;                        /* when it was recorded; engine_record() fills in both */
    const char *actor;                 /* who recorded it */
    const struct record_value *values; /* the members of fields_json, for the engine to check; not read back */
    size_t n_values;
    const struct record_file *files;
    size_t n_files;
    int64_t corrects;     /* the record that this one takes the place of; 0: none */
    const char *why;      /* of a correction; else NULL */
    int64_t corrected_by; /* the record that took the place of this one, which counts no more; 0: none. Only read */
};

/* Leave not to do something. */
struct waiver {
    const char *organization;
    const char *obligation;
    const char *period;
    const char *reason;
    const char *by;
    const char *basis; /* the document it rests on; may be NULL */
    date_t until;      /* its last day: from the midnight that ends it the occurrence is open again; DATE_NONE: for good */
    int64_t at;        /* when it was recorded; engine_waive() fills in both */
    const char *actor;
};

/* One thing followed from its opening to its end: what a student asked for, a member's conduct, a document to be studied. Its occurrences
 * have its id as their period. */
struct case_file {
    const char *organization;
    const char *obligation; /* the procedure, or the obligation of its own */
    const char *id;
    const char *title; /* may be NULL */
    date_t opened_on;
    date_t event_on;         /* what its stages count from */
    const char *member;      /* whom it is about; may be NULL */
    const char *fields_json; /* an object; may be NULL */
    date_t closed_on;        /* DATE_NONE while it is open; then also: */
    const char *outcome;     /* an id of the obligation's outcomes; NULL where it has none */
    const char *why;
    const char *by;
    const char *document; /* may be NULL */
};

/* A line of the append-only log. */
struct log_entry {
    int64_t at;
    const char *actor;  /* "lunzhid", "uid 1000 (office)", … */
    const char *action; /* "load", "record", "waive", "decide", "event", "turn", "tell", "met", "missed", … */
    const char *object; /* "su", "su/survey/2020-2021-1", … */
    const char *detail; /* free words or JSON; may be NULL */
};

struct told {
    const char *recipient;
    date_t last_on;
};

struct ledger {
    void *ctx;
    int (*begin)(void *ctx);
    int (*commit)(void *ctx);
    void (*rollback)(void *ctx);

    /* The least next_at of occurrences and rotations; NEVER when there is none. */
    int (*next_at)(void *ctx, int64_t *ret_at);

    /* Policy. The organization as last put, with its calendar; members who left the file are in it, ended. ERROR_NOT_FOUND if there is none
     * running. */
    int (*get_organization)(void *ctx, const char *id, struct arena *arena, const struct organization **ret_organization);
    /* Counts up whenever desired state is put: cached organizations of an older one are stale. */
    int (*generation)(void *ctx, int64_t *ret_generation);
    int (*put_organization)(void *ctx, const struct organization *organization);
    /* NULL: no such channel. The kind of address its backend wants; borrowed until the next put. */
    const char *(*channel_address_kind)(void *ctx, const char *channel);
    /* When the channel sends; always, where there is no such channel. */
    int (*channel_window)(void *ctx, const char *channel, struct window *ret_window);

    /* Occurrences. due: those with next_at <= now, by next_at, organization, id; at most `max`. */
    int (*due_occurrences)(void *ctx, int64_t now, size_t max, struct arena *arena, struct occurrence **ret, size_t *ret_n);
    int (*get_occurrence)(void *ctx, const char *organization, const char *obligation, const char *period, struct arena *arena,
                          struct occurrence *ret);
    int (*organization_occurrences)(void *ctx, const char *organization, struct arena *arena, struct occurrence **ret, size_t *ret_n);
    /* Inserts when id is 0 (and sets it), else updates. */
    int (*put_occurrence)(void *ctx, struct occurrence *occurrence);
    /* Whom messages were made to about it (cancelled ones not counted), and the last day for each. */
    int (*told)(void *ctx, int64_t occurrence, struct arena *arena, struct told **ret, size_t *ret_n);

    /* Rotation. */
    int (*due_rotations)(void *ctx, int64_t now, size_t max, struct arena *arena, struct rotation_row **ret, size_t *ret_n);
    int (*get_rotation)(void *ctx, const char *organization, struct arena *arena, struct rotation_row *ret);
    int (*put_rotation)(void *ctx, const struct rotation_row *row);
    int (*turns)(void *ctx, const char *organization, struct arena *arena, struct turn **ret, size_t *ret_n);
    /* Appends a turn; the one that ran until then ends the day before. One that began on the same day held none: turns() and turn_on()
     * leave it out from then on. */
    int (*begin_turn)(void *ctx, const struct turn *turn);
    /* The turn that holds the date. ERROR_NOT_FOUND if none does. */
    int (*turn_on)(void *ctx, const char *organization, date_t on, struct arena *arena, struct turn *ret);
    int (*decisions)(void *ctx, const char *organization, struct arena *arena, struct decision **ret, size_t *ret_n);
    int (*put_decision)(void *ctx, struct decision *decision);

    /* Facts. */
    /* With its files. ERROR_EXISTS when what it corrects was corrected already. */
    int (*put_record)(void *ctx, struct record *record);
    /* ERROR_NOT_FOUND: no such case. */
    int (*get_case)(void *ctx, const char *organization, const char *obligation, const char *id, struct arena *arena,
                    struct case_file *ret);
    /* How many were ever opened. */
    int (*count_cases)(void *ctx, const char *organization, const char *obligation, int64_t *ret_n);
    /* Opens it: ERROR_EXISTS when the id is taken. */
    int (*open_case)(void *ctx, const struct case_file *file, int64_t at, const char *actor);
    int (*close_case)(void *ctx, const struct case_file *file, int64_t at, const char *actor);
    /* Those about a member that were closed with an outcome. */
    int (*outcomes_of)(void *ctx, const char *organization, const char *member, struct arena *arena, struct case_file **ret, size_t *ret_n);
    /* Without its files and values. ERROR_NOT_FOUND. */
    int (*get_record)(void *ctx, int64_t id, struct arena *arena, struct record *ret);
    /* The days of the records that count for an occurrence (those corrected do not), in the order they were recorded. */
    int (*counting_days)(void *ctx, const char *organization, const char *obligation, const char *period, struct arena *arena,
                         date_t **ret_days, size_t *ret_n);
    int (*put_waiver)(void *ctx, int64_t occurrence, const struct waiver *waiver);
    /* The one recorded last, without what names the occurrence. ERROR_NOT_FOUND: it was never waived. */
    int (*last_waiver)(void *ctx, int64_t occurrence, struct arena *arena, struct waiver *ret);

    /* Rosters. put_roster: appends, sets the id. newest_roster: of a table, by day and then as taken, with a day from `since` to `until`;
     * one of counts alone only where there is none with rows. ERROR_NOT_FOUND. */
    int (*put_roster)(void *ctx, struct roster *roster);
    int (*newest_roster)(void *ctx, const char *organization, const char *table, date_t since, date_t until, struct arena *arena,
                         struct roster *ret);

    /* Outbox. put: ERROR_EXISTS when its key is taken: the message was made already. */
    int (*put_notification)(void *ctx, struct notification *notification, int64_t at);
    int (*cancel_notifications)(void *ctx, int64_t occurrence, const char *why, int64_t at);
    /* What waits to be sent about vacancies of the organization that begin within the days. */
    int (*cancel_vacancy)(void *ctx, const char *organization, date_t since, date_t until, const char *why, int64_t at);

    int (*put_log)(void *ctx, const struct log_entry *entry);
};

#endif
