/* Organizations and who is their chair, for people. */
#include "query.h"
#include "store_internal.h"

static int take_organization(struct cursor *cursor, struct query_organization *ret)
{
    ret->id = take_text(cursor, NULL);
    ret->parent = take_text_or_null(cursor, NULL);
    ret->name = take_text(cursor, NULL);
    ret->has_rotation = take_bool(cursor);
    ret->turn_period = take_text_or_null(cursor, NULL);
    ret->turn_begins = take_date(cursor, DATE_NONE);
    ret->chair = take_text_or_null(cursor, NULL);
    ret->turn_because = take_text_or_null(cursor, NULL);
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

        result = take_organization(&cursor, &organization);
        if (!result)
            result = row(ctx, &organization);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}
