/* Organizations and who is their chair, for people. */
#include "json.h"
#include "query.h"
#include "store_internal.h"

#include <string.h>

static const char *name_in(const struct member *members, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(members[i].id, id) == 0)
            return members[i].name;
    }
    return NULL;
}

/* The member's name, of the file's members or of those who left it; the id itself for somebody unknown. */
static const char *chair_name(struct cursor *cursor, const char *chair, const char *definition, const char *former, struct arena *arena)
{
    struct decoder decoder = {.arena = arena};
    struct organization organization;
    struct member *left = NULL;
    const char *name;
    size_t n_left = 0;

    if (!organization_decode(&decoder, definition, &organization) || (former && !members_decode(&decoder, former, &left, &n_left))) {
        cursor_distrust(cursor, decoder.trouble);
        return chair;
    }
    name = name_in(organization.members, organization.n_members, chair);
    if (!name)
        name = name_in(left, n_left, chair);
    return name ? name : chair;
}

static int take_organization(struct cursor *cursor, struct arena *arena, struct query_organization *ret)
{
    const char *definition, *former;

    ret->id = take_text(cursor, NULL);
    ret->parent = take_text_or_null(cursor, NULL);
    ret->name = take_text(cursor, NULL);
    ret->has_rotation = take_bool(cursor);
    definition = take_text(cursor, NULL);
    former = take_text_or_null(cursor, NULL);
    ret->turn_period = take_text_or_null(cursor, NULL);
    ret->turn_begins = take_date(cursor, DATE_NONE);
    ret->chair = take_text_or_null(cursor, NULL);
    ret->chair_name = ret->chair ? chair_name(cursor, ret->chair, definition, former, arena) : NULL;
    return cursor_row_result(cursor);
}

int query_organizations(struct store *store, const char *only, date_t today, int (*row)(void *ctx, const struct query_organization *),
                        void *ctx)
{
    struct cursor cursor = cursor_open(store, STATEMENT_LIST_ORGANIZATIONS);
    int result;

    bind_integer(&cursor, today);
    bind_text(&cursor, only);
    while ((result = cursor_step(&cursor)) > 0) {
        struct query_organization organization;
        struct arena arena = {0};

        result = take_organization(&cursor, &arena, &organization);
        if (!result)
            result = row(ctx, &organization);
        arena_done(&arena);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}
