/* Results, written in groups: the attempt, the row's new state and the messages that take a refused one's place are one transaction.
 *
 * A database that cannot be written now (full, read-only, busy) keeps everything waiting. A single row that cannot be written for another
 * reason must not hold up the others: it is told and dropped, and stays `sending` in the database, which makes it `unknown` at the next
 * start. */
#include <stdlib.h>

#include "dispatcher_internal.h"
#include "error.h"
#include "intl.h"

bool is_storage_failure(int error)
{
    return error == ERROR_IO || error == ERROR_FULL || error == ERROR_READ_ONLY || error == ERROR_BUSY;
}

/* Once: what fell back while it was still tried does not do so again when it is given up. */
int results_fall_back(struct dispatcher *dispatcher, const struct notification *notification, size_t *made)
{
    bool fell_back = false;
    size_t n = 0;
    int r = outbox_stood_in_for(dispatcher->options.store, notification->id, &fell_back);

    if (r < 0 || fell_back)
        return r;
    r = engine_fall_back(dispatcher->options.engine, notification, dispatcher_now(dispatcher), &n);
    if (r < 0 && (is_storage_failure(r) || r == ERROR_CORRUPT))
        return r;
    *made += n; /* else the organization or its member is gone since: nobody is left to be told */
    return 0;
}

void results_add(struct dispatcher *dispatcher, struct delivery *delivery)
{
    *dispatcher->done_end = delivery;
    dispatcher->done_end = &delivery->next;
    dispatcher->n_done++;
}

static int fall_back_all(struct dispatcher *dispatcher, const struct delivery *delivery, size_t *made)
{
    int r = 0;

    for (size_t i = 0; delivery->falls_back && i < delivery->claimed->n && r == 0; i++)
        r = results_fall_back(dispatcher, &delivery->claimed->rows[i].notification, made);
    return r;
}

/* Of the first `n` of `done`, one a row. */
static struct delivery_result *collect_results(const struct dispatcher *dispatcher, size_t n, size_t *ret_n)
{
    struct delivery_result *results;
    const struct delivery *delivery = dispatcher->done;
    size_t n_rows = 0;

    for (size_t i = 0; i < n; i++, delivery = delivery->next)
        n_rows += delivery->claimed->n;
    results = xcalloc(n_rows, sizeof(*results));
    delivery = dispatcher->done;
    n_rows = 0;
    for (size_t i = 0; i < n; i++, delivery = delivery->next) {
        for (size_t k = 0; k < delivery->claimed->n; k++) {
            results[n_rows] = delivery->result;
            results[n_rows++].id = delivery->claimed->rows[k].notification.id;
        }
    }
    *ret_n = n_rows;
    return results;
}

static int put_first(struct dispatcher *dispatcher, size_t n, size_t *made)
{
    const struct delivery *delivery = dispatcher->done;
    size_t n_results;
    struct delivery_result *results = collect_results(dispatcher, n, &n_results);
    int r = outbox_put_results(dispatcher->options.store, results, n_results);

    for (size_t i = 0; i < n && r == 0; i++, delivery = delivery->next)
        r = fall_back_all(dispatcher, delivery, made);
    free(results);
    return r;
}

int results_put(struct dispatcher *dispatcher, size_t *made)
{
    return put_first(dispatcher, dispatcher->n_done, made);
}

static int write_first(struct dispatcher *dispatcher, size_t n, size_t *made)
{
    struct ledger *ledger = &dispatcher->ledger;
    int r = ledger->begin(ledger->ctx);

    if (r < 0)
        return r;
    r = put_first(dispatcher, n, made);
    if (r == 0)
        r = ledger->commit(ledger->ctx);
    if (r < 0)
        ledger->rollback(ledger->ctx);
    return r;
}

void results_drop(struct dispatcher *dispatcher, size_t n)
{
    for (; n > 0; n--) {
        struct delivery *delivery = dispatcher->done;

        dispatcher->done = delivery->next;
        dispatcher->n_done--;
        delivery_free(delivery);
    }
    if (dispatcher->done == NULL)
        dispatcher->done_end = &dispatcher->done;
}

static void tell_lost(struct dispatcher *dispatcher, int error)
{
    const struct notification *lost = &dispatcher->done->claimed->rows[0].notification;
    char *text = xasprintf(_("the result of message %lld cannot be written (%s); it will be sent again after the next start"),
                           (long long)lost->id, error_text(error));

    dispatcher->options.alert(dispatcher->options.ctx, lost->channel, text);
    free(text);
}

static int write_one_by_one(struct dispatcher *dispatcher, size_t *made)
{
    while (dispatcher->done != NULL) {
        int r = write_first(dispatcher, 1, made);

        if (is_storage_failure(r))
            return r;
        if (r < 0)
            tell_lost(dispatcher, r);
        results_drop(dispatcher, 1);
    }
    return 0;
}

void results_write(struct dispatcher *dispatcher)
{
    size_t n = dispatcher->n_done, made = 0;
    int r;

    if (n == 0)
        return;
    r = write_first(dispatcher, n, &made);
    if (r == 0) {
        results_drop(dispatcher, n);
    } else if (!is_storage_failure(r)) {
        made = 0;
        r = write_one_by_one(dispatcher, &made);
    }
    if (r < 0)
        dispatcher_store_failed(dispatcher, r);
    else
        dispatcher_store_works(dispatcher);
    if (made > 0)
        dispatcher_look_everywhere(dispatcher);
}
