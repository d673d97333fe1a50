/* Sources of one year that tell a count differently (contradiction.h): what the database has of the organization, and the answer as JSON.
 */
#include <string.h>

#include "check_shapes.h"
#include "daemon.h"
#include "record_values.h"

struct collection {
    struct arena *arena;
    struct record *items;
    size_t n;
};

/* Only what is compared of it. */
static int add_record(void *ctx, const struct record *row, int64_t at, const char *actor)
{
    struct collection *collection = ctx;
    struct arena *arena = collection->arena;
    json_t *fields = row->fields_json != NULL ? json_loads(row->fields_json, 0, NULL) : NULL;
    struct record record = {.id = row->id, .on = row->on, .corrected_by = row->corrected_by, .actor = arena_strdup(arena, actor)};
    record.obligation = arena_strdup(arena, row->obligation);
    record.values = record_values_copied(fields, arena, &record.n_values);
    json_decref(fields);
    if (record.n_values == 0)
        return 0;
    if ((collection->n & (collection->n - 1)) == 0) { /* full: none, or a power of two of them */
        struct record *more = arena_array(arena, collection->n > 0 ? collection->n * 2 : 1, sizeof *more);
        if (collection->n > 0)
            memcpy(more, collection->items, collection->n * sizeof *more);
        collection->items = more;
    }
    collection->items[collection->n++] = record;
    return 0;
}

static json_t *shape(const struct request *request, const char *year, const struct contradiction *contradiction)
{
    json_t *part = json_object(), *sources = json_array();
    for (size_t i = 0; i < contradiction->n_statements; i++) {
        const struct statement *statement = &contradiction->statements[i];
        json_t *source = statement->roster != NULL ? shape_roster_source(statement->roster) : shape_record_source(statement->record);
        json_object_set_new_nocheck(source, "value", json_integer(statement->value));
        json_array_append_new(sources, source);
    }
    json_object_set_new_nocheck(part, "count", json_text(contradiction->count->id));
    json_object_set_new_nocheck(part, "title", json_text(text_in(&contradiction->count->title, request->language)));
    json_object_set_new_nocheck(part, "year", json_text(year));
    json_object_set_new_nocheck(part, "period", json_text(contradiction->period));
    json_object_set_new_nocheck(part, "sources", sources);
    return part;
}

int contradictions_read(struct request *request, const struct organization *organization, const char *year,
                        const struct contradiction **ret_items, size_t *ret_n)
{
    struct store *store = request->daemon->store;
    struct collection records = {.arena = &request->arena};
    struct contradiction *found;
    struct roster *rosters;
    size_t n_rosters;
    int error = query_rosters(store, organization->id, NULL, DATE_NONE, DATE_FOREVER, &request->arena, &rosters, &n_rosters);
    if (error == 0)
        error = query_records(store, organization->id, NULL, NULL, add_record, &records);
    if (error != 0)
        return error;
    contradictions_find(organization, year, rosters, n_rosters, records.items, records.n, &request->arena, &found, ret_n);
    *ret_items = found;
    return 0;
}

json_t *contradictions_shape(const struct request *request, const char *year, const struct contradiction *items, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, shape(request, year, &items[i]));
    return list;
}

int contradictions(struct request *request, const struct organization *organization, const char *year, json_t **ret_list)
{
    const struct contradiction *found;
    size_t n;
    int error = contradictions_read(request, organization, year, &found, &n);
    if (error == 0)
        *ret_list = contradictions_shape(request, year, found, n);
    return error;
}
