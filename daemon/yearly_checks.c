/* Each check in each period of the year: the newest roster of the period, and the numbers its records state. */
#include <string.h>

#include "daemon.h"
#include "error.h"
#include "yearly.h"

struct scope {
    const struct obligation *obligation;
    struct period period; /* the last one of a year reaches to the end of its vacation */
};

/* The number of a count as the records said it last. */
static void state(struct stated *stated, size_t *n, const char *count, int64_t value)
{
    for (size_t i = 0; i < *n; i++) {
        if (strcmp(stated[i].count, count) == 0) {
            stated[i].value = value;
            return;
        }
    }
    stated[(*n)++] = (struct stated){count, value};
}

/* Records of the obligation that the check's numbers come from. */
static void read_stated(struct request *request, const struct yearly *yearly, const struct scope *scope, struct census *census,
                        struct assessed_check *ret)
{
    const struct check *check = scope->obligation->check;
    struct stated *stated = arena_array(&request->arena, check->n_counts, sizeof *stated);
    int64_t *records = arena_array(&request->arena, yearly->n_records, sizeof *records);
    census->stated = stated;
    ret->records = records;
    for (size_t i = 0; i < yearly->n_records; i++) {
        const struct record *record = &yearly->records[i];
        const struct obligation *of = organization_obligation(yearly->organization, record->obligation);
        bool states = false;
        if (scope->obligation->check_from == NULL || of == NULL || !obligation_is_of(of, scope->obligation->check_from) ||
            record->corrected_by != 0 || record->on < scope->period.begins || record->on > scope->period.ends)
            continue;
        for (size_t j = 0; j < record->n_values; j++) {
            int64_t value;
            const size_t index = check_count_index(check, record->values[j].name);
            if (index == check->n_counts || record->values[j].text == NULL || check_number(record->values[j].text, &value) != 0)
                continue;
            state(stated, &census->n_stated, check->counts[index].id, value);
            states = true;
        }
        if (states)
            records[ret->n_records++] = record->id;
    }
}

/* The due day of what is owed because the check failed; else the last day of a roster that would tell: of the year, whose last one counts.
 */
static date_t last_day(const struct yearly *yearly, const struct scope *scope)
{
    for (size_t i = 0; i < yearly->n_occurrences; i++) {
        const struct occurrence *occurrence = &yearly->occurrences[i];
        if (strcmp(occurrence->obligation, scope->obligation->id) == 0 && strcmp(occurrence->period, scope->period.id) == 0 &&
            occurrence->state == OCCURRENCE_OPEN && occurrence->due_on != DATE_NONE)
            return occurrence->due_on;
    }
    return scope->obligation->check->table != NULL ? yearly->ends : scope->period.ends;
}

static int judge(struct request *request, const struct yearly *yearly, const struct scope *scope, struct assessed_check *ret)
{
    const struct ledger *ledger = &request->daemon->ledger;
    const struct check *check = scope->obligation->check;
    struct census *census = arena_alloc(&request->arena, sizeof *census);
    struct roster *roster = arena_alloc(&request->arena, sizeof *roster);
    struct check_result *results;
    int error = ERROR_NOT_FOUND;
    *census = census_of(yearly->organization, scope->period.begins);
    *ret = (struct assessed_check){.obligation = scope->obligation->id, .period = scope->period.id, .check = check, .census = census};
    if (check->table != NULL)
        error = ledger->newest_roster(ledger->ctx, yearly->organization->id, check->table, scope->period.begins, scope->period.ends,
                                      &request->arena, roster);
    if (error == 0)
        census->roster = roster;
    else if (error != ERROR_NOT_FOUND)
        return error;
    read_stated(request, yearly, scope, census, ret);
    ret->until = last_day(yearly, scope);
    check_judge(check, census, &request->arena, &results, &ret->n_results);
    ret->results = results;
    return 0;
}

static int read_of(struct request *request, struct yearly *yearly, const struct obligation *obligation, size_t room)
{
    const struct calendar *calendar = yearly->organization->calendar;
    struct scope scope = {.obligation = obligation};
    struct period next;
    int error = 0;
    for (size_t i = 0; error == 0 && calendar_period(calendar, obligation->per, i, &scope.period); i++) {
        if (!assessment_has_period(calendar, yearly->year, scope.period.id) || yearly->n_checks == room)
            continue;
        if (!calendar_period(calendar, obligation->per, i + 1, &next) || !assessment_has_period(calendar, yearly->year, next.id))
            scope.period.ends = yearly->ends;
        error = judge(request, yearly, &scope, &yearly->checks[yearly->n_checks++]);
    }
    return error;
}

int yearly_read_checks(struct request *request, struct yearly *yearly)
{
    const struct organization *organization = yearly->organization;
    const size_t room = organization->n_obligations * (organization->calendar->n_terms + 1);
    int error = 0;
    yearly->checks = arena_array(&request->arena, room, sizeof *yearly->checks);
    for (size_t i = 0; error == 0 && i < organization->n_obligations; i++) {
        const struct obligation *obligation = &organization->obligations[i];
        if (obligation->check != NULL && (obligation->per == PERIOD_TERM || obligation->per == PERIOD_YEAR))
            error = read_of(request, yearly, obligation, room);
    }
    return error;
}
