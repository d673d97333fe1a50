/* Messages, their attempts and how many there are, for people. */
#include "query.h"
#include "store_internal.h"

static struct cursor open_messages(struct store *store, int state, int64_t occurrence, size_t max)
{
    const enum statement id = occurrence != 0               ? STATEMENT_MESSAGES_ABOUT
                              : state < 0                   ? STATEMENT_MESSAGES
                              : state == DELIVERY_DELIVERED ? STATEMENT_MESSAGES_DELIVERED
                                                            : STATEMENT_MESSAGES_IN_STATE;
    struct cursor cursor = cursor_open(store, id);

    bind_integer(&cursor, (int64_t)max);
    if (id == STATEMENT_MESSAGES_ABOUT || id == STATEMENT_MESSAGES_IN_STATE)
        bind_text(&cursor, state < 0 ? NULL : delivery_state_name((enum delivery_state)state));
    if (id == STATEMENT_MESSAGES_ABOUT)
        bind_integer(&cursor, occurrence);
    return cursor;
}

int query_outbox(struct store *store, int state, int64_t occurrence, size_t max, int (*row)(void *ctx, const struct outbox_row *),
                 void *ctx)
{
    struct cursor cursor = open_messages(store, state, occurrence, max);
    int result;

    while ((result = cursor_step(&cursor)) > 0) {
        struct outbox_row message;

        result = row_message(&cursor, NULL, &message);
        if (!result)
            result = row(ctx, &message);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}

static int take_attempt(struct cursor *cursor, struct query_attempt *ret)
{
    ret->number = take_int32(cursor);
    ret->began_at_ms = take_integer(cursor);
    ret->ended_at_ms = take_integer(cursor);
    ret->state = take_delivery_state(cursor);
    ret->code = take_int32(cursor);
    ret->reply = take_text(cursor, NULL);
    return cursor_row_result(cursor);
}

int query_attempts(struct store *store, int64_t notification, int (*row)(void *ctx, const struct query_attempt *), void *ctx)
{
    struct cursor cursor = cursor_open(store, STATEMENT_ATTEMPTS);
    int result;

    bind_integer(&cursor, notification);
    while ((result = cursor_step(&cursor)) > 0) {
        struct query_attempt attempt;

        result = take_attempt(&cursor, &attempt);
        if (!result)
            result = row(ctx, &attempt);
        if (result)
            break;
    }
    return cursor_close(&cursor, result);
}

static int count(struct store *store, enum statement id, int64_t *ret_count)
{
    struct cursor cursor = cursor_open(store, id);
    int error = cursor_one(&cursor);

    if (error)
        return error;
    *ret_count = take_integer(&cursor);
    return cursor_close(&cursor, cursor_row_result(&cursor));
}

/* All but the delivered are counted; the delivered are the rest. */
static int count_states(struct store *store, int64_t by_state[static DELIVERY_COUNT])
{
    struct cursor cursor = cursor_open(store, STATEMENT_COUNT_STATES);
    int64_t others = 0, all;
    int step;

    while ((step = cursor_step(&cursor)) > 0) {
        enum delivery_state state = take_delivery_state(&cursor);

        by_state[state] = take_integer(&cursor);
        others += by_state[state];
    }
    step = cursor_close(&cursor, step);
    if (!step)
        step = count(store, STATEMENT_COUNT_MESSAGES, &all);
    if (!step)
        by_state[DELIVERY_DELIVERED] = all - others;
    return step;
}

int query_counts(struct store *store, struct query_counts *ret)
{
    struct query_counts counts = {0};
    int error = count_states(store, counts.by_state);

    if (!error)
        error = count(store, STATEMENT_COUNT_UNDELIVERABLE, &counts.undeliverable);
    if (!error)
        error = count(store, STATEMENT_COUNT_OCCURRENCES, &counts.occurrences);
    if (!error)
        error = count(store, STATEMENT_COUNT_ORGANIZATIONS, &counts.organizations);
    if (!error)
        error = outbox_next_at(store, NULL, &counts.oldest_due_at);
    if (!error)
        *ret = counts;
    return error;
}
