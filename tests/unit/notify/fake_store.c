#include "fake_store.h"

#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "error.h"

struct store *fake_store_new(void)
{
    return xcalloc(1, sizeof(struct store));
}

int64_t fake_store_add(struct store *store, const char *channel, int64_t next_at)
{
    struct fake_row *row = &store->rows[store->n++];

    assert_true(store->n <= FAKE_ROWS);
    *row = (struct fake_row){.row = reminder_row()};
    row->row.notification.id = (int64_t)store->n;
    row->row.notification.channel = channel;
    row->row.state = DELIVERY_QUEUED;
    row->row.next_at = next_at;
    row->row.created_at = row->row.due_at = next_at;
    snprintf(row->row.message_id, sizeof(row->row.message_id), "%032d", (int)store->n);
    return (int64_t)store->n;
}

void fake_store_channel(struct store *store, const char *id, const char *backend, const struct setting *settings, size_t n_settings)
{
    size_t i = 0;

    while (i < store->n_channels && strcmp(store->channels[i].id, id) != 0)
        i++;
    if (i == store->n_channels)
        store->n_channels++;
    store->channels[i] = (struct channel){.id = id, .backend = backend, .settings = settings, .n_settings = n_settings};
}

struct fake_row *fake_store_row(struct store *store, int64_t id)
{
    assert_in_range(id, 1, store->n);
    return &store->rows[id - 1];
}

static int may_fail(struct store *store)
{
    struct fake_fault *fault = &store->fault;

    if (fault->error == 0 || fault->times == 0)
        return 0;
    if (fault->after > 0) {
        fault->after--;
        return 0;
    }
    fault->times--;
    return fault->error;
}

static int begin(void *ctx)
{
    struct store *store = ctx;
    int r = may_fail(store);

    assert_false(store->within);
    if (r < 0)
        return r;
    memcpy(store->before, store->rows, sizeof(store->rows));
    store->n_before = store->n;
    memcpy(store->buckets_before, store->buckets, sizeof(store->buckets));
    store->within = true;
    return 0;
}

static void rollback(void *ctx)
{
    struct store *store = ctx;

    if (!store->within)
        return;
    memcpy(store->rows, store->before, sizeof(store->rows));
    memcpy(store->buckets, store->buckets_before, sizeof(store->buckets));
    store->n = store->n_before;
    store->within = store->has_results = false;
}

static int commit(void *ctx)
{
    struct store *store = ctx;
    int r = may_fail(store);

    assert_true(store->within);
    if (r < 0) {
        rollback(store);
        return r;
    }
    if (store->clock_ms != NULL)
        *store->clock_ms += store->commit_takes_ms;
    store->within = false;
    store->n_transactions++;
    store->n_commits += store->has_results;
    store->has_results = false;
    return 0;
}

void store_ledger(struct store *store, struct ledger *ret_ledger)
{
    *ret_ledger = (struct ledger){.ctx = store, .begin = begin, .commit = commit, .rollback = rollback};
}

const char *store_error(const struct store *store)
{
    return "the words of the database";
}

int store_get_channel(struct store *store, const char *id, struct arena *arena, struct channel *ret)
{
    assert_false(store->within);
    if (store->channel_error < 0)
        return store->channel_error;
    for (size_t i = 0; i < store->n_channels; i++) {
        if (strcmp(store->channels[i].id, id) == 0) {
            *ret = store->channels[i];
            return 0;
        }
    }
    return ERROR_NOT_FOUND;
}

static bool waits(const struct fake_row *row, const char *const *busy)
{
    for (; busy != NULL && *busy != NULL; busy++) {
        if (strcmp(*busy, row->row.notification.channel) == 0)
            return false;
    }
    return row->row.state == DELIVERY_QUEUED || row->row.state == DELIVERY_UNKNOWN;
}

int outbox_next_at(struct store *store, const char *const *busy, int64_t *ret_at)
{
    int64_t least = NEVER;
    int r = may_fail(store);

    if (r < 0)
        return r;
    for (size_t i = 0; i < store->n; i++) {
        if (waits(&store->rows[i], busy) && store->rows[i].row.next_at < least)
            least = store->rows[i].row.next_at;
    }
    *ret_at = least;
    return 0;
}

int outbox_due_channel(struct store *store, int64_t now, const char *const *busy, struct arena *arena, const char **ret_channel)
{
    int r = may_fail(store);

    if (r < 0)
        return r;
    for (size_t i = 0; i < store->n; i++) {
        if (!waits(&store->rows[i], busy) || store->rows[i].row.next_at > now)
            continue;
        *ret_channel = arena_strdup(arena, store->rows[i].row.notification.channel);
        return 0;
    }
    return ERROR_NOT_FOUND;
}

/* A bucket a channel that the store knows. */
static int64_t *bucket_of(struct store *store, const char *channel)
{
    for (size_t i = 0; i < store->n_channels; i++) {
        if (strcmp(store->channels[i].id, channel) == 0)
            return &store->buckets[i];
    }
    fail_msg("no channel %s", channel);
    return NULL;
}

int outbox_get_bucket(struct store *store, const char *channel, int64_t *ret_full_at_ms)
{
    int r = may_fail(store);

    if (r == 0)
        *ret_full_at_ms = *bucket_of(store, channel);
    return r;
}

int outbox_put_bucket(struct store *store, const char *channel, int64_t full_at_ms)
{
    int r = may_fail(store);

    assert_true(store->within);
    if (r == 0)
        *bucket_of(store, channel) = full_at_ms;
    return r;
}

static void claim_row(struct outbox_row *row, struct arena *arena, struct outbox_row *ret)
{
    row->state = DELIVERY_SENDING;
    row->next_at = NEVER;
    row->attempts++;
    *ret = *row;
    ret->notification.channel = arena_strdup(arena, row->notification.channel); /* dies with the arena, as in the real one */
}

static bool is_due(const struct store *store, size_t i, const struct outbox_claim *claim)
{
    return waits(&store->rows[i], NULL) && strcmp(store->rows[i].row.notification.channel, claim->channel) == 0 &&
           store->rows[i].row.next_at <= claim->now;
}

/* A digest is what a test has said to be one. */
int outbox_claim(struct store *store, const struct outbox_claim *claim, struct arena *arena, struct outbox_delivery **ret_deliveries,
                 size_t *ret_n, bool *ret_more)
{
    struct outbox_delivery *deliveries = arena_array(arena, claim->max, sizeof(*deliveries));
    size_t n = 0;
    int r = may_fail(store);

    assert_true(store->within);
    if (r < 0)
        return r;
    store->n_claims++;
    for (size_t i = 0; i < store->n && n < claim->max; i++) {
        struct outbox_row *rows = arena_array(arena, FAKE_ROWS, sizeof(*rows));
        const char *digest = store->rows[i].row.digest;
        size_t n_rows = 0;

        for (size_t k = i; k < store->n; k++) {
            if (is_due(store, k, claim) && (k == i || (digest != NULL && store->rows[k].row.digest == digest)))
                claim_row(&store->rows[k].row, arena, &rows[n_rows++]);
        }
        if (n_rows > 0)
            deliveries[n++] = (struct outbox_delivery){digest != NULL ? digest : arena_strdup(arena, rows[0].message_id), rows, n_rows};
    }
    *ret_deliveries = deliveries;
    *ret_n = n;
    *ret_more = false;
    return 0;
}

/* Nothing waits that long here. */
int outbox_waiting_since(struct store *store, const char *channel, int64_t since, size_t max, struct arena *arena,
                         struct outbox_row **ret_rows, size_t *ret_n)
{
    *ret_n = 0;
    return 0;
}

int outbox_tried_since(struct store *store, const char *channel, int64_t after, int64_t since, size_t max, struct arena *arena,
                       struct outbox_row **ret_rows, size_t *ret_n)
{
    *ret_n = 0;
    return 0;
}

int outbox_wait_on(struct store *store, int64_t id, int64_t now)
{
    return 0;
}

int outbox_stood_in_for(struct store *store, int64_t id, bool *ret_has)
{
    int r = may_fail(store);

    if (r == 0)
        *ret_has = fake_store_row(store, id)->fell_back;
    return r;
}

/* Nobody here has a window. */
int engine_organization(struct engine *engine, const char *id, const struct organization **ret_organization)
{
    return ERROR_NOT_FOUND;
}

static int put_result(struct store *store, const struct delivery_result *result)
{
    struct fake_row *row = fake_store_row(store, result->id);
    int r = may_fail(store);

    if (r < 0)
        return r;
    if (result->id == store->poisoned)
        return ERROR_CORRUPT;
    assert_int_equal(row->row.state, DELIVERY_SENDING);
    assert_true(result->ended_at_ms >= result->began_at_ms);
    row->row.state = result->state;
    row->row.next_at = result->state == DELIVERY_QUEUED || result->state == DELIVERY_UNKNOWN ? result->next_at : NEVER;
    row->code = result->code;
    row->written++;
    snprintf(row->reply, sizeof(row->reply), "%s", result->reply);
    return 0;
}

int outbox_put_results(struct store *store, const struct delivery_result *results, size_t n)
{
    int r = 0;

    assert_true(store->within);
    store->has_results = true;
    for (size_t i = 0; i < n && r == 0; i++)
        r = put_result(store, &results[i]);
    return r;
}

int outbox_recover(struct store *store, int64_t now, size_t *ret_n)
{
    int r = may_fail(store);

    if (r < 0)
        return r;
    *ret_n = 0;
    for (size_t i = 0; i < store->n; i++) {
        if (store->rows[i].row.state != DELIVERY_SENDING)
            continue;
        store->rows[i].row.state = DELIVERY_UNKNOWN;
        store->rows[i].row.next_at = now;
        ++*ret_n;
    }
    return 0;
}

/* `engine` is the store here. */
int engine_fall_back(struct engine *engine, const struct notification *refused, int64_t now, size_t *ret_made)
{
    struct store *store = (struct store *)engine;
    int r = may_fail(store);

    assert_true(store->within);
    if (r < 0)
        return r;
    if (store->fall_back_error < 0)
        return store->fall_back_error;
    store->n_fall_backs++;
    fake_store_row(store, refused->id)->fell_back = true;
    *ret_made = store->fall_back_to != NULL;
    if (store->fall_back_to != NULL)
        fake_store_add(store, store->fall_back_to, now);
    return 0;
}
