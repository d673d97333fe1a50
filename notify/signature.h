/* Signatures of webhooks as Standard Webhooks 1.0 has them: HMAC-SHA256 over "id.timestamp.body", one for each secret while keys are
 * rotated. */
#ifndef LUNZHI_SIGNATURE_H
#define LUNZHI_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#define SIGNATURE_KEYS_MAX 8

struct signature_keys;

/* Lines of "whsec_" and base64 (24 to 64 bytes of key); empty lines do not count. ERROR_INVALID, with the reason in *ret_why (static,
 * translated), for anything else. */
int signature_keys_new(const char *text, struct signature_keys **ret, const char **ret_why) __attribute__((warn_unused_result));
/* Overwrites and frees; NULL is fine. */
void signature_keys_free(struct signature_keys *keys);
/* The value of webhook-signature: "v1,BASE64 v1,BASE64…". Heap. */
char *signature_make(const struct signature_keys *keys, const char *id, int64_t timestamp, const char *body, size_t body_size);

#endif
