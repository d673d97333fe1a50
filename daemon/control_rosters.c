/* /v1/rosters: rosters are taken, judged and shown. */
#include <string.h>

#include "body.h"
#include "check_shapes.h"
#include "control.h"
#include "daemon.h"
#include "error.h"
#include "intl.h"

#define CELL_MAX_BYTES 200
#define TABLE_DEFAULT  "roster"
#define BODY_MAX       (4U << 20) /* 30,000 rows of ten columns; less than what the server reads of a body it refuses */

static int refuse_rows(struct request *request, const char *words)
{
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), "rows", words);
    return ERROR_INVALID;
}

/* As many cells as there are columns, each a text or null. */
static int read_row(struct request *request, const json_t *row, size_t n_columns, const char **cells)
{
    if (!json_is_array(row) || json_array_size(row) != n_columns)
        return refuse_rows(request, _("a list of lists, each with a cell for every column"));
    for (size_t i = 0; i < n_columns; i++) {
        const json_t *cell = json_array_get(row, i);
        const char *text = json_string_value(cell);
        if (!json_is_null(cell) && (text == NULL || text[0] == '\0' || strlen(text) > CELL_MAX_BYTES))
            return refuse_rows(request, _("a list of lists of texts, or null where something is not known"));
        cells[i] = text;
    }
    return 0;
}

static int read_rows(struct request *request, const json_t *rows, struct roster *roster)
{
    const char **cells = arena_array(&request->arena, json_array_size(rows) * roster->n_columns, sizeof *cells);
    int error = 0;
    roster->cells = cells;
    roster->n_rows = json_array_size(rows);
    for (size_t i = 0; error == 0 && i < roster->n_rows; i++)
        error = read_row(request, json_array_get(rows, i), roster->n_columns, &cells[i * roster->n_columns]);
    return error;
}

static int read_stated(struct request *request, json_t *object, struct roster *roster)
{
    struct stated *stated = arena_array(&request->arena, json_object_size(object), sizeof *stated);
    const char *count;
    json_t *value;
    json_object_foreach(object, count, value)
    {
        int64_t number = json_is_integer(value) ? json_integer_value(value) : -1;
        if (number < 0 || number > CHECK_VALUE_MAX) {
            request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), count, _("a whole number from 0 on"));
            return ERROR_INVALID;
        }
        stated[roster->n_stated++] = (struct stated){.count = count, .value = number};
    }
    roster->stated = stated;
    return 0;
}

static int read_roster(struct request *request, struct roster *ret)
{
    struct field_strings columns;
    json_t *rows, *stated;
    const struct field fields[] = {
        {"organization", FIELD_STRING, true, &ret->organization},
        {"table", FIELD_STRING, false, &ret->table},
        {"on", FIELD_DATE, true, &ret->on},
        {"source", FIELD_STRING, false, &ret->source},
        {"columns", FIELD_STRINGS, false, &columns},
        {"rows", FIELD_LIST, false, &rows},
        {"stated", FIELD_OBJECT, false, &stated},
    };
    int error = body_read(request, fields, sizeof fields / sizeof fields[0]);
    if (error != 0)
        return error;
    if (ret->table == NULL)
        ret->table = TABLE_DEFAULT;
    ret->columns = columns.items;
    ret->n_columns = columns.n;
    if (json_array_size(rows) == 0 && json_object_size(stated) == 0) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, "%s", _("there are neither rows nor stated counts"));
        return ERROR_INVALID;
    }
    error = read_rows(request, rows, ret);
    return error != 0 ? error : read_stated(request, stated, ret);
}

/* Fails the request, or hands out the organization. */
static int find_organization(struct request *request, const char *id, const struct organization **ret_organization)
{
    int error = engine_organization(request->daemon->engine, id, ret_organization);
    if (error != 0)
        request_fail(request, error, id, NULL);
    return error;
}

void roster_begin(struct request *request)
{
    request->body_max = BODY_MAX;
    if (request_length(request) > BODY_MAX)
        request_refuse_body(request);
}

static void refuse_unknown(struct request *request, const struct roster *roster, const struct roster_outcome *outcome)
{
    const char *hint = outcome->nearest == NULL ? "" : arena_printf(&request->arena, _("; did you mean %s?"), outcome->nearest);
    request_refuse(request, MHD_HTTP_CONFLICT, _("%s: no check of the table \"%s\" has a count \"%s\"%s"), roster->organization,
                   roster->table, outcome->unknown, hint);
}

void control_roster_put(struct request *request)
{
    struct roster roster = {0};
    const struct organization *organization;
    struct roster_outcome outcome = {0};
    json_t *differing;
    const char *why_not = NULL;
    if (read_roster(request, &roster) != 0)
        return;
    int error = engine_roster(request->daemon->engine, &roster, request->peer->name, request->now, &request->arena, &outcome, &why_not);
    if (error == ERROR_REFUSED && outcome.n_excesses > 0) {
        refuse_excesses(request, roster.organization, outcome.excesses, outcome.n_excesses);
        return;
    }
    if (error == ERROR_REFUSED && outcome.unknown != NULL) {
        refuse_unknown(request, &roster, &outcome);
        return;
    }
    if (error != 0) {
        request_fail(request, error, roster.organization, why_not);
        return;
    }
    daemon_committed(request->daemon);
    if (find_organization(request, roster.organization, &organization) != 0)
        return;
    error = contradictions(request, organization, census_of(organization, roster.on).year, &differing);
    if (error != 0) {
        request_fail(request, error, roster.organization, NULL);
        return;
    }
    json_t *reply = json_object(), *source = shape_roster_source(&roster);
    json_object_set_new_nocheck(reply, "roster", shape_roster(request, &roster));
    json_object_set_new_nocheck(reply, "checks", shape_checks(request, organization, outcome.judgements, outcome.n_judgements, source));
    json_object_set_new_nocheck(reply, "contradictions", differing);
    json_decref(source);
    request_reply(request, reply);
}

void control_rosters(struct request *request)
{
    const char *id = request_parameter(request, "org");
    const struct organization *organization;
    struct roster *rosters = NULL;
    size_t n = 0;
    if (id == NULL) {
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the parameter %s is missing"), "org");
        return;
    }
    if (find_organization(request, id, &organization) != 0)
        return;
    int error = query_rosters(request->daemon->store, id, request_parameter(request, "table"), DATE_NONE, DATE_FOREVER, &request->arena,
                              &rosters, &n);
    if (error != 0) {
        request_fail(request, error, id, NULL);
        return;
    }
    json_t *reply = json_object(), *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, shape_roster(request, &rosters[i]));
    json_object_set_new_nocheck(reply, "organization", shape_named(organization->id, organization->name));
    json_object_set_new_nocheck(reply, "rosters", list);
    request_reply(request, reply);
}

void control_roster(struct request *request)
{
    struct roster roster;
    int error = query_roster(request->daemon->store, request->number, &request->arena, &roster);
    if (error != 0) {
        request_fail(request, error, arena_printf(&request->arena, "%lld", (long long)request->number), NULL);
        return;
    }
    json_t *reply = json_object(), *columns = json_array(), *rows = json_array();
    for (size_t i = 0; i < roster.n_columns; i++)
        json_array_append_new(columns, json_text(roster.columns[i]));
    for (size_t i = 0; i < roster.n_rows; i++) {
        json_t *row = json_array();
        for (size_t j = 0; j < roster.n_columns; j++)
            json_array_append_new(row, json_text(roster_cell(&roster, i, j)));
        json_array_append_new(rows, row);
    }
    json_object_set_new_nocheck(reply, "organization", json_text(roster.organization));
    json_object_set_new_nocheck(reply, "roster", shape_roster(request, &roster));
    json_object_set_new_nocheck(reply, "columns", columns);
    json_object_set_new_nocheck(reply, "rows", rows);
    request_reply(request, reply);
}
