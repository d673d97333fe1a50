/* A database handed over as bytes, opened in memory. */
#include "store_internal.h"

#include <string.h>

#define HEADER_SIZE     100
#define FORMAT_VERSIONS 18 /* two bytes of the header: 2 says WAL, which an image has not */

static int open_image(struct store *store, const void *image, size_t size_bytes)
{
    unsigned char *copy;
    int code;

    if (size_bytes < HEADER_SIZE || memcmp(image, "SQLite format 3", 16) != 0)
        return store_refuse(store, ERROR_NOT_OURS, "it is not an SQLite database");
    code = sqlite3_open_v2(":memory:", &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return store_fail(store, code);
    (void)sqlite3_extended_result_codes(store->db, 1);
    copy = sqlite3_malloc64(size_bytes);
    if (!copy)
        return store_fail(store, SQLITE_NOMEM);
    memcpy(copy, image, size_bytes);
    copy[FORMAT_VERSIONS] = copy[FORMAT_VERSIONS + 1] = 1;
    code = sqlite3_deserialize(store->db, "main", copy, (sqlite3_int64)size_bytes, (sqlite3_int64)size_bytes,
                               SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
    return code == SQLITE_OK ? 0 : store_fail(store, code);
}

int store_open_image(const void *image, size_t size_bytes, const struct store_options *options, struct store **ret_store, char **ret_why)
{
    struct store *store = store_new(NULL, options);
    int error = open_image(store, image, size_bytes);

    if (!error)
        error = store_settle(store, options);
    return store_finish(store, error, ret_store, ret_why);
}
