/* One union as the configuration describes it: members, posts, the rotation and the obligations. Values only. */
#ifndef LUNZHI_ORGANIZATION_H
#define LUNZHI_ORGANIZATION_H

#include <stddef.h>

#include "calendar.h"
#include "date.h"
#include "span.h"
#include "window.h"

/* Inclusive days; an open end is DATE_NONE (since) or DATE_FOREVER (until). */
struct interval {
    date_t since;
    date_t until;
};

/* A word in the languages it is given in; `en` or `zh` may be NULL, not both. */
struct text {
    const char *zh;
    const char *en;
};

/* The text in a language ("zh_CN", "en"), or in the other one when it lacks it; never NULL. */
const char *text_in(const struct text *text, const char *language);

struct address {
    const char *kind; /* "email", "mobile", "wecom", …: what a backend asks for (notify/backends.def) */
    const char *value;
};

struct member {
    const char *id;
    const char *name;
    const char *const *posts; /* at least one */
    size_t n_posts;
    struct interval term;          /* since, until */
    const struct interval *absent; /* not eligible when a turn begins; still told */
    size_t n_absent;
    const struct interval *suspended; /* absent, and a running turn is vacated on its first day */
    size_t n_suspended;
    const struct address *addresses;
    size_t n_addresses;
    const char *const *channels; /* ids in the order of preference; resolved by conf/, possibly none */
    size_t n_channels;
    struct window window; /* when to write to them */
};

struct mandate {
    date_t elected;
    const char *const *order; /* member ids */
    size_t n_order;
};

struct rotation {
    const struct mandate *mandates; /* by day of election; none: the organization has no rotation */
    size_t n_mandates;
    bool acting_counts;
    const char *const *notify; /* told of a vacancy */
    size_t n_notify;
    /* The life of a turn, RULES.md section 3. Without these nothing is proposed and nothing handed over. */
    const char *proposal; /* the obligation whose case a proposed turn opens, met by the answer; NULL: turns are not proposed */
    struct span propose;  /* before the turn's first day: when it is proposed */
    struct span answer;   /* before it: the day by which it is to be accepted or declined */
    bool answer_required; /* a turn begins only with who has accepted it; until then the outgoing chair is caretaker */
    const char *handover; /* the procedure whose case a change of chair opens: the checklist; NULL: none */
};

struct check;
struct roster;

/* When something is due, relative to its period or event. */
enum due_kind {
    DUE_NONE,
    DUE_DATE,
    DUE_ANNUAL, /* a day of each year: of `due` the first one in the period, of `opens` the last one up to the due day */
    DUE_WEEK,
    DUE_BEGIN,
    DUE_END,
    DUE_EVENT,
    DUE_PREVIOUS, /* the day the stage before was recorded for */
    DUE_DUE,      /* only for `opens` */
};

struct due_rule {
    enum due_kind kind;
    date_t date;        /* DUE_DATE */
    int32_t week;       /* DUE_WEEK */
    int32_t month, day; /* DUE_ANNUAL: 1 to 12, 1 to 31, not February 29 */
    struct span offset; /* DUE_BEGIN, DUE_END, DUE_EVENT, DUE_PREVIOUS, DUE_DUE; civil */
    bool inclusive;     /* n >= 1 working days counted from that day, the day itself being the first if it works (公示) */
};

struct escalation {
    struct span after; /* from due_on, working days unless it says otherwise, at least one day */
    const char *const *to;
    size_t n_to;
};

/* How a case may end. */
struct outcome {
    const char *id;
    struct text title;
    bool removes; /* its member may not be chair from that day: a running turn of theirs is vacated */
};

struct field_rule; /* record_fields.h */

struct obligation {
    const char *id;        /* of a stage: PROCEDURE.STAGE */
    const char *preset;    /* NULL if none */
    const char *inherited; /* by what, in the configuration's words: kind = "…", parent = "…"; "" for everybody; NULL: it is its own */
    const char *procedure; /* whose stage it is; NULL: it is none */
    const char *previous;  /* the stage before it; NULL: it is the first, or none */
    struct text title;
    enum period_kind per;
    int32_t at_least;          /* records that meet one occurrence, >= 1 */
    struct due_rule due;       /* DUE_NONE: only the frame of its stages, owed nothing itself */
    struct due_rule opens;     /* DUE_NONE: the first day of the period; of a stage that counts from a day: its first reminder if earlier */
    const struct span *remind; /* before the due day: negative or 0, civil */
    size_t n_remind;
    struct span repeat;        /* after it; count 0: the first overdue message only */
    int32_t at;                /* seconds after local midnight */
    const char *const *notify; /* posts, member ids, channel ids */
    size_t n_notify;
    const struct escalation *escalate; /* by day */
    size_t n_escalate;
    const struct outcome *outcomes; /* of a case; none: it ends without one */
    size_t n_outcomes;
    const struct check *check;       /* what passes it meets an occurrence, what fails it is the event of one; NULL: none */
    const char *check_from;          /* the obligation whose records' fields it judges besides rosters; NULL: none */
    const struct field_rule *fields; /* what a record of it says; none: what it likes */
    size_t n_fields;
};

struct organization {
    const char *id;
    const char *parent; /* NULL at the top */
    const char *name;
    const char *kind;          /* "undergraduate", "postgraduate" or what the file says; may be NULL */
    const char *const *traits; /* "large", …: what checks ask for besides the kind */
    size_t n_traits;
    const char *language; /* of its messages; never NULL */
    const struct calendar *calendar;
    const struct member *members;
    size_t n_members;
    struct rotation rotation;
    const struct obligation *obligations;
    size_t n_obligations;
    const char *const *fallback; /* told instead of a member whom no channel reaches: posts, member ids, channel ids */
    size_t n_fallback;
    const struct roster *rosters; /* given in the configuration; taken by a load, not kept with the organization */
    size_t n_rosters;
};

bool interval_holds(struct interval interval, date_t date);
/* Does any of them? */
bool intervals_hold(const struct interval *intervals, size_t n_intervals, date_t date);
/* NULL if there is none of that id. */
const struct member *organization_member(const struct organization *organization, const char *id);
const struct obligation *organization_obligation(const struct organization *organization, const char *id);
/* Whether it is that procedure or one of its stages. */
bool obligation_is_of(const struct obligation *obligation, const char *procedure);
/* NULL if there is none of that id. */
const struct outcome *obligation_outcome(const struct obligation *obligation, const char *id);
const struct field_rule *obligation_field(const struct obligation *obligation, const char *id);
bool member_holds_post(const struct member *member, const char *post, date_t date);
/* A member on that day, neither absent nor suspended. */
bool member_is_eligible(const struct member *member, date_t date);
/* The member's address of a kind, or NULL. */
const char *member_address(const struct member *member, const char *kind);

#endif
