/* The yearly report of one organization: what is on record of its academic year, read at once, and the JSON that is made of it. Nothing in
 * it depends on when it is asked for, but on what the log has come to. */
#ifndef LUNZHI_DAEMON_YEARLY_H
#define LUNZHI_DAEMON_YEARLY_H

#include "assessment.h"
#include "request.h"

struct yearly {
    const struct organization *organization;
    const char *year;
    date_t begins, ends;
    struct occurrence *occurrences; /* of the year, but for those withdrawn */
    size_t n_occurrences;
    struct record *records; /* of the year, corrected ones too, by day */
    size_t n_records;
    struct assessed_waiver *waivers; /* of those occurrences */
    size_t n_waivers;
    struct turn *turns; /* begun in the year */
    size_t n_turns;
    struct decision *decisions; /* in force from a day of the year */
    size_t n_decisions;
    struct case_file *cases; /* open on a day of the year */
    size_t n_cases;
    struct assessed_check *checks; /* of each check in each period of the year */
    size_t n_checks;
    const struct contradiction *contradictions;
    size_t n_contradictions;
    int64_t line; /* of the log: the last; 0: it is empty */
    const char *hash;
};

/* All of it, in the request's arena; it borrows the organization. ERROR_NOT_FOUND: no such year in its calendar. */
int yearly_read(struct request *request, const struct organization *organization, const char *year, struct yearly *ret)
    __attribute__((warn_unused_result));
/* Fills in the checks (yearly_checks.c). */
int yearly_read_checks(struct request *request, struct yearly *yearly) __attribute__((warn_unused_result));

/* What answers are judged by; it points into `yearly`. */
struct assessment_facts yearly_facts(const struct yearly *yearly);

/* The reply to GET /v1/report. */
json_t *yearly_shape(struct request *request, const struct yearly *yearly, const struct assessment *table,
                     const struct assessed_item *items);
/* "checks" of it (yearly_shape_checks.c). */
json_t *yearly_shape_checks(const struct request *request, const struct yearly *yearly);

#endif
