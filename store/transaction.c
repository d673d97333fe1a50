/* Transactions: begun at once for writing, whole or absent. */
#include "store_internal.h"

#include <string.h>

int transaction_begin(struct store *store)
{
    struct cursor cursor;

    if (store->spoilt)
        return store_refuse(store, ERROR_INVALID, "a change of this database in memory was to be taken back, which it does not allow");
    cursor = cursor_open(store, STATEMENT_BEGIN);
    return cursor_run(&cursor);
}

int transaction_commit(struct store *store)
{
    struct cursor cursor;
    int error;

    if (sqlite3_get_autocommit(store->db)) /* an error in between has rolled it back */
        return store_refuse(store, ERROR_INVALID, "there is no transaction to commit");
    error = proof_text(store) ? store_refuse(store, ERROR_INVALID, "the log does not tell of all that was written") : chain_keep(store);
    if (!error) {
        cursor = cursor_open(store, STATEMENT_COMMIT);
        error = cursor_run(&cursor);
    }
    if (error)
        transaction_rollback(store);
    store->policy_changed = false;
    return error;
}

void transaction_rollback(struct store *store)
{
    char words[sizeof store->error];

    if (!sqlite3_get_autocommit(store->db)) {
        struct cursor cursor = cursor_open(store, STATEMENT_ROLLBACK);

        memcpy(words, store->error, sizeof words);
        if (cursor_run(&cursor) != 0)
            memcpy(store->error, words, sizeof words); /* what led here says more */
    }
    store->chain = (struct chain){.known = false};
    proof_clear(store);
    store->spoilt = store->irrevocable;
    if (store->policy_changed)
        store_policy_changed(store);
    store->policy_changed = false;
    load_forget(store);
}

int transaction_enter(struct store *store, bool *ret_own)
{
    bool own = sqlite3_get_autocommit(store->db);
    int error = own ? transaction_begin(store) : 0;

    if (!error)
        *ret_own = own;
    return error;
}

int transaction_leave(struct store *store, bool own, int error)
{
    if (!own)
        return error;
    if (!error)
        return transaction_commit(store);
    transaction_rollback(store);
    return error;
}

void store_policy_changed(struct store *store)
{
    store->generation++;
    store->policy_changed = true;
    calendar_cache_drop(&store->calendar_cache);
}
