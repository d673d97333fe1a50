/* Claiming: each row that is due leads a delivery, alone or with all that goes to the same recipient.
 *
 * A row that was never tried gathers others like it; one that was tried in a digest, what is left of that digest; one that was tried alone
 * stays alone. So what is sent under an id is the same each time. Rows whose window is shut are put off instead. */
#include "outbox.h"

#include "digits.h"
#include "store_internal.h"

#include <stdlib.h>
#include <string.h>

#define PUT_OFF_MAX 256 /* in one claim: a night may begin with thousands due */

struct claiming {
    struct store *store;
    const struct outbox_claim *claim;
    struct arena *arena;
    struct outbox_delivery *deliveries;
    size_t n, n_put_off;
};

static bool stays_alone(const struct outbox_row *row)
{
    return row->attempts > 0 || row->notification.kind == NOTIFICATION_TEST || row->notification.kind == NOTIFICATION_ALERT;
}

/* All that leaves with the leader or is said anew by one of them, itself included. */
static int collect_group(struct claiming *claiming, const struct outbox_row *leader, struct rows *rows)
{
    const struct notification *about = &leader->notification;
    const bool one_by_one = claiming->claim->together <= 1;
    struct cursor cursor;

    if (leader->digest) {
        cursor = cursor_open(claiming->store, STATEMENT_BOUND_MESSAGES);
        bind_text(&cursor, leader->digest);
        bind_integer(&cursor, claiming->claim->now);
        return cursor_collect(&cursor, row_message, rows);
    }
    *(struct outbox_row *)rows_add(rows) = *leader;
    if (stays_alone(leader) || (one_by_one && about->occurrence == 0))
        return 0;
    cursor = cursor_open(claiming->store, one_by_one ? STATEMENT_FRESH_ABOUT : STATEMENT_FRESH_MESSAGES);
    bind_text(&cursor, about->channel);
    bind_text(&cursor, about->address);
    bind_text(&cursor, about->recipient_name);
    bind_integer(&cursor, claiming->claim->now);
    bind_text(&cursor, about->language);
    bind_text(&cursor, about->recipient);
    bind_integer(&cursor, about->id);
    bind_integer(&cursor, OUTBOX_DIGEST_MAX - 1);
    if (one_by_one)
        bind_integer(&cursor, about->occurrence);
    return cursor_collect(&cursor, row_message, rows);
}

static int put_off(struct claiming *claiming, const struct outbox_row *row, int64_t at)
{
    struct cursor cursor = cursor_write(claiming->store, STATEMENT_PUT_OFF_MESSAGE);

    claiming->n_put_off++;
    bind_integer(&cursor, row->notification.id);
    bind_integer(&cursor, at);
    return cursor_run(&cursor);
}

static int opens_at(const struct claiming *claiming, const struct outbox_row *row, int64_t *ret_at)
{
    const struct outbox_claim *claim = claiming->claim;

    *ret_at = claim->now;
    return claim->opens_at ? claim->opens_at(claim->ctx, row, ret_at) : 0;
}

/* Those whose window is shut are put off and leave the group; a digest that was sent before waits as a whole. */
static int hold(struct claiming *claiming, struct rows *group, bool bound)
{
    struct outbox_row *rows = group->items;
    int64_t *open_at = arena_array(claiming->arena, group->n, sizeof *open_at), latest = claiming->claim->now;
    size_t n = 0;
    int error = 0;

    for (size_t i = 0; i < group->n && !error; i++) {
        error = opens_at(claiming, &rows[i], &open_at[i]);
        if (!error && open_at[i] > latest)
            latest = open_at[i];
    }
    for (size_t i = 0; i < group->n && !error; i++) {
        int64_t at = bound ? latest : open_at[i];

        if (at > claiming->claim->now)
            error = put_off(claiming, &rows[i], at);
        else
            rows[n++] = rows[i];
    }
    group->n = n;
    return error;
}

static bool is_older(const struct outbox_row *row, const struct outbox_row *other)
{
    const struct notification *a = &row->notification, *b = &other->notification;

    return a->occurrence != 0 && a->occurrence == b->occurrence && strcmp(a->recipient, b->recipient) == 0 && a->on < b->on;
}

static int supersede(struct claiming *claiming, const struct outbox_row *row, const struct outbox_row *by)
{
    const char *why = arena_printf(claiming->arena, "message %lld says it anew", (long long)by->notification.id);

    return message_set(claiming->store, row->notification.id, DELIVERY_CANCELLED, NEVER, why, claiming->claim->now);
}

static const struct outbox_row *find_younger(const struct rows *group, const struct outbox_row *row)
{
    const struct outbox_row *rows = group->items;

    for (size_t i = 0; i < group->n; i++) {
        if (is_older(row, &rows[i]))
            return &rows[i];
    }
    return NULL;
}

/* What waited so long that the next message about the same has come is not told beside it. */
static int drop_superseded(struct claiming *claiming, struct rows *group)
{
    const struct outbox_row *rows = group->items;
    struct outbox_row *kept = arena_array(claiming->arena, group->n, sizeof *kept);
    size_t n = 0;
    int error = 0;

    for (size_t i = 0; i < group->n && !error; i++) {
        const struct outbox_row *by = find_younger(group, &rows[i]);

        if (by)
            error = supersede(claiming, &rows[i], by);
        else
            kept[n++] = rows[i];
    }
    group->items = kept;
    group->n = n;
    return error;
}

static int id_order(const void *a, const void *b)
{
    const struct outbox_row *left = a, *right = b;

    return (left->notification.id > right->notification.id) - (left->notification.id < right->notification.id);
}

/* The digest's id follows from its messages, as theirs from their keys. */
static const char *delivery_id(struct claiming *claiming, const struct rows *group)
{
    const struct outbox_row *rows = group->items;
    unsigned char hash[HASH_SIZE];
    char *text;

    if (group->n == 1)
        return rows[0].message_id;
    hash_begin(claiming->store);
    for (size_t i = 0; i < group->n; i++)
        hash_add(claiming->store, rows[i].message_id, strlen(rows[i].message_id) + 1);
    hash_end(claiming->store, hash);
    text = arena_alloc(claiming->arena, HASH_SIZE + 1);
    hex_format(hash, HASH_SIZE / 2, text);
    return text;
}

static int claim_row(struct claiming *claiming, struct outbox_row *row, const char *digest)
{
    struct cursor cursor = cursor_write(claiming->store, STATEMENT_CLAIM_MESSAGE);
    int error;

    bind_integer(&cursor, row->notification.id);
    bind_text(&cursor, digest);
    error = cursor_run(&cursor);
    if (error)
        return error;
    row->state = DELIVERY_SENDING;
    row->next_at = NEVER;
    row->attempts++;
    row->digest = digest;
    return 0;
}

/* The others are due as before: they lead their own. */
static void keep_first(struct rows *group, size_t together)
{
    if (together < 1)
        together = 1;
    if (group->n > together)
        group->n = together;
}

static int claim_group(struct claiming *claiming, const struct outbox_row *leader)
{
    struct rows group = {.arena = claiming->arena, .size = sizeof(struct outbox_row)};
    struct outbox_row *rows;
    const char *id;
    int error = collect_group(claiming, leader, &group);

    if (!error)
        error = hold(claiming, &group, leader->digest != NULL);
    if (!error && !leader->digest)
        error = drop_superseded(claiming, &group);
    if (error || group.n == 0)
        return error;
    rows = group.items;
    if (!leader->digest)
        keep_first(&group, claiming->claim->together);
    qsort(rows, group.n, sizeof *rows, id_order);
    id = delivery_id(claiming, &group);
    for (size_t i = 0; i < group.n && !error; i++)
        error = claim_row(claiming, &rows[i], group.n > 1 ? id : NULL);
    claiming->deliveries[claiming->n++] = (struct outbox_delivery){.id = id, .rows = rows, .n = group.n};
    return error;
}

/* Whatever becomes of it, it is due no more. */
static int claim_next(struct claiming *claiming)
{
    struct cursor cursor = cursor_open(claiming->store, STATEMENT_NEXT_MESSAGE);
    struct outbox_row leader;
    int error;

    bind_text(&cursor, claiming->claim->channel);
    bind_integer(&cursor, claiming->claim->now);
    error = cursor_read(&cursor, row_message, claiming->arena, &leader);
    return error ? error : claim_group(claiming, &leader);
}

int outbox_claim(struct store *store, const struct outbox_claim *claim, struct arena *arena, struct outbox_delivery **ret_deliveries,
                 size_t *ret_n, bool *ret_more)
{
    struct claiming claiming = {.store = store, .claim = claim, .arena = arena};
    bool own;
    int error = transaction_enter(store, &own);

    if (error)
        return error;
    claiming.deliveries = arena_array(arena, claim->max, sizeof *claiming.deliveries);
    while (!error && claiming.n < claim->max && claiming.n_put_off < PUT_OFF_MAX)
        error = claim_next(&claiming);
    error = transaction_leave(store, own, error == ERROR_NOT_FOUND ? 0 : error);
    if (error)
        return error;
    *ret_deliveries = claiming.deliveries;
    *ret_n = claiming.n;
    *ret_more = claiming.n < claim->max && claiming.n_put_off >= PUT_OFF_MAX;
    return 0;
}
