/* Two sources of one year that tell a count differently: rosters, by their rows and by what is stated beside them, and fields of records.
 * Of a check that is for an event's records, such as a review in each term, they are compared within its period. */
#include <string.h>

#include "check_shapes.h"
#include "daemon.h"
#include "record_values.h"

struct collection {
    struct request *request;
    const struct organization *organization;
    const char *year;
    struct rows_of_sources {
        struct sourced *items;
        size_t n, max;
    } found;
    json_t *sources; /* keeps those that `found` points to */
};

/* NULL if there is none that is compared. */
static const struct check_count *compared_count(const struct organization *organization, const char *id,
                                                const struct obligation **ret_obligation)
{
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct check *check = organization->obligations[i].check;
        size_t index = check != NULL ? check_count_index(check, id) : 0;
        if (check == NULL || index == check->n_counts || !check->counts[index].compared)
            continue;
        *ret_obligation = &organization->obligations[i];
        return &check->counts[index];
    }
    return NULL;
}

static bool is_of_year(const struct collection *collection, date_t on)
{
    return strcmp(census_of(collection->organization, on).year, collection->year) == 0;
}

/* COUNT or, where it is compared within a period, COUNT/PERIOD; NULL if it is not compared. */
static const char *key_of(const struct collection *collection, const char *count, date_t on)
{
    struct arena *arena = &collection->request->arena;
    const struct obligation *obligation;
    struct period period;
    if (compared_count(collection->organization, count, &obligation) == NULL)
        return NULL;
    if (obligation->check_from != NULL && calendar_period_holding(collection->organization->calendar, obligation->per, on, &period))
        return arena_printf(arena, "%s/%s", count, period.id);
    return arena_strdup(arena, count);
}

/* `source` is taken over. */
static void add(struct collection *collection, const char *count, int64_t value, date_t on, json_t *source)
{
    struct rows_of_sources *found = &collection->found;
    const char *key = key_of(collection, count, on);
    if (key == NULL) {
        json_decref(source);
        return;
    }
    if (found->n == found->max) {
        struct sourced *more = arena_array(&collection->request->arena, 2 * found->max + 64, sizeof *more);
        if (found->n > 0)
            memcpy(more, found->items, found->n * sizeof *more);
        found->items = more;
        found->max = 2 * found->max + 64;
    }
    json_array_append_new(collection->sources, source);
    found->items[found->n++] = (struct sourced){.count = key, .value = value, .source = source};
}

/* What its rows tell of the counts of one check. */
static void add_rows(struct collection *collection, const struct check *check, const struct roster *roster)
{
    struct census census = census_of(collection->organization, roster->on);
    struct roster rows = *roster;
    rows.n_stated = 0;
    census.roster = &rows;
    for (size_t i = 0; i < check->n_counts; i++) {
        const struct tally tally = check_tally(&check->counts[i], &census);
        if (tally.known && tally.least == tally.most)
            add(collection, check->counts[i].id, tally.least, roster->on, shape_roster_source(roster));
    }
}

static void add_roster(struct collection *collection, const struct roster *roster)
{
    const struct organization *organization = collection->organization;
    for (size_t i = 0; i < roster->n_stated; i++)
        add(collection, roster->stated[i].count, roster->stated[i].value, roster->on, shape_roster_source(roster));
    for (size_t i = 0; i < organization->n_obligations; i++) {
        const struct check *check = organization->obligations[i].check;
        if (check != NULL && check->table != NULL && strcmp(check->table, roster->table) == 0) {
            add_rows(collection, check, roster);
            return; /* another check of the table counts the same rows */
        }
    }
}

/* A roster taken for a day takes the place of those taken for it before. They come newest first. */
static bool is_replaced(const struct roster *rosters, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (rosters[j].on == rosters[i].on && strcmp(rosters[j].table, rosters[i].table) == 0)
            return true;
    }
    return false;
}

static int add_rosters(struct collection *collection)
{
    struct request *request = collection->request;
    struct roster *rosters = NULL;
    size_t n = 0;
    int error =
        query_rosters(request->daemon->store, collection->organization->id, NULL, DATE_NONE, DATE_FOREVER, &request->arena, &rosters, &n);
    for (size_t i = 0; error == 0 && i < n; i++) {
        if (is_of_year(collection, rosters[i].on) && !is_replaced(rosters, i))
            add_roster(collection, &rosters[i]);
    }
    return error;
}

/* What lunzhid recorded of a check is its source's own. */
static int add_record(void *ctx, const struct record *record, int64_t at, const char *actor)
{
    struct collection *collection = ctx;
    struct arena arena = {0};
    json_t *fields;
    size_t n;
    if (record->fields_json == NULL || record->corrected_by != 0 || (actor != NULL && strcmp(actor, "lunzhid") == 0) ||
        !is_of_year(collection, record->on))
        return 0;
    fields = json_loads(record->fields_json, 0, NULL);
    const struct record_value *values = record_values(fields, &arena, &n);
    for (size_t i = 0; i < n; i++) {
        int64_t value;
        if (values[i].text != NULL && check_number(values[i].text, &value) == 0)
            add(collection, values[i].name, value, record->on, shape_record_source(record));
    }
    json_decref(fields);
    arena_done(&arena);
    return 0;
}

static json_t *shape_contradiction(const struct collection *collection, size_t first)
{
    const struct sourced *items = collection->found.items;
    char *id = arena_strdup(&collection->request->arena, items[first].count), *period = strchr(id, '/');
    const struct obligation *obligation;
    if (period != NULL)
        *period++ = '\0';
    const struct check_count *count = compared_count(collection->organization, id, &obligation);
    json_t *part = json_object(), *sources = json_array();
    for (size_t i = first; i < collection->found.n; i++) {
        if (strcmp(items[i].count, items[first].count) != 0)
            continue;
        json_t *source = json_copy((json_t *)items[i].source);
        json_object_set_new_nocheck(source, "value", json_integer(items[i].value));
        json_array_append_new(sources, source);
    }
    json_object_set_new_nocheck(part, "count", json_text(count->id));
    json_object_set_new_nocheck(part, "title", json_text(text_in(&count->title, collection->request->language)));
    json_object_set_new_nocheck(part, "year", json_text(collection->year));
    json_object_set_new_nocheck(part, "period", json_text(period));
    json_object_set_new_nocheck(part, "sources", sources);
    return part;
}

int contradictions(struct request *request, const struct organization *organization, const char *year, json_t **ret_list)
{
    struct collection collection = {.request = request, .organization = organization, .year = year, .sources = json_array()};
    int error = add_rosters(&collection);
    if (error == 0)
        error = query_records(request->daemon->store, organization->id, NULL, NULL, add_record, &collection);
    json_t *list = json_array();
    for (size_t i = 0; error == 0 && i < collection.found.n; i++) {
        if (sourced_differ(collection.found.items, collection.found.n, i))
            json_array_append_new(list, shape_contradiction(&collection, i));
    }
    json_decref(collection.sources);
    if (error != 0)
        json_decref(list);
    else
        *ret_list = list;
    return error;
}
