/* GET /v1/checks: what the checks of an organization make of a year's rosters and records, under the rules in force. */
#include <string.h>

#include "check_shapes.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"

struct survey {
    struct request *request;
    const struct organization *organization;
    const char *year;
    const struct obligation *obligation; /* whose check is looked at */
    json_t *checks;
    bool any; /* of the obligation's check */
};

/* Under the rules in force, with the occurrence as it is. `source` is taken over. */
static int add_check(struct survey *survey, const struct census *census, date_t on, json_t *source)
{
    const struct ledger *ledger = &survey->request->daemon->ledger;
    const struct obligation *obligation = survey->obligation;
    struct judgement judgement = {.obligation = obligation->id, .newest = true, .due_on = DATE_NONE};
    struct check_result *results;
    struct occurrence occurrence;
    struct period period;
    int error = ERROR_NOT_FOUND;
    check_judge(obligation->check, census, &survey->request->arena, &results, &judgement.n_results);
    judgement.results = results;
    judgement.verdict = check_verdict(results, judgement.n_results);
    if (on != DATE_NONE && calendar_period_holding(survey->organization->calendar, obligation->per, on, &period))
        error =
            ledger->get_occurrence(ledger->ctx, survey->organization->id, obligation->id, period.id, &survey->request->arena, &occurrence);
    if (error == 0) {
        judgement.period = occurrence.period;
        judgement.state = occurrence_state_on(&occurrence, survey->request->today);
        judgement.due_on = occurrence.due_on;
    }
    json_array_append_new(survey->checks, shape_check(survey->request, survey->organization, &judgement, source));
    survey->any = true;
    return error == ERROR_NOT_FOUND ? 0 : error;
}

/* The newest of the year with rows (or, `counts_alone`, without); NULL if there is none. They come newest first. */
static const struct roster *newest_of_year(const struct survey *survey, const struct roster *rosters, size_t n, bool counts_alone)
{
    for (size_t i = 0; i < n; i++) {
        if ((rosters[i].n_rows == 0) == counts_alone && strcmp(census_of(survey->organization, rosters[i].on).year, survey->year) == 0)
            return &rosters[i];
    }
    return NULL;
}

/* Rows decide; counts alone are judged beside them. */
static int add_roster_checks(struct survey *survey)
{
    struct roster *rosters = NULL;
    size_t n = 0;
    int error = query_rosters(survey->request->daemon->store, survey->organization->id, survey->obligation->check->table, DATE_NONE,
                              DATE_FOREVER, &survey->request->arena, &rosters, &n);
    for (int i = 0; error == 0 && i < 2; i++) {
        const struct roster *roster = newest_of_year(survey, rosters, n, i == 1);
        if (roster == NULL)
            continue;
        struct census census = census_of(survey->organization, roster->on);
        census.roster = roster;
        error = add_check(survey, &census, roster->on, shape_roster_source(roster));
    }
    return error;
}

/* Records are asked for organization by organization: the callback picks those that are for the check. The store is asked again only once
 * they are all there. */
struct found_record {
    struct record record;
    const struct stated *stated;
    size_t n_stated;
    struct found_record *next;
};

struct record_search {
    struct survey *survey;
    struct found_record *first, **tail;
};

static int pick_record(void *ctx, const struct record *record, int64_t at, const char *actor)
{
    struct record_search *search = ctx;
    struct survey *survey = search->survey;
    struct arena *arena = &survey->request->arena;
    const struct obligation *recorded = organization_obligation(survey->organization, record->obligation);
    if (recorded == NULL || !obligation_is_of(recorded, survey->obligation->check_from) || record->fields_json == NULL ||
        record->corrected_by != 0 || strcmp(census_of(survey->organization, record->on).year, survey->year) != 0)
        return 0;
    struct found_record *found = arena_alloc(arena, sizeof *found);
    found->stated = check_stated(survey->obligation->check, record, arena, &found->n_stated);
    if (found->n_stated == 0)
        return 0;
    found->record = (struct record){.id = record->id, .on = record->on, .obligation = arena_strdup(arena, record->obligation)};
    *search->tail = found;
    search->tail = &found->next;
    return 0;
}

static int add_record_checks(struct survey *survey)
{
    struct record_search search = {.survey = survey};
    search.tail = &search.first;
    int error = query_records(survey->request->daemon->store, survey->organization->id, NULL, NULL, pick_record, &search);
    for (const struct found_record *found = search.first; error == 0 && found != NULL; found = found->next) {
        struct census census = census_of(survey->organization, found->record.on);
        census.stated = found->stated;
        census.n_stated = found->n_stated;
        error = add_check(survey, &census, found->record.on, shape_record_source(&found->record));
    }
    return error;
}

static int add_obligation(struct survey *survey, const struct obligation *obligation)
{
    struct census census = census_of(survey->organization, DATE_NONE);
    int error = 0;
    survey->obligation = obligation;
    survey->any = false;
    if (obligation->check->table != NULL)
        error = add_roster_checks(survey);
    if (error == 0 && obligation->check_from != NULL)
        error = add_record_checks(survey);
    census.year = survey->year;
    return error != 0 || survey->any ? error : add_check(survey, &census, DATE_NONE, json_null());
}

void control_checks(struct request *request)
{
    const char *id = request_parameter(request, "org"), *year = request_parameter(request, "year"),
               *only = request_parameter(request, "obligation");
    struct survey survey = {.request = request};
    json_t *differing = NULL;
    if (id == NULL) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the parameter %s is missing"), "org");
        return;
    }
    int error = engine_organization(request->daemon->engine, id, &survey.organization);
    if (error != 0) {
        request_fail(request, error, id, NULL);
        return;
    }
    survey.year = year != NULL ? year : census_of(survey.organization, request->today).year;
    survey.checks = json_array();
    error = contradictions(request, survey.organization, survey.year, &differing);
    for (size_t i = 0; error == 0 && i < survey.organization->n_obligations; i++) {
        const struct obligation *obligation = &survey.organization->obligations[i];
        if (obligation->check != NULL && (only == NULL || strcmp(obligation->id, only) == 0))
            error = add_obligation(&survey, obligation);
    }
    if (error != 0) {
        json_decref(survey.checks);
        json_decref(differing);
        request_fail(request, error, id, NULL);
        return;
    }
    json_t *reply = json_object();
    json_object_set_new_nocheck(reply, "organization", shape_named(survey.organization->id, survey.organization->name));
    json_object_set_new_nocheck(reply, "year", json_text(survey.year));
    json_object_set_new_nocheck(reply, "checks", survey.checks);
    json_object_set_new_nocheck(reply, "contradictions", differing);
    request_reply(request, reply);
}
