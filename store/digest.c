#include "digest.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"
#include "memory.h"
#include "store_internal.h"

struct digest {
    EVP_MD_CTX *context;
};

struct digest *digest_new(void)
{
    struct digest *digest = xcalloc(1, sizeof *digest);
    int done;

    digest->context = EVP_MD_CTX_new();
    done = digest->context ? EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) : 0;
    assert(done == 1);
    (void)done;
    return digest;
}

void digest_free(struct digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

void digest_add(struct digest *digest, const void *bytes, size_t size)
{
    int done = EVP_DigestUpdate(digest->context, bytes, size);

    assert(done == 1);
    (void)done;
}

const char *digest_end(struct digest *digest, char text[static DIGEST_TEXT_SIZE])
{
    unsigned char hash[HASH_SIZE];
    unsigned int size = 0;
    int done = EVP_DigestFinal_ex(digest->context, hash, &size);

    assert(done == 1 && size == HASH_SIZE);
    (void)done;
    hex_format(hash, HASH_SIZE, text);
    return text;
}

bool digest_is_text(const char *text)
{
    return strspn(text, "0123456789abcdef") == DIGEST_TEXT_SIZE - 1 && text[DIGEST_TEXT_SIZE - 1] == '\0';
}
