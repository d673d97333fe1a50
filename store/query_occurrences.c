/* What is owed, for people. */
#include "query.h"
#include "store_internal.h"

typedef int occurrence_callback(void *ctx, const struct occurrence *, const struct text *title, const char *organization_name);

static int each_occurrence(struct cursor *cursor, occurrence_callback *row, void *ctx)
{
    int result;

    while ((result = cursor_step(cursor)) > 0) {
        struct occurrence occurrence;
        const char *name;
        struct text title;

        result = row_occurrence(cursor, NULL, &occurrence);
        title.zh = take_text_or_null(cursor, NULL);
        title.en = take_text_or_null(cursor, NULL);
        name = take_text(cursor, NULL);
        if (!result)
            result = cursor_row_result(cursor);
        if (!result)
            result = row(ctx, &occurrence, &title, name);
        if (result)
            break;
    }
    return cursor_close(cursor, result);
}

int query_agenda(struct store *store, const char *organization, date_t until,
                 int (*row)(void *ctx, const struct occurrence *, const struct text *title, const char *organization_name), void *ctx)
{
    struct cursor cursor = cursor_open(store, STATEMENT_AGENDA);

    bind_integer(&cursor, until);
    bind_text(&cursor, organization);
    return each_occurrence(&cursor, row, ctx);
}

int query_ended(struct store *store, const char *organization, date_t since, enum occurrence_state state,
                int (*row)(void *ctx, const struct occurrence *, const struct text *title, const char *organization_name), void *ctx)
{
    struct cursor cursor = cursor_open(store, state == OCCURRENCE_MISSED ? STATEMENT_MISSED_SINCE : STATEMENT_ENDED_SINCE);

    bind_integer(&cursor, since);
    bind_text(&cursor, organization);
    if (state != OCCURRENCE_MISSED)
        bind_text(&cursor, occurrence_state_name(state));
    return each_occurrence(&cursor, row, ctx);
}
