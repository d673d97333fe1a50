/* The vtable the engine works on. */
#include "ledger_internal.h"
#include "store_internal.h"

static int ledger_begin(void *ctx)
{
    return transaction_begin(ctx);
}

static int ledger_commit(void *ctx)
{
    return transaction_commit(ctx);
}

static void ledger_rollback(void *ctx)
{
    transaction_rollback(ctx);
}

static int ledger_generation(void *ctx, int64_t *ret_generation)
{
    const struct store *store = ctx;

    *ret_generation = store->generation;
    return 0;
}

/* The one row's instant, or NEVER without a row. */
static int first_instant(struct store *store, enum statement id, int64_t *ret_at)
{
    struct cursor cursor = cursor_open(store, id);
    int64_t at;
    int error = cursor_one(&cursor);

    if (error == ERROR_NOT_FOUND) {
        *ret_at = NEVER;
        return 0;
    }
    if (error)
        return error;
    at = take_instant(&cursor);
    error = cursor_close(&cursor, cursor_row_result(&cursor));
    if (!error)
        *ret_at = at;
    return error;
}

static int ledger_next_at(void *ctx, int64_t *ret_at)
{
    int64_t occurrence, rotation;
    int error = first_instant(ctx, STATEMENT_NEXT_OCCURRENCE, &occurrence);

    if (!error)
        error = first_instant(ctx, STATEMENT_NEXT_ROTATION, &rotation);
    if (!error)
        *ret_at = occurrence < rotation ? occurrence : rotation;
    return error;
}

void store_ledger(struct store *store, struct ledger *ret_ledger)
{
    *ret_ledger = (struct ledger){
        .ctx = store,
        .begin = ledger_begin,
        .commit = ledger_commit,
        .rollback = ledger_rollback,
        .next_at = ledger_next_at,
        .get_organization = ledger_get_organization,
        .generation = ledger_generation,
        .put_organization = ledger_put_organization,
        .channel_address_kind = ledger_channel_address_kind,
        .channel_window = ledger_channel_window,
        .due_occurrences = ledger_due_occurrences,
        .get_occurrence = ledger_get_occurrence,
        .organization_occurrences = ledger_organization_occurrences,
        .put_occurrence = ledger_put_occurrence,
        .told = ledger_told,
        .due_rotations = ledger_due_rotations,
        .get_rotation = ledger_get_rotation,
        .put_rotation = ledger_put_rotation,
        .turns = ledger_turns,
        .begin_turn = ledger_begin_turn,
        .turn_on = ledger_turn_on,
        .decisions = ledger_decisions,
        .put_decision = ledger_put_decision,
        .put_record = ledger_put_record,
        .get_record = ledger_get_record,
        .counting_days = ledger_counting_days,
        .put_waiver = ledger_put_waiver,
        .last_waiver = ledger_last_waiver,
        .get_case = ledger_get_case,
        .count_cases = ledger_count_cases,
        .open_case = ledger_open_case,
        .close_case = ledger_close_case,
        .outcomes_of = ledger_outcomes_of,
        .put_roster = ledger_put_roster,
        .newest_roster = ledger_newest_roster,
        .put_notification = ledger_put_notification,
        .cancel_notifications = ledger_cancel_notifications,
        .cancel_vacancy = ledger_cancel_vacancy,
        .put_log = ledger_put_log,
    };
}
