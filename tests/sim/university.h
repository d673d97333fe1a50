/* One small university as its configuration describes it, and how it is edited; with what the simulation itself knows of its facts.
 *
 * Its arithmetic (working days, due days, rungs) is its own: naive and a day at a time, so that it can judge the engine's. */
#ifndef LUNZHI_TESTS_UNIVERSITY_H
#define LUNZHI_TESTS_UNIVERSITY_H

#include "chance.h"
#include "channel.h"
#include "memory.h"
#include "organization.h"

#define N_MEMBERS     5
#define N_OBLIGATIONS 4
#define MAX_MANDATES  48
#define MAX_PERIODS   64
#define MAX_TERMS     64
#define MAX_DAYS      512
#define MAX_AFFAIRS   40

#define AFFAIR          "affair" /* the obligation cases are of: due so many working days after its event, told to 戊 */
#define AFFAIR_WORKDAYS 5

#define FOR_GOOD INT32_MAX

/* What is known of one obligation in one period. */
struct fact {
    int32_t records;
    date_t event_on;     /* DATE_NONE */
    date_t leave_until;  /* the last day of the last waiver taken; DATE_NONE: none was, FOR_GOOD */
    bool settled;        /* met or waived, and committed */
    date_t done_on;      /* the last rung that was told before the duty was loaded as it is; DATE_NONE */
    int64_t known_at;    /* since when its due day is known, at least; NEVER */
    bool moves;          /* the load under way gives it another due day */
    date_t waived_until; /* the last day of a waiver in force; DATE_NONE: none that ends */
    int64_t waived_at;   /* when that was recorded */
    bool unjudged;       /* it was reopened: which rungs are left is not judged */
    bool doubtful;       /* what failed may have been made: nothing is less than known until that is seen */
};

struct duty {
    bool present;
    char id[12];
    enum period_kind per;
    int32_t at_least;
    struct due_rule due;
    size_t remind, notify, escalate; /* which of the lists */
    int32_t repeat, escalate_after;  /* working days */
    int32_t at;
    int64_t changed_at; /* rungs up to then are not judged: it was loaded anew; NEVER: not loaded as it is */
    struct fact facts[MAX_PERIODS];
};

/* A case, and the occurrence it has. */
struct affair {
    char id[8];
    date_t event_on;
    bool met, closed;
    bool doubtful; /* what failed may have been made */
    int64_t opened_at, ended_at;
};

struct person {
    bool present;
    const char *id, *name, *post;
    struct interval term, absent;
    bool has_email, has_mobile;
    size_t channels; /* which of the lists */
};

struct university {
    char id[8];
    char calendar_id[8];
    struct calendar calendar;
    struct term terms[MAX_TERMS];
    char term_ids[MAX_TERMS][16], years[MAX_TERMS][12];
    struct special_day days[MAX_DAYS];
    struct person members[N_MEMBERS];
    struct mandate mandates[MAX_MANDATES];
    const char *orders[MAX_MANDATES][N_MEMBERS];
    size_t n_mandates;
    struct duty duties[N_OBLIGATIONS];
    struct affair affairs[MAX_AFFAIRS];
    size_t n_affairs;
    bool lost_affairs;         /* the opening of one failed: it may be there */
    int64_t people_changed_at; /* as changed_at of a duty */
    date_t loaded_on;          /* the first time; DATE_NONE */
};

/* NULL: unknown. */
struct affair *university_affair(struct university *university, const char *id);
void university_make(struct university *university, struct chance *chance, int number, int first_year, int n_years);
/* One edit by chance, which changes what is loaded next. Returns its name. */
const char *university_edit(struct university *university, struct chance *chance, date_t today);
/* The value to load; borrows from the university, lives in the arena. */
const struct organization *university_organization(const struct university *university, struct arena *arena);
/* The channels all universities share, NULL id at the end. `strict` gives them narrow windows and rates. */
const struct channel *university_channels(bool strict);

bool university_works(const struct university *university, date_t on);
/* The next working day after (step 1) or before (-1) the day. */
date_t university_workday(const struct university *university, date_t on, int step);
/* The index-th period of a duty; false beyond the last. */
bool university_period(const struct university *university, const struct duty *duty, size_t index, struct period *ret);
/* DATE_NONE while it waits for its event. */
date_t duty_due_on(const struct university *university, const struct duty *duty, const struct period *period, const struct fact *fact);
/* Whether something is told on the day: a rung, or what stands for those passed over before `known_on` (DATE_NONE: none were) or before the
 * period, *ret_late. */
bool duty_is_rung(const struct university *university, const struct duty *duty, const struct period *period, date_t due_on, date_t known_on,
                  date_t day, bool *ret_late);
/* What is due after its period is due on the period's last day. */
date_t duty_bounded(const struct period *period, date_t due_on);
/* The names the rung of that day tells, NULL-ended, into `names` of at least 8. */
void duty_names(const struct university *university, const struct duty *duty, const struct period *period, date_t due_on, date_t day,
                const char **names);
const struct person *university_person(const struct university *university, const char *id);
/* The first channel that reaches the person, after that one; NULL: none. */
const char *person_next_channel(const struct person *person, const char *after);
bool person_is_reached(const struct person *person);

#endif
