#include "mac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#define MAC_SIZE 32

_Static_assert(MAC_TEXT_SIZE == 4 * ((MAC_SIZE + 2) / 3) + 1, "base64 and its NUL");

void mac_base64(const void *key, size_t key_size, const void *text, size_t text_size, char ret[static MAC_TEXT_SIZE])
{
    unsigned char mac[MAC_SIZE];

    if (!HMAC(EVP_sha256(), key, (int)key_size, text, text_size, mac, NULL))
        abort(); /* out of memory, as xmalloc() */
    EVP_EncodeBlock((unsigned char *)ret, mac, MAC_SIZE);
}
