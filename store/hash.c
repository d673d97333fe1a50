/* SHA-256 for the log's chain and the messages' ids. One context, used again: the log is written often. */
#include "store_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void hash_begin(struct store *store)
{
    int done = EVP_DigestInit_ex(store->digest, store->sha256, NULL);

    assert(done == 1);
    (void)done;
}

void hash_add(struct store *store, const void *bytes, size_t size)
{
    int done = EVP_DigestUpdate(store->digest, bytes, size);

    assert(done == 1);
    (void)done;
}

void hash_end(struct store *store, unsigned char ret_hash[static HASH_SIZE])
{
    unsigned int size = 0;
    int done = EVP_DigestFinal_ex(store->digest, ret_hash, &size);

    assert(done == 1 && size == HASH_SIZE);
    (void)done;
}

void hash_field(struct store *store, const char *field)
{
    char length[24];
    size_t size;

    if (!field) {
        hash_add(store, "-", 1);
        return;
    }
    size = strlen(field);
    hash_add(store, length, (size_t)snprintf(length, sizeof length, "%zu:", size));
    hash_add(store, field, size);
    hash_add(store, ",", 1);
}
