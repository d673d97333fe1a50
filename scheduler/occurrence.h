/* One obligation in one period: what is stored of it, and what follows from the date. */
#ifndef LUNZHI_OCCURRENCE_H
#define LUNZHI_OCCURRENCE_H

#include <stdint.h>

#include "organization.h"

/* What is stored. `overdue` is not: an open occurrence is overdue from the day after its due day. */
#define OCCURRENCE_MAP(X)                                                                                                                  \
    X(OPEN, "open")                                                                                                                        \
    X(MET, "met")                                                                                                                          \
    X(MISSED, "missed")                                                                                                                    \
    X(WAIVED, "waived")                                                                                                                    \
    X(WITHDRAWN, "withdrawn") /* its obligation left the configuration; silent, kept */                                                    \
    X(OVERDUE, "overdue")

enum occurrence_state {
#define X(name, word) OCCURRENCE_##name,
    OCCURRENCE_MAP(X)
#undef X
        OCCURRENCE_COUNT
};

#define NEVER INT64_MAX /* an instant that does not come */

struct occurrence {
    int64_t id; /* 0: not stored yet */
    const char *organization;
    const char *obligation;
    const char *period;
    date_t begins; /* of the period */
    date_t ends;
    date_t opens_on;
    date_t event_on;  /* what its due day counts from: the event's day, or the day the stage before was met; DATE_NONE while unknown */
    date_t due_on;    /* DATE_NONE while it waits for that */
    int64_t known_at; /* when the daemon came to know of this due day */
    date_t done_on;   /* rungs up to this day are behind us; DATE_NONE at first */
    date_t told_on;   /* the last day a message went out about it; DATE_NONE if none did */
    int32_t records;  /* how many count for it */
    date_t met_on;    /* the day of the record that met it; DATE_NONE */
    enum occurrence_state state;
    int64_t next_at; /* UTC seconds; NEVER when nothing is ahead */
};

const char *occurrence_state_name(enum occurrence_state state);
int occurrence_state_parse(const char *word, enum occurrence_state *ret_state) __attribute__((warn_unused_result));
/* The state as a person sees it on that day: overdue and missed follow from the date before the engine has said so. */
enum occurrence_state occurrence_state_on(const struct occurrence *occurrence, date_t today);

/* Fills opens_on and due_on from the rules of the obligation, the period and event_on already in it. A stage whose day lies outside its
 * period opens early enough for its reminders, and `ends` moves to the end of the period that holds its due day.
 * ERROR_NOT_FOUND when a DUE_DATE or DUE_ANNUAL does not lie in the period: this period owes nothing. ERROR_INVALID for a frame. */
int occurrence_resolve(struct occurrence *occurrence, const struct obligation *obligation, const struct calendar *calendar)
    __attribute__((warn_unused_result));

/* Was what is done on that day done within the period? Asked of terms and years only; a stage may come before its period begins. */
bool occurrence_holds(const struct occurrence *occurrence, const struct obligation *obligation, date_t on);

/* "su/party-hearing/2020-2021-1" split in place; ERROR_INVALID for anything but three non-empty parts. */
int occurrence_name_split(char *name, const char **ret_organization, const char **ret_obligation, const char **ret_period)
    __attribute__((warn_unused_result));

#endif
