/* The yearly self-assessment table (改革自评表; RULES.md section 2): items of one version of the table, and what follows for them from the
 * facts of one organization's academic year. The items, their words and what proves each stand in conf/assessments/; here is only how an
 * answer follows. What nothing proves is unproven, never assumed; what was waived was not done: the answer is no, with the waiver as its
 * ground. */
#ifndef LUNZHI_ASSESSMENT_H
#define LUNZHI_ASSESSMENT_H

#include "check.h"
#include "contradiction.h"
#include "ledger.h"

enum proof_kind {
    PROOF_OBLIGATION, /* met in every period of the year; of a frame: each of its stages */
    PROOF_CHECK,      /* its rules passed in the last period that tells */
    PROOF_TURNS,      /* who was chair was so under a mandate */
};

struct proof {
    enum proof_kind kind;
    const char *obligation; /* PROOF_OBLIGATION: an id or a preset's name, or PROCEDURE.STAGE of either */
    const char *field;      /* a field that one of its records must have; NULL: none */
    const char *const *is;  /* one of these words in it; none: any */
    size_t n_is;
    const char *approval; /* that obligation must be met by the day it was done, if that was not in time; NULL: no approval is asked for */
    const char *check;    /* PROOF_CHECK */
    const char *const *rules; /* those of it that count, where they apply; none: all */
    size_t n_rules;
};

struct assessment_item {
    const char *number;
    bool core; /* ★ */
    bool own;  /* its official wording was not seen: ours */
    struct text text;
    struct text remark; /* "{staff}" is a count of its check, "{on}" the days and "{document}" the documents of its records; may be empty */
    const struct proof *proofs; /* all must hold; none: nothing here can prove it */
    size_t n_proofs;
};

/* A section of the report after the table: what was done about these obligations. */
struct assessment_section {
    const char *id;
    struct text title;
    const char *const *obligations; /* as in a proof, a procedure standing for its stages, too */
    size_t n_obligations;
};

/* One version of the table, for the academic years from its own until that of the next version. */
struct assessment {
    const char *year;
    struct text title, source;
    struct text yes, no, unproven; /* how it says the answers */
    const struct assessment_item *items;
    size_t n_items;
    const struct assessment_section *sections;
    size_t n_sections;
};

/* What a check found in one period of the year, and what it looked at: the newest roster of the period and the numbers that its records
 * state. */
struct assessed_check {
    const char *obligation, *period;
    const struct check *check;
    const struct census *census;
    const struct check_result *results;
    size_t n_results;
    const int64_t *records; /* that state its numbers */
    size_t n_records;
    date_t until; /* the last day to mend it: its due day, else the period's last */
};

struct assessed_waiver {
    int64_t occurrence;
    const struct waiver *waiver;
};

/* All that is on record of one organization; what is not of the year is left aside. */
struct assessment_facts {
    const struct organization *organization;
    const char *year;
    const struct occurrence *occurrences;
    size_t n_occurrences;
    const struct record *records; /* corrected ones included; `values` filled in */
    size_t n_records;
    const struct assessed_waiver *waivers;
    size_t n_waivers;
    const struct turn *turns;
    size_t n_turns;
    const struct assessed_check *checks; /* in the order of the periods */
    size_t n_checks;
    const struct contradiction *contradictions; /* of the year */
    size_t n_contradictions;
};

#define ANSWER_MAP(X)                                                                                                                      \
    X(YES, "yes")                                                                                                                          \
    X(NO, "no")                                                                                                                            \
    X(UNPROVEN, "unproven")

enum answer {
#define X(name, word) ANSWER_##name,
    ANSWER_MAP(X)
#undef X
        ANSWER_COUNT
};

#define GROUND_MAP(X)                                                                                                                      \
    X(RECORD, "record")                                                                                                                    \
    X(OCCURRENCE, "occurrence")                                                                                                            \
    X(WAIVER, "waiver") /* of the occurrence */                                                                                            \
    X(ROSTER, "roster")                                                                                                                    \
    X(TURN, "turn") /* that begins on the day */

enum ground_kind {
#define X(name, word) GROUND_##name,
    GROUND_MAP(X)
#undef X
        GROUND_COUNT
};

/* What an answer stands on. */
struct ground {
    enum ground_kind kind;
    int64_t id;                          /* RECORD, ROSTER */
    const struct occurrence *occurrence; /* OCCURRENCE, WAIVER */
    const struct waiver *waiver;         /* WAIVER */
    date_t on;                           /* TURN */
};

#define GAP_MAP(X)                                                                                                                         \
    X(OPEN, "open")     /* not done yet */                                                                                                 \
    X(MISSED, "missed") /* no record by the end of the period; one of what was done by then still mends it */                              \
    X(WAIVED, "waived")                                                                                                                    \
    X(NO_OCCURRENCE, "no-occurrence") /* the period was over before lunzhid knew of the obligation, and nothing is recorded */             \
    X(NOT_KEPT, "not-kept")           /* the configuration has no such obligation */                                                       \
    X(FIELD, "field")                 /* no record says it */                                                                              \
    X(FIELD_SAYS, "field-says")       /* a record says otherwise */                                                                        \
    X(LATE, "late")                   /* done too early or too late, and no approval of by then is on record */                            \
    X(OUTSIDE, "outside")             /* recorded for the period, but of days outside it */                                                \
    X(OUT_OF_ORDER, "out-of-order")   /* of a day before the stage before it, or on the wrong side of its procedure's event */             \
    X(CHECK_FAILED, "check-failed")                                                                                                        \
    X(CHECK_UNPROVEN, "check-unproven") /* no roster or number tells */                                                                    \
    X(CONTRADICTED, "contradicted")     /* the check passed, but by another source it would not */                                         \
    X(NO_TURN, "no-turn")                                                                                                                  \
    X(NO_MANDATE, "no-mandate") /* somebody was chair whom no mandate elected */                                                           \
    X(NO_PROOF, "no-proof")     /* the table names nothing that could prove it */

enum gap_kind {
#define X(name, word) GAP_##name,
    GAP_MAP(X)
#undef X
        GAP_COUNT
};

/* What is missing for a full yes. */
struct gap {
    enum gap_kind kind;
    const char *obligation; /* or the check's id; NULL: neither */
    const char *period;     /* NULL: the year as a whole */
    const char *rule; /* of a check, the field of a record, or the obligation that is missing or was to come first; NULL: none of these */
    date_t until;     /* the last day on which it can be mended; DATE_FOREVER: any day; DATE_NONE: no day can */
};

/* How the day on which something was done stands to the days set for it. */
#define TIMELINESS_MAP(X)                                                                                                                  \
    X(IN_TIME, "in-time")                                                                                                                  \
    X(LATE, "late")           /* after its due day, in its period */                                                                       \
    X(WAIVED, "under-waiver") /* after its due day or outside its period, while a waiver gave leave */                                     \
    X(OUTSIDE, "outside")     /* before or after its period */

enum timeliness {
#define X(name, word) TIMELINESS_##name,
    TIMELINESS_MAP(X)
#undef X
        TIMELINESS_COUNT
};

/* What has to be said of a yes: it was not done in time. */
struct assessed_note {
    enum timeliness timeliness;
    const struct occurrence *occurrence;
    date_t on;                         /* when it was done */
    const struct occurrence *approval; /* what the proof asks for then; NULL: nothing */
};

struct assessed_item {
    const struct assessment_item *item;
    enum answer answer;
    struct text remark; /* filled in; empty where a part of it is not known */
    const struct ground *grounds;
    size_t n_grounds;
    const struct gap *gaps;
    size_t n_gaps;
    const struct assessed_note *notes;
    size_t n_notes;
    const struct contradiction *const *contradictions; /* of what it rests on; a yes if it holds by all the sources */
    size_t n_contradictions;
};

const char *answer_name(enum answer answer);
const char *ground_kind_name(enum ground_kind kind);
const char *gap_kind_name(enum gap_kind kind);
const char *timeliness_name(enum timeliness timeliness);

/* First and last day of an academic year, its vacations included: until the next one begins, a year at most. ERROR_NOT_FOUND when the
 * calendar has no such year. */
int assessment_days(const struct calendar *calendar, const char *year, date_t *ret_begins, date_t *ret_ends)
    __attribute__((warn_unused_result));
/* Does the period of that id (a term's, the year's) belong to the year? */
bool assessment_has_period(const struct calendar *calendar, const char *year, const char *period);
/* Is the occurrence of the year: by its period, or a case or what is owed once by its days? */
bool assessment_has_occurrence(const struct calendar *calendar, const char *year, const struct occurrence *occurrence);
/* Is the obligation what a proof or a section calls `name`? A stage is so only by its own name. */
bool obligation_is_called(const struct obligation *obligation, const char *name);

/* Of an occurrence that is met: whether in time, by the records that count for it. A record within the period stands before one outside it,
 * as one has no period's end to be late for if it is done once or in a case; a stage may come before its period. Leave is the last waiver
 * on record when the record was made, if it holds on the record's day (RULES.md section 6: early or late needs approval on record).
 * *ret_on: the day of the record that was enough. */
enum timeliness assessment_timeliness(const struct assessment_facts *facts, const struct occurrence *occurrence, date_t *ret_on);

/* The version in force in a year: the nearest that is not later; NULL before the first. `versions` by year. */
const struct assessment *assessment_for(const struct assessment *versions, size_t n_versions, const char *year);

/* An answer for each item, in the arena, in the table's order. ERROR_NOT_FOUND when the calendar has no such year. */
int assessment_judge(const struct assessment *assessment, const struct assessment_facts *facts, struct arena *arena,
                     struct assessed_item **ret_items) __attribute__((warn_unused_result));

#endif
