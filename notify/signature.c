#include "signature.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "intl.h"
#include "mac.h"
#include "memory.h"

#define PREFIX         "whsec_"
#define KEY_MIN        24
#define KEY_MAX        64
#define KEY_BASE64_MAX (4 * ((KEY_MAX + 2) / 3))

struct signature_keys {
    size_t n;
    struct {
        unsigned char bytes[KEY_MAX + 2];
        int size;
    } keys[SIGNATURE_KEYS_MAX];
};

/* Strict base64: EVP_DecodeBlock() would trim blanks and takes any padding. The size of what it holds, or -1. */
static int decode(const char *text, size_t size, unsigned char *to)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t digits = strspn(text, alphabet);
    size_t padding = size - digits;
    if (digits > size || size == 0 || size % 4 != 0 || size > KEY_BASE64_MAX || padding > 2)
        return -1;
    if (strspn(text + digits, "=") < padding)
        return -1;
    int n = EVP_DecodeBlock(to, (const unsigned char *)text, (int)size);
    return n < 0 ? -1 : n - (int)padding;
}

static const char *add_key(struct signature_keys *keys, const char *line, size_t size)
{
    if (keys->n == SIGNATURE_KEYS_MAX)
        return _("there are more secrets than can be signed with");
    if (size < strlen(PREFIX) || strncmp(line, PREFIX, strlen(PREFIX)) != 0)
        return _("a secret does not begin with whsec_");
    int n = decode(line + strlen(PREFIX), size - strlen(PREFIX), keys->keys[keys->n].bytes);
    if (n < KEY_MIN || n > KEY_MAX)
        return _("what follows whsec_ is not the base64 of 24 to 64 bytes");
    keys->keys[keys->n++].size = n;
    return NULL;
}

int signature_keys_new(const char *text, struct signature_keys **ret, const char **ret_why)
{
    struct signature_keys *keys = xcalloc(1, sizeof *keys);
    const char *wrong = NULL;
    while (*text && !wrong) {
        size_t size = strcspn(text, "\r\n");
        if (size > 0)
            wrong = add_key(keys, text, size);
        text += size + (text[size] != '\0');
    }
    if (!wrong && keys->n == 0)
        wrong = _("there is no secret");
    if (wrong) {
        signature_keys_free(keys);
        *ret_why = wrong;
        return ERROR_INVALID;
    }
    *ret = keys;
    return 0;
}

void signature_keys_free(struct signature_keys *keys)
{
    if (keys)
        OPENSSL_cleanse(keys, sizeof *keys);
    free(keys);
}

char *signature_make(const struct signature_keys *keys, const char *id, int64_t timestamp, const char *body, size_t body_size)
{
    char *head = xasprintf("%s.%" PRId64 ".", id, timestamp);
    size_t head_size = strlen(head);
    char *content = xrealloc(head, head_size + body_size + 1);
    memcpy(content + head_size, body, body_size);
    char *all = xcalloc(keys->n, 64), *end = all;
    for (size_t i = 0; i < keys->n; i++) {
        char mac[MAC_TEXT_SIZE];
        mac_base64(keys->keys[i].bytes, (size_t)keys->keys[i].size, content, head_size + body_size, mac);
        end += sprintf(end, "%sv1,%s", i > 0 ? " " : "", mac);
    }
    free(content);
    return all;
}
