/* Organizations as last put, with the members who have left the file since: they stay, ended, because history names them. */
#include "json.h"
#include "ledger_internal.h"
#include "obligations.h"
#include "store_internal.h"

#include <stdlib.h>
#include <string.h>

struct stored {
    int64_t row;
    const char *parent;
    const char *name;
    const char *calendar;
    const char *definition;
    const char *former; /* NULL: nobody left */
    bool ended;
};

static int row_organization(struct cursor *cursor, struct arena *arena, void *ret)
{
    struct stored *stored = ret;

    stored->row = take_integer(cursor);
    stored->parent = take_text_or_null(cursor, arena);
    stored->name = take_text(cursor, arena);
    stored->calendar = take_text(cursor, arena);
    stored->definition = take_text(cursor, arena);
    stored->former = take_text_or_null(cursor, arena);
    stored->ended = take_date(cursor, DATE_NONE) != DATE_NONE;
    return cursor_row_result(cursor);
}

static int get(struct store *store, const char *id, struct arena *arena, struct stored *ret)
{
    struct cursor cursor = cursor_open(store, STATEMENT_GET_ORGANIZATION);

    bind_text(&cursor, id);
    return cursor_read(&cursor, row_organization, arena, ret);
}

/* The organization without its calendar and obligations; the former members follow those of the file. */
static int decode(struct store *store, const char *id, const struct stored *stored, struct arena *arena, struct organization *ret)
{
    struct decoder decoder = {.arena = arena};
    struct member *former = NULL, *members;
    size_t n_former = 0;

    if (!organization_decode(&decoder, stored->definition, ret) ||
        (stored->former && !members_decode(&decoder, stored->former, &former, &n_former)))
        return store_refuse(store, ERROR_CORRUPT, "organization %s: its %s cannot be trusted", id, decoder.trouble);
    ret->id = arena_strdup(arena, id);
    ret->parent = stored->parent;
    ret->name = stored->name;
    if (n_former == 0)
        return 0;
    members = arena_array(arena, ret->n_members + n_former, sizeof *members);
    memcpy(members, ret->members, ret->n_members * sizeof *members);
    memcpy(members + ret->n_members, former, n_former * sizeof *members);
    ret->members = members;
    ret->n_members += n_former;
    return 0;
}

int ledger_get_organization(void *ctx, const char *id, struct arena *arena, const struct organization **ret_organization)
{
    struct store *store = ctx;
    struct organization *organization = arena_alloc(arena, sizeof *organization);
    struct stored stored;
    int error = get(store, id, arena, &stored);

    if (!error && stored.ended)
        error = store_refuse(store, ERROR_NOT_FOUND, "organization %s left the configuration", id);
    if (!error)
        error = decode(store, id, &stored, arena, organization);
    if (!error)
        error = calendar_cache_get(store, stored.calendar, arena, &organization->calendar);
    if (!error)
        error = obligations_get(store, id, arena, &organization->obligations, &organization->n_obligations);
    if (!error)
        *ret_organization = organization;
    return error;
}

/* Those of the stored members who are not in `new`, ended the day before today, as JSON; NULL if there is nobody. */
static int former_members(struct store *store, const struct organization *new, const struct stored *stored, struct arena *arena,
                          char **ret_former)
{
    struct organization old;
    struct member *former;
    size_t n = 0;
    int error = decode(store, new->id, stored, arena, &old);

    if (error)
        return error;
    former = arena_array(arena, old.n_members, sizeof *former);
    for (size_t i = 0; i < old.n_members; i++) {
        if (organization_member(new, old.members[i].id))
            continue;
        former[n] = old.members[i];
        if (store->today != DATE_NONE && former[n].term.until >= store->today)
            former[n].term.until = store->today - 1;
        n++;
    }
    *ret_former = n ? members_encode(former, n) : NULL;
    return 0;
}

static int insert(struct store *store, const struct organization *organization, const char *definition, int64_t *ret_row)
{
    struct cursor cursor = cursor_write(store, STATEMENT_INSERT_ORGANIZATION);
    int error;

    bind_text(&cursor, organization->id);
    bind_text(&cursor, organization->parent);
    bind_text(&cursor, organization->name);
    bind_text(&cursor, organization->calendar->id);
    bind_integer(&cursor, organization->rotation.n_mandates > 0);
    bind_text(&cursor, definition);
    bind_date(&cursor, store->today);
    error = cursor_run(&cursor);
    if (!error)
        *ret_row = sqlite3_last_insert_rowid(store->db);
    return error;
}

static int update(struct store *store, const struct organization *organization, const struct stored *stored, const char *definition,
                  struct arena *arena)
{
    struct cursor cursor;
    char *former;
    int error = former_members(store, organization, stored, arena, &former);

    if (error)
        return error;
    cursor = cursor_write(store, STATEMENT_UPDATE_ORGANIZATION);
    bind_text(&cursor, organization->parent);
    bind_text(&cursor, organization->name);
    bind_text(&cursor, organization->calendar->id);
    bind_integer(&cursor, organization->rotation.n_mandates > 0);
    bind_text(&cursor, definition);
    bind_text(&cursor, former);
    bind_integer(&cursor, stored->row);
    error = cursor_run(&cursor);
    free(former);
    return error;
}

static bool same(const struct stored *stored, const struct organization *organization, const char *definition)
{
    return !stored->ended && strcmp(stored->name, organization->name) == 0 && strcmp(stored->calendar, organization->calendar->id) == 0 &&
           (stored->parent && organization->parent ? strcmp(stored->parent, organization->parent) == 0
                                                   : stored->parent == organization->parent) &&
           strcmp(stored->definition, definition) == 0;
}

static int put(struct store *store, const struct organization *organization, const char *definition, struct arena *arena)
{
    struct stored stored;
    bool changed = true, obligations_changed;
    int error = get(store, organization->id, arena, &stored);

    if (error == ERROR_NOT_FOUND)
        error = insert(store, organization, definition, &stored.row);
    else if (!error && same(&stored, organization, definition))
        changed = false;
    else if (!error)
        error = update(store, organization, &stored, definition, arena);
    if (!error)
        error = obligations_put(store, organization, &obligations_changed);
    if (error)
        return error;
    seen_add(&store->organizations, stored.row);
    if (changed || obligations_changed)
        store_policy_changed(store);
    return 0;
}

int ledger_put_organization(void *ctx, const struct organization *organization)
{
    struct store *store = ctx;
    struct arena arena = {0};
    char *definition = organization_encode(organization);
    int error;

    if (!definition)
        return store_refuse(store, ERROR_INVALID, "organization %s holds text that is not UTF-8", organization->id);
    error = put(store, organization, definition, &arena);
    free(definition);
    arena_done(&arena);
    return error;
}
