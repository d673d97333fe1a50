/* What is on record of a year, out of the database: everything is read within one call of the loop, so that it is one snapshot. */
#include <string.h>

#include "check_shapes.h"
#include "daemon.h"
#include "error.h"
#include "record_values.h"
#include "yearly.h"

/* Grows an array in the arena by doubling; what was there before is left behind. */
struct list {
    struct arena *arena;
    void *items;
    size_t size, n, room;
};

static void *list_add(struct list *list)
{
    if (list->n == list->room) {
        void *old = list->items;
        list->room = list->room * 2 + 16;
        list->items = arena_array(list->arena, list->room, list->size);
        if (list->n > 0)
            memcpy(list->items, old, list->n * list->size);
    }
    return (char *)list->items + list->size * list->n++;
}

static int read_occurrences(struct request *request, struct yearly *yearly)
{
    const struct ledger *ledger = &request->daemon->ledger;
    struct occurrence *all;
    size_t n;
    int error = ledger->organization_occurrences(ledger->ctx, yearly->organization->id, &request->arena, &all, &n);
    for (size_t i = 0; error == 0 && i < n; i++) {
        if (all[i].state != OCCURRENCE_WITHDRAWN && assessment_has_occurrence(yearly->organization->calendar, yearly->year, &all[i]))
            all[yearly->n_occurrences++] = all[i];
    }
    if (error == 0)
        yearly->occurrences = all;
    return error;
}

struct record_rows {
    const struct yearly *yearly;
    struct list list;
};

/* Of one of the year's occurrences, or, counting for none, of a day of the year. */
static bool is_of_year(const struct yearly *yearly, const struct record *record)
{
    if (record->period == NULL)
        return record->on >= yearly->begins && record->on <= yearly->ends;
    for (size_t i = 0; i < yearly->n_occurrences; i++) {
        if (strcmp(yearly->occurrences[i].obligation, record->obligation) == 0 &&
            strcmp(yearly->occurrences[i].period, record->period) == 0)
            return true;
    }
    return false;
}

static int add_record(void *ctx, const struct record *row, int64_t at, const char *actor)
{
    struct record_rows *rows = ctx;
    struct arena *arena = rows->list.arena;
    if (!is_of_year(rows->yearly, row))
        return 0;
    struct record *record = list_add(&rows->list);
    struct record_file *files = arena_array(arena, row->n_files, sizeof *files);
    *record = *row;
    record->organization = rows->yearly->organization->id;
    record->obligation = arena_strdup(arena, row->obligation);
    record->period = arena_strdup(arena, row->period);
    record->document = arena_strdup(arena, row->document);
    record->fields_json = arena_strdup(arena, row->fields_json);
    record->actor = arena_strdup(arena, actor);
    record->why = arena_strdup(arena, row->why);
    for (size_t i = 0; i < row->n_files; i++) {
        files[i].sha256 = arena_strdup(arena, row->files[i].sha256);
        files[i].name = arena_strdup(arena, row->files[i].name);
        files[i].type = arena_strdup(arena, row->files[i].type);
        files[i].size_bytes = row->files[i].size_bytes;
    }
    record->files = files;
    json_t *fields = row->fields_json != NULL ? json_loads(row->fields_json, 0, NULL) : NULL;
    record->values = record_values_copied(fields, arena, &record->n_values);
    json_decref(fields);
    return 0;
}

static int read_records(struct request *request, struct yearly *yearly)
{
    struct record_rows rows = {.yearly = yearly, .list = {.arena = &request->arena, .size = sizeof(struct record)}};
    int error = query_records(request->daemon->store, yearly->organization->id, NULL, NULL, add_record, &rows);
    yearly->records = rows.list.items;
    yearly->n_records = rows.list.n;
    return error;
}

struct waiver_rows {
    const struct occurrence *occurrence;
    struct list list;
};

static int add_waiver(void *ctx, const struct waiver *row)
{
    struct waiver_rows *rows = ctx;
    struct arena *arena = rows->list.arena;
    struct waiver *waiver = arena_alloc(arena, sizeof *waiver);
    *waiver = *row;
    waiver->organization = rows->occurrence->organization;
    waiver->obligation = rows->occurrence->obligation;
    waiver->period = rows->occurrence->period;
    waiver->reason = arena_strdup(arena, row->reason);
    waiver->by = arena_strdup(arena, row->by);
    waiver->basis = arena_strdup(arena, row->basis);
    waiver->actor = arena_strdup(arena, row->actor);
    *(struct assessed_waiver *)list_add(&rows->list) = (struct assessed_waiver){rows->occurrence->id, waiver};
    return 0;
}

static int read_waivers(struct request *request, struct yearly *yearly)
{
    struct waiver_rows rows = {.list = {.arena = &request->arena, .size = sizeof(struct assessed_waiver)}};
    int error = 0;
    for (size_t i = 0; error == 0 && i < yearly->n_occurrences; i++) {
        rows.occurrence = &yearly->occurrences[i];
        error = query_waivers(request->daemon->store, rows.occurrence->id, add_waiver, &rows);
    }
    yearly->waivers = rows.list.items;
    yearly->n_waivers = rows.list.n;
    return error;
}

static int read_turns(struct request *request, struct yearly *yearly)
{
    const struct ledger *ledger = &request->daemon->ledger;
    const char *id = yearly->organization->id;
    struct turn *turns = NULL;
    struct decision *decisions = NULL;
    size_t n_turns = 0, n_decisions = 0;
    int error = ledger->turns(ledger->ctx, id, &request->arena, &turns, &n_turns);
    if (error == 0)
        error = ledger->decisions(ledger->ctx, id, &request->arena, &decisions, &n_decisions);
    if (error != 0)
        return error;
    for (size_t i = 0; i < n_turns; i++) {
        if (turns[i].period != NULL && assessment_has_period(yearly->organization->calendar, yearly->year, turns[i].period))
            turns[yearly->n_turns++] = turns[i];
    }
    for (size_t i = 0; i < n_decisions; i++) {
        if (decisions[i].on >= yearly->begins && decisions[i].on <= yearly->ends)
            decisions[yearly->n_decisions++] = decisions[i];
    }
    yearly->turns = turns;
    yearly->decisions = decisions;
    return 0;
}

struct case_rows {
    const struct yearly *yearly;
    struct list list;
};

static int add_case(void *ctx, const struct case_file *row, const struct text *title, const char *organization_name)
{
    struct case_rows *rows = ctx;
    struct arena *arena = rows->list.arena;
    if (row->opened_on > rows->yearly->ends || (row->closed_on != DATE_NONE && row->closed_on < rows->yearly->begins))
        return 0;
    struct case_file *file = list_add(&rows->list);
    *file = *row;
    file->organization = rows->yearly->organization->id;
    file->obligation = arena_strdup(arena, row->obligation);
    file->id = arena_strdup(arena, row->id);
    file->title = arena_strdup(arena, row->title);
    file->member = arena_strdup(arena, row->member);
    file->fields_json = arena_strdup(arena, row->fields_json);
    file->outcome = arena_strdup(arena, row->outcome);
    file->why = arena_strdup(arena, row->why);
    file->by = arena_strdup(arena, row->by);
    file->document = arena_strdup(arena, row->document);
    return 0;
}

static int read_cases(struct request *request, struct yearly *yearly)
{
    struct case_rows rows = {.yearly = yearly, .list = {.arena = &request->arena, .size = sizeof(struct case_file)}};
    int error = query_cases(request->daemon->store, yearly->organization->id, NULL, true, add_case, &rows);
    yearly->cases = rows.list.items;
    yearly->n_cases = rows.list.n;
    return error;
}

struct log_end {
    struct arena *arena;
    struct yearly *yearly;
};

static int take_line(void *ctx, const struct query_log_line *line)
{
    struct log_end *end = ctx;
    end->yearly->line = line->line;
    end->yearly->hash = arena_strdup(end->arena, line->hash);
    return 0;
}

int yearly_read(struct request *request, const struct organization *organization, const char *year, struct yearly *ret)
{
    struct yearly yearly = {.organization = organization, .year = year};
    struct log_end end = {&request->arena, &yearly};
    int error = assessment_days(organization->calendar, year, &yearly.begins, &yearly.ends);
    if (error == 0)
        error = read_occurrences(request, &yearly);
    if (error == 0)
        error = read_records(request, &yearly);
    if (error == 0)
        error = read_waivers(request, &yearly);
    if (error == 0)
        error = read_turns(request, &yearly);
    if (error == 0)
        error = read_cases(request, &yearly);
    if (error == 0)
        error = yearly_read_checks(request, &yearly);
    if (error == 0)
        error = contradictions_read(request, organization, year, &yearly.contradictions, &yearly.n_contradictions);
    if (error == 0)
        error = query_log(request->daemon->store, NULL, NEVER, 1, take_line, &end);
    if (error == 0)
        *ret = yearly;
    return error;
}

struct assessment_facts yearly_facts(const struct yearly *yearly)
{
    return (struct assessment_facts){
        .organization = yearly->organization,
        .year = yearly->year,
        .occurrences = yearly->occurrences,
        .n_occurrences = yearly->n_occurrences,
        .records = yearly->records,
        .n_records = yearly->n_records,
        .waivers = yearly->waivers,
        .n_waivers = yearly->n_waivers,
        .turns = yearly->turns,
        .n_turns = yearly->n_turns,
        .checks = yearly->checks,
        .n_checks = yearly->n_checks,
        .contradictions = yearly->contradictions,
        .n_contradictions = yearly->n_contradictions,
    };
}
