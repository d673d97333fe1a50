/* The engine: takes what is due, asks policy what follows, writes outcome and messages in one transaction.
 * No clock of its own: `now` (UTC seconds) is an argument everywhere, and never goes back within what was already done: a step back sends
 * nothing twice. */
#ifndef LUNZHI_ENGINE_H
#define LUNZHI_ENGINE_H

#include "check.h"
#include "ledger.h"
#include "recipients.h"
#include "record_fields.h"
#include "zone.h"

struct engine;

struct engine_observer {
    /* Called once an event's transaction has committed, in the order they were made. */
    void (*event)(void *ctx, const struct event *event);
    void *ctx;
};

/* `ledger` and `zone` are borrowed for the engine's life; the observer is copied and may be NULL. `cache_max`: organizations kept in memory
 * at most. */
struct engine *engine_new(const struct ledger *ledger, const struct zone *zone, const struct engine_observer *observer, size_t cache_max);
void engine_free(struct engine *engine);
/* In whose words reasons are put into messages: gives the translation of a message id. Without one they are English. */
void engine_set_translation(struct engine *engine, const char *(*translate)(void *ctx, const char *language, const char *text), void *ctx);
/* From now on a turn begins with whom it falls to, whether or not they have accepted it: for looking ahead, where nobody can answer. */
void engine_assume_accepted(struct engine *engine);
/* After the zone changed: everything cached is dropped. */
void engine_set_zone(struct engine *engine, const struct zone *zone);

/* One bounded batch of what is due at `now`, in one transaction. *ret_more: call again. The batch is 256 occurrences or rotations. */
int engine_sweep(struct engine *engine, int64_t now, bool *ret_more) __attribute__((warn_unused_result));

/* Loading, one transaction of the ledger: begin (which also settles, under the old policy, the turns due by then), put each organization
 * (and the store's calendars and channels), commit or abort. Makes the occurrences agree with the obligations; sends nothing by itself. */
int engine_load_begin(struct engine *engine, int64_t now) __attribute__((warn_unused_result));
int engine_load_commit(struct engine *engine) __attribute__((warn_unused_result));
void engine_load_abort(struct engine *engine);
int engine_put_organization(struct engine *engine, const struct organization *organization, int64_t now)
    __attribute__((warn_unused_result));
/* Within a load, before an organization is put for the first time: a decision taken on `decided_on`, before the daemon was there, for the
 * history of turns that the load derives. ERROR_REFUSED, with the reason in *ret_why, as engine_decide() on that day. */
int engine_recall_decision(struct engine *engine, const struct organization *organization, struct decision *decision, date_t decided_on,
                           const char **ret_why) __attribute__((warn_unused_result));

/* Facts, each in one transaction with its line in the log. `actor` is who said so.
 * ERROR_NOT_FOUND: no such organization, obligation or occurrence. ERROR_REFUSED with the reason in `ret_why` (English, static) where the
 * rules say no. */
/* What is worth saying about a record that is taken all the same. */
struct record_note {
    enum {
        NOTE_LATE,         /* `days` after the due day */
        NOTE_BEFORE,       /* `obligation`, a stage that comes first, is still open */
        NOTE_EARLIER,      /* than `on`, the day `obligation`, a stage that comes first, was done */
        NOTE_LATER,        /* than `on`, the day `obligation`, a stage that comes after it, was done */
        NOTE_BEFORE_EVENT, /* the stage follows its event, which is on `on` */
        NOTE_NOT_EVENT,    /* its event is on `on`, another day */
        NOTE_BEFORE_CASE,  /* its case began on `on` */
        NOTE_OUTSIDE,      /* of the period it is recorded for, whose nearest day is `on` */
        NOTE_COUNT
    } kind;
    int32_t days;
    const char *obligation;
    date_t on;
};
/* What a check made of a roster, or of a record's fields. */
struct judgement {
    const char *obligation; /* with the check; the rest is borrowed from the arena, too */
    const char *period;     /* NULL: the day lies in none, or its occurrence owes nothing */
    enum check_verdict verdict;
    const struct check_result *results;
    size_t n_results;
    bool newest; /* false: another roster of the period decides: a newer one, or one with rows where this one has none */
    enum occurrence_state state;
    date_t due_on;
};

/* What became of the occurrence that a corrected record counted for. */
struct record_correction {
    int64_t record; /* the one that was wrong; 0: the record corrects none */
    const char *organization, *obligation;
    const char *period; /* NULL: it counted for none */
    enum occurrence_state state;
    int32_t records, at_least;
};
struct record_outcome {
    int64_t record;
    const char *period; /* NULL: it counts for none; borrowed from `arena`, as the notes are */
    enum occurrence_state state;
    int32_t records, at_least;
    const struct record_note *notes;
    size_t n_notes;
    struct judgement *judgements; /* of the checks that its fields are for */
    size_t n_judgements;
    struct record_correction correction;
    const struct field_fault *faults; /* why it was refused, if these are why; in the arena */
    size_t n_faults;
    const struct check_excess *excesses; /* or these: what its fields say of a check's counts; in the arena */
    size_t n_excesses;
};
/* One event may be evidence for several organizations: all records or none. A record that corrects another stands alone. Fields are checked
 * against the obligation's; files are kept as they are given. When refused, the outcome of the record that was says why. */
int engine_record(struct engine *engine, struct record *records, size_t n_records, const char *actor, int64_t now, struct arena *arena,
                  struct record_outcome *ret_outcomes, const char **ret_why) __attribute__((warn_unused_result));

struct roster_outcome {
    struct judgement *judgements;
    size_t n_judgements;
    const struct check_excess *excesses; /* why it was refused, if these are why; in the arena */
    size_t n_excesses;
    const char *unknown; /* the stated count no check of its table has, if that is why */
    const char *nearest; /* the one it may have meant; NULL: none; in the arena */
};
/* Takes a roster and judges it by each check of the organization that looks at its table: passed, it meets the occurrence of the period
 * that holds its day, with a record made by lunzhid; failed, today is the event of the occurrence, which opens, or opens again if it
 * was met. What is unproven changes nothing. ERROR_REFUSED as well when no check looks at the table or at one of the columns, when no
 * check of its table has a stated count, or when a part is larger than its whole: then the outcome says which. */
int engine_roster(struct engine *engine, struct roster *roster, const char *actor, int64_t now, struct arena *arena,
                  struct roster_outcome *ret_outcome, const char **ret_why) __attribute__((warn_unused_result));

/* Fills in when and by whom it was recorded. One with a last day wakes up again with the midnight that ends it, where its period still
 * runs. */
int engine_waive(struct engine *engine, struct waiver *waiver, const char *actor, int64_t now, const char **ret_why)
    __attribute__((warn_unused_result));
/* Fills in its number, when it was recorded and, of an answer, the period it is about, whose text lies in the arena; of one that is refused
 * for another swap, that one's number. */
int engine_decide(struct engine *engine, struct decision *decision, const char *actor, int64_t now, struct arena *arena,
                  const char **ret_why) __attribute__((warn_unused_result));
/* The day of the event that an obligation, or the stages of a procedure, count from. */
struct event_day {
    const char *organization;
    const char *obligation; /* a stage stands for its procedure */
    date_t on;
    const char *period; /* NULL: the one that holds the day. A case's id. */
};
/* An open occurrence that counts from the event, and what became of its due day; in the arena. */
struct event_change {
    const char *obligation;
    const char *period;
    date_t due_before; /* DATE_NONE: there was none */
    date_t due_on;
};
/* Moving the event replans what is open; what is met stays as it is. *ret_changes, in the order of the configuration, has all that is open,
 * whether or not its day changed. */
int engine_event(struct engine *engine, const struct event_day *event, const char *actor, int64_t now, struct arena *arena,
                 struct event_change **ret_changes, size_t *ret_n, const char **ret_why) __attribute__((warn_unused_result));

/* Opens a case of an obligation that is per case, or of a procedure: an occurrence of each stage that lasts until it is met or waived. Of
 * `file` the organization, obligation and opened_on are wanted; `id` NULL takes c1, c2, …; event_on DATE_NONE is the opening. What is
 * filled in lives in the arena. */
int engine_case_open(struct engine *engine, struct case_file *file, const char *actor, int64_t now, struct arena *arena,
                     const char **ret_why) __attribute__((warn_unused_result));
/* One for each, or none: for several organizations that share what it is about. */
int engine_cases_open(struct engine *engine, struct case_file *files, size_t n, const char *actor, int64_t now, struct arena *arena,
                      const char **ret_why) __attribute__((warn_unused_result));
/* Closes it: organization, obligation, id, closed_on, why, by, and the outcome where the obligation names some. Stages still open refuse it
 * unless `waive`: then they are waived with the same reason. An outcome that removes takes the member out of the rotation from today, or
 * from tomorrow where they have begun a turn today; *ret_removed_on is that day, else DATE_NONE. */
int engine_case_close(struct engine *engine, struct case_file *closing, bool waive, const char *actor, int64_t now, struct arena *arena,
                      date_t *ret_removed_on, const char **ret_why) __attribute__((warn_unused_result));

/* What lies ahead of an open occurrence as things stand: at most `max` rungs from `now` on, with whom each would tell. Strings and arrays
 * live in the arena. */
struct ahead {
    int64_t at;
    enum notification_kind kind; /* of the rung: REMINDER, OVERDUE or MISSED */
    bool late;
    const struct recipient *recipients;
    size_t n_recipients;
};
int engine_ahead(struct engine *engine, const struct occurrence *occurrence, int64_t now, size_t max, struct arena *arena,
                 struct ahead **ret_ahead, size_t *ret_n) __attribute__((warn_unused_result));
/* The turns of an organization: those begun, then those planned for the known terms of its calendar. */
int engine_turns(struct engine *engine, const char *organization, struct arena *arena, struct turn **ret_turns, size_t *ret_n,
                 size_t *ret_n_begun) __attribute__((warn_unused_result));
/* The same as they were on record, and as they would have been planned, when the day ended: by the turns and decisions recorded until then,
 * and by the configuration in force now, for no older one is kept. None where nothing was on record yet. */
int engine_turns_as_of(struct engine *engine, const char *organization, date_t as_of, struct arena *arena, struct turn **ret_turns,
                       size_t *ret_n, size_t *ret_n_begun) __attribute__((warn_unused_result));

/* The rotation of an organization as policy sees it: its history and its decisions, in the arena; the organization as
 * engine_organization(). */
int engine_rotation(struct engine *engine, const char *organization, struct arena *arena, struct rotation_view *ret_view)
    __attribute__((warn_unused_result));

/* The organization as policy has it, from the engine's cache; valid until the next call of the engine. ERROR_NOT_FOUND if none is running.
 */
int engine_organization(struct engine *engine, const char *id, const struct organization **ret_organization)
    __attribute__((warn_unused_result));

/* A message was refused for good: the recipient's next channel, else the obligation's escalation, else the organization's fallback is told
 * instead. Within the caller's transaction. *ret_made is how many messages took its place. */
int engine_fall_back(struct engine *engine, const struct notification *refused, int64_t now, size_t *ret_made)
    __attribute__((warn_unused_result));

#endif
