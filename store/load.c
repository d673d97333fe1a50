/* A load: what was not put between start and finish is ended, and what nobody owes any more is withdrawn. */
#include "ledger_internal.h"
#include "store_internal.h"

#define LOADER "lunzhid"

int store_load_start(struct store *store, date_t today)
{
    if (sqlite3_get_autocommit(store->db))
        return store_refuse(store, ERROR_INVALID, "a load outside a transaction");
    store->loading = true;
    store->today = today;
    return 0;
}

static int run_for(struct store *store, enum statement id, const char *organization)
{
    struct cursor cursor = cursor_write(store, id);

    bind_text(&cursor, organization);
    return cursor_run(&cursor);
}

static int organization_ended(struct store *store, const char *organization)
{
    struct cursor cursor = cursor_write(store, STATEMENT_END_OBLIGATIONS);
    int error;

    bind_date(&cursor, store->today);
    bind_text(&cursor, organization);
    error = cursor_run(&cursor);
    return error ? error : run_for(store, STATEMENT_STOP_ROTATION, organization);
}

/* One table of desired state. */
struct kind {
    const struct seen *seen;
    enum statement running, end;
    const char *prefix; /* of its object in the log */
    int (*ended)(struct store *store, const char *id);
};

struct gone {
    int64_t row;
    const char *id;
};

/* Collected first: a table is not changed while it is read. */
static int collect_gone(struct store *store, const struct kind *kind, struct rows *gone)
{
    struct cursor cursor = cursor_open(store, kind->running);
    int step;

    while ((step = cursor_step(&cursor)) > 0) {
        int64_t row = take_integer(&cursor);

        if (!seen_holds(kind->seen, row))
            *(struct gone *)rows_add(gone) = (struct gone){.row = row, .id = take_text(&cursor, gone->arena)};
    }
    return cursor_close(&cursor, step);
}

static int end_one(struct store *store, const struct kind *kind, const struct gone *gone, int64_t at, struct arena *arena)
{
    const struct log_entry entry = {
        .at = at, .actor = LOADER, .action = "end", .object = arena_printf(arena, "%s%s", kind->prefix, gone->id)};
    struct cursor cursor = cursor_write(store, kind->end);
    int error;

    bind_date(&cursor, store->today);
    bind_integer(&cursor, gone->row);
    error = cursor_run(&cursor);
    if (!error && kind->ended)
        error = kind->ended(store, gone->id);
    return error ? error : ledger_put_log(store, &entry);
}

static int end_gone(struct store *store, const struct kind *kind, int64_t at)
{
    struct arena arena = {0};
    struct rows rows = {.arena = &arena, .size = sizeof(struct gone)};
    int error = collect_gone(store, kind, &rows);

    for (size_t i = 0; !error && i < rows.n; i++)
        error = end_one(store, kind, &((struct gone *)rows.items)[i], at, &arena);
    if (rows.n > 0)
        store_policy_changed(store);
    arena_done(&arena);
    return error;
}

static int withdraw(struct store *store, struct occurrence *occurrence, int64_t at, struct arena *arena)
{
    const struct log_entry entry = {
        .at = at,
        .actor = LOADER,
        .action = "withdraw",
        .object = arena_printf(arena, "%s/%s/%s", occurrence->organization, occurrence->obligation, occurrence->period),
    };
    int error;

    occurrence->state = OCCURRENCE_WITHDRAWN;
    occurrence->next_at = NEVER;
    error = ledger_cancel_notifications(store, occurrence->id, "withdrawn", at);
    if (!error)
        error = ledger_put_occurrence(store, occurrence);
    return error ? error : ledger_put_log(store, &entry);
}

static int withdraw_all(struct store *store, int64_t at)
{
    struct arena arena = {0};
    struct rows rows = {.arena = &arena, .size = sizeof(struct occurrence)};
    struct cursor cursor = cursor_open(store, STATEMENT_OWED_NO_MORE);
    int error = cursor_collect(&cursor, row_occurrence, &rows);

    for (size_t i = 0; !error && i < rows.n; i++)
        error = withdraw(store, &((struct occurrence *)rows.items)[i], at, &arena);
    arena_done(&arena);
    return error;
}

int store_load_finish(struct store *store, date_t today, int64_t at)
{
    const struct kind kinds[] = {
        {&store->organizations, STATEMENT_RUNNING_ORGANIZATIONS, STATEMENT_END_ORGANIZATION, "", organization_ended},
        {&store->channels, STATEMENT_RUNNING_CHANNELS, STATEMENT_END_CHANNEL, "channel ", NULL},
        {&store->calendars, STATEMENT_RUNNING_CALENDARS, STATEMENT_END_CALENDAR, "calendar ", NULL},
    };
    int error = 0;

    if (!store->loading)
        return store_refuse(store, ERROR_INVALID, "a load finished that was not started");
    store->today = today;
    for (size_t i = 0; !error && i < sizeof kinds / sizeof *kinds; i++)
        error = end_gone(store, &kinds[i], at);
    if (!error)
        error = withdraw_all(store, at);
    load_forget(store);
    return error;
}

void load_forget(struct store *store)
{
    store->loading = false;
    store->today = DATE_NONE;
    seen_done(&store->organizations);
    seen_done(&store->calendars);
    seen_done(&store->channels);
}
