/* The table of statements and its life: prepared when the store opens, finalized when it closes. */
#include "store_internal.h"

static const struct {
    const char *name;
    const char *sql;
} statements[] = {
#define STATEMENT(name, sql) [STATEMENT_##name] = {#name, sql},
#include "statements.def"
#undef STATEMENT
};

_Static_assert(sizeof statements / sizeof *statements == STATEMENT_COUNT, "an entry a statement");

const char *statement_name(enum statement id)
{
    return statements[id].name;
}

int statements_prepare(struct store *store)
{
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        int code = sqlite3_prepare_v3(store->db, statements[i].sql, -1, SQLITE_PREPARE_PERSISTENT, &store->statements[i], NULL);

        if (code == SQLITE_ERROR) /* no such table or column */
            return store_refuse(store, ERROR_CORRUPT, "its tables are not those of its version: %s", sqlite3_errmsg(store->db));
        if (code != SQLITE_OK)
            return store_fail(store, code);
    }
    return 0;
}

void statements_finalize(struct store *store)
{
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(store->statements[i]); /* repeats the last step's error */
        store->statements[i] = NULL;
    }
}
